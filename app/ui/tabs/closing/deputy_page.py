"""대직자: who stands in at the left, naming one at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.choice_box import ChoiceBox
from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.plain import Notice, button, card, column, commit_composing, heading_of, label, row, rule
from app.ui.tables import fit_column, mark_a_row, plain_table, put_rows
from app.ui.tabs.closing.deputy_presenter import DeputyPresenter, Row
from app.ui.theme import Look

COLUMNS = ("user", "first", "until", "reason", "named_by")


class DeputyPage(QWidget):
    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = DeputyPresenter(context, self)
        self.notice = Notice(look)
        self.table = plain_table(look, [text(f"deputy.{each}") for each in COLUMNS], stretch=3, name=text("deputy.title"))
        for place in (0, 4):
            self.table.setColumnWidth(place, look.px("label_w"))
        for place in (1, 2):
            fit_column(self.table, place)
        self._none = label(text("deputy.none"), "subtle", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._end = button(text("deputy.end"), lambda: self.presenter.end(self.table.currentRow()), "small")
        head = row(look, label(text("deputy.title"), "title"), None)
        head.addWidget(self._end)
        left = card()
        inside = column(look, head, self._none, margins=True)
        inside.addWidget(self.table, 1)
        left.setLayout(inside)
        self.person = ChoiceBox()
        self.person.setAccessibleName(text("deputy.user"))
        self.first, self.last, self.reason = (self._line(text(f"deputy.{each}")) for each in ("first", "last", "reason"))
        for line in (self.first, self.last):
            line.setPlaceholderText(text("room.day_hint"))
            line.returnPressed.connect(line.focusNextChild)
        self.reason.returnPressed.connect(self._name)
        side = card()
        side.setFixedWidth(look.px("basket_w"))
        box = column(look, label(text("deputy.name"), "lead"), rule(), self.notice, margins=True)
        for key, widget in (("user", self.person), ("first", self.first), ("last", self.last), ("reason", self.reason)):
            box.addWidget(heading_of(widget, text(f"deputy.{key}")))
            box.addWidget(widget)
        box.addWidget(warned(self.reason, context.words))
        box.addWidget(button(text("deputy.keep"), self._name, "primary"))
        box.addStretch(1)
        box.addWidget(label(text("deputy.help"), "subtle", wrap=True))
        side.setLayout(box)
        whole = row(look)
        whole.addWidget(left, 1)
        whole.addWidget(side)
        self.setLayout(whole)

    def enter(self) -> None:
        self.presenter.enter()
        self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_deputies(self, rows: Sequence[Row]) -> None:
        put_rows(self.table, rows)
        self._none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._end.setEnabled(bool(rows))
        mark_a_row(self.table)

    def show_people(self, names: Sequence[str]) -> None:
        if [self.person.itemText(at) for at in range(self.person.count())] != list(names):
            self.person.clear()
            self.person.addItems(list(names))

    def forget(self) -> None:
        """Nothing that was typed stands here."""
        for line in (self.first, self.last, self.reason):
            line.clear()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _name(self) -> None:
        commit_composing()
        self.presenter.name(self.person.currentIndex(), self.first.text(), self.last.text(), self.reason.text())

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line
