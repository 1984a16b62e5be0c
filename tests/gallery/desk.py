"""The desk of the pictures: a closed day of last week, and today with each service recorded, some cases paid, some issued."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.errors import Refused
from app.domain.views import Actor
from app.services.make_sample import make_samples
from tests.desks import NINE, PASSWORD, STAFF, a_home, on_writer, second, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

SEAL_PAPER = "인감증명용"
CASES = 168  # two of each service
LAST_WEEK = ("resident_registration_copy", "seal_certificate_issue", "family_relation_certificate", "land_register_copy")
CALLED_EACH = 4  # every fourth citizen had a ticket
STEP = timedelta(minutes=2)
WEEK = timedelta(days=7)


@contextmanager
def a_busy_desk(folder: Path) -> Iterator[Home]:
    """A home on lanes in the middle of a day. Who works there knows their duty already: nothing is asked of them at the log-in."""
    home = a_home(folder / "home", training=False, at=NINE - WEEK, on_lanes=True)
    try:
        on_writer(home, lambda: _two_days(home))
        yield home
    finally:
        home.close()


def know_their_duty(home: Home) -> None:
    """Everybody of that home has acknowledged what the law asks of them. Writer lane."""
    for user, _, _ in STAFF:
        home.services.access.acknowledge_duty(home.services.sign_in(user, PASSWORD))


def _two_days(home: Home) -> None:
    know_their_duty(home)
    actor, clock = home.services.sign_in("park", PASSWORD), home.desk.clock
    assert isinstance(clock, FixedClock)
    home.services.open_day(actor, 100_000)
    for seed, service in enumerate(LAST_WEEK, start=10):
        count = max(1, CASES // 12)
        for draft in make_samples(the_catalogue(), the_people(), service=service, count=count, seed=seed, today=clock.now().date()):
            _serve(home, actor, clock, draft)
    home.services.close_day(actor, confirmer=second(home))
    clock.advance(NINE - clock.now())
    actor = home.services.sign_in("park", PASSWORD)
    home.services.open_day(actor, 100_000)
    for place, draft in enumerate(make_samples(the_catalogue(), the_people(), service=None, count=CASES, seed=3, today=NINE.date())):
        _serve(home, actor, clock, draft, by_ticket=place % CALLED_EACH == 0)
    _follow_paper(home, actor)


def _follow_paper(home: Home, actor: Actor) -> None:
    """Security paper was delivered, handed to two desks, used, spoiled, counted; one entry was a mistake."""
    papers, leader = home.services.security_paper, home.services.sign_in("lee", PASSWORD, second=True)
    for paper, first, last in ((SEAL_PAPER, "B-0001201", "0001700"), ("주민등록·가족관계용", "2026-000501", "2026-001500")):
        papers.receive(actor, paper, first, last, "조달청 납품 2026-11")
        papers.move(actor, "out", paper, first, str(int(first[-4:]) + 99))
    papers.move(actor, "out", SEAL_PAPER, "1301", "1350", to="05", confirmer=leader)
    papers.use(actor, SEAL_PAPER, "1201", "1236")
    papers.spoil(actor, leader, SEAL_PAPER, "1237", "프린터에 걸려 찢어짐")
    papers.use(actor, SEAL_PAPER, "1238", "1248")
    papers.void(actor, leader, papers.stock().lines[-1].entry_id, "끝번호를 잘못 적음")
    papers.use(actor, SEAL_PAPER, "1238", "1241")
    papers.count(actor, leader, SEAL_PAPER, "1242~1280, 1282~1300")


def _serve(home: Home, actor: Actor, clock: FixedClock, draft: Draft, *, by_ticket: bool = False) -> None:
    queue = home.services.queue
    if by_ticket:
        queue.take()
    clock.advance(STEP)
    if by_ticket:
        queue.call_next(actor)
    try:
        home.services.record_case(actor, msgspec.structs.replace(draft, exemption=None))
    except Refused as refused:
        if refused.code != "fee_not_set":  # an amount the office has not said yet
            raise
    if by_ticket:
        queue.end(actor)
