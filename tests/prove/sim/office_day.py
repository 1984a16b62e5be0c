"""What people and bad luck do in the simulated office: citizens come, cases move on, lines break, programs die, clocks jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from random import Random
from typing import Any

import msgspec

from app.domain.answers import Draft
from app.domain.errors import CounterError
from app.domain.lives import steps_from
from app.domain.money_entries import DraftTender
from app.domain.passport_rules import as_posted
from app.domain.sample_steps import sample_facts
from app.domain.sampling import sample
from app.domain.views import CaseRow
from app.services.desk import from_ms, seoul_date
from tests.desks import NINE, PASSWORD, the_catalogue, the_people
from tests.prove.sim.desk import DeskKilled, SimDesk
from tests.prove.sim.line import CALM, Network
from tests.prove.sim.world import World

SERVICES = ("land_register_copy", "seal_certificate_issue", "resident_registration_copy", "passport_single")
JUMPS: tuple[timedelta, ...] = (
    timedelta(days=3653),
    timedelta(days=-3653),
    timedelta(days=-30000),  # 1970: no clock shows an earlier time
    from_ms(2**31 * 1000) - from_ms(1_795_132_800_000),  # 2038-01-19, where seconds in 32 bits end
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(days=1),
    timedelta(days=-1),
    timedelta(seconds=-30),
)


@dataclass(frozen=True, kw_only=True)
class Luck:
    """How bad a day is. Chances are for each minute and desk; `network` for each request."""

    network: Network = CALM
    line_cut: float = 0.0
    half_open: float = 0.0
    desk_killed: float = 0.0
    central_killed: float = 0.0
    central_down: float = 0.0
    clock_jump: float = 0.0


@cache
def _drafts() -> tuple[Draft, ...]:
    forms = [the_catalogue().forms[name] for name in SERVICES]
    made = [sample(forms[index % len(forms)], seed=1, index=index, today=NINE.date(), people=the_people()) for index in range(40)]
    plain = [msgspec.structs.replace(each, draft_id=None) for each in made]
    return (*plain, *(Draft(service="land_register_copy", tender="cash") for _ in range(40)))


def draft_of(service: str, tender: DraftTender) -> Draft:
    """Somebody's request for that service."""
    drawn = sample(the_catalogue().forms[service], seed=2, index=1, today=NINE.date(), people=the_people())
    return msgspec.structs.replace(drawn, draft_id=None, tender=tender, approval_no=None, exemption=None)


class OfficeDay:
    """Lets every desk of the world work for `duration_s`, with one act every `pace_s` on average, under that luck.

    `acts`: what people do, and how often each beside the others.
    """

    def __init__(self, world: World, luck: Luck, *, duration_s: float, pace_s: float) -> None:
        self._world, self._luck, self._pace_s = world, luck, pace_s
        self._end_s = world.now_s + duration_s
        self.acts: list[tuple[int, Callable[[SimDesk], None]]] = [
            (10, self.record),
            (2, self.record_visit),
            (4, self.advance),
            (1, self.cancel),
            (1, self.pay),
            (1, self.change_day),
        ]

    def let_it_happen(self) -> None:
        """The time is over; the luck still holds."""
        world = self._world
        world.network = self._luck.network
        for desk in world.desks.values():
            self._later(partial(self._act, desk))
            self._minute(partial(self._misfortune, desk))
        self._minute(self._trouble_at_central)
        world.run(self._end_s)

    def _later(self, what: Callable[[], None]) -> None:
        pause = self._world.random.expovariate(1 / self._pace_s)
        if self._world.now_s + pause < self._end_s:
            self._world.after(pause, what)

    def _minute(self, what: Callable[[], None]) -> None:
        pause = self._world.random.uniform(1.0, 60.0)
        if self._world.now_s + pause < self._end_s:
            self._world.after(pause, what)

    # ── people ──

    def _act(self, desk: SimDesk) -> None:
        self._later(lambda: self._act(desk))
        if desk.home is None:
            return
        weights = [weight for weight, _ in self.acts]
        (_, act) = self._world.random.choices(self.acts, weights)[0]
        desk.tried(lambda: act(desk))

    def record(self, desk: SimDesk) -> None:
        """A case is recorded and its number shown."""
        actor = desk.ready()
        recorded = desk.at_work.services.record_case(actor, self._world.random.choice(_drafts()))
        desk.note(recorded.number, recorded.seq)
        self._world.counts["cases shown"] += 1

    def record_visit(self, desk: SimDesk) -> None:
        """A basket of cases is recorded in one commit, and their numbers shown."""
        actor = desk.ready()
        drafts = [Draft(service="land_register_copy") for _ in range(self._world.random.randrange(2, 4))]
        for each in desk.at_work.services.record_visit(actor, drafts, tender="cash").cases:
            desk.note(each.number, each.seq)
            self._world.counts["cases shown"] += 1

    def advance(self, desk: SimDesk) -> None:
        """Some case that this desk knows, its own or another's, goes one step on."""
        actor = desk.ready()
        rows = desk.at_work.services.ledger_page(limit=12)
        open_rows = [(row, steps) for row in rows if (steps := _steps(row))]
        if open_rows:
            row, steps = self._world.random.choice(open_rows)
            services, step = desk.at_work.services, self._world.random.choice(steps)
            clerk = services.sign_in("lee", PASSWORD, second=True) if step in ("void", "destroy") else None
            services.advance_case(actor, row.case_id, step, facts=_facts(desk, row, step), confirmer=clerk)
            self._world.counts["steps"] += 1

    def cancel(self, desk: SimDesk) -> None:
        actor = desk.ready()
        if rows := desk.at_work.services.ledger_page(limit=10):
            row = self._world.random.choice(rows)
            clerk = desk.at_work.services.sign_in("lee", PASSWORD, second=True)
            desk.at_work.services.cancel_case(actor, row.case_id, "민원인 요청", confirmer=clerk)
            self._world.counts["cancellations"] += 1

    def pay(self, desk: SimDesk) -> None:
        actor = desk.ready()
        if rows := desk.at_work.services.unpaid(limit=10):
            row = self._world.random.choice(rows)
            desk.at_work.services.take_payment(actor, [row.case_id], tender="cash")
            self._world.counts["payments"] += 1

    def number(self, desk: SimDesk) -> None:
        """The national system's number of some case is entered."""
        actor = desk.ready()
        if rows := desk.at_work.services.ledger_page(limit=10):
            row = self._world.random.choice(rows)
            desk.at_work.services.enter_official_no(actor, row.case_id, f"N-{self._world.random.randrange(10**6):06d}")

    def change_day(self, desk: SimDesk) -> None:
        actor = desk.ready()
        desk.close_day()
        desk.at_work.services.open_day(actor)
        self._world.counts["closings"] += 1

    # ── luck ──

    def _misfortune(self, desk: SimDesk) -> None:
        self._minute(lambda: self._misfortune(desk))
        world, luck = self._world, self._luck
        if world.random.random() < luck.line_cut:
            desk.no_line_until = world.now_s + world.random.uniform(1.0, 120.0)
            world.counts["lines cut"] += 1
        if world.random.random() < luck.half_open:
            desk.half_open_until = world.now_s + world.random.uniform(1.0, 90.0)
            world.counts["lines half open"] += 1
        if world.random.random() < luck.clock_jump:
            desk.clock.wrong_by = world.random.choice(JUMPS) if world.random.random() < 0.7 else timedelta()
            world.counts["clock jumps"] += 1
        if world.random.random() < luck.desk_killed and desk.home is not None:
            if world.random.random() < 0.3:
                raise DeskKilled(desk)
            desk.fuse = world.random.randrange(1, 25)

    def _trouble_at_central(self) -> None:
        self._minute(self._trouble_at_central)
        world, luck = self._world, self._luck
        if not world.central.up:
            return
        if world.random.random() < luck.central_down:
            world.central.stop()
            world.counts["central stopped"] += 1
            world.after(world.random.uniform(1.0, 120.0), world.central.start)
        elif world.random.random() < luck.central_killed:
            world.central.fuse = world.random.randrange(1, 15)


def _steps(row: CaseRow) -> list[str]:
    """What could be done next with that case, but for cancelling it."""
    form = the_catalogue().forms.get(row.service)
    found = steps_from(form.life, row.state) if form is not None else ()
    return [step.trigger.partition(":")[2] for step in found if step.trigger.startswith("case_advanced:")]


def _facts(desk: SimDesk, row: CaseRow, step: str) -> dict[str, Any]:
    """What the clerk types at that step; its own chance, so that it takes nothing from the day's."""
    form = the_catalogue().forms[row.service]
    asked = next((each for each in the_catalogue().steps if (each.life, each.step) == (form.life, step)), None)
    if asked is None:
        return {}
    today = seoul_date(desk.at_work.desk.clock.now())
    if (case := desk.at_work.desk.store.cases.find(row.case_id)) is not None:
        asked = as_posted(asked, case.applicant)
    return sample_facts(asked, random=Random(f"{row.number} {step}"), today=today, people=the_people())


def some_luck(world: World) -> Luck:
    """A day as bad as the seed wants it: from a slow line to everything at once."""
    chance = world.random

    def up_to(most: float) -> float:
        return chance.uniform(0.0, most) if chance.random() < 0.6 else 0.0

    return Luck(
        network=Network(
            drop_request=up_to(0.3),
            drop_reply=up_to(0.3),
            repeat=up_to(0.3),
            late=up_to(0.2),
            truncate=up_to(0.1),
            busy=up_to(0.2),
            latency_s=chance.choice((0.02, 0.2, 2.0)),
        ),
        line_cut=up_to(0.4),
        half_open=up_to(0.3),
        desk_killed=up_to(0.5),
        central_killed=up_to(0.6),
        central_down=up_to(0.3),
    )


def may(what: Callable[[], object]) -> str:
    """The code a person was told, empty if it went through."""
    try:
        what()
    except CounterError as error:
        return error.code
    return ""
