"""첨부: the files of the case in hand, in the place of its questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.views import CaseDetail
from app.ui.content_dialog import ContentDialog, pages_of
from app.ui.context import Context
from app.ui.plain import Notice, button, clear_layout, column, label, row
from app.ui.tabs.ledger.attachment_presenter import AttachmentPresenter
from app.ui.theme import Look

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
                acts = row(self._look, look, save, None)
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
