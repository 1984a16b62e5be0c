"""A box that floats over whatever is in front, within the window: its keys still work, and it never outlives the person who opened it."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtWidgets import QApplication, QFrame, QLineEdit, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, column, label, row
from app.ui.theme import Look


class FloatingBox(QFrame):
    """`line` has the keyboard when it opens. Gone with Esc, with a click elsewhere, with another tab and with the lock."""

    def __init__(self, window: QWidget, context: Context, look: Look, title: str) -> None:
        super().__init__(window)
        self.setProperty("role", "floating")
        self.setAccessibleName(title)
        self._look = look
        self._before: QWidget | None = None
        self.line = QLineEdit()
        self.line.setProperty("role", "search")
        self.line.installEventFilter(self)
        self.notice = Notice(look)
        self.hide()
        context.session.watch("actor", self.close_box)
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def fill(self, found: QWidget, hint: str) -> None:
        """Below one another: the title with the line beside it, what there is to say, what was found, and what the keys do."""
        head = row(self._look, label(self.accessibleName(), "lead"), self.line)
        head.setStretch(1, 1)
        whole = column(self._look, head, self.notice, margins=True)
        whole.addWidget(found, 1)
        whole.addWidget(label(hint, "small", wrap=True))
        self.setLayout(whole)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def float_up(self) -> None:
        """The box is in front, the keyboard in its line."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def back(self) -> None:
        """Closed; the hands are where they were."""
        before = self._before
        self.close_box()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_box(self) -> None:
        """Closed; nothing of it is kept, and whoever closed it says where the hands go."""
        self._before = None
        self.hide()
        self.line.clear()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return super().eventFilter(watched, event)

    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now.window() is self.window() and not self.isAncestorOf(now):
            self.close_box()

    def _place(self) -> None:
        """In the upper middle of the window, never wider or higher than it."""
        window = self.parentWidget()
        if window is None:
            return
        edge = self._look.px("pad_px")
        width = min(window.width() - 2 * edge, self._look.px("dialog_w") * 2)
        height = min(window.height() - 2 * edge, self._look.px("dialog_w"))
        self.setGeometry((window.width() - width) // 2, min(edge * 4, window.height() - height), width, height)
