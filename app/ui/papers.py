"""Our own papers on the screen: made in the lanes, shown as they will print, printed or saved. QtPdf is loaded when first needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from uuid import UUID

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPixmap
from PyQt6.QtWidgets import QDialog, QFileDialog, QScrollArea, QVBoxLayout, QWidget

from app.domain.every_paper import Paper, code_of, ref_of
from app.domain.words import Words
from app.ui.context import Context, Shows
from app.ui.plain import button, column, label, row
from app.ui.theme import Look

POINTS_PER_INCH = 72
PREVIEW_DPI = 96
PRINT_DPI = 300


class PaperMaker(Protocol):
    """Sets papers in type; bytes of a PDF."""

    def paper_pdf(self, paper: Paper, *, large: bool = False) -> bytes: ...


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

    def show(
        self, make: Callable[[], Paper], *, by_itself: bool = False, reading: bool = False, then: Callable[[], object] | None = None
    ) -> None:
        """The paper that `make` fills, on the writer lane since making one is an entry, or on the reader's. `then`: once it is made.

        `by_itself`: nobody asked, so the keyboard stays where it is.
        """
        maker = self._maker

        def work() -> tuple[Paper, bytes]:
            paper = make()
            return paper, maker.paper_pdf(paper)

        def done(made: tuple[Paper, bytes]) -> None:
            if then is not None:
                then()
            self._open(*made, by_itself=by_itself)

        run = self._context.read if reading else self._context.write
        run(work, done=done, failed=self._context.failing(self._notice))

    def receipt(self, receipt_no: str) -> None:
        """영수증 of that payment; printing it again is recorded as 재발행."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.payment_receipt(actor, receipt_no))

    def slip(self, case_id: UUID, *, by_itself: bool = False) -> None:
        """접수증 of that case; 잠정접수증 while it is provisional."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.intake_slip(actor, case_id), by_itself=by_itself)

    def day_report(self, day: str, scope: str) -> None:
        """일계표 and 일일마감 보고서 of that day."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.day_report(actor, day, scope), reading=True)

    def outage_sheet(self, outage: str) -> None:
        """장애기간 처리대장 of that outage."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.offline.outage_sheet(actor, outage), reading=True)

    def blank_slips(self, count: int, then: Callable[[], object]) -> None:
        """So many new 수기접수증, in the book as printed before they are seen."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.offline.print_slips(actor, count), then=then)

    def slips_again(self, first: str, last: str, then: Callable[[], object]) -> None:
        """Those 수기접수증 once more under their own numbers; who printed them again is in the book before they are seen."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.offline.slips_again(actor, first, last), then=then)

    def _open(self, paper: Paper, pdf: bytes, *, by_itself: bool) -> None:
        title = self._context.words.text(f"paper.{code_of(paper)}")
        dialog = PaperDialog(self._window, self._context.words, self._look, title, pdf, f"{ref_of(paper)}.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, by_itself)
        dialog.show()
