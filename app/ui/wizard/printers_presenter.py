"""처음 설정 9: which printer each kind of paper comes out of. Printers are asked for in the network pool: a spooler may take its time.
No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from app.domain.every_paper import PRINTER_KINDS, PrinterKind
from app.domain.printing import PrinterChoice, PrinterState
from app.ui.context import Context
from app.ui.paper_presenter import PaperMaker
from app.ui.wizard.print_trial import print_test


class PrinterLine(NamedTuple):
    """The printers one kind of paper may come out of as pairs of shown name and name, which of them is chosen, and how many copies."""

    choices: Sequence[tuple[str, str]]
    at: int
    copies: int
    may_test: bool


class PrintersScreen(Protocol):
    def show_printers(self, lines: Mapping[PrinterKind, PrinterLine], *, always: bool) -> None: ...
    def show_test(self, kind: PrinterKind, *, may_test: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class PrintersPresenter:
    def __init__(self, context: Context, screen: PrintersScreen, maker: PaperMaker) -> None:
        self._context, self._screen, self._maker = context, screen, maker
        self._text = context.words.text
        self._failed = context.failing(screen)

    def enter(self) -> None:
        """The printers that are there now, and what was chosen; one that is chosen and gone can still be seen."""
        self._screen.say(self._text("setup.printers.asking"))
        self._context.net(self._context.services.printing.printers, done=self._found, failed=self._failed)

    def keep(self, kind: PrinterKind, printer: str, copies: int) -> None:
        """Such papers come out of that printer; empty: out of none."""
        actor, printing = self._context.session.signed_in(), self._context.services.printing

        def kept(_: None) -> None:
            key = "kept" if printer else "dropped"
            self._screen.show_test(kind, may_test=bool(printer))
            self._screen.say(self._text(f"setup.printers.{key}", kind=self._text(f"printer_kind.{kind}"), printer=printer), "success")

        self._context.net(lambda: printing.choose(actor, kind, printer, copies), done=kept, failed=self._failed)

    def test(self, kind: PrinterKind) -> None:
        """A test page comes out of the printer of that kind."""
        print_test(self._context, self._maker, self._screen, kind)

    def print_receipts(self, *, always: bool) -> None:
        """Each payment prints its receipt by itself, or only on request."""
        actor, printing = self._context.session.signed_in(), self._context.services.printing
        self._context.write(lambda: printing.print_receipts(actor, always=always), done=lambda _: None, failed=self._failed)

    def _found(self, found: Sequence[PrinterState]) -> None:
        printing = self._context.services.printing
        self._screen.say("")
        self._context.read(
            lambda: (printing.choices(), printing.receipts_always()),
            done=lambda kept: self._show(found, *kept),
            failed=self._failed,
        )

    def _show(self, found: Sequence[PrinterState], kept: Mapping[PrinterKind, PrinterChoice], always: bool) -> None:
        there = [each.name for each in found]
        self._screen.show_printers({kind: self._line(there, kept.get(kind)) for kind in PRINTER_KINDS}, always=always)

    def _line(self, there: Sequence[str], choice: PrinterChoice | None) -> PrinterLine:
        names = ["", *there]
        if choice is not None and choice.printer not in names:
            names.append(choice.printer)
        choices = [(name or self._text("setup.printers.none"), name) for name in names]
        at = names.index(choice.printer) if choice is not None else 0
        return PrinterLine(choices, at, choice.copies if choice is not None else 1, may_test=choice is not None)
