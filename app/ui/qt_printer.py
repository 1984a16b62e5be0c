"""Printers through Qt: how papers come out on Windows, where no program prints a PDF from a command line."""

from __future__ import annotations

from PyQt6.QtCore import QMarginsF, QSizeF
from PyQt6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter
from PyQt6.QtPrintSupport import QPrinter, QPrinterInfo

from app.domain.errors import Unavailable
from app.domain.printing import PrinterState
from app.ui.pdf_pages import pdf_pages

DPI = 300
MM_PER_INCH = 25.4


class QtPrinter:
    """See `ports.printer.Printer`. Pages are drawn as pictures of 300 dots an inch: QtPdf has no other way to a printer."""

    def printers(self) -> list[PrinterState]:
        if QGuiApplication.instance() is None:  # without an application Qt asks no spooler and knows no printers
            raise Unavailable("spooler_away")
        standard = QPrinterInfo.defaultPrinterName()
        found = []
        for name in sorted(QPrinterInfo.availablePrinterNames()):
            state = QPrinterInfo.printerInfo(name).state()
            ready = state not in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
            found.append(PrinterState(name=name, ready=ready, standard=name == standard))
        return found

    def print_pdf(self, pdf: bytes, *, printer: str, copies: int, title: str, actual_size: bool) -> str:
        state = next((each for each in self.printers() if each.name == printer), None)
        if state is None or not state.ready:
            raise Unavailable("printer_away", printer=printer)
        device = QPrinter(QPrinterInfo.printerInfo(printer), QPrinter.PrinterMode.HighResolution)
        device.setDocName(title)
        device.setCopyCount(copies)
        device.setFullPage(True)
        pages = pdf_pages(pdf, DPI)
        _lay_out(device, pages[0], actual_size=actual_size)
        painter = QPainter()
        if not painter.begin(device):
            raise Unavailable("printer_failed", printer=printer)
        for number, page in enumerate(pages):
            if number:
                _lay_out(device, page, actual_size=actual_size)
                if not device.newPage():
                    painter.end()
                    raise Unavailable("printer_failed", printer=printer)
            scale = device.resolution() / DPI
            if not actual_size:
                area = painter.viewport()
                scale = min(scale, area.width() / page.width(), area.height() / page.height())
            painter.resetTransform()
            painter.scale(scale, scale)
            painter.drawImage(0, 0, page)
        if not painter.end():
            raise Unavailable("printer_failed", printer=printer)
        return ""


def _lay_out(device: QPrinter, page: QImage, *, actual_size: bool) -> None:
    """The paper lies as the page does; a roll is as long as its text."""
    if actual_size:
        size = QSizeF(page.width() * MM_PER_INCH / DPI, page.height() * MM_PER_INCH / DPI)
        roll = QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
        device.setPageLayout(QPageLayout(roll, QPageLayout.Orientation.Portrait, QMarginsF()))
        return
    wide = page.width() > page.height()
    device.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
