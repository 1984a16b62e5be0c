"""수기접수증: how many slips there are, which numbers nobody knows anything of, printing more, saying what became of one. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.slips import ACCOUNTED
from app.services.paper_slips import SlipStatus
from app.ui.context import Context


class SlipScreen(Protocol):
    def show_slips(self, pairs: Sequence[tuple[str, str]], missing: Sequence[str]) -> None: ...
    def clear_form(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class SlipPapers(Protocol):
    def outage_sheet(self, outage: str) -> None: ...
    def blank_slips(self, count: int, then: Callable[[], object]) -> None: ...
    def slips_again(self, first: str, last: str, then: Callable[[], object]) -> None: ...


class SlipPresenter:
    """`type_slip`: the slip of that number is typed in at a station."""

    def __init__(self, context: Context, screen: SlipScreen, papers: SlipPapers, type_slip: Callable[[str], object]) -> None:
        self._context, self._screen, self._papers, self._type_slip = context, screen, papers, type_slip
        self._text = context.words.text
        self._missing: list[str] = []

    def enter(self) -> None:
        services = self._context.services
        self._context.read(services.offline.slip_status, done=self._show, failed=self._context.failing(self._screen))

    def print_more(self, typed: str) -> None:
        """So many new slips; their numbers are in the book before the paper is seen."""
        plain = typed.strip()
        if not plain.isdigit():
            self._screen.say(self._text("slips.count_wrong"), "danger")
            return
        self._papers.blank_slips(int(plain), self.enter)

    def print_again(self, first: str, last: str) -> None:
        """Slips that were printed before come once more under their own numbers: a jam ate the first print."""
        if not first.strip():
            self._screen.say(self._text("slips.again_which"), "warning")
            return

        def printed() -> None:
            self._screen.say(self._text("slips.printed_again"), "success")
            self.enter()

        self._papers.slips_again(first.strip(), last.strip(), printed)

    def type_in(self, index: int) -> None:
        """Enter on a missing number: it is typed in."""
        if 0 <= index < len(self._missing):
            self._type_slip(self._missing[index])

    def missing_at(self, index: int) -> str:
        return self._missing[index] if 0 <= index < len(self._missing) else ""

    def mark(self, first: str, last: str, place: int, reason: str) -> None:
        """What became of those slips is in the book. `place`: of the mark among `ACCOUNTED`."""
        actor, services = self._context.session.signed_in(), self._context.services

        def marked(count: int) -> None:
            self._screen.say(self._text("slips.marked", n=count), "success")
            self._screen.clear_form()
            self._context.session.tell("cases")
            self.enter()

        self._context.write(
            lambda: services.offline.mark_slips(actor, first, last, ACCOUNTED[place], reason),
            done=marked,
            failed=self._context.failing(self._screen),
        )

    def _show(self, status: SlipStatus) -> None:
        self._missing = status.missing
        pairs = [
            (self._text("slips.range"), status.slips),
            (self._text("slips.stock"), self._text("slips.sheets", n=status.stock)),
            (self._text("slips.printed"), self._text("slips.sheets", n=status.printed)),
            (self._text("slips.typed"), self._text("slips.sheets", n=status.typed)),
            (self._text("slips.void"), self._text("slips.sheets", n=len(status.void))),
            (self._text("slips.missing"), self._text("slips.sheets", n=len(status.missing))),
        ]
        self._screen.show_slips(pairs, status.missing)
