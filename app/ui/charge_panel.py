"""The card terminal at work: how long it takes, and what can be done while nobody knows the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer
from PyQt6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PyQt6.QtWidgets import QFormLayout, QLineEdit, QProgressBar, QWidget

from app.domain.views import VisitRecorded
from app.ui.charging import Charging, Showing
from app.ui.context import Context
from app.ui.editors import ENTER
from app.ui.plain import Notice, button, column, commit_composing, label, row, rule
from app.ui.theme import Look

SECOND_MS = 1000


class ChargePanel(QWidget):
    """See `Charging` for `paid`, `left` and `by_hand`. Esc does nothing here: the card may be charged already."""

    def __init__(
        self,
        context: Context,
        look: Look,
        *,
        paid: Callable[[VisitRecorded], object],
        left: Callable[[str], object],
        by_hand: Callable[[str], object],
    ) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the keys of a running charge come here, not to the lines behind it
        text = context.words.text
        self.charging = Charging(context, self, paid=paid, left=left, by_hand=by_hand)
        self._text = text
        self._says = Notice(look)
        self._elapsed = label("", "subtle", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(text("charge.title"))
        self._ask = button(text("charge.ask"), self.charging.ask, "primary")
        self._give_up = button(text("charge.give_up"), self.charging.give_up)
        self.approval, self.last4 = self._line(text("charge.told_no"), 12), self._line(text("pay.last4"), 4)
        self._told = QWidget()
        form = QFormLayout(self._told)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(label(text("charge.told_no"), "strong"), self.approval)
        form.addRow(label(text("pay.last4"), "strong"), self.last4)
        form.addRow(button(text("charge.told"), self._tell))
        box = column(look, rule(), label(text("charge.title"), "lead"), self._says, self._bar, self._elapsed)
        box.addLayout(row(look, self._ask, self._give_up))
        box.addWidget(self._told)
        box.addStretch(1)
        self.setLayout(box)
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND_MS)
        self._timer.timeout.connect(self.charging.tick)

    def begin(self, amount_won: int, **what: Any) -> None:
        """The terminal is asked for that sum; see `Charging.begin`."""
        self.approval.clear()
        self.last4.clear()
        self._elapsed.clear()
        self.charging.begin(amount_won, **what)

    def show_charge(self, showing: Showing, text: str) -> None:
        unknown = showing == "unknown"
        self._says.say(text, {"asking": "", "unknown": "danger", "reversing": "warning"}[showing])
        for each in (self._ask, self._give_up, self._told):
            each.setVisible(unknown)
        if unknown and self.isVisible() and not (self.approval.hasFocus() or self.last4.hasFocus()):
            self._ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_elapsed(self, text: str) -> None:
        self._elapsed.setText(text)

    def take_focus(self) -> None:
        (self._ask if not self._ask.isHidden() else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Another tab is in front; the terminal is looked at again when this one is."""
        super().hideEvent(event)
        if not self.charging.running:
            self._timer.stop()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._elapsed.setText(self._text("charge.wait"))
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            if watched is self.approval:
                self.last4.setFocus()
            else:
                self._tell()
            return True
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        commit_composing()
        self.charging.told(self.approval.text(), self.last4.text())

    def _line(self, name: str, most: int) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setMaxLength(most)
        line.installEventFilter(self)
        return line
