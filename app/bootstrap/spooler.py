"""Which way this computer prints: through CUPS, on Windows through Qt, whose printing speaks to the spooler there."""

from __future__ import annotations

import sys
from functools import cache

from app.ports.printer import Printer


@cache
def spooler() -> Printer:
    """The printers of this computer. Nothing is loaded before somebody prints."""
    if sys.platform == "win32":
        from app.ui.qt_printer import QtPrinter

        return QtPrinter()
    from app.devices.cups_printer import CupsPrinter

    return CupsPrinter()
