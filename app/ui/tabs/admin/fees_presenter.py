"""수수료: amounts nobody knows, amounts the office set itself; a new one needs two signatures. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from app.domain.errors import Refused
from app.domain.forms import is_dated
from app.domain.identity import parse_moment
from app.services.office_fees import FeeRow, NewAmount
from app.ui import formats
from app.ui.context import Context


class FeeCells(NamedTuple):
    """A row of the table as it is read: service, line, amount, since when, what comes next, where it is written."""

    service: str
    line: str
    amount: str
    since: str
    coming: str
    source: str


class Typed(NamedTuple):
    """What stands in the form. `amount` empty: the form's own amount holds again; `since` empty: from now on."""

    amount: str
    since: str
    source: str
    user: str
    password: str


class FeesScreen(Protocol):
    def show_fees(self, rows: Sequence[FeeCells], *, may_set: bool) -> None: ...
    def show_chosen(self, title: str, source: str) -> None: ...
    def clear_typed(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class FeesPresenter:
    def __init__(self, context: Context, screen: FeesScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._rows: list[FeeRow] = []
        self._everything = False
        self._chosen: FeeRow | None = None

    def enter(self) -> None:
        if not self._context.session.may("see_fees"):
            self._screen.show_fees([], may_set=False)
            return
        actor, fees = self._context.session.signed_in(), self._context.services.office_fees
        self._context.read(lambda: fees.table(actor), done=self._show, failed=self._context.failing(self._screen))

    def show_everything(self, everything: bool) -> None:
        """The whole table, or only what is not known and what the office said itself."""
        self._everything = everything
        self.enter()

    def choose(self, index: int) -> bool:
        """That row is the one whose amount is set; False where there is none."""
        if not 0 <= index < len(self._rows):
            return False
        self._chosen = row = self._rows[index]
        self._screen.show_chosen(f"{self._context.words.of(row.name)} · {self._context.words.of(row.label)}", self._source(row))
        return True

    def set(self, typed: Typed) -> None:
        """Two people set the amount of the chosen row."""
        row = self._chosen
        if row is None:
            self._screen.say(self._text("fees_page.choose"), "warning")
            return
        try:
            since = self._moment(typed.since)
        except Refused as error:
            self._screen.say(self._context.words.problem(error.code), "danger")
            return
        digits = typed.amount.replace(",", "").strip()
        if digits and not (digits.isascii() and digits.isdigit()):
            self._screen.say(self._text("fees_page.amount_wrong"), "danger")
            return
        actor, services = self._context.session.signed_in(), self._context.services
        wanted = NewAmount(
            service=row.service, fee=row.fee, amount_won=int(digits) if digits else None, valid_from=since, source=typed.source
        )

        def write() -> None:
            second = services.sign_in(typed.user, typed.password, second=True) if typed.user else None
            services.office_fees.set_amounts(actor, second, [wanted])

        def done(_: object) -> None:
            self._screen.clear_typed()
            key = "fees_page.done" if wanted.amount_won is not None else "fees_page.dropped"
            won = formats.won(wanted.amount_won or 0)
            self._screen.say(self._text(key, name=self._context.words.of(row.name), won=won), "success")
            self.enter()

        self._context.write(write, done=done, failed=self._context.failing(self._screen))

    def _moment(self, typed: str) -> datetime:
        """As typed, in Seoul; now where nothing was. Refused `invalid_date` and the like."""
        if not typed.strip():
            now: datetime = self._context.services.desk.clock.now()
            return now
        return parse_moment(typed, today=self._context.today()).replace(tzinfo=formats.SEOUL)

    def _show(self, table: list[FeeRow]) -> None:
        wanted = table if self._everything else [row for row in table if row.amount_won is None or row.own is not None or row.coming]
        # What can't be sold stands first; the order of the table stays otherwise.
        self._rows = sorted(wanted, key=lambda row: row.amount_won is not None)
        self._screen.show_fees([self._cells(row) for row in self._rows], may_set=self._context.session.may("set_fees"))

    def _cells(self, row: FeeRow) -> FeeCells:
        amount = self._text("fees_page.won", won=row.amount_won) if row.amount_won is not None else f"▲ {self._text('fees_page.unknown')}"
        coming = ""
        for each in row.coming[:1]:
            won = self._text("fees_page.form") if each.amount_won is None else self._text("fees_page.won", won=each.amount_won)
            coming = f"{won} ({_stamp(each.valid_from)})"
        since = ""  # an amount nobody knows, or that no source dates, holds since no day
        if row.own is not None:
            since = _stamp(row.own.valid_from)
        elif row.amount_won is not None and is_dated(row.since):
            since = _stamp(row.since)
        words, service = self._context.words, self._context.service_name(row.service)
        return FeeCells(service, words.of(row.label), amount, since, coming, self._source(row))

    def _source(self, row: FeeRow) -> str:
        return self._context.words.of(row.source) if row.own is None else f"{row.own.source} · {row.own.signers}"


def _stamp(at: datetime) -> str:
    """The day, with the hour where it does not begin with the day."""
    return formats.stamp_text(int(at.timestamp() * 1000)).removesuffix(" 00:00")
