"""오늘 수납: what was taken at the left, one payment with what goes back of it at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.editors import ENTER
from app.ui.flow_layout import flowing
from app.ui.plain import Notice, button, card, column, label, row, suggest, waits_for_scans
from app.ui.receipts_box import ReceiptsBox
from app.ui.tables import fit_column, mark_a_row, plain_table, put_rows
from app.ui.tabs.payments.refund_panel import RefundPanel
from app.ui.tabs.payments.refund_presenter import Receipts, RefundPresenter, Row
from app.ui.theme import Look

COLUMNS = ("receipt_no", "time", "service", "means", "amount", "state")


class TakenPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: Receipts) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = RefundPresenter(context, self, papers)
        self.notice = Notice(look)
        self.table = plain_table(look, [text(f"taken.{each}") for each in COLUMNS], stretch=2, name=text("taken.title"))
        for place in (0, 1, 3, 4, 5):  # what is left is the service's: its name is the longest
            fit_column(self.table, place)
        self.table.installEventFilter(self)
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.open(at))
        self._none = label(text("taken.none"), "subtle", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.receipt_no = QLineEdit()
        self.receipt_no.setAccessibleName(text("taken.find"))
        suggest(self.receipt_no, text("taken.find"))
        self.receipt_no.setFixedWidth(look.px("list_w"))
        waits_for_scans(self.receipt_no)
        self.receipt_no.returnPressed.connect(lambda: self.presenter.find(self.receipt_no.text()))
        self._again = button(text("taken.print_again"), self._print, "small")
        head = flowing(look.px("gap_px"), label(text("taken.title"), "title"), None, self.receipt_no, self._again)
        left = card()
        inside = column(look, head, self.notice, self._none, margins=True)
        inside.setStretchFactor(self._none, 1)
        inside.addWidget(self.table, 1)
        self.always = ReceiptsBox(context, self)
        hint = label(text("taken.hint"), "small", wrap=True)
        inside.addWidget(flowing(look.px("gap_px"), hint, None, self.always))
        left.setLayout(inside)
        self.panel = RefundPanel(context.words, look, self.presenter)
        whole = row(look)
        whole.addWidget(left, 1)
        whole.addWidget(self.panel)
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter()
        self.always.enter()
        (self.receipt_no if self.table.isHidden() else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_taken(self, rows: Sequence[Row]) -> None:
        put_rows(self.table, rows, right=(4,))
        self._none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._again.setEnabled(bool(rows))
        mark_a_row(self.table)
        if rows and self.receipt_no.hasFocus() and not self.receipt_no.text():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_paid(self, title: str, rows: Sequence[Row], ways: Sequence[str], *, approval: bool) -> None:
        self.panel.show_paid(title, rows, ways, approval=approval)

    def show_sum(self, text: str) -> None:
        self.panel.show_sum(text)

    def close_panel(self) -> None:
        self.panel.close_panel()
        (self.receipt_no if self.table.isHidden() else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        """Beside the hands: in the panel while a payment is open there, else above the list."""
        (self.panel.notice if self.panel.is_open else self.notice).say(text, tone)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in ENTER:
                self.presenter.open(self.table.currentRow())
                return True
            if event.key() == Qt.Key.Key_P:
                self._print()
                return True
        return super().eventFilter(watched, event)

    def _print(self) -> None:
        self.presenter.print_receipt(self.table.currentRow())
