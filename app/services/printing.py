"""Which printer each kind of paper goes to, and sending it there (`DeskServices.printing`). A printer that fails stops no case.

What is printed was recorded before: printing never gives a number, and printing the same file again is no 재발행 of the book, which
is counted where the paper is made.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.domain.errors import Refused, Unavailable
from app.domain.every_paper import PRINTER_KINDS, PrinterKind
from app.domain.printing import PrinterChoice, PrinterState, PrintJob
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.printer import Printer
from app.services.desk import Desk, to_ms
from app.services.lanes import Lane

PRINTER = "printer."
RECEIPTS = "print_receipts"
COPIES_MAX = 20


class Printing:
    """`spooler`: from bootstrap, asked for when first needed. `lane`: puts what writes on the writer's."""

    def __init__(self, desk: Desk, spooler: Callable[[], Printer], lane: Lane) -> None:
        self._desk, self._spooler, self._lane = desk, spooler, lane

    # ── settings ──

    def choices(self) -> dict[PrinterKind, PrinterChoice]:
        """The printers that are set; a kind that is not there has none. Any lane."""
        found: dict[PrinterKind, PrinterChoice] = {}
        for kind in PRINTER_KINDS:
            stored = self._desk.store.working.setting(PRINTER + kind)
            if stored:
                found[kind] = msgspec.msgpack.decode(stored, type=PrinterChoice)
        return found

    def choose(self, actor: Actor, kind: PrinterKind, printer: str, copies: int = 1) -> None:
        """Papers of that kind go to that printer from now on; to none where `printer` is empty. Blocks: not on the screen's thread.

        Refused `not_allowed`, `printer_unknown` (the spooler does not know it), `copies_invalid`. Unavailable `spooler_away`.
        """
        require(actor.role, "set_printer")
        if not 1 <= copies <= COPIES_MAX:
            raise Refused("copies_invalid", most=COPIES_MAX)
        if printer and printer not in {each.name for each in self._spooler().printers()}:
            raise Refused("printer_unknown", printer=printer)
        choice = PrinterChoice(printer=printer, copies=copies)
        stored = msgspec.msgpack.encode(choice) if printer else b""
        self._lane(lambda: self._desk.store.working.put_setting(PRINTER + kind, stored))

    def receipts_always(self) -> bool:
        """Whether a receipt comes by itself after each payment; else on request (COUNTER §2). Any lane."""
        return self._desk.store.working.setting(RECEIPTS) == b"always"

    def print_receipts(self, actor: Actor, *, always: bool) -> None:
        """Receipts come by themselves, or on request. Writer lane. Refused `not_allowed`."""
        require(actor.role, "set_printer")
        self._desk.store.working.put_setting(RECEIPTS, b"always" if always else b"")

    def printers(self) -> list[PrinterState]:
        """What the computer's spooler knows. Blocks: not on the screen's thread. Unavailable `spooler_away`."""
        return self._spooler().printers()

    # ── printing ──

    def send(self, pdf: bytes, *, document: str, ref: str, kind: PrinterKind, printer: str = "") -> PrintJob:
        """The paper is with the spooler, and the log says so; a failure stands there too before it is raised.

        `printer`: another one than the set one, this once. Blocks, so neither on the screen's thread nor on the writer lane.
        Refused `printer_not_set`; Unavailable `spooler_away`, `printer_away`, `printer_failed`.
        """
        choice = self._lane(self.choices).get(kind)
        to = printer or (choice.printer if choice is not None else "")
        if not to:
            raise Refused("printer_not_set", kind=kind)
        copies = choice.copies if choice is not None else 1
        try:
            number = self._spooler().print_pdf(pdf, printer=to, copies=copies, title=f"{document} {ref}", actual_size=kind != "a4")
        except Unavailable as error:
            self._note(document, ref, to, copies, code=error.code)
            raise
        return self._note(document, ref, to, copies, job=number)

    def log(self, limit: int = 100, *, document: str | None = None, ref: str | None = None) -> list[PrintJob]:
        """What was sent lately, the newest first; of one paper where it is named. Any lane."""
        return self._desk.store.print_log.recent(limit, document=document, ref=ref)

    def _note(self, document: str, ref: str, printer: str, copies: int, *, code: str = "", job: str = "") -> PrintJob:
        line = PrintJob(
            at=to_ms(self._desk.clock.now()),
            document=document,
            ref=ref,
            printer=printer,
            copies=copies,
            state="failed" if code else "sent",
            code=code,
            job=job,
        )
        self._lane(lambda: self._desk.store.print_log.add(line))
        return line
