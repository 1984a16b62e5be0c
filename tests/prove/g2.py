"""G2, exactly once at central: 2 to 6 desks, a network that does its worst, programs that die; then it heals and must converge."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from tests.prove import tally
from tests.prove.sim import history
from tests.prove.sim.office_day import OfficeDay, some_luck
from tests.prove.sim.world import World

RUNS = 500


def one(seed: int) -> Counter[str]:
    """One office, one bad day; what happened. Violated with what was found."""
    chooser = World(seed).random
    with World(seed, desks=chooser.randrange(2, 7)) as world:
        duration_s, pace_s = world.random.uniform(60.0, 300.0), world.random.choice((5.0, 15.0, 40.0))
        OfficeDay(world, some_luck(world), duration_s=duration_s, pace_s=pace_s).let_it_happen()
        world.central.fuse = None
        world.central.start()
        history.acknowledged_is_there(world)
        world.heal()
        history.converged(world)
        world.counts["entries once each"] += history.union_exactly_once(world)
        history.acknowledged_is_there(world)
        history.shown_is_kept(world)
        history.numbers_without_gap(world)
        world.counts["disputes"] += history.one_action_item_each(world)
        history.standings_agree(world)
        history.replicas_equal(world)
        history.books_verify(world)
        return world.counts


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G2`."""
    return tally.prove("G2", one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
