"""What was written down wrong is put right: what the case says now, and what goes on. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from app.domain.corrections import as_questions, changes
from app.domain.errors import DraftRefused
from app.domain.forms import FormDef, StepDef, Text
from app.domain.views import CaseDetail
from app.ui.context import Context


class CorrectScreen(Protocol):
    def complain(self, wrong: Mapping[str, str]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class CorrectPresenter:
    """`done(what)`: it is on disk; `what` says so."""

    def __init__(self, context: Context, screen: CorrectScreen, case: CaseDetail, form: FormDef, done: Callable[[str], object]) -> None:
        self._context, self._screen, self._case, self._form, self._done = context, screen, case, form, done
        self._busy = False
        agent = case.agent or {}
        self.said: dict[str, Any] = {**case.answers, "copies": case.row.copies}
        self.said |= {f"applicant.{name}": value for name, value in case.applicant.items()}
        self.said |= {f"agent.{name}": value for name, value in agent.items()}

    def questions(self) -> StepDef:
        """The fields of the case's own form that may be put right."""
        text = self._context.words.text
        return as_questions(self._form, self.said, _same(text("correct.title")), _same(text("correct.sealed_help")))

    def now(self) -> dict[str, Any]:
        """What stands in the fields to begin with; of a sealed number nothing does."""
        return {each.id: self.said[each.id] for each in self.questions().fields if not each.sealed and each.id in self.said}

    def put_right(self, answered: Mapping[str, Any], reason: str) -> None:
        """Only what differs goes on; without a reason, or where nothing differs, that is said."""
        text = self._context.words.text
        if self._busy:
            return
        given = changes(self._form, self.said, answered)
        if not given or not reason.strip():
            self._screen.say(text("error.reason_missing" if given else "error.correct_nothing"), "warning")
            return
        self._busy = True
        actor, services, row = self._context.session.signed_in(), self._context.services, self._case.row
        self._context.write(
            lambda: services.correct_case(actor, row.case_id, given, reason),
            done=lambda changed: self._done(text("correct.done", number=row.number, fields=self._names(changed))),
            failed=self._failed,
        )

    def _names(self, changed: list[str]) -> str:
        names = {each.id: self._context.words.of(each.label) for each in self._form.fields}
        return ", ".join(names.get(each, each) for each in changed)

    def _failed(self, error: Exception) -> None:
        """Also what only the desk knows of a field is said at that field."""
        self._busy = False
        self._context.failing(self._screen)(error)
        if isinstance(error, DraftRefused):
            self._screen.complain(error.fields)


def _same(text: str) -> Text:
    """Words of the screen where a form has its own: they are in the language of the screen already."""
    return Text(ko=text, en=text)
