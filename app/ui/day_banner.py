"""The line that says the business day is not open, with what opens it."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QLineEdit

from app.ui import formats
from app.ui.context import Context
from app.ui.plain import button, commit_composing, label, mark, row
from app.ui.theme import Look


class DayBanner(QFrame):
    """Seen while no day is open, from the closing time on, and with message 15 of COUNTER §6 when an earlier day was never closed."""

    def __init__(self, context: Context, look: Look, open_day: Callable[[int], object], to_closing: Callable[[], object]) -> None:
        super().__init__()
        self._context, self._words, self._open_day = context, context.words, open_day
        text = context.words.text
        self.setProperty("role", "notice")
        mark(self, "tone", "warning")
        self._says = label("", wrap=True)
        self._float_label = label(text("day.float"))
        self.amount = QLineEdit()  # nothing stands in it: one Enter too many must not open a day with an empty drawer
        self.amount.setAccessibleName(text("day.float"))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.amount.setFixedWidth(look.px("field_w"))
        self.amount.returnPressed.connect(self._go)
        self._open = button(text("day.open"), self._go, "primary")
        self._closing = button(text("day.to_closing"), to_closing, "primary")
        box = row(look)
        box.addWidget(self._says, 1)
        for each in (self._float_label, self.amount, self._open, self._closing):
            box.addWidget(each)
        edge = look.px("gap_px")
        box.setContentsMargins(edge, edge // 2, edge // 2, edge // 2)
        self.setLayout(box)
        context.session.watch("day", self._show)
        context.session.watch("actor", self._forget)
        self.hide()

    def take_focus(self) -> None:
        """The hands are where the day is opened, or where the old one is closed."""
        if self.amount.isVisible():
            self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
            self.amount.selectAll()
        elif self._closing.isVisible():
            self._closing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        day = self._context.session.day
        text = self._words.text
        if day is None or not self._context.session.may("open_day") or (day.day is not None and day.unclosed is None and not day.closes):
            self._forget()
            self.hide()
            return
        unclosed, is_open = day.unclosed, day.day is not None
        if is_open and unclosed is None:
            self._says.setText(text("day.time_to_close", at=day.closes))
        elif unclosed is not None:
            self._says.setText(text("error.previous_day_unclosed", day=formats.business_day_text(unclosed, self._words)))
        elif "/" in day.opens:
            self._says.setText(text("day.closed_today", part=day.opens.partition("/")[2]))
        else:
            self._says.setText(text("day.not_open"))
        for each in (self._float_label, self.amount, self._open):
            each.setVisible(not is_open)
        self._closing.setVisible(is_open)
        self.setAccessibleName(self._says.text())
        self.show()

    def _forget(self) -> None:
        """A float that was typed once is neither another person's nor the next day's."""
        self.amount.clear()

    def _go(self) -> None:
        commit_composing()
        plain = self.amount.text().replace(",", "").strip()
        if plain.isdigit():
            self._open_day(int(plain))
        else:
            self._says.setText(self._words.text("day.float_wrong"))
            self.amount.setFocus()
