"""오프라인 준비도: every line with its level, its age and what mends it. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from app.domain.readiness import Level, MachineFacts, ReadyLine, worst
from app.domain.ready_words import SIGNS, ready_text
from app.domain.words import Words
from app.ui import formats
from app.ui.context import Context

SEEN_FIRST: tuple[Level, ...] = ("bad", "warn", "ok")
DAYS = ("holidays",)  # lines whose moment is the end of a day


class ReadyScreen(Protocol):
    def show_lines(self, rows: Sequence[tuple[str, str, str, str]]) -> None: ...
    def set_busy(self, busy: bool) -> None: ...
    def show_level(self, text: str, tone: str) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ReadyPresenter:
    """`acts`: what the key of a line does, by the line's `action`."""

    def __init__(self, context: Context, screen: ReadyScreen, acts: Mapping[str, Callable[[], object]]) -> None:
        self._context, self._screen, self._acts = context, screen, acts
        self._text = context.words.text
        self._lines: list[ReadyLine] = []

    def enter(self) -> None:
        """The machine is asked in the network pool, the ledger on its own lane."""
        self._screen.set_busy(True)
        if not self._lines:
            self._screen.show_level(self._text("ready.checking"), "")
        failed = self._context.failing(self._screen, self._free)
        self._context.net(self._context.services.offline.machine_facts, done=self._machine_known, failed=failed)

    def act(self, index: int) -> None:
        """Enter on a line: the one thing that mends it."""
        if 0 <= index < len(self._lines):
            action = self._lines[index].action
            if action == "verify":
                self.verify()
            elif action in self._acts:
                self._acts[action]()

    def verify(self) -> None:
        """The whole ledger is checked while the counter goes on."""
        services = self._context.services
        self._screen.set_busy(True)
        self._screen.say(self._text("ready.checking"))
        failed = self._context.failing(self._screen, self._free)

        def checked(found: tuple[int, int]) -> None:
            entries, bad = found
            said = self._text("ready.verified_bad", n=bad) if bad else self._text("ready.verified", n=entries)
            self._screen.say(said, "danger" if bad else "success")
            self._context.write(lambda: services.offline.note_verified(entries, bad), done=lambda _: self.enter(), failed=failed)

        self._context.long(self._context.net, "busy.verify", services.offline.check_ledger, done=checked, failed=failed)

    def _machine_known(self, machine: MachineFacts) -> None:
        services = self._context.services
        failed = self._context.failing(self._screen, self._free)
        self._context.read(lambda: services.offline.readiness(machine), done=self._show, failed=failed)

    def _show(self, lines: list[ReadyLine]) -> None:
        self._free()
        self._lines = sorted(lines, key=lambda line: SEEN_FIRST.index(line.level))
        level = worst(lines)
        count = sum(1 for line in lines if line.level == level)
        key, tone = {"ok": ("ready.all_ok", "success"), "warn": ("ready.some_warn", "warning"), "bad": ("ready.some_bad", "danger")}[level]
        self._screen.show_level(self._text(key, n=count), tone)
        self._screen.show_lines([self._row(line) for line in self._lines])

    def _row(self, line: ReadyLine) -> tuple[str, str, str, str]:
        words = self._context.words
        age = ""
        if line.at is not None:
            ago = self._context.now_ms() - line.at
            age = formats.age_text(ago, words) if ago >= 0 else ""
        state = f"{SIGNS[line.level]} {self._text(f'ready.{line.level}')}"
        return state, self._text(f"ready.{line.code}.name"), line_text(line, words), age

    def _free(self) -> None:
        self._screen.set_busy(False)


def line_text(line: ReadyLine, words: Words) -> str:
    """How it is, and what to do where something is to be done."""
    told = {}
    if line.at is not None:
        told["at"] = formats.day_text(formats.moment(line.at).date(), words) if line.code in DAYS else formats.stamp_text(line.at)
    if day := str(line.facts.get("day", "")):
        told["day"] = formats.business_day_text(day, words)
    return ready_text(line, words, **told)
