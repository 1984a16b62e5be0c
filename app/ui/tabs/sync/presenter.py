"""동기화: the line, central, what waits and since when, the last answer. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Protocol

from app.domain.outages import RoomOutage
from app.domain.readiness import is_refused
from app.domain.views import Far, SyncStatus
from app.domain.words import Words
from app.ui import formats
from app.ui.context import Context
from app.ui.sync_action import SyncAction


class SyncScreen(Protocol):
    def show_state(self, headline: str, tone: str, pairs: Sequence[tuple[str, str]], *, alone: bool) -> None: ...
    def show_truths(self, truths: Sequence[tuple[str, str]]) -> None: ...
    def set_busy(self, busy: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


def outage_text(outage: RoomOutage, words: Words) -> str:
    """인감시스템 10:02 – 11:30, and what is known of the cause."""
    until = formats.clock_text(outage.until) if outage.until is not None else words.text("outage.lasts")
    cause = f" ({' / '.join(outage.causes)})" if outage.causes else ""
    return f"{words.text(f'system_long.{outage.system}')} {formats.clock_text(outage.since)} – {until}{cause}"


class SyncPresenter:
    def __init__(self, context: Context, screen: SyncScreen, refresh: Callable[[], object]) -> None:
        self._context, self._screen, self._refresh = context, screen, refresh
        self._text = context.words.text
        self._disputes = 0
        self._today: list[RoomOutage] = []
        self._seen = False
        context.session.watch("sync", self.show)
        context.session.watch("lamps", self._read_again)

    def enter(self) -> None:
        self._seen = True
        self._refresh()
        self.show()
        self._read()

    def _read_again(self) -> None:
        """An outage of today may have ended, a dispute may have come, while the page was in front."""
        if self._seen and self._context.session.actor is not None:
            self._read()

    def _read(self) -> None:
        services, since, now = self._context.services, self._midnight(), self._context.now_ms()

        def read() -> tuple[int, list[RoomOutage]]:
            return services.worklist_counts().get("dispute", 0), services.offline.room_outages(since, now + 1)

        self._context.read(read, done=self._found, failed=self._context.failing(self._screen))

    def _found(self, found: tuple[int, list[RoomOutage]]) -> None:
        self._disputes, self._today = found
        self.show()

    def _midnight(self) -> int:
        """The first ms of today in Seoul."""
        return int(datetime.combine(self._context.today(), time(), formats.SEOUL).timestamp() * 1000)

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
        key: str = sync.central if sync.central != "down" or sync.line else "no_line"
        if is_refused(sync.refused_since_ms, self._context.now_ms()):
            key = "refused"
        tone = {"up": "success", "none": "", "down": "warning", "no_line": "warning", "refused": "danger"}[key]
        pairs = [(name, formats.begun(value)) for name, value in self._pairs(sync)]
        self._screen.show_state(self._text(f"sync.{key}"), tone, pairs, alone=key == "none")
        numbers = (sync.last_seq, sync.acked_seq, sync.confirmed_seq, self._disputes)
        names = ("saved", "sent", "confirmed", "disputed")
        truths = [(self._text(f"truth.{name}"), self._text("unit.entries", n=n)) for name, n in zip(names, numbers, strict=True)]
        self._screen.show_truths(truths[:1] if key == "none" else truths)

    def _pairs(self, sync: SyncStatus) -> list[tuple[str, str]]:
        text = self._text
        outages = [outage_text(each, self._context.words) for each in self._today]
        today = (text("sync.outages_today"), "\n".join(outages) or text("sync.no_outages"))
        if sync.central == "none":
            return [(text("sync.central"), text("cli.central.none")), today]
        waiting = text("unit.entries", n=sync.pending)
        if sync.oldest_unacked_ms is not None and sync.pending:
            waited = formats.age_text(self._context.now_ms() - sync.oldest_unacked_ms, self._context.words)
            waiting += " · " + text("sync.oldest", age=waited)
        pairs = [
            (text("sync.line"), text("sync.line_up" if sync.line else "sync.line_down")),
            (text("sync.central"), text(f"lamp.central_{sync.central}")),
            (text("sync.pending"), waiting),
            (text("sync.acked"), text("sync.acked_value", acked=sync.acked_seq, last=sync.last_seq)),
            (text("sync.office_seq"), f"{sync.confirmed_office_seq:,}"),
            (text("sync.attempts"), text("unit.times", n=sync.attempts)),
            (text("sync.last_try"), formats.stamp_text(sync.last_try_ms) if sync.last_try_ms is not None else text("sync.never")),
            (text("sync.last_answer"), self._answer(sync.last_answer)),
        ]
        if sync.filling is not None:
            pairs.insert(0, (text("sync.filling"), self._filling(sync.filling)))
        if sync.attachments_waiting:
            pairs.append((text("sync.files"), text("unit.times", n=sync.attachments_waiting)))
        pairs.append(today)
        if sync.next_try_s is not None:
            pairs.append((text("sync.next_try"), text("age.seconds", n=round(sync.next_try_s))))
        return pairs

    def _filling(self, far: Far) -> str:
        """How far a new desk is with the office's book, and what that means at the counter."""
        if not far.total:
            return f"{self._text('sync.filling_begins')}\n{self._text('sync.filling_note')}"
        way = "folding" if far.folding else "filling"
        told = self._text(f"sync.{way}_of", done=f"{far.done:,}", total=f"{far.total:,}")
        return f"{told}\n{self._text(f'sync.{way}_note')}"

    def _answer(self, code: str) -> str:
        """The last answer in words; a code that has none stands as it is within the sentence that says so."""
        if not code:
            return "–"
        for key in (f"answer.{code}", f"error.{code}"):
            if self._context.words.has(key):
                return self._text(key, retry_after_s="…", expected="…")
        return self._text("sync.answer_unknown", code=code)

    def run(self, action: SyncAction, path: Path | None) -> None:
        """One of the commands that other parts of the program brought here; what it reports is shown."""
        self._context.session.signed_in()
        self._screen.set_busy(True)
        self._screen.say("")

        def done(report: str) -> None:
            self._free()
            self._screen.say(report, "success")

        lane = {"write": self._context.write, "read": self._context.read, "net": self._context.net}[action.lane]
        context = self._context
        context.long(
            lane,
            "busy.sync_action",
            lambda progress: action.run(context.words, path, progress),
            done=done,
            failed=context.failing(self._screen, self._free),
            stoppable=action.stoppable,
        )

    def _free(self) -> None:
        self._screen.set_busy(False)
        self._refresh()
