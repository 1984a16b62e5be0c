"""마감 시각: when this desk closes, and on which evenings later. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time
from typing import Protocol

from app.domain.closing_time import ClosingTime, typed_closing_time
from app.domain.errors import Refused
from app.ui.context import Context


class ClosingTimeScreen(Protocol):
    def show_time(self, closes: str, evenings: Collection[int], until: str, *, may_set: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ClosingTimePresenter:
    def __init__(self, context: Context, screen: ClosingTimeScreen) -> None:
        self._context, self._screen = context, screen

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        closing = self._context.services.closing
        self._context.read(closing.time, done=self._show, failed=self._context.failing(self._screen))

    def keep(self, closes: str, evenings: Sequence[int], until: str) -> None:
        """This desk closes then, on those evenings of the week (0: Monday) at `until`; without a time it says none."""
        try:
            said = typed_closing_time(closes, list(evenings), until)
        except Refused as error:
            self._screen.say(self._context.words.message(error), "danger")
            return
        actor, closing = self._context.session.signed_in(), self._context.services.closing

        def kept(_: None) -> None:
            self._screen.say(self._context.words.text("closing_time.kept"), "success")
            self.enter()

        self._context.write(lambda: closing.set_time(actor, said), done=kept, failed=self._context.failing(self._screen))

    def _show(self, said: ClosingTime) -> None:
        self._screen.show_time(_clock(said.closes), said.evenings, _clock(said.until), may_set=self._context.session.may("set_drawer"))


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""
