"""동기화: the line, central, what waits and since when, the last answer. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.views import SyncStatus
from app.ui import formats
from app.ui.context import Context


class SyncScreen(Protocol):
    def show_state(self, headline: str, tone: str, pairs: Sequence[tuple[str, str]]) -> None: ...
    def set_busy(self, busy: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class SyncPresenter:
    def __init__(self, context: Context, screen: SyncScreen, refresh: Callable[[], object]) -> None:
        self._context, self._screen, self._refresh = context, screen, refresh
        self._text = context.words.text
        context.session.watch("sync", self.show)

    def enter(self) -> None:
        self._refresh()
        self.show()

    def send(self) -> None:
        """지금 보내기: one exchange with central, off the screen's thread."""
        self._screen.set_busy(True)
        self._screen.say("")

        def done(_: object) -> None:
            self._screen.set_busy(False)
            self._screen.say(self._text("sync.sent"), "success")
            self._refresh()

        self._context.net(self._context.services.sync_now, done=done, failed=self._context.failing(self._screen, self._free))

    def show(self) -> None:
        sync = self._context.session.sync
        if sync is None:
            return
        key = sync.central if sync.central != "down" or sync.line else "no_line"
        tone = {"up": "success", "none": "", "down": "warning", "no_line": "warning"}[key]
        self._screen.show_state(self._text(f"sync.{key}"), tone, self._pairs(sync))

    def _pairs(self, sync: SyncStatus) -> list[tuple[str, str]]:
        text = self._text
        waiting = text("unit.entries", n=sync.pending)
        if sync.oldest_unacked_ms is not None and sync.pending:
            waited = formats.age_text(self._context.now_ms() - sync.oldest_unacked_ms, self._context.words)
            waiting += " · " + text("sync.oldest", age=waited)
        pairs = [
            (text("sync.line"), "–" if sync.central == "none" else text("sync.line_up" if sync.line else "sync.line_down")),
            (text("sync.central"), text(f"lamp.central_{sync.central}")),
            (text("sync.pending"), waiting),
            (text("sync.acked"), text("sync.acked_value", acked=sync.acked_seq, last=sync.last_seq)),
            (text("sync.office_seq"), f"{sync.confirmed_office_seq:,}"),
            (text("sync.attempts"), text("unit.times", n=sync.attempts)),
            (text("sync.last_try"), formats.stamp_text(sync.last_try_ms) if sync.last_try_ms is not None else text("sync.never")),
            (text("sync.last_answer"), self._answer(sync.last_answer)),
        ]
        if sync.next_try_s is not None:
            pairs.append((text("sync.next_try"), text("age.seconds", n=round(sync.next_try_s))))
        return pairs

    def _answer(self, code: str) -> str:
        """The last answer in words where it is one of our codes."""
        if not code:
            return "–"
        for key in (f"answer.{code}", f"error.{code}"):
            if self._context.words.has(key):
                return self._text(key, retry_after_s="…", expected="…")
        return code

    def _free(self) -> None:
        self._screen.set_busy(False)
        self._refresh()
