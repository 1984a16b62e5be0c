"""Outages of the last month at the left, one to be written down at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.domain.outages import CENTRAL, SYSTEMS
from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.plain import Notice, button, card, column, commit_composing, heading_of, label, row, rule, suggest
from app.ui.tables import fit_column, mark_a_row, on_enter, plain_table, put_rows
from app.ui.tabs.sync.outage_presenter import OutagePapers, OutagePresenter
from app.ui.theme import Look


class OutagePage(QWidget):
    def __init__(self, context: Context, look: Look, papers: OutagePapers, refresh: Callable[[], object]) -> None:
        super().__init__()
        text = self._text = context.words.text
        self.presenter = OutagePresenter(context, self, papers, refresh)
        self.notice = Notice(look)
        headings = [text(f"outage.{each}") for each in ("system", "since", "until", "desks", "cause")]
        self.table = plain_table(look, headings, stretch=4, name=text("sync.page_outages"), none=text("outage.none"))
        for place in range(4):
            fit_column(self.table, place)
        on_enter(self.table, lambda row: self.presenter.sheet(row))
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.sheet(at))
        self._sheet = button(text("outage.sheet"), lambda: self.presenter.sheet(self.table.currentRow()), "small")
        left = card()
        head = row(look, label(text("sync.page_outages"), "title"), None)
        head.addWidget(self._sheet)
        inside = column(look, head, margins=True)
        inside.addWidget(self.table, 1)
        inside.addWidget(label(text("outage.hint"), "small", wrap=True))
        left.setLayout(inside)
        box = row(look)
        box.addWidget(left, 1)
        box.addWidget(self._form(context, look))
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_outages(self, rows: Sequence[tuple[str, str, str, str, str]]) -> None:
        put_rows(self.table, rows)
        self._sheet.setEnabled(bool(rows))
        mark_a_row(self.table)

    def clear_form(self, now: str, *, leader: bool) -> None:
        self.since.setText(now)
        self.until.clear()
        self.cause.clear()
        self.room.setChecked(False)
        self.room.setVisible(leader)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _form(self, context: Context, look: Look) -> QWidget:
        text = self._text
        side = card()
        side.setFixedWidth(look.px("basket_w"))
        self.system = QComboBox()
        self.system.setAccessibleName(text("outage.system"))
        for each in (*SYSTEMS, CENTRAL):
            self.system.addItem(text(f"system_long.{each}"), each)
        self.since, self.until, self.cause = (self._line(text(f"outage.{each}")) for each in ("since", "until", "cause"))
        suggest(self.until, text("outage.until_hint"))
        self.room = QCheckBox(text("outage.room"))
        self.room.setAccessibleName(text("outage.room"))
        keep = button(text("outage.keep"), self._keep, "primary")
        self.cause.returnPressed.connect(self._keep)
        warning = warned(self.cause, context.words)
        box = column(look, label(text("outage.write"), "lead"), label(text("outage.write_hint"), "small", wrap=True), rule(), margins=True)
        for name, widget in (("system", self.system), ("since", self.since), ("until", self.until), ("cause", self.cause)):
            box.addWidget(heading_of(widget, text(f"outage.{name}")))
            box.addWidget(widget)
        for part in (warning, self.room, self.notice, keep):
            box.addWidget(part)
        box.addStretch(1)
        side.setLayout(box)
        return side

    def _keep(self) -> None:
        commit_composing()
        room = self.room.isChecked() and not self.room.isHidden()
        self.presenter.keep(str(self.system.currentData()), self.since.text(), self.until.text(), self.cause.text(), room=room)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.returnPressed.connect(self._next)
        return line

    def _next(self) -> None:
        """Enter goes on to the next field; in the last one it keeps."""
        order = [self.since, self.until, self.cause]
        now = next((at for at, line in enumerate(order) if line.hasFocus()), None)
        if now is not None and now + 1 < len(order):
            order[now + 1].setFocus(Qt.FocusReason.TabFocusReason)
