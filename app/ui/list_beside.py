"""A list at the left, and at the right what can be done with the row that is in hand: promises, claims, card results, the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QLineEdit, QWidget

from app.domain.words import Words
from app.ui.plain import Notice, card, column, label, row, suggest
from app.ui.tables import mark_a_row, on_enter, plain_table, put_rows
from app.ui.theme import Look


class ListBeside(QWidget):
    """`area`: where the words stand: `title`, `none` and one for each column.

    `columns`: name → the look's size; empty for the one that takes the room that is left. `right`: names of figures. `chosen(at)`: that
    row is in hand. `entered(at)`: Enter on it. `foot`: below the list.
    """

    def __init__(
        self,
        words: Words,
        look: Look,
        area: str,
        columns: Mapping[str, str],
        side: QWidget,
        *,
        entered: Callable[[int], object],
        chosen: Callable[[int], object] | None = None,
        right: Sequence[str] = (),
        foot: QWidget | None = None,
    ) -> None:
        super().__init__()
        names = list(columns)
        self._right = [names.index(each) for each in right]
        self.notice = Notice(look)
        self._awaited, self._foot = False, foot
        stretch = next(at for at, size in enumerate(columns.values()) if not size)
        self.table = plain_table(look, [words.text(f"{area}.{each}") for each in names], stretch=stretch, name=words.text(f"{area}.title"))
        for at, size in enumerate(columns.values()):
            if size:
                self.table.setColumnWidth(at, look.px(size))
        on_enter(self.table, entered)
        if chosen is not None:
            tell = chosen
            self.table.currentCellChanged.connect(lambda at, *_: tell(at))
        self._none = label(words.text(f"{area}.none"), "subtle", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        left = card()
        inside = column(look, label(words.text(f"{area}.title"), "title"), self.notice, self._none, margins=True)
        inside.setStretchFactor(self._none, 1)  # an empty list leaves its room to the word that says so
        inside.addWidget(self.table, 1)
        if foot is not None:
            inside.addWidget(foot)
        left.setLayout(inside)
        whole = row(look)
        whole.addWidget(left, 1)
        whole.addWidget(side)
        self.setLayout(whole)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Exactly these rows, one of them in hand; or the word that there are none."""
        put_rows(self.table, rows, right=self._right)
        self._none.setVisible(not rows)
        if self._foot is not None:
            self._foot.setVisible(bool(rows))  # keys of a list that is not there explain nothing
        self.table.setVisible(bool(rows))
        mark_a_row(self.table)
        if rows and self._awaited and self.isVisible():  # the rows came after the hands did
            self.take_focus()
        self._awaited = False

    def take_focus(self) -> None:
        """The hands are at the list, as soon as it has rows."""
        self._awaited = self.table.isHidden()
        if not self._awaited:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)


def side_card(look: Look, title: str, *parts: QWidget) -> QFrame:
    """The card at the right; its first part takes the room that is left."""
    side = card()
    side.setFixedWidth(look.px("basket_w"))
    box = column(look, label(title, "lead"), margins=True)
    for at, part in enumerate(parts):
        box.addWidget(part, 0 if at else 1)
    side.setLayout(box)
    return side


def asked_line(name: str, most: int = 0) -> QLineEdit:
    """A field that says in itself what belongs there. `most`: characters, 0 for as many as come."""
    line = QLineEdit()
    line.setAccessibleName(name)
    suggest(line, name)
    if most:
        line.setMaxLength(most)
    return line
