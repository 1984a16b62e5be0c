"""The question of taking back what was recorded last: reasons by their digits, and the second signature where one is needed."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QDialog, QFrame, QLineEdit, QPushButton, QWidget

from app.ui.context import Context, Shows
from app.ui.free_text import warned
from app.ui.plain import Notice, button, column, commit_composing, label, row, shortcut
from app.ui.second_sign import SecondSign
from app.ui.theme import Look
from app.ui.undo_presenter import WRITTEN, UndoPresenter

UNDO_KEYS = ("Ctrl+F10", "Ctrl+Z")  # Ctrl+Z belongs to the typing wherever a field has the keyboard


class UndoDialog(QDialog):
    """A digit chooses a reason from anywhere but a line that is being written; Esc leaves everything as it is."""

    def __init__(
        self, parent: QWidget, context: Context, look: Look, presenter: UndoPresenter, case: str, question: str, told: str, second: str
    ) -> None:
        super().__init__(parent)
        text = context.words.text
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("undo.title"))
        self.setMinimumWidth(look.px("dialog_w"))
        self._presenter = presenter
        self.notice = Notice(look)
        self.reasons: dict[str, QPushButton] = {}
        self._box = column(
            look, label(case, "title", wrap=True), label(question, wrap=True), label(told, "subtle", wrap=True), margins=True
        )
        self.reason = QLineEdit()
        self.reason.setAccessibleName(text("cancel.reason"))
        self.reason.returnPressed.connect(self._written)
        self._warned = warned(self.reason, context.words)
        self.second = SecondSign(context.words, look, text(f"cancel.{second or 'leader'}"), done=self._signed)
        self.second.setVisible(bool(second))
        self.leave = button(text("button.go_back"), self.reject, "quiet")

    def put_reasons(self, look: Look, reasons: list[tuple[str, str]], choose: Callable[[str], object]) -> None:
        """The reasons, each on its digit; the keyboard is at none of them, so that Enter alone cancels nothing."""
        for key, name in reasons:
            made = button(f"{key} {name}", lambda key=key: choose(key), "quiet")  # type: ignore[misc]
            made.setCheckable(True)
            self.reasons[key] = made
            self._box.addWidget(made)
        self._box.addWidget(self.reason)
        self._box.addWidget(self._warned)
        self.reason.hide()
        self._box.addWidget(self.second)
        self._box.addWidget(self.notice)
        last = row(look, self.leave, None)
        self._box.addLayout(last)
        self.setLayout(self._box)
        self.leave.setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.text() in self.reasons and event.text():
            self.reasons[event.text()].click()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self.second.clear()
        super().done(result)

    def mark(self, chosen: str) -> None:
        """That reason is the chosen one."""
        for key, made in self.reasons.items():
            made.setChecked(key == chosen)

    def _written(self) -> None:
        commit_composing()
        self._presenter.write_reason(self.reason.text())

    def _signed(self) -> None:
        commit_composing()
        self._presenter.sign(*self.second.taken())


class Undo(QFrame):
    """The key in the foot: seen while there is something that could be taken back."""

    def __init__(self, context: Context, look: Look, notice: Shows) -> None:
        super().__init__()
        text = context.words.text
        self._context, self._look, self._notice = context, look, notice
        self.presenter = UndoPresenter(context, self)
        self.dialog: UndoDialog | None = None
        self.key = button(text("undo.key"), self.presenter.begin, "small", name=text("undo.name"))
        self.key.setToolTip(UNDO_KEYS[0])
        self.key.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setLayout(row(look, self.key))
        context.session.watch("last", self._show_key)
        context.session.watch("actor", self.close_question)
        self._show_key()

    def join_keys(self, foot: QWidget) -> None:
        """Its keys work as long as the foot is seen."""
        for each in UNDO_KEYS:
            shortcut(foot, each, self.presenter.begin)

    # --- what the presenter asks for -----------------------------------------------------------------------------------------------

    def ask(self, case: str, question: str, reasons: list[tuple[str, str]], *, second: str, told: str) -> None:
        self.dialog = UndoDialog(self.window() or self, self._context, self._look, self.presenter, case, question, told, second)
        self.dialog.put_reasons(self._look, reasons, self._choose)
        self.dialog.finished.connect(self._left)
        self.dialog.open()

    def ask_reason(self) -> None:
        if self.dialog is not None:
            self.dialog.mark(WRITTEN)
            self.dialog.reason.show()
            self.dialog.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_second(self) -> None:
        if self.dialog is not None:
            self.dialog.second.take_focus()

    def close_question(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def say(self, text: str, tone: str = "") -> None:
        (self.dialog.notice if self.dialog is not None else self._notice).say(text, tone)

    def _choose(self, key: str) -> None:
        if self.dialog is not None:
            self.dialog.mark(key)
        self.presenter.choose(key)

    def _left(self) -> None:
        self.dialog = None
        self.presenter.leave()

    def _show_key(self) -> None:
        self.setVisible(self._context.session.last is not None)
