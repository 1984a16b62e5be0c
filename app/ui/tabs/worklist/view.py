"""The work list: lists with counts at the left, their rows at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QListWidget, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, card, column, commit_composing, label, row
from app.ui.tables import plain_table, put_rows
from app.ui.tabs.worklist.dispute_panel import DisputePanel
from app.ui.tabs.worklist.presenter import WorklistPresenter
from app.ui.theme import Look

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WorklistView(QWidget):
    def __init__(
        self,
        context: Context,
        look: Look,
        open_case: Callable[[str], object],
        to_payments: Callable[[str], object],
        type_slip: Callable[[str], object],
    ) -> None:
        super().__init__()
        text = context.words.text
        self._words = context.words
        self.presenter = WorklistPresenter(context, self, open_case, to_payments, type_slip)
        self._codes: list[str] = []
        self.lists = QListWidget()
        self.lists.setAccessibleName(text("worklist.lists"))
        self.lists.setFixedWidth(look.px("list_w"))
        self.lists.currentRowChanged.connect(self._list_chosen)
        headings = [text(f"case.{each}") for each in ("number", "service", "name", "state")]
        headings = [text("worklist.kind"), *headings, text("worklist.next")]
        self.table = plain_table(look, headings, stretch=2, name=text("tab.worklist"))
        for place, size, halves in ((0, "label_w", 2), (1, "field_w", 3), (3, "label_w", 2), (4, "field_w", 4), (5, "label_w", 2)):
            self.table.setColumnWidth(place, look.px(size) * halves // 2)
        self.table.installEventFilter(self)
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.act(at))
        self._empty = label(text("worklist.none"), "subtle", wrap=True)
        self._hint = label(text("worklist.hint"), "small", wrap=True)
        self.notice = Notice(look)
        self.official = QLineEdit()
        self.official.setAccessibleName(text("case.official_no"))
        self.official.installEventFilter(self)
        self._ask_label = label("", "strong")
        self._ask = QWidget()
        keep = button(text("worklist.keep_number"), lambda: self.presenter.enter_official_no(self.official.text()), "primary")
        self._ask.setLayout(row(look, self._ask_label, self.official, keep))
        self._ask.hide()
        self.dispute = DisputePanel(context.words, look, done=self.presenter.settle, left=self.close_dispute)
        self.dispute.hide()
        right = card()
        inside = column(look, self.notice, self._ask, margins=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        for filling in (self._empty, self.dispute, self.table):  # one of the three is seen; it takes the room, or the line of news would
            inside.addWidget(filling, 1)
        inside.addWidget(self._hint)
        right.setLayout(inside)
        box = row(look, self.lists)
        box.addWidget(right, 1)
        self.setLayout(box)

    def enter(self) -> None:
        self._ask.hide()
        self.close_dispute()
        self.presenter.enter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lists(self, lists: Sequence[tuple[str, str]]) -> None:
        self._codes = [code for code, _ in lists]
        self.lists.blockSignals(True)
        self.lists.clear()
        self.lists.addItems([name for _, name in lists])
        self.lists.setCurrentRow(self._codes.index(self.presenter.list_code))
        self.lists.blockSignals(False)

    def show_rows(self, rows: Sequence[tuple[str, str, str, str, str, str]]) -> None:
        put_rows(self.table, rows)
        self._empty.setVisible(not rows)
        self._hint.setVisible(bool(rows) and not self.dispute.isVisible())
        self.table.setVisible(bool(rows) and not self.dispute.isVisible())
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)

    def ask_official_no(self, number: str) -> None:
        self._ask_label.setText(self._words.text("worklist.official_no", number=number))
        self.official.setAccessibleName(self._ask_label.text())
        self.official.clear()
        self._ask.show()
        self.official.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_dispute(self, title: str, lines: Sequence[str], ways: Sequence[tuple[str, str]], *, second: bool, leads: bool) -> None:
        self.notice.say("")
        self.table.hide()
        self._hint.hide()
        self.dispute.show_item(title, lines, ways, second=second, leads=leads)

    def close_dispute(self) -> None:
        self.dispute.hide()
        self._hint.setVisible(self.table.rowCount() > 0)
        self.table.setVisible(self.table.rowCount() > 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _list_chosen(self, at: int) -> None:
        if 0 <= at < len(self._codes):
            self.presenter.choose_list(self._codes[at])

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in ENTER:
                commit_composing()
                if watched is self.table:
                    self.presenter.act(self.table.currentRow())
                else:
                    self.presenter.enter_official_no(self.official.text())
                    self._ask.hide()
                    self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and watched is self.official:
                self._ask.hide()
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)
