"""G12, poison never blocks: 1 to 20 % bad entries of every kind; the good ones are all applied, in order, in at most twice the time."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from app.domain.entries import Fact, VisitOpened
from tests.prove import tally
from tests.prove.sim import history
from tests.prove.sim.desk import SimDesk
from tests.prove.sim.history import demand
from tests.prove.sim.hostile import HostileDesk
from tests.prove.sim.line import Network
from tests.prove.sim.office_day import Luck, OfficeDay
from tests.prove.sim.poison import POISON
from tests.prove.sim.world import World

RUNS = 200
HOSTILE = "08"
DELAY_MAX = 2.0


class Took(NamedTuple):
    """How long it took until everybody had everything, in virtual seconds and in requests; what was counted."""

    seconds: float
    requests: int
    counts: Counter[str]


def one(seed: int) -> Counter[str]:
    """The same office with poison and without."""
    clean, poisoned = _day(seed, poisoned=False), _day(seed, poisoned=True)
    slower = poisoned.seconds / max(clean.seconds, 1.0)
    more = poisoned.requests / max(clean.requests, 1)
    demand(slower <= DELAY_MAX, f"with poison it took {poisoned.seconds:.0f} s, without {clean.seconds:.0f} s")
    demand(more <= DELAY_MAX, f"with poison it took {poisoned.requests} requests, without {clean.requests}")
    return poisoned.counts


def _day(seed: int, *, poisoned: bool) -> Took:
    with World(seed, desks=6) as world:
        share = world.random.uniform(0.01, 0.2)
        for unused in ("06", "07"):
            world.desks.pop(unused).died()
        desk = world.desks.pop(HOSTILE)
        desk.died()
        hostile = HostileDesk(world, desk)
        network = Network(drop_reply=0.05, repeat=0.1, latency_s=0.1)
        world.after(1.0, partial(_hand_in, world, hostile, share if poisoned else 0.0))
        for each in world.desks.values():
            world.after(world.random.uniform(1.0, 50.0), partial(_own_poison, world, each, poisoned))
        OfficeDay(world, Luck(network=network), duration_s=60.0, pace_s=8.0).let_it_happen()
        world.heal()
        deadline_s = world.now_s + 60.0
        while not hostile.hand_in():
            demand(world.now_s < deadline_s, "central did not take the hostile stream in a minute")
            world.run_for(1.0)
        history.converged(world)
        took = world.now_s
        _check(world, hostile)
        return Took(took, world.central.requests, world.counts)


def _hand_in(world: World, hostile: HostileDesk, share: float) -> None:
    """A few entries more, some of them poison, and all of them are sent."""
    for _ in range(world.random.randrange(1, 12)):
        kind, bad = world.random.choice(list(POISON)), world.random.random()
        if bad < share and hostile.stream.entries:
            hostile.wanted[POISON[kind](hostile.stream)] = "quarantined"
            world.counts["poisoned entries"] += 1
        else:
            hostile.write_good()
    hostile.hand_in()
    if world.now_s < 55.0:
        world.after(world.random.uniform(1.0, 8.0), partial(_hand_in, world, hostile, share))


def _own_poison(world: World, desk: SimDesk, poisoned: bool) -> None:
    """A bug of our own program: an honest ledger uses an id twice."""
    home = desk.at_work
    actor = desk.ready()
    with home.store.transaction(actor=actor.entry_id, day=home.services.day_status().day or "2026-11-20") as tx:
        tx.append(Fact(VisitOpened(ticket="7"), actor.entry_id if poisoned else home.desk.ids.new_id()))
    world.counts["own poisoned entries"] += poisoned


def _check(world: World, hostile: HostileDesk) -> None:
    demand(hostile.told == hostile.wanted, f"central made of the hostile stream: {_first_difference(hostile)}")
    central = history.entries_at_central(world)
    stream = hostile.stream.id
    for seq, wanted in hostile.wanted.items():
        stored = central.get((stream.device_id.bytes, stream.epoch, stream.branch, seq))
        demand(stored is not None and stored[1] == wanted, f"the hostile entry {seq} is not {wanted} at central")
    foreign = {(stream.device_id.bytes, stream.epoch, stream.branch, seq) for seq in hostile.wanted}
    world.counts["entries once each"] += history.union_exactly_once(world, strangers=foreign)
    world.counts["quarantined at their desk"] += history.one_action_item_each(world)
    history.shown_is_kept(world)
    history.standings_agree(world)
    history.replicas_equal(world)
    history.books_verify(world)


def _first_difference(hostile: HostileDesk) -> str:
    seqs = sorted(hostile.told.keys() | hostile.wanted.keys())
    return next(
        (
            f"seq {seq}: {hostile.told.get(seq)} instead of {hostile.wanted.get(seq)}"
            for seq in seqs
            if hostile.told.get(seq) != hostile.wanted.get(seq)
        ),
        "",
    )


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G12`."""
    return tally.prove("G12", one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
