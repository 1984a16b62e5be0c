"""현금: the drawer by the book and what was done with it today at the left, putting in and taking out at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget, QWidget

from app.ui.context import Context
from app.ui.editors import ENTER
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, rule
from app.ui.second_sign import SecondSign
from app.ui.tables import fit_column, plain_table, put_rows, show_rows_at_least
from app.ui.tabs.closing.cash_presenter import MOVES, NUMBERED, CashPresenter, Move, MoveRow
from app.ui.theme import Look

COLUMNS = ("time", "what", "amount", "note", "user")
BESIDE_TO = 150  # percent: beyond it what was done stands below the book, else its amounts were out of sight


class CashPage(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        text = context.words.text
        self._words = context.words
        self.presenter = CashPresenter(context, self)
        self._move: Move | None = None
        self.notice = Notice(look)
        self._pairs = PairList(look, figures=True, whole=True)
        left, crowded = card(), look.crowd > BESIDE_TO
        if not crowded:
            left.setFixedWidth(look.px("basket_w") * 7 // 8)
        inside = column(look, label(text("drawer.title"), "title"), rule(), margins=True)
        inside.addWidget(self._pairs, 1)
        left.setLayout(inside)
        self.table = plain_table(
            look, [text(f"drawer.{each}") for each in COLUMNS], stretch=3, name=text("drawer.today"), none=text("empty.cash")
        )
        self.table.setColumnWidth(1, look.px("field_w"))
        for place in (0, 2, 4):
            fit_column(self.table, place)
        if crowded:
            show_rows_at_least(self.table, look, 3)
        middle = card()
        listed = column(look, label(text("drawer.today"), "lead", wrap=True), margins=True)
        listed.addWidget(self.table, 1)
        middle.setLayout(listed)
        both = column(look, left) if crowded else row(look, left)
        both.addWidget(middle, 1)
        whole = row(look)
        whole.addLayout(both, 1)
        whole.addWidget(self._form(look))
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter()
        self.kinds.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_drawer(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs.show_pairs(pairs)

    def show_moves(self, rows: Sequence[MoveRow]) -> None:
        put_rows(self.table, rows, right=(2,))

    def show_waiting(self, names: Sequence[str]) -> None:
        """The 납입 whose number is still to come, the oldest first."""
        self.which.clear()
        self.which.addItems(list(names))

    def clear_form(self) -> None:
        self.forget()
        self.kinds.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Nothing that was typed stands here."""
        for line in (self.amount, self.reason, self.number):
            line.clear()
        self.later.setChecked(False)
        self.sign.clear()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if watched is self.kinds:
            if event.key() in ENTER:
                self._shown()[0].setFocus()
                return True
            if event.text() and (move := self.presenter.by_key(event.text())) is not None:
                self.kinds.setCurrentRow(MOVES.index(move))
                self._shown()[0].setFocus()
                return True
        elif event.key() in ENTER and isinstance(watched, QLineEdit | QComboBox):
            commit_composing()
            self._next(watched)
            return True
        return super().eventFilter(watched, event)

    def _shown(self) -> list[QWidget]:
        """The fields of the chosen move, in their order."""
        fields: list[QWidget] = [self.amount, self.which, self.number, self.reason]
        return [each for each in fields if not each.isHidden()]

    def _next(self, watched: QWidget) -> None:
        lines = self._shown()
        at = lines.index(watched) + 1
        if at < len(lines):
            lines[at].setFocus()
        elif not self.sign.isHidden():
            self.sign.take_focus()
        else:
            self._act()

    def _chosen(self, at: int) -> None:
        self._move = MOVES[at] if 0 <= at < len(MOVES) else None
        asks = self._move.asks if self._move is not None else ()
        numbering = "which" in asks
        for heading, field, wanted in (
            (self._amount_label, self.amount, not numbering),
            (self._which_label, self.which, numbering),
            (self._reason_label, self.reason, not numbering),
        ):
            heading.setVisible(wanted)
            field.setVisible(wanted)
        self.number.setVisible("number" in asks)
        self._number_label.setVisible("number" in asks)
        self.later.setVisible("later" in asks)
        self.sign.setVisible("sign" in asks)
        self._reason_label.setText(self._words.text("drawer.reason" if "reason" in asks else "drawer.note_optional"))

    def _act(self) -> None:
        commit_composing()
        leader, password = self.sign.taken() if not self.sign.isHidden() else ("", "")
        if self._move is not None and self._move.code == NUMBERED:
            self.presenter.number(self.which.currentIndex(), self.number.text())
        elif self._move is not None:
            self.presenter.move(
                self._move, self.amount.text(), self.reason.text(), self.number.text(), self.later.isChecked(), leader, password
            )

    def _form(self, look: Look) -> QWidget:
        text = self._words.text
        self.kinds = QListWidget()
        self.kinds.setAccessibleName(text("drawer.kinds"))
        self.kinds.addItems([f"{each.key}  {text(f'drawer.{each.code}')}" for each in MOVES])
        self.kinds.setFixedHeight((look.px("row_px") + look.px("gap_small_px")) * len(MOVES))
        self.kinds.installEventFilter(self)
        self.amount, self.reason, self.number = (self._line(text(f"drawer.{each}")) for each in ("amount", "reason", "number"))
        self.amount.setProperty("role", "money")
        self.which = QComboBox()
        self.which.setAccessibleName(text("drawer.which"))
        self.which.installEventFilter(self)
        names = ("amount", "which", "number", "reason")
        self._amount_label, self._which_label, self._number_label, self._reason_label = (
            label(text(f"drawer.{each}"), "strong") for each in names
        )
        self.later = QCheckBox(text("drawer.later"))
        self.sign = SecondSign(self._words, look, text("closing.second"), done=self._act)
        act = button(text("drawer.keep"), self._act, "primary")
        side = card()
        side.setFixedWidth(look.px("basket_w"))
        box = column(look, label(text("drawer.move"), "lead"), self.notice, self.kinds, margins=True, gap="gap_small_px")
        parts: list[QWidget] = [self._amount_label, self.amount, self._which_label, self.which, self._number_label, self.number, self.later]
        parts += [self._reason_label, self.reason, warned(self.reason, self._words), self.sign, act]
        for part in parts:
            box.addWidget(part)
        box.addStretch(1)
        side.setLayout(box)
        self.kinds.currentRowChanged.connect(self._chosen)
        self.kinds.setCurrentRow(0)
        return side

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.installEventFilter(self)
        return line
