"""G13, a conflict becomes work: desks race and die at any commit; each dispute is one action item, and once settled stays so."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from tests.prove import tally
from tests.prove.sim import history
from tests.prove.sim.desk import SimDesk
from tests.prove.sim.history import demand
from tests.prove.sim.line import Network
from tests.prove.sim.office_day import Luck
from tests.prove.sim.race import Race
from tests.prove.sim.world import World

RUNS = 200


def one(seed: int) -> Counter[str]:
    """A race with deaths, then every desk settles some of what it finds, dying again, then all must agree."""
    with World(seed, desks=World(seed).random.randrange(2, 5)) as world:
        luck = Luck(
            network=Network(drop_reply=0.2, repeat=0.2, late=0.05, latency_s=0.2), desk_killed=0.6, line_cut=0.3, central_killed=0.3
        )
        race = Race(world, luck)
        race.run_for(120.0)
        _converge(world)
        disputed = history.one_action_item_each(world)
        world.counts["disputes"] += disputed
        for desk in world.desks.values():
            _each_can_be_looked_at(desk)
        race.settle_for(60.0)
        _converge(world)
        history.one_action_item_each(world)
        settled = _settled_once(world)
        world.counts["settled"] += settled
        history.standings_agree(world)
        history.replicas_equal(world)
        demand(_settled_once(world) == settled, "a rebuild settles or opens an item")
        history.books_verify(world)
        return world.counts


def _converge(world: World) -> None:
    world.heal()
    history.converged(world)


def _each_can_be_looked_at(desk: SimDesk) -> None:
    """Every open item says whose it is, since when, and what can be done."""
    services, actor = desk.at_work.services, desk.ready()
    for row in services.disputes():
        detail = services.view_dispute(actor, row.place)
        demand(row.desk == desk.number and row.opened_at > 0, f"desk {desk.number}: the item {row.place} names no owner or no age")
        demand(row.user or row.entry_kind in ("visit_opened",), f"desk {desk.number}: the item {row.place} does not say whose entry it is")
        demand(detail.ours is not None and detail.ways, f"desk {desk.number}: the item {row.place} cannot be settled")


def _settled_once(world: World) -> int:
    """What was settled is closed at its own desk, and whatever the desk was told to be settled is an entry of the office; how many."""
    total = 0
    for desk in world.desks.values():
        open_places = {row.place for row in desk.at_work.services.disputes(limit=200)}
        rows = desk.at_work.connections.all(
            "SELECT s.device_id, s.epoch, s.branch, a.seq, a.settled_at, t.by_seq FROM action_item a JOIN stream s USING (stream_id) "
            "LEFT JOIN settlement t ON t.stream_id = a.stream_id AND t.seq = a.seq WHERE a.kind IN ('conflicted', 'quarantined')"
        )
        for row in rows:
            demand((row[4] is None) == (row[5] is None), f"desk {desk.number}: an item and its settlement disagree")
        still_open = sum(row[4] is None for row in rows)
        demand(still_open == len(open_places), f"desk {desk.number} lists {len(open_places)} open items and has {still_open}")
        total += sum(row[4] is not None for row in rows)
    return total


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G13`."""
    return tally.prove("G13", one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
