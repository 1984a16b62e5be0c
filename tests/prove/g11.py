"""G11, clocks don't matter: ten years off, 1970, 2038, an hour for summer: no gap, no number twice, no day again, nobody comes back."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial

from app.central import admin
from app.domain.money_entries import DayClosed, DayOpened
from app.wire.codec import decode_body
from tests.centrals import OFFICE
from tests.desks import PASSWORD, cheap_passwords
from tests.prove import tally
from tests.prove.sim import history
from tests.prove.sim.desk import SimDesk
from tests.prove.sim.history import demand
from tests.prove.sim.line import Network
from tests.prove.sim.office_day import JUMPS, Luck, OfficeDay, may
from tests.prove.sim.world import World

RUNS = 200


def one(seed: int) -> Counter[str]:
    """A day on which somebody keeps turning the clocks; somebody is dismissed and somebody tries passwords meanwhile."""
    with World(seed, desks=World(seed).random.randrange(1, 4)) as world:
        luck = Luck(network=Network(drop_reply=0.05, latency_s=0.2), clock_jump=0.9, desk_killed=0.2)
        OfficeDay(world, luck, duration_s=world.random.uniform(60.0, 200.0), pace_s=6.0).let_it_happen()
        world.heal()
        dismissed = _lee_is_dismissed(world)
        locked_out = [_nobody_guesses(world, desk) for desk in world.desks.values()]
        for desk in world.desks.values():
            for jump in JUMPS:
                desk.clock.wrong_by = jump
                demand(may(partial(desk.at_work.services.sign_in, "lee", PASSWORD)), f"desk {desk.number}: dismissed, and back by {jump}")
            desk.clock.wrong_by = JUMPS[-1]
        world.counts["times nobody came back"] += dismissed * len(JUMPS) + sum(locked_out)
        history.converged(world)
        world.counts["entries once each"] += history.union_exactly_once(world)
        world.counts["numbers"] += history.numbers_without_gap(world)
        history.shown_is_kept(world)
        for desk in world.desks.values():
            world.counts["days"] += _no_day_again(desk)
        history.standings_agree(world)
        history.replicas_equal(world)
        history.books_verify(world)
        return world.counts


def _lee_is_dismissed(world: World) -> int:
    """Central says that lee may not work here any more, and every desk has heard it; how many desks."""
    crypto = world.central.crypto
    admin.add_staff(world.central.db, OFFICE, "lee", "clerk", "이하늘", cheap_passwords().verifier(PASSWORD), crypto=crypto, active=False)
    for desk in world.desks.values():
        desk.at_work.sync_all()
    return len(world.desks)


def _nobody_guesses(world: World, desk: SimDesk) -> int:
    """After five wrong passwords the door stays shut, however often the clock is set back; how often it was tried."""
    desk.clock.wrong_by = JUMPS[-1]
    for _ in range(5):
        may(lambda: desk.at_work.services.sign_in("choi", "falsch-falsch"))
    back = sorted((jump for jump in JUMPS if jump < JUMPS[-1]), reverse=True)
    for jump in back:
        desk.clock.wrong_by = jump
        told = may(lambda: desk.at_work.services.sign_in("choi", PASSWORD))
        demand(told == "locked_out", f"desk {desk.number}: the door opened when the clock was set back by {jump}: {told or 'signed in'}")
    return len(back)


def _no_day_again(desk: SimDesk) -> int:
    """Each business day is opened once, after the one before was closed, and nothing is written into a closed one; how many."""
    rows = desk.at_work.connections.all(
        "SELECT kind, business_day, body FROM entry e JOIN stream s USING (stream_id) WHERE e.own = 1 ORDER BY s.stream_id, e.seq"
    )
    closed: list[str] = []
    opened: set[str] = set()
    for kind, day, stored in rows:
        demand(day not in closed, f"desk {desk.number}: {kind} was written into the closed day {day}")
        if kind == "day_opened":
            body = decode_body(kind, stored)
            assert isinstance(body, DayOpened)
            demand(body.day not in opened, f"desk {desk.number}: {body.day} was opened twice")
            demand(not closed or _place(body.day) > _place(closed[-1]), f"desk {desk.number}: {body.day} was opened after {closed[-1:]}")
            opened.add(body.day)
        elif kind == "day_closed":
            body = decode_body(kind, stored)
            assert isinstance(body, DayClosed)
            closed.append(body.day)
    return len(opened)


def _place(day: str) -> tuple[str, int]:
    date, _, part = day.partition("/")
    return date, int(part or 1)


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G11`."""
    return tally.prove("G11", one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
