"""A scan that waits: the number of its case is typed or scanned, it is looked at, or thrown away with a reason."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.domain.views import WorkItem
from app.ui.content_dialog import ContentDialog, pages_of
from app.ui.context import Context, Shows
from app.ui.free_text import warned
from app.ui.plain import button, column, commit_composing, heading_of, label, row, suggest, waits_for_scans
from app.ui.tabs.worklist.scan_presenter import ScanPresenter
from app.ui.theme import Look


class ScanPanel(QWidget):
    """`settled`: the file waits no more; `left`: the clerk goes back to the list."""

    def __init__(self, context: Context, look: Look, notice: Shows, *, settled: Callable[[], object], left: Callable[[], object]) -> None:
        super().__init__()
        self._words, self._look, self._notice, self._left = context.words, look, notice, left
        self.presenter = ScanPresenter(context, self, settled)
        text = context.words.text
        self._title = label("", "strong", wrap=True)
        self.number, self.reason = QLineEdit(), QLineEdit()
        waits_for_scans(self.number)
        self.look_key = button(text("scan.look"), self.presenter.look)
        self._attach_key = button(text("scan.attach"), self.attach, "primary")
        self._discard_key = button(text("scan.discard"), self.discard, "quiet")
        box = column(look, self._title)
        for name, field in (("scan.number", self.number), ("scan.reason", self.reason)):
            heading = heading_of(field, text(name))
            field.setAccessibleName(text(name))
            field.setMaximumWidth(look.px("login_w"))
            box.addWidget(heading)
            box.addWidget(field)
            keys = row(look, *((self._attach_key, self.look_key) if field is self.number else (self._discard_key,)), None)
            if field is self.reason:
                box.addWidget(warned(field, context.words))
            box.addLayout(keys)
        box.addStretch(1)
        box.addLayout(row(look, button(text("button.go_back"), left, "quiet"), None))
        self.setLayout(box)
        suggest(self.number, text("scan.number_hint"))
        self.number.returnPressed.connect(self.attach)
        self.reason.returnPressed.connect(self.discard)

    def ask(self, item: WorkItem) -> None:
        """The panel is about that file; the hands are at the number."""
        self.presenter.open(item)

    def attach(self) -> None:
        commit_composing()
        self.presenter.attach(self.number.text())

    def discard(self) -> None:
        commit_composing()
        self.presenter.discard(self.reason.text())

    # --- what the presenter asks for ---

    def show_scan(self, title: str, number: str, *, can_look: bool) -> None:
        self._title.setText(title)
        self.number.setText(number)
        self.reason.clear()
        self.look_key.setEnabled(can_look)
        self.show()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_page(self, name: str, medium: str, data: bytes) -> bool:
        pages = pages_of(medium, data)
        if pages:
            ContentDialog(self, self._look, name, pages, self._words.text("button.close")).show()
        return bool(pages)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._left()
            return
        super().keyPressEvent(event)
