"""대직자: who stands in for the team leader, from one date to another. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.errors import Refused
from app.domain.identity import parse_date
from app.domain.views import StaffRow
from app.ports.closings import Deputy
from app.ui import formats
from app.ui.context import Context

Row = tuple[str, ...]


class DeputyScreen(Protocol):
    def show_deputies(self, rows: Sequence[Row]) -> None: ...
    def show_people(self, names: Sequence[str]) -> None: ...
    def forget(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class DeputyPresenter:
    def __init__(self, context: Context, screen: DeputyScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._deputies: list[Deputy] = []
        self._people: list[StaffRow] = []
        self._names: dict[str, str] = {}

    def enter(self) -> None:
        services = self._context.services
        self._context.read(
            lambda: (services.closing.deputies(), services.staff()),
            done=lambda found: self._found(*found),
            failed=self._context.failing(self._screen),
        )

    def name(self, place: int, first: str, last: str, reason: str) -> None:
        """That person stands in, both dates included."""
        if not 0 <= place < len(self._people):
            return
        today = self._context.today()
        try:
            begin = parse_date(first, today=today)
            end = parse_date(last, today=today) if last.strip() else begin
        except Refused:
            self._screen.say(self._text("refund.due_wrong"), "warning")
            return
        actor, services, user = self._context.session.signed_in(), self._context.services, self._people[place].user
        self._context.write(
            lambda: services.closing.name_deputy(actor, user, begin, end, reason.strip()),
            done=lambda made: self._done("deputy.named", made),
            failed=self._context.failing(self._screen),
        )

    def end(self, index: int) -> None:
        """They stand in no longer."""
        if not 0 <= index < len(self._deputies):
            return
        stood = self._deputies[index]
        actor, services, today = self._context.session.signed_in(), self._context.services, self._context.today()
        begin, end = parse_date(stood.first_day, today=today), parse_date(stood.last_day, today=today)
        self._context.write(
            lambda: services.closing.name_deputy(actor, stood.user, begin, end, stood.reason, ended=True),
            done=lambda made: self._done("deputy.ended", made),
            failed=self._context.failing(self._screen),
        )

    def _done(self, key: str, made: Deputy) -> None:
        self._screen.forget()
        self._screen.say(
            self._text(key, user=self._named(made.user), first=self._day(made.first_day), last=self._day(made.last_day)), "success"
        )
        self.enter()

    def _named(self, user: str) -> str:
        return self._names.get(user, user)

    def _day(self, day: str) -> str:
        return formats.business_day_text(day, self._context.words)

    def _found(self, deputies: list[Deputy], staff: list[StaffRow]) -> None:
        self._deputies = deputies
        self._names = {each.user: each.name for each in staff}
        self._people = [each for each in staff if each.active and each.role in ("clerk", "passport_clerk")]
        words = self._context.words
        self._screen.show_people([f"{each.name} ({words.text(f'role.{each.role}')})" for each in self._people])
        self._screen.show_deputies(
            [
                (self._named(each.user), self._day(each.first_day), self._day(each.last_day), each.reason, self._named(each.named_by))
                for each in deputies
            ]
        )
