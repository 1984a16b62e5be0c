"""장애: what the room went through in the last month, its sheet, and writing down one that was only noticed later. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from app.domain.errors import Refused
from app.domain.identity import parse_moment
from app.domain.outages import RoomOutage
from app.ui import formats
from app.ui.context import Context

MONTH_MS = 31 * 86_400_000


class OutageScreen(Protocol):
    def show_outages(self, rows: Sequence[tuple[str, str, str, str, str]]) -> None: ...
    def clear_form(self, now: str, *, leader: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class OutagePapers(Protocol):
    def outage_sheet(self, outage: str) -> None: ...


class OutagePresenter:
    def __init__(self, context: Context, screen: OutageScreen, papers: OutagePapers, refresh: Callable[[], object]) -> None:
        self._context, self._screen, self._papers, self._refresh = context, screen, papers, refresh
        self._text = context.words.text
        self._outages: list[RoomOutage] = []
        context.session.watch("lamps", self._lamps_changed)

    def enter(self) -> None:
        leader = self._context.session.may("set_room_outage")
        self._screen.clear_form(formats.stamp_text(self._context.now_ms()), leader=leader)
        self._read()

    def sheet(self, index: int) -> None:
        """Enter: 장애기간 처리대장 of that outage."""
        if 0 <= index < len(self._outages):
            self._papers.outage_sheet(self._outages[index].label(self._context.services.desk.identity.office))

    def keep(self, system: str, since: str, until: str, cause: str, *, room: bool) -> None:
        """The outage is in the book with the times it had; without an end it lasts."""
        actor = self._context.session.signed_in()
        try:
            began, ended = self._moment(since), self._moment(until) if until.strip() else None
        except Refused as error:
            self._screen.say(self._context.words.problem(error.code), "danger")
            return
        services = self._context.services

        def kept(_: object) -> None:
            self._screen.say(self._text("outage.kept", system=self._text(f"system_long.{system}")), "success")
            self._refresh()
            self.enter()

        self._context.write(
            lambda: services.offline.report_outage(actor, system, began, ended, cause, room=room),
            done=kept,
            failed=self._context.failing(self._screen),
        )

    def _moment(self, typed: str) -> datetime:
        return parse_moment(typed, today=self._context.today()).replace(tzinfo=formats.SEOUL)

    def _lamps_changed(self) -> None:
        if self._outages and self._context.session.actor is not None:
            self._read()

    def _read(self) -> None:
        now = self._context.now_ms()
        services = self._context.services
        self._context.read(
            lambda: services.offline.room_outages(now - MONTH_MS, now + 1), done=self._show, failed=self._context.failing(self._screen)
        )

    def _show(self, found: list[RoomOutage]) -> None:
        self._outages = found[::-1]
        self._screen.show_outages([self._row(each) for each in self._outages])

    def _row(self, each: RoomOutage) -> tuple[str, str, str, str, str]:
        until = formats.short_stamp(each.until) if each.until is not None else f"▲ {self._text('outage.lasts_alone')}"
        system = self._text(f"system_long.{each.system}")
        return system, formats.short_stamp(each.since), until, ", ".join(each.desks), " / ".join(each.causes)
