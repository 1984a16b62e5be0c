"""The questions of one step of a case's life, answered where the case is shown."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.domain.forms import StepDef
from app.ui.context import Context
from app.ui.form_model import FormModel, form_of_step
from app.ui.form_widget import FormWidget
from app.ui.plain import button, column, label, row
from app.ui.second_sign import SecondSign
from app.ui.theme import Look


class StepPanel(QWidget):
    """`done(facts)` once every question of the step has a right answer; `left()` on Esc.

    Where two people sign, `done(facts, user, password)`: what the second one typed.
    """

    def __init__(self, context: Context, look: Look, step: StepDef, *, done: Callable[..., object], left: Callable[[], object]) -> None:
        super().__init__()
        words = context.words
        self._done = done
        self._words = words
        self.model = FormModel(form_of_step(step), today=context.today())
        self.form = FormWidget(self.model, words, look)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(left)
        self._trouble = label("", "error", wrap=True)
        foot = row(look)
        foot.addWidget(self._trouble, 1)
        self._act = button(words.of(step.name), self.submit, "primary")
        foot.addWidget(self._act)
        foot.addWidget(button(words.text("button.go_back"), left, "quiet"))
        box = column(look)
        box.addWidget(self.form, 1)
        self.second: SecondSign | None = None
        if step.two:
            self.second = SecondSign(words, look, words.text("cancel.other"), done=self.submit)
            box.addWidget(label(words.text("step_two.question"), wrap=True))
            box.addWidget(self.second)
        box.addLayout(foot)
        self.setLayout(box)

    def start(self) -> None:
        self.form.start()
        if self.form.order():
            return
        if self.second is not None:
            self.second.take_focus()
        else:
            self.focus_act()

    def fill(self, field_id: str, value: object) -> None:
        """A device or another field knows this answer."""
        if field_id in self.form.order():
            self.form.editor(field_id).fill(value)
            self.form.editor(field_id).touched = True
            self.model.put(field_id, value)

    def focus_act(self) -> None:
        """Everything is known: Enter takes the step."""
        self._act.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """The answers go on if all of them are right; otherwise each wrong one says so."""
        self.form.read()
        checked = self.model.checked()
        self.form.complain(dict(checked.problems), dict(checked.warnings))
        if checked.problems:
            first = next(iter(checked.problems))
            name = {each.id: self._words.of(each.label) for each in self.model.form.fields}.get(first, first)
            self._trouble.setText(self._words.text("intake.wrong", n=len(checked.problems), first=name))
            self.form.go_to(first)
            return
        self._trouble.setText("")
        if self.second is None:
            self._done(dict(checked.values))
        elif not self.second.user.text().strip() or not self.second.password.text():
            self.second.take_focus()
        else:
            self._done(dict(checked.values), *self.second.taken())
