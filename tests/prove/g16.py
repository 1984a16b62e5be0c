"""G16, central's amnesia is repaired by the desks: an older copy of it stands there; when all are back, union = truth."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from app.central.amnesia import missing
from tests.prove import tally
from tests.prove.sim import history
from tests.prove.sim.desk import SimDesk
from tests.prove.sim.history import demand
from tests.prove.sim.line import Network
from tests.prove.sim.office_day import Luck, OfficeDay
from tests.prove.sim.world import World

RUNS = 200
BACK_S = 120.0


def one(seed: int) -> Counter[str]:
    """Work, a backup of central, more work, the backup is put back (once or twice), work goes on; one desk comes back late."""
    with World(seed, desks=World(seed).random.randrange(2, 5)) as world:
        network = Network(drop_request=0.05, drop_reply=0.1, repeat=0.1, late=0.03, latency_s=0.2)
        luck = Luck(network=network, desk_killed=0.3, line_cut=0.2, central_killed=0.2)
        backup = world.folder / "backup"
        _work(world, luck)
        world.central.start()
        world.central.copy_to(backup)
        _work(world, luck)
        late = world.random.choice(list(world.desks.values())) if world.random.random() < 0.5 else None
        if late is not None:
            late.died()
            late.at_home = True
        for _ in range(world.random.choice((1, 1, 2))):
            world.central.start()
            world.central.put_back(backup)
            world.counts["restored"] += 1
            _work(world, luck)
        if late is not None:
            _comes_late(world, late)
        world.heal()
        history.converged(world, within_s=BACK_S)
        still = missing(world.central.db)
        demand(not still, f"all desks are back and central still misses {still[:3]}")
        world.counts["entries once each"] += history.union_exactly_once(world)
        history.acknowledged_is_there(world)
        history.shown_is_kept(world)
        history.numbers_without_gap(world)
        world.counts["disputes"] += history.one_action_item_each(world)
        history.standings_agree(world)
        history.replicas_equal(world)
        history.books_verify(world)
        return world.counts


def _work(world: World, luck: Luck) -> None:
    OfficeDay(world, luck, duration_s=world.random.uniform(20.0, 90.0), pace_s=8.0).let_it_happen()


def _comes_late(world: World, late: SimDesk) -> None:
    """The others repaired what they could; what only the late desk has is listed as missing, if anybody ever saw it at central."""
    world.heal()
    history.feeds_read(world)
    world.counts["ranges listed as missing"] += len(missing(world.central.db))
    late.at_home = False
    world.start(late)


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G16`."""
    return tally.prove("G16", one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
