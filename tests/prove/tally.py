"""What a proof counts, and the one way its seeds are run: a line of counts, and for every violation the command that replays it."""

from __future__ import annotations

import argparse
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SHOWN_MAX = 5
FRAMES_SHOWN = 6
HELD, WAS_BROKEN, FELL_OVER = 0, 1, 2


class Violated(AssertionError):
    """The guarantee did not hold; the text says what was found."""


@dataclass
class Tally:
    """Counts of one guarantee over many seeds. `broken`: seed → what was found; `fell`: the seed that ended otherwise, and with what.

    A seed that fell over (an import, a set-up, a bug) proves nothing either way: the run is no success, and no violation either.
    """

    guarantee: str
    runs: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    broken: dict[int, str] = field(default_factory=dict)
    fell: dict[int, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.code == HELD

    @property
    def code(self) -> int:
        """The exit code: 0 it held, 1 it was broken, 2 it was not broken and a seed fell over."""
        return WAS_BROKEN if self.broken else FELL_OVER if self.fell else HELD

    def line(self) -> str:
        """For people, in one line."""
        told = ", ".join(f"{count:,} {what}" for what, count in self.counts.items())
        verdict = ("kept", "BROKEN", "FELL OVER")[self.code]
        return f"{self.guarantee} {verdict}: {self.runs:,} seeds, {told}, {len(self.broken)} violations"

    def replays(self) -> list[str]:
        """What was found in the first seeds that failed, each with the command that shows it again."""
        return [
            f"  seed {seed}: {found}\n    python -m tests.prove {self.guarantee} --runs 1 --seed {seed}"
            for seed, found in [*list(self.broken.items())[:SHOWN_MAX], *self.fell.items()]
        ]


def tried(guarantee: str, one: Callable[[int], Counter[str]], *, runs: int, seed: int, stop_after: int = SHOWN_MAX) -> Tally:
    """`one(seed)` was tried for each seed from `seed` on: it returns what it counted or raises Violated; anything else ends the run."""
    tally = Tally(guarantee)
    for each in range(seed, seed + runs):
        tally.runs += 1
        try:
            tally.counts.update(one(each))
        except Violated as violated:
            tally.broken[each] = str(violated)
        except Exception as bug:  # noqa: BLE001 - whatever a seed ends with is told with its seed
            tally.fell[each] = f"{type(bug).__name__}: {bug}{_frames(bug)}"
            break
        if len(tally.broken) >= stop_after:
            break
    return tally


def _frames(bug: Exception) -> str:
    """Where it happened, innermost last."""
    frames = traceback.extract_tb(bug.__traceback__)[-FRAMES_SHOWN:]
    return "".join(f"\n    {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)


def prove(guarantee: str, one: Callable[[int], Counter[str]], argv: Sequence[str], *, runs: int) -> int:
    """The command line of one proof: its line was printed; 0 if the guarantee held, 1 if it was broken, 2 if a seed fell over."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.prove {guarantee}")
    parser.add_argument("--runs", type=int, default=runs)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(argv)
    began = time.monotonic()
    tally = tried(guarantee, one, runs=chosen.runs, seed=chosen.seed)
    print(f"{tally.line()} ({time.monotonic() - began:.0f} s)", flush=True)
    for each in tally.replays():
        print(each, flush=True)
    return tally.code
