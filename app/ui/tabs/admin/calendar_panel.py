"""The page 달력 of the management tab: a year's days off, the form of a declared day, and the due dates it moved."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.line_form import LineForm
from app.ui.plain import Notice, button, column, commit_composing, label, row
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.admin.calendar_presenter import CalendarPresenter, TypedDay
from app.ui.tabs.admin.moved_dues import COLUMNS as MOVED
from app.ui.tabs.admin.moved_dues import Row
from app.ui.theme import Look

COLUMNS = ("day", "kind", "name", "reason", "user")


class CalendarPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._words, self._look, self._notice = context.words, look, notice
        self.presenter = CalendarPresenter(context, self)
        text = self._words.text
        self.year = label("", "lead")
        self.table = plain_table(
            look, [text(f"calendar_page.{each}") for each in COLUMNS], stretch=3, name=text("admin.calendar"), none=text("empty.calendar")
        )
        self.moved = plain_table(look, [text(f"calendar_page.{each}") for each in MOVED], stretch=1, name=text("calendar_page.moved"))
        for table, places in ((self.table, (0, 1, 2, 4)), (self.moved, (0, 2, 3))):
            for place in places:
                fit_column(table, place)
        self.moved.hide()
        turning = row(
            look,
            button(text("calendar_page.before"), lambda: self.presenter.turn(-1)),
            self.year,
            button(text("calendar_page.after"), lambda: self.presenter.turn(1)),
        )
        turning.addStretch(1)
        self.stale = label("", "subtle", wrap=True)
        self.again = button(text("calendar_page.recount"), self.presenter.recount)
        self._late = QWidget()
        late = row(look, self.stale, self.again)
        late.setContentsMargins(0, 0, 0, 0)
        self._late.setLayout(late)
        self._late.hide()
        self._form = self._setting()
        context.session.watch("actor", self.forget)
        note = label(text("calendar_page.note"), "subtle", wrap=True)
        self.setLayout(column(look, label(text("admin.calendar"), "title"), note, turning, self.table, self._late, self.moved, self._form))

    def enter(self) -> None:
        self.presenter.enter()

    def show_days(self, year: int, rows: Sequence[Row], *, may_set: bool) -> None:
        self.year.setText(self._words.text("calendar_page.year", year=str(year)))
        put_rows(self.table, rows)
        self._form.setVisible(may_set)

    def show_moved(self, rows: Sequence[Row]) -> None:
        put_rows(self.moved, rows)
        self.moved.setVisible(bool(rows))

    def show_stale(self, text: str) -> None:
        self.stale.setText(text)
        self._late.setVisible(bool(text))

    def forget(self) -> None:
        """Nothing that was typed or told stands here: another person sees none of it."""
        for each in (self.day, self.name, self.reason):
            each.clear()
        self.kind.setCurrentIndex(0)
        self.show_moved([])

    def clear_typed(self) -> None:
        self.forget()
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _setting(self) -> QWidget:
        """Each line moves on with Enter; Enter in the last one declares the day."""
        text = self._words.text
        self.day, self.name, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.day.setPlaceholderText(text("calendar_page.hint"))
        self.kind = QComboBox()
        self.kind.addItem(text("calendar_page.off"), True)
        self.kind.addItem(text("calendar_page.worked"), False)
        widgets = (("day", self.day), ("kind", self.kind), ("name", self.name), ("reason", self.reason))
        fields = [(text(f"calendar_page.{name}"), widget) for name, widget in widgets]
        return LineForm(self._look, fields, (text("calendar_page.set"), self._declare), wide=3, below=[warned(self.reason, self._words)])

    def _declare(self) -> None:
        commit_composing()
        typed = TypedDay(self.day.text(), bool(self.kind.currentData()), self.name.text(), self.reason.text())
        self.presenter.declare(typed)
