"""What an empty list says: that it is empty, and what to do about it."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtWidgets import QAbstractItemView

from app.ui.plain import label
from app.ui.theme import Look


def when_empty(view: QAbstractItemView, look: Look, text: str) -> EmptyWord:
    """While the list has no row, that sentence stands where its rows would, and a screen reader says it with the list's name."""
    return EmptyWord(view, look, text)


class EmptyWord(QObject):
    """The sentence of one list."""

    def __init__(self, view: QAbstractItemView, look: Look, text: str) -> None:
        super().__init__(view)
        self._view, self._text, self._edge = view, text, look.px("pad_px")
        self._gone = False
        self._word = label(text, "subtle", wrap=True)
        self._word.setParent(view.viewport())
        self._word.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._word.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        model, viewport = view.model(), view.viewport()
        if model is not None and viewport is not None:
            for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
                changed.connect(self._show)
            view.destroyed.connect(self._leave)
            viewport.installEventFilter(self)
        self._show()

    def say(self, text: str) -> None:
        """From now on that sentence: a list is empty for more than one reason."""
        self._text = text
        self._word.setText(text)
        self._show()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        """The list goes, and its model empties itself once more."""
        self._gone = True

    def _show(self) -> None:
        if self._gone:
            return
        model = self._view.model()
        empty = model is not None and model.rowCount() == 0
        self._word.setVisible(empty)
        self._view.setAccessibleDescription(self._text if empty else "")
        self._place()

    def _place(self) -> None:
        viewport = self._view.viewport()
        if viewport is not None:
            self._word.setGeometry(viewport.rect().adjusted(self._edge, self._edge, -self._edge, -self._edge))
