"""G21 Only our devices: enrolment once, signatures both ways, a replay changes nothing, a revoked desk opens nothing.

Each seed is one case against one central that lives through all of them: a stranger at a door (`trespass_doors`) or somebody on the line
between a desk and its central (`trespass_line`). After each case central must hold what it held before, and so must the desk.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random

from tests.prove.tally import Tally, prove, tried
from tests.prove.trespass_doors import DOORS
from tests.prove.trespass_line import LINE, Victim
from tests.prove.trespass_world import World

Case = tuple[str, Callable[[Random], None]]
RUNS = 500
STRIDE = 37


class Trespass:
    """Case after case against one central."""

    def __init__(self, world: World, victim: Victim) -> None:
        doors: list[Case] = [(case.__name__, partial(case, world)) for case, weight in DOORS for _ in range(weight)]
        line: list[Case] = [(case.__name__, partial(case, victim)) for case, weight in LINE for _ in range(weight)]
        self._cases = doors + line

    def one(self, seed: int) -> Counter[str]:
        """That seed's case was tried; what it was. Raises Violated."""
        # Neighbouring seeds are different cases: a few of them have seen a bit of everything.
        name, case = self._cases[seed * STRIDE % len(self._cases)]
        case(Random(f"trespass {seed}"))
        return Counter({name.replace("_", " "): 1})


@contextmanager
def trespass() -> Iterator[Trespass]:
    """A central to be tried; gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="minwon-trespass-")))
        world = World(folder / "central-and-desks", stack)
        yield Trespass(world, Victim(world, folder, stack))


def run(runs: int, seed: int) -> Tally:
    """So many cases from that seed on."""
    with trespass() as trying:
        return tried("G21", trying.one, runs=runs, seed=seed)


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G21 --runs 500 --seed 1`."""
    with trespass() as trying:
        return prove("G21", trying.one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
