"""나눠 받기 on the screen: the means by their digits, the amount, what is left. Basket and money tab show the same panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFormLayout, QLineEdit, QListWidget, QWidget

from app.domain.forms import TenderDef
from app.domain.payments import Tendered
from app.domain.words import Words
from app.ui import formats
from app.ui.editors import ENTER
from app.ui.in_front import InFront
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, money_line, row, rule
from app.ui.split import Split
from app.ui.tables import plain_table, put_rows
from app.ui.theme import Look


class SplitPanel(QWidget):
    """`done(parts)` once nothing is left; `left()` on Esc from the list of means. Del takes the last part out again."""

    def __init__(self, words: Words, look: Look, *, done: Callable[[Sequence[Tendered]], object], left: Callable[[], object]) -> None:
        super().__init__()
        self._words, self._look, self._done, self._left = words, look, done, left
        self._split: Split | None = None
        self._tender: TenderDef | None = None
        text = words.text
        self._rest = label("", "sum")
        head = row(look, label(text("split.rest"), "lead"), None)
        head.addWidget(self._rest)
        self.parts = plain_table(look, [text("split.tender"), text("list.amount")], stretch=0, name=text("split.parts"))
        self.parts.setColumnWidth(1, look.px("label_w"))
        self.parts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._says = Notice(look)
        self._pages = InFront()
        self._choose, self._fill = self._choose_page(), self._fill_page()
        for page in (self._choose, self._fill):
            self._pages.addWidget(page)
        box = column(look, rule(), label(text("split.title"), "lead", wrap=True))
        box.addLayout(head)
        box.addWidget(self.parts)
        box.addWidget(self._says)
        box.addWidget(self._pages, 1)
        self.setLayout(box)

    def begin(self, split: Split) -> None:
        """Nothing is given yet, the hands are at the means."""
        self._split = split
        self.tenders.clear()
        self.tenders.addItems([f"{each.key}  {self._words.of(each.name)}" for each in split.tenders()])
        self._choose_next("")

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if watched is self.tenders:
            return self._tender_key(event)
        if event.key() in ENTER and isinstance(watched, QLineEdit):
            commit_composing()
            self._next_line(watched)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._choose_next("")
            return True
        return super().eventFilter(watched, event)

    def _tender_key(self, event: QKeyEvent) -> bool:
        if self._split is None:
            return False
        if event.key() in ENTER and self.tenders.currentRow() >= 0:
            self._ask(self._split.tenders()[self.tenders.currentRow()])
        elif event.text() and (tender := self._split.by_key(event.text())) is not None:
            self._ask(tender)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self._split.take_back():
                self._choose_next("")
        elif event.key() == Qt.Key.Key_Escape:
            self._left()
        else:
            return False
        return True

    def _ask(self, tender: TenderDef) -> None:
        """The amount of that means: all that is left stands there already."""
        if self._split is None:
            return
        self._tender = tender
        self._name.setText(self._words.of(tender.name))
        self.amount.setText(formats.won(self._split.rest_won))
        wanted = {self.received: tender.change, self.approval: self._split.asks_approval(tender)}
        wanted[self.last4] = wanted[self.approval] and tender.approval == "terminal"
        for line, shown in wanted.items():
            line.clear()
            self._form.setRowVisible(line, shown)
        self._says.say("")
        self._pages.setCurrentWidget(self._fill)
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.selectAll()

    def _next_line(self, watched: QLineEdit) -> None:
        lines = [each for each in (self.amount, self.received, self.approval, self.last4) if self._form.isRowVisible(each)]
        at = lines.index(watched) + 1
        if at < len(lines):
            lines[at].setFocus(Qt.FocusReason.OtherFocusReason)
            lines[at].selectAll()
        else:
            self._add()

    def _add(self) -> None:
        if self._split is None or self._tender is None:
            return
        wrong = self._split.add(
            self._tender,
            self.amount.text(),
            received=self.received.text(),
            approval_no=self.approval.text(),
            last4=self.last4.text().strip(),
        )
        if wrong:
            self._says.say(self._words.text(wrong, rest=formats.won(self._split.rest_won)), "warning")
            return
        self._choose_next("")
        if self._split.rest_won == 0:
            self._done(list(self._split.parts))

    def _choose_next(self, says: str) -> None:
        if self._split is None:
            return
        names = {each.code: self._words.of(each.name) for each in self._split.tenders()}
        put_rows(self.parts, [(names[each.tender], formats.won(each.amount_won or 0)) for each in self._split.parts], right=(1,))
        line = self._look.px("row_px") + self._look.px("gap_small_px")
        self.parts.setFixedHeight(line * (min(len(self._split.parts), 4) + 1) + self._look.px("gap_small_px"))
        self.parts.setVisible(bool(self._split.parts))
        self._rest.setText(self._words.text("fee.won", won=formats.won(self._split.rest_won)))
        self._says.say(says, "warning" if says else "")
        self._pages.setCurrentWidget(self._choose)
        self.tenders.setCurrentRow(0)
        self.tenders.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_page(self) -> QWidget:
        text, look = self._words.text, self._look
        self.tenders = QListWidget()
        self.tenders.setAccessibleName(text("split.tenders"))
        self.tenders.installEventFilter(self)
        self.tenders.itemClicked.connect(self._clicked)
        page = QWidget()
        page.setLayout(column(look, self.tenders, label(text("split.help"), "small", wrap=True)))
        return page

    def _clicked(self) -> None:
        if self._split is not None:
            self._ask(self._split.tenders()[self.tenders.currentRow()])

    def _fill_page(self) -> QWidget:
        text, look = self._words.text, self._look
        self._name = label("", "strong")
        self.amount, self.received = money_line(text("split.amount"), self), money_line(text("split.received"), self)
        self.approval, self.last4 = money_line(text("pay.approval_no"), self), money_line(text("pay.last4"), self)
        self.last4.setMaxLength(4)
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        lines = (
            ("split.amount", self.amount),
            ("split.received", self.received),
            ("pay.approval_no", self.approval),
            ("pay.last4", self.last4),
        )
        for key, line in lines:
            heading = heading_of(line, text(key))
            self._form.addRow(heading, line)
        page = QWidget()
        box = column(look, self._name)
        box.addLayout(self._form)
        box.addStretch(1)
        back = button(text("button.go_back"), lambda: self._choose_next(""), "quiet")
        box.addLayout(row(look, button(text("split.add"), self._add, "primary"), back))
        page.setLayout(box)
        return page
