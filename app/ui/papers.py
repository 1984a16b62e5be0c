"""Our own papers on the screen: made in the lanes, shown as they will print, printed or saved. QtPdf is loaded when first needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from uuid import UUID

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPixmap
from PyQt6.QtWidgets import QDialog, QFileDialog, QScrollArea, QVBoxLayout, QWidget

from app.domain.outage_papers import BlankSlips, OutageSheet
from app.domain.papers import DayReport, IntakeSlip, PaymentReceipt
from app.domain.words import Words
from app.ui.context import Context, Shows
from app.ui.plain import button, column, label, row
from app.ui.theme import Look

POINTS_PER_INCH = 72
PREVIEW_DPI = 96
PRINT_DPI = 300


class PaperMaker(Protocol):
    """Sets papers in type; bytes of a PDF."""

    def receipt_pdf(self, receipt: PaymentReceipt) -> bytes: ...
    def slip_pdf(self, slip: IntakeSlip) -> bytes: ...
    def day_report_pdf(self, report: DayReport) -> bytes: ...
    def outage_sheet_pdf(self, sheet: OutageSheet) -> bytes: ...
    def blank_slips_pdf(self, slips: BlankSlips) -> bytes: ...


def pdf_pages(pdf: bytes, dpi: int) -> list[QImage]:
    """Every page as a picture on white; QtPdf alone would leave the paper transparent."""
    from PyQt6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)
    document.load(buffer)
    pages = []
    for number in range(document.pageCount()):
        points = document.pagePointSize(number)
        size = QSize(round(points.width() * dpi / POINTS_PER_INCH), round(points.height() * dpi / POINTS_PER_INCH))
        drawn = document.render(number, size)
        page = QImage(size, QImage.Format.Format_RGB32)
        page.fill(QColor(Qt.GlobalColor.white))
        painter = QPainter(page)
        painter.drawImage(0, 0, drawn)
        painter.end()
        pages.append(page)
    document.close()
    return pages


class PaperDialog(QDialog):
    """A paper as it will print: Enter prints, S saves, Esc closes. Not modal: the counter goes on."""

    def __init__(self, parent: QWidget, words: Words, look: Look, title: str, pdf: bytes, file_name: str) -> None:
        super().__init__(parent)
        self._words, self._pdf, self._file_name = words, pdf, file_name
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet = QWidget()
        sheets = QVBoxLayout(sheet)
        sheets.setSpacing(look.px("pad_px"))
        width = 0
        for image in pdf_pages(pdf, PREVIEW_DPI):
            page = label()
            page.setPixmap(QPixmap.fromImage(image))
            page.setAccessibleName(title)
            sheets.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            width = max(width, image.width())
        scroll = QScrollArea()
        scroll.setWidget(sheet)
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text = words.text
        self._print = button(text("paper.print"), self.print_paper, "primary")
        buttons = row(look, self._print, button(text("paper.save"), self.save), button(text("button.close"), self.close, "quiet"))
        buttons.insertStretch(0, 1)
        box = column(look, margins=True)
        box.addWidget(scroll, 1)
        box.addLayout(buttons)
        self.setLayout(box)
        room = parent.screen()
        height = room.availableGeometry().height() if room is not None else parent.height()
        self.resize(width + look.px("pad_px") * 6, height * 4 // 5)
        self._print.setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.print_paper()
            return
        super().keyPressEvent(event)

    def print_paper(self) -> None:
        """The pages go to the printer the clerk chooses."""
        from PyQt6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() != QDialog.DialogCode.Accepted:
            return
        painter = QPainter(printer)
        for number, page in enumerate(pdf_pages(self._pdf, PRINT_DPI)):
            if number:
                printer.newPage()
            area = painter.viewport()
            fitted = page.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.setWindow(page.rect())
            painter.setViewport(area.x(), area.y(), fitted.width(), fitted.height())
            painter.drawImage(0, 0, page)
        painter.end()

    def save(self) -> None:
        """The PDF is where the clerk wants it."""
        name, _ = QFileDialog.getSaveFileName(self, self._words.text("paper.save"), self._file_name, "PDF (*.pdf)")
        if name:
            Path(name).write_bytes(self._pdf)


class PaperShow:
    """Asks the services for a paper, sets it in type off the GUI thread and opens it. File names hold numbers, never names."""

    def __init__(self, context: Context, look: Look, maker: PaperMaker, window: QWidget, notice: Shows) -> None:
        self._context, self._look, self._maker, self._window, self._notice = context, look, maker, window, notice

    def receipt(self, receipt_no: str) -> None:
        """영수증 of that payment; printing it again is recorded as 재발행."""
        actor, services, maker = self._context.session.signed_in(), self._context.services, self._maker
        self._context.write(
            lambda: maker.receipt_pdf(services.payment_receipt(actor, receipt_no)),
            done=lambda pdf: self._open("paper.receipt", pdf, f"{receipt_no}.pdf"),
            failed=self._context.failing(self._notice),
        )

    def slip(self, case_id: UUID, *, by_itself: bool = False) -> None:
        """접수증 of that case; 잠정접수증 while it is provisional. `by_itself`: nobody asked, so the keyboard stays where it is."""
        actor, services, maker = self._context.session.signed_in(), self._context.services, self._maker

        def make() -> tuple[str, bytes]:
            slip = services.intake_slip(actor, case_id)
            return slip.number, maker.slip_pdf(slip)

        self._context.write(
            make,
            done=lambda made: self._open("paper.slip", made[1], f"{made[0]}.pdf", by_itself=by_itself),
            failed=self._context.failing(self._notice),
        )

    def day_report(self, day: str, scope: str) -> None:
        """일계표 and 일일마감 보고서 of that day."""
        actor, services, maker = self._context.session.signed_in(), self._context.services, self._maker
        self._context.read(
            lambda: maker.day_report_pdf(services.day_report(actor, day, scope)),
            done=lambda pdf: self._open("paper.day_report", pdf, f"{day.replace('/', '-')}-{scope}.pdf"),
            failed=self._context.failing(self._notice),
        )

    def outage_sheet(self, outage: str) -> None:
        """장애기간 처리대장 of that outage."""
        actor, services, maker = self._context.session.signed_in(), self._context.services, self._maker

        def make() -> tuple[str, bytes]:
            sheet = services.offline.outage_sheet(actor, outage)
            return sheet.label, maker.outage_sheet_pdf(sheet)

        self._context.read(
            make, done=lambda made: self._open("paper.outage_sheet", made[1], f"{made[0]}.pdf"), failed=self._context.failing(self._notice)
        )

    def blank_slips(self, count: int, then: Callable[[], object]) -> None:
        """So many new 수기접수증, in the book as printed before they are seen."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._slips(lambda: services.offline.print_slips(actor, count), then)

    def slips_again(self, first: str, last: str, then: Callable[[], object]) -> None:
        """Those 수기접수증 once more under their own numbers; who printed them again is in the book before they are seen."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._slips(lambda: services.offline.slips_again(actor, first, last), then)

    def _slips(self, print_them: Callable[[], BlankSlips], then: Callable[[], object]) -> None:
        maker = self._maker

        def make() -> tuple[str, bytes]:
            slips = print_them()
            return slips.slips[0].number, maker.blank_slips_pdf(slips)

        def made(found: tuple[str, bytes]) -> None:
            then()
            self._open("paper.blank_slips", found[1], f"{found[0]}.pdf")

        self._context.write(make, done=made, failed=self._context.failing(self._notice))

    def _open(self, title: str, pdf: bytes, file_name: str, *, by_itself: bool = False) -> None:
        paper = PaperDialog(self._window, self._context.words, self._look, self._context.words.text(title), pdf, file_name)
        paper.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, by_itself)
        paper.show()
