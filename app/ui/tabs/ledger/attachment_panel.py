"""첨부: the files of the case in hand, in the place of its questions. What is opened is drawn from memory and gone with its window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QImageReader, QPainter, QPixmap
from PyQt6.QtWidgets import QDialog, QFileDialog, QScrollArea, QVBoxLayout, QWidget

from app.domain.views import CaseDetail
from app.ui.context import Context
from app.ui.plain import Notice, button, clear_layout, column, label, row
from app.ui.tabs.ledger.attachment_presenter import AttachmentPresenter
from app.ui.theme import Look

SIDE_MAX = 2_000  # a page is drawn no larger: what somebody handed in decides neither how much memory it takes
PAGES_MAX = 40
KINDS = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff"


class AttachmentPanel(QWidget):
    """`left`: the clerk goes back to the case."""

    def __init__(self, context: Context, look: Look, case: CaseDetail, *, left: Callable[[], object]) -> None:
        super().__init__()
        self._words, self._look = context.words, look
        self.presenter = AttachmentPresenter(context, self, case)
        text = self._words.text
        self.notice = Notice(look)
        self._files = QVBoxLayout()
        self._add = button(text("attachment.add"), self.choose, "primary")
        box = column(look, label(text("attachment.title"), "strong"), self.notice)
        box.addLayout(self._files)
        box.addLayout(row(look, self._add, button(text("button.go_back"), left, "quiet")))
        box.addStretch(1)
        self.setLayout(box)

    def start(self) -> None:
        self.presenter.start()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self) -> None:
        """A file of this computer is handed in."""
        text = self._words.text
        name, _ = QFileDialog.getOpenFileName(self, text("attachment.choose"), "", f"{text('attachment.kinds')} ({KINDS})")
        if name:
            self.presenter.add(Path(name))

    # --- what the presenter asks for -----------------------------------------------------------------------------------------------

    def show_files(self, files: Sequence[tuple[str, str, bool]]) -> None:
        clear_layout(self._files)
        text = self._words.text
        for place, (name, standing, can_open) in enumerate(files):
            self._files.addWidget(label(f"{name} · {standing}", wrap=True))
            if can_open:
                look = button(
                    text("attachment.open"), partial(self.presenter.open, place), "small", name=f"{text('attachment.open')} {name}"
                )
                save = button(
                    text("attachment.save"), partial(self.presenter.save, place), "small", name=f"{text('attachment.save')} {name}"
                )
                acts = row(self._look, look, save)
                acts.addStretch(1)
                self._files.addLayout(acts)

    def show_content(self, name: str, medium: str, data: bytes) -> bool:
        pages = pages_of(medium, data)
        if pages:
            ContentDialog(self, self._look, name, pages, self._words.text("button.close")).show()
        return bool(pages)

    def ask_where(self, suffix: str) -> Path | None:
        # Not the file's own name: it may name a person, and would stay among the recent files of this computer.
        name, _ = QFileDialog.getSaveFileName(self, self._words.text("attachment.save_as"), f"attachment{suffix}", f"*{suffix}")
        return Path(name) if name else None

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)


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
