"""정정: the fields of the case in hand as they stand, to be written over, and why; in the place of the case's facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.domain.forms import FormDef
from app.domain.views import CaseDetail
from app.ui.context import Context
from app.ui.form_model import FormModel, form_of_step
from app.ui.form_widget import FormWidget
from app.ui.free_text import warned
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, row
from app.ui.tabs.ledger.correct_presenter import CorrectPresenter
from app.ui.theme import Look


class CorrectPanel(QWidget):
    """`done(what)` once it is on disk, in words; `left`: the clerk goes back to the case."""

    def __init__(
        self,
        context: Context,
        look: Look,
        case: CaseDetail,
        form: FormDef,
        *,
        done: Callable[[str], object],
        left: Callable[[], object],
    ) -> None:
        super().__init__()
        words = self._words = context.words
        self.presenter = CorrectPresenter(context, self, case, form, done)
        self.model = FormModel(form_of_step(self.presenter.questions()), today=context.today())
        self.model.set_receive_only(case.row.provisional)
        for field_id, value in self.presenter.now().items():
            self.model.put(field_id, value)
        self.notice = Notice(look)
        self.form = FormWidget(self.model, words, look)
        self.form.submitted.connect(self._to_reason)
        self.form.left.connect(left)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words.text("correct.reason"))
        self.reason.returnPressed.connect(self.submit)
        box = column(look, label(words.text("correct.title"), "strong"), self.notice, label(words.text("correct.hint"), "small", wrap=True))
        box.addWidget(self.form, 1)
        for part in (heading_of(self.reason, words.text("correct.reason")), self.reason, warned(self.reason, words)):
            box.addWidget(part)
        box.addLayout(
            row(look, button(words.text("correct.go"), self.submit, "primary"), button(words.text("button.go_back"), left, "quiet"))
        )
        self.setLayout(box)

    def start(self) -> None:
        """The keyboard is in the first field; every one holds what the case says."""
        first = next(iter(self.form.order()), None)
        if first is not None:
            self.form.go_to(first)

    def submit(self) -> None:
        """What differs goes on if it is right; otherwise each wrong field says so."""
        commit_composing()
        self.form.read()
        checked = self.model.checked()
        self.form.complain(dict(checked.problems), dict(checked.warnings))
        if checked.problems:
            first = next(iter(checked.problems))
            name = {each.id: self._words.of(each.label) for each in self.model.form.fields}.get(first, first)
            self.say(self._words.text("intake.wrong", n=len(checked.problems), first=name), "warning")
            self.form.go_to(first)
            return
        if not self.reason.text().strip():
            self._to_reason()
        self.presenter.put_right(checked.values, self.reason.text())

    def complain(self, wrong: Mapping[str, str]) -> None:
        """Those fields say what is wrong with them, the keyboard in the first."""
        asked = {name: code for name, code in wrong.items() if name in self.form.order()}
        self.form.complain(asked, {})
        if asked:
            self.form.go_to(next(iter(asked)))

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _to_reason(self) -> None:
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
