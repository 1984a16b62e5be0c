"""The page of the passport tab where booklets that came back are read into their shelves."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, label, row, suggest, waits_for_scans
from app.ui.tables import plain_table, put_rows
from app.ui.tabs.passport.arrival_presenter import ArrivalPresenter
from app.ui.theme import Look

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ArrivalPage(QWidget):
    """Shelf, then one booklet after the other; Enter in the empty field goes to the button that confirms them all."""

    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._words = context.words
        text = context.words.text
        self.presenter = ArrivalPresenter(context, self)
        self.shelf = self._line(text("arrive.shelf"))
        self.shelf.setMaxLength(10)
        self.shelf.setFixedWidth(look.px("field_w"))
        self.reading = self._line(text("arrive.read"))
        suggest(self.reading, text("arrive.read_hint"))
        waits_for_scans(self.reading)
        head = row(look, label(text("arrive.shelf"), "strong"), self.shelf, label(text("arrive.read"), "strong"))
        head.addWidget(self.reading, 1)
        self.notice = Notice(look)
        self._hint = label(text("arrive.empty"), "subtle", wrap=True)
        headings = [text("case.number"), text("case.name"), text("case.service"), text("arrive.shelf"), text("case.state")]
        self.table = plain_table(look, headings, stretch=2, name=text("arrive.read_so_far"))
        for place, size in ((0, "list_w"), (1, "label_w"), (3, "label_w"), (4, "list_w")):
            self.table.setColumnWidth(place, look.px(size))
        self.table.installEventFilter(self)
        self.act = button("", self.presenter.confirm, "primary")
        foot = row(look, None)
        foot.addWidget(self.act)
        box = column(look, head, self.notice, self._hint)
        box.addWidget(self.table, 1)
        box.addStretch(0)
        box.addLayout(foot)
        self.setLayout(box)

    def show_booklets(self, rows: Sequence[tuple[str, str, str, str, str]], ready: int) -> None:
        put_rows(self.table, rows)
        self._hint.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.act.setText(self._words.text("arrive.confirm", n=ready))
        self.act.setAccessibleName(self.act.text())
        self.act.setEnabled(ready > 0 or self.presenter.has_list)

    def ask_next(self) -> None:
        self.reading.clear()
        self.reading.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is None or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if watched is self.table and event.key() == Qt.Key.Key_Delete:
            self.presenter.take_out(self.table.currentRow())
            return True
        if event.key() in ENTER and watched is not self.table:
            commit_composing()
            if watched is self.shelf:
                self.reading.setFocus(Qt.FocusReason.OtherFocusReason)
            elif self.reading.text().strip():
                self.presenter.read(self.reading.text(), self.shelf.text())
            else:
                self.act.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if event.key() == Qt.Key.Key_Up and watched is self.reading:
            self.shelf.setFocus(Qt.FocusReason.OtherFocusReason)
            self.shelf.selectAll()
            return True
        return super().eventFilter(watched, event)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.installEventFilter(self)
        return line
