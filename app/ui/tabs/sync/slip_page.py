"""Slips on paper: figures and printing at the left, missing numbers in the middle, what became of one at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.slips import ACCOUNTED
from app.services.paper_slips import BLOCK
from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, card, column, commit_composing, heading_of, label, row, rule, suggest, waits_for_scans
from app.ui.tables import mark_a_row, on_enter, plain_table, put_rows
from app.ui.tabs.sync.slip_presenter import SlipPapers, SlipPresenter
from app.ui.theme import Look

__all__ = ["SlipPage", "SlipPapers"]


class SlipPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: SlipPapers, type_slip: Callable[[str], object]) -> None:
        super().__init__()
        text = self._text = context.words.text
        self.presenter = SlipPresenter(context, self, papers, type_slip)
        self.notice = Notice(look)
        self._pairs = PairList(look, figures=True)
        self.count = self._line(text("slips.count"))
        self.count.setText(str(BLOCK))
        self.count.setFixedWidth(look.px("field_w") // 2)
        print_more = button(text("slips.print"), self._print, "primary")
        self.count.returnPressed.connect(self._print)
        left = card()
        inside = column(look, label(text("sync.page_slips"), "title"), self.notice, margins=True)
        inside.addLayout(row(look, label(text("slips.count"), "strong"), self.count, print_more, None))
        inside.addWidget(label(text("slips.help"), "subtle", wrap=True))
        inside.addWidget(rule())
        inside.addWidget(self._pairs, 1)  # below: the keyboard begins at the top, not at the foot of the tallest part beside it
        left.setLayout(inside)
        self.table = plain_table(look, [text("slips.missing")], stretch=0, name=text("slips.missing"))
        on_enter(self.table, lambda row: self.presenter.type_in(row))
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.type_in(at))
        self.table.currentCellChanged.connect(lambda at, *_: self.first.setText(self.presenter.missing_at(at)))
        self._none = label(text("slips.none_missing"), "subtle", wrap=True)
        middle = card()
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        listed = column(look, label(text("slips.missing"), "lead"), margins=True)
        listed.addWidget(self._none, 1)
        listed.addWidget(self.table, 1)
        listed.addWidget(label(text("slips.missing_hint"), "small", wrap=True))
        middle.setLayout(listed)
        box = row(look)
        box.addWidget(left, 3)
        box.addWidget(middle, 2)
        box.addWidget(self._form(context, look), 2)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()
        (self.table if self.table.rowCount() else self.count).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_slips(self, pairs: Sequence[tuple[str, str]], missing: Sequence[str]) -> None:
        self._pairs.show_pairs(pairs)
        put_rows(self.table, [(number,) for number in missing])
        self._none.setVisible(not missing)
        self.table.setVisible(bool(missing))
        mark_a_row(self.table)

    def clear_form(self) -> None:
        for line in (self.first, self.last, self.reason):
            line.clear()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _form(self, context: Context, look: Look) -> QWidget:
        text = self._text
        self.first, self.last, self.reason = (self._line(text(f"slips.{each}")) for each in ("first", "last", "reason"))
        suggest(self.last, text("slips.last_hint"))
        waits_for_scans(self.first, self.last)
        self.mark = QComboBox()
        self.mark.setAccessibleName(text("slips.mark"))
        self.mark.addItems([text(f"slips.{each}") for each in ACCOUNTED])
        self.reason.returnPressed.connect(self._keep)
        keep = button(text("slips.keep"), self._keep, "primary")
        side = card()
        box = column(look, label(text("slips.account"), "lead"), rule(), margins=True)
        for name, widget in (("first", self.first), ("last", self.last), ("mark", self.mark), ("reason", self.reason)):
            box.addWidget(heading_of(widget, text(f"slips.{name}")))
            box.addWidget(widget)
        box.addWidget(warned(self.reason, context.words))
        box.addWidget(keep)
        box.addStretch(1)
        box.addWidget(rule())
        box.addWidget(label(text("slips.again_help"), "subtle", wrap=True))
        box.addWidget(button(text("slips.again"), self._again))
        side.setLayout(box)
        return side

    def _print(self) -> None:
        self.presenter.print_more(self.count.text())

    def _again(self) -> None:
        self.presenter.print_again(self.first.text(), self.last.text())

    def _keep(self) -> None:
        commit_composing()
        self.presenter.mark(self.first.text(), self.last.text(), self.mark.currentIndex(), self.reason.text())

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line
