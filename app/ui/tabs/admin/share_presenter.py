"""구 몫: what the office keeps of the passport fees it takes, said by two people. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from app.domain.errors import Refused
from app.domain.identity import parse_moment
from app.domain.office_fees import SHARE, OfficeAmount, hundredths
from app.ui import formats
from app.ui.context import Context
from app.ui.services import confirmer_of

Row = tuple[str, ...]


class TypedShare(NamedTuple):
    """What stands in the form. `since` empty: from now on."""

    percent: str
    since: str
    source: str
    user: str
    password: str


class ShareScreen(Protocol):
    def show_shares(self, now: str, rows: Sequence[Row], *, may_set: bool) -> None: ...
    def clear_typed(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class SharePresenter:
    def __init__(self, context: Context, screen: ShareScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text

    def enter(self) -> None:
        if not self._context.session.may("see_fees"):
            self._screen.show_shares("", [], may_set=False)
            return
        actor, fees, now = self._context.session.signed_in(), self._context.services.office_fees, self._now()

        def read() -> tuple[int | None, list[OfficeAmount]]:
            return fees.share(now), [each for each in fees.said(actor) if each.fee == SHARE]

        self._context.read(read, done=lambda found: self._show(*found), failed=self._context.failing(self._screen))

    def set(self, typed: TypedShare) -> None:
        """From that moment the office keeps that share; two people have signed."""
        words = self._context.words
        try:
            since = self._moment(typed.since)
        except Refused as error:
            self._screen.say(words.problem(error.code), "danger")
            return
        try:
            share_bp = hundredths(typed.percent)
        except Refused as error:
            self._screen.say(words.message(error), "danger")
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def write() -> None:
            services.office_fees.set_share(actor, confirmer_of(services, typed.user, typed.password), share_bp, since, typed.source)

        def done(_: None) -> None:
            self._screen.clear_typed()
            self._screen.say(self._text("share.done", percent=_percent(share_bp)), "success")
            self.enter()

        self._context.write(write, done=done, failed=self._context.failing(self._screen))

    def _now(self) -> datetime:
        now: datetime = self._context.services.desk.clock.now()
        return now

    def _moment(self, typed: str) -> datetime:
        """As typed, in Seoul; now where nothing was. Refused `invalid_date` and the like."""
        if not typed.strip():
            return self._now()
        return parse_moment(typed, today=self._context.today()).replace(tzinfo=formats.SEOUL)

    def _show(self, share_bp: int | None, said: Sequence[OfficeAmount]) -> None:
        now = self._text("share.none") if share_bp is None else self._text("share.now", percent=_percent(share_bp))
        rows = [
            (
                formats.stamp_text(int(each.valid_from.timestamp() * 1000)),
                f"{_percent(each.share_bp or 0)}%",
                each.source,
                each.signers,
            )
            for each in reversed(said)
        ]
        self._screen.show_shares(now, rows, may_set=self._context.session.may("set_fees"))


def _percent(share_bp: int) -> str:
    """22, 22.5: hundredths of a percent as people read a percentage."""
    return f"{share_bp / 100:g}"
