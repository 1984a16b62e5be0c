"""민원실 합계: the desks of a date at the left, a closing that comes on paper at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QGridLayout, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, rule, suggest
from app.ui.tables import fit_column, mark_a_row, plain_table, put_rows
from app.ui.tabs.closing.room_presenter import FIGURES, OWNERS, RoomPresenter, Row
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look

COLUMNS = ("desk", "closing", "clerk", "closed_at", "cases", "net", "source", "part")
PART = COLUMNS.index("part")
ROWS = 3  # desks seen at least, the heading among them: where words are large, the field of the QR below them is still in sight


class RoomPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: DayPapers) -> None:
        super().__init__()
        text = context.words.text
        self._words, self._look = context.words, look
        self.presenter = RoomPresenter(context, self, papers)
        self.notice = Notice(look)
        self._title = label("", "title")
        self.day = self._line(text("room.day"))
        suggest(self.day, text("room.day_hint"))
        self.day.setFixedWidth(look.px("label_w"))
        self.day.returnPressed.connect(lambda: self.presenter.go_to(self.day.text()))
        head = row(look, self._title, None)
        head.addWidget(self.day)
        head.addWidget(button("◀", partial(self.presenter.go, -1), "small", name=text("room.before")))
        head.addWidget(button("▶", partial(self.presenter.go, 1), "small", name=text("room.after")))
        head.addWidget(button(text("room.preview"), self.presenter.preview, "small"))
        self.desks = plain_table(look, [text(f"room.{each}") for each in COLUMNS], stretch=1, name=text("room.title"))
        for place, size in ((0, "field_px"), (2, "label_w"), (4, "field_px"), (5, "label_w"), (6, "field_px")):
            self.desks.setColumnWidth(place, look.px(size) * 2 if size == "field_px" else look.px(size) * 3 // 4)
        fit_column(self.desks, 3)
        fit_column(self.desks, PART)
        if (heading := self.desks.horizontalHeader()) is not None:
            heading.moveSection(PART, 1)  # which time the desk opened stands behind its number, and only where one opened twice
        self._none = label(text("room.none"), "subtle", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._total = label("", "lead")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        left = card()
        inside = column(look, head, self._none, margins=True)
        inside.addWidget(self.desks, 1)
        inside.addWidget(self._total)
        left.setLayout(inside)
        self.desks.setMinimumHeight(look.px("row_px") * ROWS)
        both = flowing(look.px("gap_px"), left, self._paper(), grow=[left], fill=True)
        self.setLayout(column(look, both))  # where words are large, the paper stands below the desks

    def enter(self) -> None:
        self.presenter.enter()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_room(self, day: str, rows: Sequence[Row], total: str, *, parted: bool = False) -> None:
        self._title.setText(day)
        put_rows(self.desks, rows, right=(4, 5))
        self.desks.setColumnHidden(PART, not parted)
        self._none.setVisible(not rows)
        self.desks.setVisible(bool(rows))
        self._total.setText(total)
        mark_a_row(self.desks)

    def show_who(self, *, may_add: bool) -> None:
        """Who does not lead reads it before typing anything."""
        self._only_leaders.setVisible(not may_add)
        for each in (*self._typed(), self.keep):
            each.setEnabled(may_add)
        if may_add and QApplication.focusWidget() in (None, self.day):
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Nothing that was typed stands here."""
        for line in self._typed():
            line.clear()

    def _typed(self) -> list[QLineEdit]:
        cells = (cell for cells in self.figures.values() for cell in cells.values())
        return [self.code, self.part, self.desk, self.closing, self.cases, *cells]

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _paper(self) -> QWidget:
        text, look = self._words.text, self._look
        self.code = self._line(text("room.code"))
        suggest(self.code, text("room.code_hint"))
        self.code.returnPressed.connect(lambda: self.presenter.add_code(self.code.text()))
        names = ("part", "desk", "closing", "cases")
        self.part, self.desk, self.closing, self.cases = first = [self._line(text(f"room.typed_{each}")) for each in names]
        self.figures: dict[str, dict[str, QLineEdit]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px("gap_small_px"))
        grid.setVerticalSpacing(look.px("gap_small_px"))
        for place, name in enumerate(FIGURES, start=1):
            grid.addWidget(label(text(f"room.{name}"), "small"), 0, place)
        for at, owner in enumerate(OWNERS, start=1):
            heading = label(text(f"owner.{owner}"), "small", wrap=True)
            heading.setFixedWidth(look.px("label_w") * 3 // 4)
            grid.addWidget(heading, at, 0)
            self.figures[owner] = {}
            for place, name in enumerate(FIGURES, start=1):
                cell = self._line(f"{text(f'owner.{owner}')} {text(f'room.{name}')}")
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
                cell.returnPressed.connect(cell.focusNextChild)
                self.figures[owner][name] = cell
                grid.addWidget(cell, at, place)
        side = card()
        side.setFixedWidth(look.px("detail_w") + look.px("label_w") * 2)  # nine digits in each cell: a sum is never cut
        box = column(look, label(text("room.paper"), "lead"), self.notice, label(text("room.code"), "strong"), self.code, margins=True)
        self._only_leaders = label(text("room.only_leaders"), "subtle", wrap=True)
        self._only_leaders.hide()
        box.insertWidget(1, self._only_leaders)
        box.addWidget(rule())
        box.addWidget(label(text("room.by_hand"), "strong"))
        box.addWidget(label(text("room.by_hand_help"), "subtle", wrap=True))
        for line in first:
            suggest(line, line.accessibleName())
            line.returnPressed.connect(line.focusNextChild)
        suggest(self.part, text("room.part_hint"))
        self.part.setFixedWidth(look.px("label_w"))
        sheet = row(look, *first)
        sheet.setStretch(first.index(self.closing), 2)
        box.addLayout(sheet)
        box.addLayout(grid)
        self.keep = button(text("room.keep"), self._keep, "primary")
        box.addWidget(self.keep)
        box.addStretch(1)
        side.setLayout(box)
        return side

    def _keep(self) -> None:
        commit_composing()
        figures = {owner: {name: cell.text() for name, cell in cells.items()} for owner, cells in self.figures.items()}
        self.presenter.type_totals(self.part.text(), self.desk.text(), self.closing.text(), self.cases.text(), figures)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line
