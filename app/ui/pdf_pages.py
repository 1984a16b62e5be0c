"""The pages of a PDF as pictures. QtPdf is loaded when first needed."""

from __future__ import annotations

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter

POINTS_PER_INCH = 72


class PdfFile:
    """An open PDF; its pages are drawn one by one. One thread at a time."""

    def __init__(self, pdf: bytes) -> None:
        from PyQt6.QtPdf import QPdfDocument

        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument(None)
        self._document.load(self._buffer)

    @property
    def count(self) -> int:
        return self._document.pageCount()

    def width(self, number: int, dpi: float) -> float:
        """How wide that page would be."""
        return self._document.pagePointSize(number).width() * dpi / POINTS_PER_INCH

    def page(self, number: int, dpi: float) -> QImage:
        """The page, counted from 0, on white; QtPdf alone would leave the paper transparent."""
        points = self._document.pagePointSize(number)
        size = QSize(round(points.width() * dpi / POINTS_PER_INCH), round(points.height() * dpi / POINTS_PER_INCH))
        drawn = self._document.render(number, size)
        page = QImage(size, QImage.Format.Format_RGB32)
        page.fill(QColor(Qt.GlobalColor.white))
        painter = QPainter(page)
        painter.drawImage(0, 0, drawn)
        painter.end()
        return page

    def close(self) -> None:
        self._document.close()


def pdf_pages(pdf: bytes, dpi: float) -> list[QImage]:
    """Every page as a picture on white. Any thread."""
    file = PdfFile(pdf)
    pages = [file.page(number, dpi) for number in range(file.count)]
    file.close()
    return pages
