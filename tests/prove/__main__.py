"""`python -m tests.prove G1 G2 … [--runs N] [--seed K] [--mutants]`: guarantees tried many times, one line of counts each.

Exit code 1 as soon as one of them was broken; the line then names the seed and the command that replays it. With `--mutants`
the same guarantees are proved against programs that were broken on purpose: each of those must be caught.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence

from app import checkout

# The module of each proof; its `main(argv)` understands `--runs` and `--seed`, prints its line and returns 0, or 1 if it was broken.
PROOFS: dict[str, str] = {
    "G1": "tests.prove.kills",
    "G2": "tests.prove.g2",
    "G3": "tests.prove.g3",
    "G5": "tests.prove.g5",
    "G6": "tests.prove.g6",
    "G11": "tests.prove.g11",
    "G12": "tests.prove.g12",
    "G13": "tests.prove.g13",
    "G14": "tests.prove.g14",
    "G15": "tests.prove.herd",
    "G16": "tests.prove.g16",
    "G2-real": "tests.prove.chaos",
    "G6-kills": "tests.prove.closing_kills",
    "G21": "tests.prove.trespass",
}
# What belongs to a guarantee and needs real processes: tried a tenth as often, with fewer than ten runs not at all.
REAL: dict[str, str] = {"G2": "G2-real", "G6": "G6-kills"}
REAL_SHARE = 10
MUTANTS = "tests.prove.run_mutants"


def main(argv: Sequence[str]) -> int:
    """Every named proof was made; 0 if all of them held."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    parser.add_argument("guarantees", nargs="+", metavar="G", choices=sorted(PROOFS), help=", ".join(PROOFS))
    parser.add_argument("--runs", type=int, help="how often each is tried; without it the first count of GUARANTEES.md")
    parser.add_argument("--seed", type=int, help="the first seed; the same seed is the same run")
    parser.add_argument("--mutants", action="store_true", help="prove that the proofs can fail: every broken program is caught")
    chosen = parser.parse_args(argv)
    checkout.ensure("tests.prove", for_tests=True)
    if chosen.mutants:
        return _main_of(MUTANTS)(chosen.guarantees)
    codes = []
    for each in dict.fromkeys(chosen.guarantees):
        codes.append(_main_of(PROOFS[each])(_passed_on(chosen.runs, chosen.seed)))
        if each in REAL and (chosen.runs is None or chosen.runs >= REAL_SHARE):
            codes.append(_main_of(PROOFS[REAL[each]])(_passed_on(chosen.runs and chosen.runs // REAL_SHARE, chosen.seed)))
    return max(codes)


def _passed_on(runs: int | None, seed: int | None) -> list[str]:
    """What was said on the command line, for one proof."""
    return [word for name, value in (("--runs", runs), ("--seed", seed)) if value is not None for word in (name, str(value))]


def _main_of(module: str) -> Callable[[Sequence[str]], int]:
    """Imported only now: before `checkout.ensure` what it needs may not be installed."""
    found: Callable[[Sequence[str]], int] = importlib.import_module(module).main
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
