"""The page 근무시간 of the management tab: the hours, the form of new ones, due dates they moved, and when the counter closes."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.line_form import LineForm
from app.ui.plain import Notice, column, commit_composing, label, suggest
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.admin.closing_time_panel import ClosingTimePanel
from app.ui.tabs.admin.hours_presenter import HoursPresenter
from app.ui.tabs.admin.moved_dues import COLUMNS, Row
from app.ui.theme import Look


class HoursPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._words, self._notice = context.words, notice
        self.presenter = HoursPresenter(context, self)
        text = self._words.text
        self.now = label("", "lead")
        self.moved = plain_table(look, [text(f"calendar_page.{each}") for each in COLUMNS], stretch=1, name=text("calendar_page.moved"))
        for place in (0, 2, 3):
            fit_column(self.moved, place)
        self.moved.hide()
        self.hours, self.reason = QLineEdit(), QLineEdit()
        suggest(self.hours, text("hours_page.hint"))
        self.hours.setMinimumWidth(look.px("list_w"))
        fields = [(text("hours_page.hours"), self.hours), (text("calendar_page.reason"), self.reason)]
        self._form = LineForm(look, fields, (text("hours_page.set"), self._set), wide=1, below=[warned(self.reason, self._words)])
        note = label(text("hours_page.note"), "subtle", wrap=True)
        box = column(look, label(text("admin.hours"), "title"), note, self.now, self._form)
        box.addWidget(self.moved, 1)
        self.closing_time = ClosingTimePanel(context, look, notice)
        box.addWidget(self.closing_time)
        box.addStretch(0)
        self.setLayout(box)
        context.session.watch("actor", self.forget)

    def enter(self) -> None:
        self.presenter.enter()
        self.closing_time.enter()

    def show_hours(self, told: str, hours: str, *, may_set: bool) -> None:
        """What holds now; in the form only where nobody types."""
        self.now.setText(told)
        self._form.setVisible(may_set)
        if not self.hours.text():
            self.hours.setText(hours)

    def show_moved(self, rows: Sequence[Row]) -> None:
        put_rows(self.moved, rows)
        self.moved.setVisible(bool(rows))

    def forget(self) -> None:
        """Nothing that was typed or told stands here: another person sees none of it."""
        self.hours.clear()
        self.reason.clear()
        self.show_moved([])

    def clear_typed(self) -> None:
        self.forget()
        self.hours.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _set(self) -> None:
        commit_composing()
        self.presenter.set(self.hours.text(), self.reason.text())
