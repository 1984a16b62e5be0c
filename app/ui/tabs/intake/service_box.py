"""Ctrl+K: the service box. Asked on the telephone, it answers without opening a case; Enter opens the form (COUNTER §2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.editors import ENTER
from app.ui.floating import FloatingBox
from app.ui.plain import commit_composing, suggest
from app.ui.tabs.intake.service_finder import ServiceFinder
from app.ui.tabs.intake.service_list import ServiceList
from app.ui.tabs.intake.service_told import ServiceItem
from app.ui.theme import Look


class ServiceBox(FloatingBox):
    """`open_form(service)`: its form is wanted."""

    def __init__(self, window: QWidget, context: Context, look: Look, open_form: Callable[[str], object]) -> None:
        text = context.words.text
        super().__init__(window, context, look, text("service_box.title"))
        self.presenter = ServiceFinder(context, self, open_form)
        self.line.setAccessibleName(text("service_box.line"))
        suggest(self.line, text("intake.box_hint"))
        self.line.textChanged.connect(self.presenter.search)
        self.list = ServiceList(context.words, look, self.presenter.told)
        self.list.chosen.connect(self.presenter.choose)
        self.list.table.installEventFilter(self)
        self.fill(self.list, text("service_box.hint"))

    def open(self) -> None:
        """The box is in front; pressed again, the key closes it."""
        if self.isVisible():
            self.back()
        else:
            self.presenter.begin()
            self.float_up()

    # --- what the presenter asks for -----------------------------------------------------------------------------------------

    def show_items(self, items: Sequence[ServiceItem]) -> None:
        self.list.show_items(items)

    # --- hands -------------------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in (self.line, self.list.table):
            return self._key(event, in_line=watched is self.line)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent, *, in_line: bool) -> bool:
        key = event.key()
        if key in ENTER:
            commit_composing()
            if service := self.list.here():
                self.presenter.choose(service)
        elif key == Qt.Key.Key_Escape:
            self.back()
        elif key == Qt.Key.Key_Down and in_line:
            self.list.table.setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_Up and not in_line and self.list.table.currentRow() <= 0:
            self.line.setFocus(Qt.FocusReason.BacktabFocusReason)
        else:
            return event.text().isdigit() and not (in_line and self.line.text()) and self.presenter.choose_digit(int(event.text()))
        return True
