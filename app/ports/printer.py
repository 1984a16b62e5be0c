"""The printers of this computer, reached through its spooler (CUPS, Windows)."""

from __future__ import annotations

from typing import Protocol

from app.domain.printing import PrinterState


class Printer(Protocol):
    """Any thread; everything here may block for some seconds, so never on the screen's."""

    def printers(self) -> list[PrinterState]:
        """The printers the spooler knows, by name; none where there are none. Unavailable `spooler_away`: no spooler answers."""
        ...

    def print_pdf(self, pdf: bytes, *, printer: str, copies: int, title: str, actual_size: bool) -> str:
        """The spooler has taken the file; its number of the job.

        `title`: seen by everybody at the printer, so no personal data. `actual_size`: millimetre by millimetre (a roll, labels);
        else a page that is larger than the paper is made to fit. Unavailable `printer_away` where that printer is not there or is
        stopped, `spooler_away`, `printer_failed` where the spooler did not take the job; then nothing is printed, now or later.
        """
        ...
