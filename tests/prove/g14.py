"""G14, two desks, one case: whatever they did at the same time, all see the same in the end, nothing is lost, the loser is told."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from tests.prove import tally
from tests.prove.sim import history
from tests.prove.sim.line import Network
from tests.prove.sim.office_day import Luck
from tests.prove.sim.race import Race
from tests.prove.sim.world import World

RUNS = 200


def one(seed: int) -> Counter[str]:
    """Two to four desks, four cases, lines that come and go; then one truth."""
    with World(seed, desks=World(seed).random.randrange(2, 5)) as world:
        Race(world, Luck(network=Network(drop_reply=0.1, repeat=0.1, latency_s=0.5), line_cut=0.5)).run_for(120.0)
        world.heal()
        history.converged(world)
        world.counts["entries once each"] += history.union_exactly_once(world)
        history.standings_agree(world)
        world.counts["losers told"] += history.one_action_item_each(world)
        history.replicas_equal(world)
        world.counts["cases as central has them"] += history.cases_as_central(world)
        world.counts["steps in order"] += history.nothing_overwritten(world)
        history.shown_is_kept(world)
        history.books_verify(world)
        return world.counts


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G14`."""
    return tally.prove("G14", one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
