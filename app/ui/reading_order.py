"""Tab goes as the eye does: from top to bottom, from left to right, part by part.

Qt goes in the order in which widgets were made. Here tabs are made when they are first seen and forms each time one is opened, so that
order would lead from the basket to the form beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QScrollArea, QWidget

WHOLE = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)  # what is inside them is theirs


class ReadingPage(QWidget):
    """Whatever lies on it is reached by Tab in reading order, by Shift+Tab the other way, round and round. `name`: for the style sheet."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)

    def focusNextPrevChild(self, forward: bool) -> bool:
        now = QApplication.focusWidget()
        order = list(in_reading_order(self))
        if not order:
            return False
        at = order.index(now) if now in order else -1 if forward else len(order)
        step = 1 if forward else -1
        for away in range(1, len(order) + 1):
            target = order[(at + step * away) % len(order)]
            if target.focusPolicy() & Qt.FocusPolicy.TabFocus:
                target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                _show(target)
                return True
        return False


def in_reading_order(whole: QWidget) -> Iterator[QWidget]:
    """Everything visible and enabled below `whole` that can have the keyboard."""
    children = [each for each in whole.children() if isinstance(each, QWidget) and each.isVisible() and not each.isWindow()]
    for child in sorted(children, key=cmp_to_key(_before)):
        if child.focusPolicy() != Qt.FocusPolicy.NoFocus and child.isEnabled() and child.focusProxy() is None:
            yield child
        if not isinstance(child, WHOLE):
            yield from in_reading_order(child)


def _before(one: QWidget, other: QWidget) -> int:
    """Negative if `one` is read first: what stands in one line from left to right, all else from top to bottom."""
    first, second = one.geometry(), other.geometry()
    shared = min(first.bottom(), second.bottom()) - max(first.top(), second.top())
    if shared > min(first.height(), second.height()) // 2:
        return first.left() - second.left()
    return first.top() - second.top()


def _show(target: QWidget) -> None:
    """What has the keyboard is seen, however far down its page it stands."""
    above = target.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(target)
        above = above.parentWidget()
