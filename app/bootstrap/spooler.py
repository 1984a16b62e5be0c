"""Which way this computer prints: through CUPS, on Windows through Qt, whose printing speaks to the spooler there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from app.devices.cups_printer import CupsPrinter
from app.devices.paperless_printer import PaperlessPrinter
from app.ports.printer import Printer


def spooler_of(home: Path, *, training: bool) -> Callable[[], Printer]:
    """Where papers of that home come out. A training desk's become files in its folder: it has no way to the spooler at all."""
    if not training:
        return spooler
    paperless = PaperlessPrinter(home)
    return lambda: paperless


@cache
def spooler() -> Printer:
    """The printers of this computer."""
    if sys.platform == "win32":
        from app.ui.qt_printer import QtPrinter

        return QtPrinter()
    return CupsPrinter()
