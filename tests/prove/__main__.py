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
}
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
    passed_on = [word for name in ("runs", "seed") if (value := getattr(chosen, name)) is not None for word in (f"--{name}", str(value))]
    codes = [_main_of(PROOFS[each])(passed_on) for each in dict.fromkeys(chosen.guarantees)]
    return max(codes)


def _main_of(module: str) -> Callable[[Sequence[str]], int]:
    """Imported only now: before `checkout.ensure` what it needs may not be installed."""
    found: Callable[[Sequence[str]], int] = importlib.import_module(module).main
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
