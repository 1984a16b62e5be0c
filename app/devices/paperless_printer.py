"""The printer of a training desk: what is printed becomes a file in the desk's own folder, and no spooler is ever asked."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from app.domain.errors import Unavailable
from app.domain.printing import PrinterState
from app.whole_file import new_file

NAME: Final = "연습 프린터"
FOLDER: Final = "printed"
KEPT: Final = 50  # papers of a training are looked at once; the oldest make room


class PaperlessPrinter:
    """See `ports.printer.Printer`. `home`: of the training desk."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        self._turn = threading.Lock()

    def printers(self) -> list[PrinterState]:
        return [PrinterState(name=NAME, ready=True, standard=True)]

    def print_pdf(self, pdf: bytes, *, printer: str, copies: int, title: str, actual_size: bool) -> str:
        """The paper is `HOME/printed/<job>.pdf`; Unavailable `printer_away` for every other printer, `printer_failed`."""
        if printer != NAME:
            raise Unavailable("printer_away", printer=printer)
        try:
            with self._turn:
                self._folder.mkdir(mode=0o700, exist_ok=True)
                before = sorted(self._folder.glob("*.pdf"))
                number = int(before[-1].stem) + 1 if before else 1
                with new_file(self._folder / f"{number:06d}.pdf") as file:
                    file.write(pdf)
                for old in before[: max(0, len(before) + 1 - KEPT)]:
                    old.unlink()
        except (OSError, ValueError) as error:
            raise Unavailable("printer_failed", printer=printer) from error
        return f"{number:06d}"
