"""Plays a planned year at one desk through its services, day after day, as clerks would: nothing here writes anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from app.demo.story import StoryClock
from app.demo.year_mix import YearMix
from app.demo.year_plan import DAY_S, YearVisit
from app.domain.forms import StepDef
from app.domain.passport_rules import as_posted
from app.domain.sample_steps import sample_facts
from app.domain.sampling import People
from app.domain.views import Actor
from app.services.desk import SEOUL
from app.services.desk_services import DeskServices
from app.services.kiosk_book import count_kiosk

FLOAT_WON = 100_000
OPENS, DOORS = time(8, 50), time(9, 0)
CLOSING_S = DAY_S + 600


class Waiting(NamedTuple):
    """A case whose next step is due: which step of which path, and what the plan wants it to say. `booklet`: number of its passport."""

    case_id: UUID
    passport: bool
    path: str
    step: int
    facts: dict[str, dict[str, Any]]
    booklet: str = ""


@dataclass
class YearDesk:
    """One desk through a year, a user for each role. Everybody signs in once a month, for the proof takes time.

    `joined`: what each day is played in, where its commits are to be one.
    """

    services: DeskServices
    clock: StoryClock
    mix: YearMix
    people: People
    password: str
    users: dict[str, str]
    kiosks: Mapping[date, Mapping[str, dict[str, int]]]
    joined: Callable[[], AbstractContextManager[object]] = nullcontext
    cases: int = 0
    visits: int = 0
    steps: int = 0
    days: int = 0
    _signed_in: int = 0
    _actors: dict[str, Actor] = field(default_factory=dict)
    _due: dict[date, list[Waiting]] = field(default_factory=dict)
    _steps: dict[tuple[str, str], StepDef] = field(default_factory=dict)

    @property
    def next_due(self) -> date | None:
        """The day of the next step that waits, None when every life has ended."""
        return min(self._due, default=None)

    def day(self, day: date, visits: list[YearVisit]) -> None:
        """That day was opened, worked and closed."""
        with self.joined():
            self._work(day, visits)
        self.days += 1

    def _work(self, day: date, visits: list[YearVisit]) -> None:
        self._go_to(datetime.combine(day, OPENS, SEOUL))
        if day.month != self._signed_in:
            self._signed_in = day.month
            self._actors = {role: self.services.sign_in(user, self.password) for role, user in self.users.items()}
        if not self._steps:
            self._steps = {(each.life, each.step): each for each in self.services.desk.catalogue.steps}
        self.services.open_day(self._actors["clerk"], FLOAT_WON)
        doors = datetime.combine(day, DOORS, SEOUL)
        random = Random(f"minwon year {day.isoformat()}")
        waiting = iter(self._due.pop(day, []))
        for visit in visits:
            self._go_to(doors + timedelta(seconds=visit.at_s))
            self._serve(visit, day, random)
            # What waits since earlier days is done between two citizens.
            if (each := next(waiting, None)) is not None:
                self._take(each, day, random)
        for each in waiting:
            self._take(each, day, random)
        for machine, papers in self.kiosks.get(day, {}).items():
            amount_won = sum(self.mix.kiosk.won[paper] * count for paper, count in papers.items())
            count_kiosk(self.services.desk, self._actors["clerk"], machine, day.isoformat(), papers, amount_won)
        self._tell_holders(day)
        self._close(doors)

    def _go_to(self, moment: datetime) -> None:
        ahead = moment - self.clock.now()
        if ahead > timedelta():
            self.clock.advance(ahead)

    def _serve(self, visit: YearVisit, day: date, random: Random) -> None:
        path = self.mix.paths.get(visit.path)
        gives_up = path is not None and path.cancel
        done = self.services.record_visit(
            self._actors["passport_clerk" if visit.passport else "clerk"],
            visit.drafts,
            tender="none" if gives_up else visit.tender,
            approval_no="" if gives_up else visit.approval_no,
            last4="" if gives_up else visit.last4,
            exemption=visit.exemption,
        )
        self.cases += len(done.cases)
        self.visits += 1
        if path is None:
            return
        case_id = done.cases[0].case_id
        if gives_up:
            self.services.cancel_case(self._actors["clerk"], case_id, "민원인이 신청을 그만둠", confirmer=self._actors["supervisor"])
        elif path.steps:
            booklet = str(visit.drafts[0].answers.get("passport_no", ""))
            self._later(Waiting(case_id, visit.passport, visit.path, 0, visit.facts, booklet), day, random)

    def _later(self, waiting: Waiting, day: date, random: Random) -> None:
        """The next step of that life is taken at once, or on the working day on which it is due."""
        steps = self.mix.paths[waiting.path].steps
        while waiting.step < len(steps):
            after = steps[waiting.step].after
            if after:
                due = day
                for _ in range(after):
                    due = self.mix.next_working(due)
                self._due.setdefault(due, []).append(waiting)
                return
            waiting = self._step(waiting, day, random)

    def _take(self, waiting: Waiting, day: date, random: Random) -> None:
        self._later(self._step(waiting, day, random), day, random)

    def _step(self, waiting: Waiting, day: date, random: Random) -> Waiting:
        """That step was taken; what comes after it."""
        step = self.mix.paths[waiting.path].steps[waiting.step]
        booklet = {"passport_no": waiting.booklet} if waiting.booklet else {}  # nobody is handed another passport than the case's own
        facts = self._facts(waiting, step.step, {**booklet, **step.facts, **waiting.facts.get(step.step, {})}, day, random)
        actor = self._actors["passport_clerk" if waiting.passport else "clerk"]
        self.services.advance_case(actor, waiting.case_id, step.step, facts=facts)
        self.steps += 1
        return waiting._replace(step=waiting.step + 1, booklet=facts.get("passport_no", waiting.booklet))

    def _facts(self, waiting: Waiting, step: str, fixed: dict[str, Any], day: date, random: Random) -> dict[str, Any]:
        life = self.mix.paths[waiting.path].life
        definition = self._steps.get((life, step))
        if definition is None:
            return {}
        if step == "dispatch" and (case := self.services.desk.store.cases.find(waiting.case_id)) is not None:
            definition = as_posted(definition, case.applicant)
        return sample_facts(definition, random=random, today=day, people=self.people, fixed=fixed)

    def _tell_holders(self, day: date) -> None:
        """Whose seal certificate was issued to an agent hears of it: before that the day of the notice cannot be closed."""
        told = {"notice_way": "phone", "told_on": day.isoformat(), "notice_result": "told"}
        while rows := self.services.work.page("holder_notice"):
            for each in rows:
                if each.case_id is not None:
                    self.services.advance_case(self._actors["clerk"], each.case_id, "notify_holder", facts=told)

    def _close(self, doors: datetime) -> None:
        self._go_to(doors + timedelta(seconds=CLOSING_S))
        status = self.services.day_status()
        in_drawer = status.float_won + status.totals.tender("cash") - status.totals.reversed_by_tender.get("cash", 0)
        self.services.close_day(self._actors["clerk"], counted_won=in_drawer, confirmer=self._actors["supervisor"])


def play_year(desk: YearDesk, days: Iterator[tuple[date, list[YearVisit]]]) -> Iterator[date]:
    """Each day of the year, and after it the days on which its last lives end; gives each day when it is closed."""
    for day, visits in days:
        desk.day(day, visits)
        yield day
    while (last := desk.next_due) is not None:
        desk.day(last, [])
        yield last
