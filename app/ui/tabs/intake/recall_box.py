"""F3 in a form: who was here before, over the form that wants to know (COUNTER §2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QWidget

from app.domain.views import CaseDetail
from app.ui.context import Context
from app.ui.editors import ENTER
from app.ui.floating import FloatingBox
from app.ui.plain import commit_composing, suggest
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.intake.recall import Recall, known_of
from app.ui.tabs.intake.view import IntakeView
from app.ui.theme import Look


class RecallBox(FloatingBox):
    """`on_ledger(text)`: F3 once more, the whole ledger is wanted."""

    def __init__(self, window: QWidget, context: Context, look: Look, on_ledger: Callable[[str], object]) -> None:
        text = context.words.text
        super().__init__(window, context, look, text("recall.title"))
        self._words, self._on_ledger = context.words, on_ledger
        self._into: IntakeView | None = None
        self.presenter = Recall(context, self, self._put)
        self.line.setAccessibleName(text("recall.line"))
        suggest(self.line, text("ledger.search_hint"))
        headings = [text("case.name"), text("case.service"), text("recall.when"), text("case.number")]
        self.table = plain_table(look, headings, stretch=1, name=text("recall.title"))
        fit_column(self.table, 2)
        fit_column(self.table, 3)
        self.table.installEventFilter(self)
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.choose(at))
        self.fill(self.table, text("recall.hint"))

    def open(self, view: IntakeView) -> None:
        """The box is in front; with a name in the form it is looked for at once. Pressed again, the key goes on to the ledger."""
        if self.isVisible():
            typed = self.line.text()
            self.close_box()
            self._on_ledger(typed)
            return
        self._into = view
        name = str(view.form.model.raw.get("applicant.name") or "") if view.form is not None else ""
        put_rows(self.table, [])
        self.say("")
        self.float_up()
        self.line.setText(name)
        self.line.selectAll()
        self.presenter.search(name)

    def close_box(self) -> None:
        super().close_box()
        self._into = None
        self.presenter.forget()
        put_rows(self.table, [])

    def show_found(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        put_rows(self.table, rows)
        if rows:
            self.table.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, case: CaseDetail) -> None:
        """The form has what is known; the hands are at what is not."""
        view = self._into
        self.close_box()
        if view is None or view.form is None:
            return
        form = view.form
        for name, value in known_of(form.model, case).items():
            form.put(name, value)
        view.say(self._words.text("recall.done"), "success")
        view.go_on()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in (self.line, self.table):
            return self._key(event, in_line=watched is self.line)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent, *, in_line: bool) -> bool:
        key = event.key()
        if key in ENTER:
            commit_composing()
            if in_line:
                self.presenter.search(self.line.text())
            else:
                self.presenter.choose(self.table.currentRow())
        elif key == Qt.Key.Key_Escape:
            self.back()
        elif key == Qt.Key.Key_Down and in_line and self.table.rowCount():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_Up and not in_line and self.table.currentRow() <= 0:
            self.line.setFocus(Qt.FocusReason.BacktabFocusReason)
        else:
            return False
        return True
