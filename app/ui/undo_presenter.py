"""What was recorded last is taken back with a reason: two keys, and another's word where the rule asks for it. No Qt."""

from __future__ import annotations

from typing import Final, Protocol

from app.domain.errors import Refused
from app.domain.lives import transition
from app.domain.views import Actor, CaseDetail
from app.ui import formats
from app.ui.context import Context

REASONS: Final = ("1", "2", "3", "4", "5")
WRITTEN: Final = "5"  # the reason that is written by hand


def who_signs(case: CaseDetail, actor: Actor) -> str:
    """Who has to sign beside that person before the case may be cancelled: `leader`, `other` (anybody else), or nobody.

    Money goes back only under two names; a clerk's cancelling of what is issued is a leader's too (domain/lives).
    """
    row = transition(case.life, case.row.state, "case_cancelled")
    if actor.role != "supervisor" and (case.paid_won or row is None or actor.role not in row.roles):
        return "leader"
    return "other" if case.paid_won else ""


class UndoScreen(Protocol):
    def ask(self, case: str, question: str, reasons: list[tuple[str, str]], *, second: str, told: str) -> None: ...
    def ask_reason(self) -> None: ...
    def ask_second(self) -> None: ...
    def close_question(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class UndoPresenter:
    """The case is looked up first, which is recorded like any look: only its life says who has to sign."""

    def __init__(self, context: Context, screen: UndoScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._case: CaseDetail | None = None
        self._reason = self._second = ""
        self._busy = False

    def begin(self) -> None:
        """The first key: what was recorded last is shown, with the question of COUNTER §6 (9)."""
        last, actor = self._context.session.last, self._context.session.actor
        if actor is None or self._busy:
            return
        if last is None:
            self._screen.say(self._text("undo.nothing"), "warning")
            return
        self._busy = True
        number, services = last.number, self._context.services
        self._context.write(
            lambda: services.view_case(actor, number), done=self._seen, failed=self._context.failing(self._screen, self._free)
        )

    def choose(self, key: str) -> None:
        """The second key: the digit of a reason. It is done, unless somebody signs beside it or the reason is written by hand."""
        if self._case is None or key not in REASONS:
            return
        if key == WRITTEN:
            self._reason = ""
            self._screen.ask_reason()
            return
        self._reason = self._text(f"undo.reason_{key}")
        self._go_on()

    def write_reason(self, reason: str) -> None:
        """Enter behind a reason that was written."""
        if not reason.strip():
            self._screen.say(self._context.words.message(Refused("reason_missing")), "warning")
            return
        self._reason = reason.strip()
        self._go_on()

    def sign(self, user: str, password: str) -> None:
        """Enter behind the second person's password."""
        if not self._reason:
            self._screen.say(self._context.words.message(Refused("reason_missing")), "warning")
        elif not user or not password:
            self._screen.say(self._text("login.both"), "warning")
        else:
            self._cancel(user, password)

    def leave(self) -> None:
        """Nothing was done."""
        self._case, self._busy = None, False

    def _go_on(self) -> None:
        if self._second:
            self._screen.ask_second()
        else:
            self._cancel("", "")

    def _seen(self, detail: CaseDetail) -> None:
        self._busy = False
        actor = self._context.session.actor
        row = transition(detail.life, detail.row.state, "case_cancelled")
        if actor is None:
            return
        if row is None or not detail.can_cancel:
            self._screen.say(self._text("undo.not_now"), "warning")
            return
        self._second = who_signs(detail, actor)
        self._case, self._reason = detail, ""
        question = {"leader": "cancel.question", "other": "cancel.question_other", "": "cancel.question_leader"}[self._second]
        told = self._text("undo.choose_second" if self._second else "undo.choose")
        case = self._text("undo.case", number=detail.row.number, service=self._context.service_name(detail.row.service))
        reasons = [(key, self._text(f"undo.reason_{key}")) for key in REASONS]
        self._screen.ask(case, self._text(question), reasons, second=self._second, told=told)

    def _cancel(self, user: str, password: str) -> None:
        case, actor, services, reason = self._case, self._context.session.actor, self._context.services, self._reason
        if case is None or actor is None or self._busy:
            return
        self._busy = True

        def work() -> object:
            confirmer: Actor | None = services.sign_in(user, password, second=True) if user else None
            return services.cancel_case(actor, case.row.case_id, reason, confirmer=confirmer)

        self._context.write(work, done=lambda _: self._cancelled(case), failed=self._context.failing(self._screen, self._free))

    def _cancelled(self, case: CaseDetail) -> None:
        self.leave()
        self._screen.close_question()
        self._context.session.taken_back(case.row.number)
        key = "undo.done_back" if case.paid_won else "undo.done"
        self._screen.say(self._text(key, number=case.row.number, won=formats.won(case.paid_won)), "success")

    def _free(self) -> None:
        self._busy = False
