"""여권 교부: find the case, see who may take the booklet, compare the booklet with the case, hand it over. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from app.domain import mrz
from app.domain.asked_steps import as_asked
from app.domain.errors import Refused
from app.domain.forms import StepDef
from app.domain.views import Actor, CaseDetail, CaseRow
from app.ui import case_text, formats
from app.ui.context import Context
from app.ui.scans import case_words, is_booklet
from app.ui.session import LastRecord

READY = (("passport", "arrived"), ("passport", "returned_by_post"), ("pickup", "received"))  # life and state
_LIVES = ("passport", "pickup", "posting")


class DeliveryScreen(Protocol):
    def show_found(self, rows: Sequence[tuple[str, str, str, str]]) -> None: ...
    def show_case(self, title: str, pairs: Sequence[tuple[str, str]], step: StepDef | None) -> None: ...
    def show_search(self) -> None: ...
    def fill(self, field_id: str, value: object) -> None: ...
    def focus_search(self) -> None: ...
    def ready_to_hand_over(self) -> None: ...
    def read_again(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class DeliveryPresenter:
    def __init__(self, context: Context, screen: DeliveryScreen) -> None:
        self._context = context
        self._screen = screen
        self._text = context.words.text
        self._rows: list[CaseRow] = []
        self.case: CaseDetail | None = None
        self._busy = False

    def search(self, text: str) -> None:
        """Slip number, passport number, the phone's last four or the name: passports that wait for their holder."""
        wanted = case_words(text)
        if not wanted:
            return
        actor = self._context.session.signed_in()
        self._context.write(
            lambda: self._context.services.find_cases(actor, wanted), done=self._found, failed=self._context.failing(self._screen)
        )

    def choose(self, index: int) -> None:
        """That case is in hand; looking at it is recorded."""
        if not 0 <= index < len(self._rows):
            return
        actor, case_id = self._context.session.signed_in(), self._rows[index].case_id

        def seen(detail: CaseDetail) -> None:
            if self._context.session.actor is actor:  # whoever sits here by now did not ask to see it
                self._seen(detail)

        self._context.write(lambda: self._context.services.view_case(actor, case_id), done=seen, failed=self._context.failing(self._screen))

    def scan(self, line: str) -> bool:
        """True if that was a line of the booklet; its second one must be this holder's (COUNTER §3, F), its first says nothing new."""
        if self.case is None or not is_booklet(line):
            return False
        if line.strip().upper().startswith("P") and "<<" in line[5:]:
            self._screen.fill("passport_no", "")
            return True
        try:
            holder = mrz.parse_holder(line, today=self._context.today())
        except Refused as error:
            self._screen.fill("passport_no", "")
            self._screen.say(self._context.words.message(error), "danger")
            return True
        known = str(self.case.applicant.get("rrn", ""))[:6] or str(self.case.applicant.get("birth_date", "")).replace("-", "")[2:]
        born = holder.birth_date.strftime("%y%m%d")
        if known.isdigit() and known != born:
            self._screen.fill("passport_no", "")
            self._screen.say(self._text("deliver.other_person"), "danger")
            return True
        self._screen.say(self._text("deliver.booklet_fits"), "success")
        self._screen.fill("passport_no", holder.passport_no)
        self._screen.ready_to_hand_over()
        return True

    def begin(self) -> None:
        """F7 2 again: a case that may be handed over stays in hand, anything else makes room for the next search."""
        if self.case is None or "deliver" not in self.case.steps:
            self.back()
        else:
            self._seen(self.case)

    def deliver(self, facts: dict[str, Any], second: str = "", password: str = "") -> None:
        """The booklet is handed over: on disk before anything is said. `second`: who signs beside, where it was on paper and is owed."""
        case = self.case
        if case is None or self._busy:
            return
        self._busy = True
        actor, services = self._context.session.signed_in(), self._context.services

        def work() -> str:
            confirmer: Actor | None = services.sign_in(second, password, second=True) if second else None
            return services.advance_case(actor, case.row.case_id, "deliver", facts=facts, confirmer=confirmer)

        def done(_: str) -> None:
            self._busy = False
            self.case = None
            self._rows = []
            row = case.row
            self._context.session.last = LastRecord(row.number, self._text("done.deliver"), False, None)
            self._screen.show_search()
            self._screen.say(self._text("deliver.done", number=row.number), "success")
            self._context.session.tell("last", "cases", "handed_over")

        self._context.write(work, done=done, failed=self._not_handed_over)

    def _not_handed_over(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, Refused) and error.code == "passport_no_differs":
            self._screen.read_again()
        self._context.failing(self._screen)(error)

    def forget(self) -> None:
        """No case is in hand, and none was found."""
        self.case, self._rows = None, []

    def back(self) -> None:
        self.case = None
        self._screen.say("")
        self._screen.show_search()

    def _found(self, rows: list[CaseRow]) -> None:
        passports = [row for row in rows if self._life(row) in _LIVES]
        self._rows = sorted(passports, key=lambda row: (self._life(row), row.state) not in READY)
        self._screen.show_found(
            [
                (
                    row.number,
                    row.name,
                    self._context.service_name(row.service),
                    f"{case_text.state_text(self._context, self._life(row), row.state)}  {formats.short_stamp(row.received_at)}",
                )
                for row in self._rows
            ]
        )
        if not self._rows:
            self._screen.say(self._text("deliver.none"), "warning")
        else:
            self._screen.say("")
            if len(self._rows) == 1:
                self.choose(0)

    def _life(self, row: CaseRow) -> str:
        form = self._context.catalogue.forms.get(row.service)
        return form.life if form is not None else ""

    def _seen(self, detail: CaseDetail) -> None:
        self.case = detail
        if "deliver" not in detail.steps:
            state = case_text.state_text(self._context, detail.life, detail.row.state)
            waits_here = (detail.life, detail.row.state) in READY  # it could be handed over, by somebody who may
            self._screen.show_case(detail.row.number, case_text.delivery_facts(self._context, detail), None)
            self._screen.say(self._text("deliver.not_yours" if waits_here else "deliver.not_ready", state=state), "warning")
            self._screen.focus_search()
            return
        self._screen.say("")
        self._screen.show_case(detail.row.number, case_text.delivery_facts(self._context, detail), self._step(detail))

    def _step(self, case: CaseDetail) -> StepDef:
        for each in self._context.catalogue.steps:
            if each.life == case.life and each.step == "deliver":
                return as_asked(each, case)
        raise Refused("step_not_allowed", step="deliver", state="")
