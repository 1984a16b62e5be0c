"""공식번호 채우기 at the window. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.official_numbers import Matches
from app.domain.watched_folders import LIST_BYTES_MAX
from app.services.take_list import list_text
from app.ui.context import Context
from app.whole_file import read_brought


class NumbersScreen(Protocol):
    def show_matches(self, rows: Sequence[Sequence[str]], summed: str, *, any_fits: bool) -> None: ...
    def show_list(self, lines: str) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class NumbersPresenter:
    """`kept`: numbers stand in their cases, the lists are read again."""

    def __init__(self, context: Context, screen: NumbersScreen, kept: Callable[[], object]) -> None:
        self._context, self._screen, self._kept = context, screen, kept

    def open_file(self, path: Path) -> None:
        """The list of that file stands where one is pasted."""
        self._context.read(
            lambda: list_text(read_brought(path, bytes_max=LIST_BYTES_MAX)),
            done=self._screen.show_list,
            failed=self._context.failing(self._screen),
        )

    def match(self, text: str) -> None:
        """What the list means is shown, nothing is kept yet."""
        actor, work = self._context.session.signed_in(), self._context.services.work

        def done(found: Matches) -> None:
            self._screen.say("")
            self._screen.show_matches(self._rows(found), self._sum("matched", found), any_fits=bool(found.pairs))

        self._context.read(lambda: work.match_numbers(actor, text), done=done, failed=self._context.failing(self._screen))

    def keep(self, text: str) -> None:
        """What can mean one case alone stands in it."""
        actor, work = self._context.session.signed_in(), self._context.services.work

        def done(found: Matches) -> None:
            self._context.session.tell("cases", "sync")
            self._kept()
            self._screen.say(self._sum("saved", found), "success")

        self._context.write(lambda: work.fill_numbers(actor, text), done=done, failed=self._context.failing(self._screen))

    def _sum(self, key: str, found: Matches) -> str:
        return self._context.words.text(f"official_number.{key}", n=len(found.pairs), left=len(found.left))

    def _rows(self, found: Matches) -> list[tuple[str, str, str, str]]:
        name, text = self._context.service_name, self._context.words.text
        fits = [(line.line, (line.official_no, case.number, name(case.service))) for line, case in found.pairs]
        left = [(each.line, (each.official_no, "", text(f"official_number.{each.why}"))) for each in found.left]
        return [(str(line), *cells) for line, cells in sorted([*fits, *left])]
