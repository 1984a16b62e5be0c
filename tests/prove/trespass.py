"""G21 Only our devices: enrolment once, signatures both ways, a replay changes nothing, a revoked desk opens nothing.

Each seed is one case against one central that lives through all of them: a stranger at a door (`trespass_doors`) or somebody on the line
between a desk and its central (`trespass_line`). After each case central must hold what it held before, and so must the desk.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

from tests.prove.tally import Tally, prove, tried
from tests.prove.trespass_doors import DOORS, Case
from tests.prove.trespass_world import World

RUNS = 500


class Trespass:
    """Case after case against one central."""

    def __init__(self, world: World) -> None:
        self._world = world
        cases = DOORS
        self._cases: list[Case] = [case for case, weight in cases for _ in range(weight)]

    def one(self, seed: int) -> Counter[str]:
        """That seed's case was tried; what it was. Raises Violated."""
        case = self._cases[seed % len(self._cases)]
        case(self._world, Random(f"trespass {seed}"))
        return Counter({case.__name__.replace("_", " "): 1})


@contextmanager
def trespass() -> Iterator[Trespass]:
    """A central to be tried; gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="minwon-trespass-")))
        yield Trespass(World(folder, stack))


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
