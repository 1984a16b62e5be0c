"""Walks a case of any service through its life, step by step through the services, to a wanted end. Facts are invented."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.forms import FormDef
from app.domain.lives import PROVISIONAL_STATES, TABLES, Transition, is_final, steps_from, transition
from app.domain.passport_rules import as_posted
from app.domain.sample_steps import sample_facts
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services.desk import seoul_date
from app.services.find_cases import unsealed
from app.services.office_fees import NewAmount
from app.services.step_facts import PAID_FIRST
from tests.desks import NINE, PASSWORD, second, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

CANCEL = "case_cancelled"
# What the law asks for besides the order of the states: steps taken before, days that have to pass, what the receipt says.
BEFORE: dict[tuple[str, str], list[str]] = {("petition", "close_undeliverable"): ["request_returned", "request_returned"]}
WAITS: dict[tuple[str, str], int] = {
    ("disclosure", "close_unclaimed"): 30,
    ("exchange", "close_unclaimed"): 16,
    ("petition", "return"): 8,  # the papers go back when the time for the supplement is over
    ("disclosure", "return"): 8,
}
ANSWERS: dict[tuple[str, str], dict[str, object]] = {
    ("exchange", "sent_out"): {"role": "make"},
    ("exchange", "voided"): {"role": "make"},
}
# An uncollected passport is void after six months only; a faulty one at once.
FACTS: dict[tuple[str, str], dict[str, Any]] = {("passport", "void"): {"void_reason": "defect"}}
OTHERWISE: dict[str, dict[str, object]] = {"exchange": {"role": "hand_over"}}


def ends(life: str) -> list[str]:
    """Every state in which a case of that life may end."""
    return sorted({row.next for row in TABLES[life] if is_final(life, row.next)})


def way(life: str, state: str, end: str) -> list[Transition]:
    """The fewest steps from that state to that end. ValueError if no step leads there."""
    waiting: deque[tuple[str, list[Transition]]] = deque([(state, [])])
    seen = {state}
    while waiting:
        here, taken = waiting.popleft()
        if here == end:
            return taken
        for row in steps_from(life, here):
            if row.next not in seen:
                seen.add(row.next)
                waiting.append((row.next, [*taken, row]))
    raise ValueError(f"{life}: nothing leads from {state} to {end}")


def impossible(life: str, state: str) -> str:
    """A step that cannot be taken from that state: one of that life, or of another where all of its own can."""
    tables = [TABLES[life], *TABLES.values()]
    steps = [row.trigger.removeprefix("case_advanced:") for table in tables for row in table if row.trigger.startswith("case_advanced:")]
    return next(step for step in steps if transition(life, state, f"case_advanced:{step}") is None)


@dataclass
class Walker:
    """A desk whose team leader takes every step, a clerk signing beside where two have to."""

    home: Home
    leader: Actor
    clerk: Actor
    random: Random
    drawn: int = 0

    def received(self, form: FormDef, wanted: Sequence[str], *, only: bool = False) -> list[UUID]:
        """One case for each wanted end, in one visit. `only`: their national system is away (접수만)."""
        drafts = [self._draft(form, end, reachable=only) for end in wanted]
        with self._away(form) if only else _nothing():
            paid = "cash" if form.priced_at == "receipt" and not only and self._costs(drafts) else "none"
            done = self.home.services.record_visit(self.leader, drafts, tender=paid, issue=False)
        return [each.case_id for each in done.cases]

    def walk(self, case_id: UUID, end: str) -> list[str]:
        """The case has come to that end; the steps that led there."""
        taken: list[str] = []
        while (case := self.case(case_id)).state != end:
            row = way(case.life, case.state, end)[0]
            step = row.trigger.removeprefix("case_advanced:")
            if step == CANCEL:
                self.home.services.cancel_case(self.leader, case_id, "민원인 요청", confirmer=self.clerk)
            elif self._charged(case, step) and self._paid(case_id, row):
                step = f"{step} (paid)"  # whoever pays for a certificate takes it along
            else:
                for before in BEFORE.get((case.life, step), []):
                    self.take(case_id, before)
                    taken.append(before)
                if (case.life, step) in WAITS:
                    self._later(WAITS[case.life, step])
                self.take(case_id, step)
            taken.append(step)
        return taken

    def take(self, case_id: UUID, step: str) -> str:
        """The step is on disk with everything it asks for; the new state."""
        case = self.case(case_id)
        definition = next((each for each in self.home.desk.catalogue.steps if (each.life, each.step) == (case.life, step)), None)
        facts: dict[str, Any] = {}
        if definition is not None:
            today, fixed = seoul_date(self.home.desk.clock.now()), FACTS.get((case.life, step), {})
            if step == "deliver" and isinstance(number := case.answers.get("passport_no"), bytes):
                fixed = {**fixed, "passport_no": unsealed(self.home.desk, case, "passport_no", number)}
            facts = sample_facts(as_posted(definition, case.applicant), random=self.random, today=today, people=the_people(), fixed=fixed)
        confirmer = self.clerk if definition is not None and definition.two else None
        return self.home.services.advance_case(self.leader, case_id, step, facts=facts, confirmer=confirmer)

    def refusal(self, case_id: UUID, step: str) -> Refused:
        """Why that step is refused. AssertionError if it is not."""
        try:
            self.home.services.advance_case(self.leader, case_id, step)
        except Refused as refused:
            return refused
        raise AssertionError(f"{step} was taken")

    def case(self, case_id: UUID) -> Case:
        found = self.home.desk.store.cases.find(case_id)
        assert found is not None
        return found

    # ── helpers ──

    def _draft(self, form: FormDef, end: str, *, reachable: bool) -> Draft:
        self.drawn += 1
        draft = sample(form, seed=26, index=self.drawn, today=NINE.date(), people=the_people())
        given = ANSWERS.get((form.life, end), OTHERWISE.get(form.life, {}))
        applicant = {**draft.applicant, **({"name": "윤가람", "phone": "010-0123-4567"} if reachable else {})}
        answers = {**draft.answers, **given}
        return msgspec.structs.replace(
            draft, applicant=applicant, answers=answers, tender="none", approval_no=None, exemption=None, evidence=None
        )

    def _costs(self, drafts: Sequence[Draft]) -> bool:
        return any(self.home.services.quote(each).due_won for each in drafts)

    def _charged(self, case: Case, step: str) -> bool:
        """Something has to be paid before that step."""
        if case.only_received and not case.lines and (case.life, step) in {*PAID_FIRST, ("passport", "apply")}:
            return bool(self.home.services.charge_received(self.leader, case.case_id))
        return (case.life, step) in PAID_FIRST and bool(case.open_won)

    def _paid(self, case_id: UUID, row: Transition) -> bool:
        """It is paid in cash; True if that took the step as well."""
        self.home.services.take_payment(self.leader, [case_id], tender="cash")
        return self.case(case_id).state == row.next

    def _later(self, days: int) -> None:
        self.home.services.close_day(self.leader, counted_won=self._drawer(), confirmer=self.clerk)
        clock = self.home.desk.clock
        assert isinstance(clock, FixedClock)
        clock.advance(timedelta(days=days))
        self.home.services.open_day(self.leader, 0)

    def _drawer(self) -> int:
        status = self.home.services.day_status()
        return status.float_won + status.totals.tender("cash") - status.totals.reversed_by_tender.get("cash", 0)

    @contextmanager
    def _away(self, form: FormDef) -> Iterator[None]:
        system = str(form.national_system)
        self.home.services.set_lamp(self.leader, system, True, "점검")
        yield
        self.home.services.set_lamp(self.leader, system, False)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def a_walker(home: Home) -> Walker:
    """The day of that home is open, and the office has set the amounts that no source gives."""
    services = home.services
    leader = services.sign_in("park", PASSWORD)
    services.open_day(leader, 500_000)
    unknown = [
        NewAmount(service=form.id, fee=fee.id, amount_won=500, valid_from=NINE - timedelta(days=1), source="가온구 수수료 징수 조례")
        for form in the_catalogue().forms.values()
        for fee in form.fees
        if fee.amount_won is None
    ]
    services.office_fees.set_amounts(leader, services.sign_in("admin", PASSWORD, second=True), unknown)
    return Walker(home, leader, second(home), Random("minwon walks"))


def begins_provisional(form: FormDef) -> bool:
    """While its system is away such a case is received, and something is left for later."""
    row = transition(form.life, None, "case_received:only")
    return form.when_down != "full" and row is not None and row.next in PROVISIONAL_STATES
