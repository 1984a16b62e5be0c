"""What somebody handed in, on the screen: drawn from memory, page below page, and gone with its window."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QImageReader, QPainter, QPixmap
from PyQt6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from app.ui.plain import button, column, label, row
from app.ui.theme import Look

SIDE_MAX = 2_000  # a page is drawn no larger: what somebody handed in decides neither how much memory it takes
PAGES_MAX = 40


class ContentDialog(QDialog):
    """What was handed in, page below page. Not modal: the counter goes on."""

    def __init__(self, parent: QWidget, look: Look, name: str, pages: Sequence[QImage], close: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet = QWidget()
        sheets = QVBoxLayout(sheet)
        for image in pages:
            page = label()
            page.setPixmap(QPixmap.fromImage(image))
            page.setAccessibleName(name)
            sheets.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        scroll = QScrollArea()
        scroll.setWidget(sheet)
        box = column(look, margins=True)
        box.addWidget(scroll, 1)
        leave = button(close, self.close, "quiet")
        box.addLayout(row(look, leave))
        self.setLayout(box)
        room = parent.screen()
        if room is not None:
            area = room.availableGeometry()
            self.resize(min(max(image.width() for image in pages) + look.px("pad_px") * 6, area.width()), area.height() * 4 // 5)
        leave.setFocus()


def pages_of(medium: str, data: bytes) -> list[QImage]:
    """The file as pictures, none larger than `SIDE_MAX`; nothing for what cannot be drawn."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    if medium == "pdf":
        return _pdf_pages(buffer)
    reader = QImageReader(buffer, medium.encode())
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(_fitted(size))
    image = reader.read()
    return [] if image.isNull() else [image]


def _pdf_pages(buffer: QBuffer) -> list[QImage]:
    from PyQt6.QtPdf import QPdfDocument

    document = QPdfDocument(None)
    document.load(buffer)
    pages = []
    for number in range(min(document.pageCount(), PAGES_MAX)):
        points = document.pagePointSize(number)
        size = _fitted(QSize(round(points.width() * 1.6), round(points.height() * 1.6)))
        if size.isEmpty():
            continue
        page = QImage(size, QImage.Format.Format_RGB32)
        page.fill(QColor(Qt.GlobalColor.white))
        painter = QPainter(page)
        painter.drawImage(0, 0, document.render(number, size))
        painter.end()
        pages.append(page)
    document.close()
    return pages


def _fitted(size: QSize) -> QSize:
    if max(size.width(), size.height()) <= SIDE_MAX:
        return size
    return size.scaled(QSize(SIDE_MAX, SIDE_MAX), Qt.AspectRatioMode.KeepAspectRatio)
