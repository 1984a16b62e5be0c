"""How the simulated terminal fails, step by step: a file in TOML that people write, or a list that a test gives.

    [[step]]
    on = "purchase"   # purchase, refund, cancel, reversal, inquiry, totals, probe, any
    do = "drop_after"
    skip = 2          # so many of them pass before
    times = 1         # so many it strikes; 0: each one from then on

Each message is struck by the first step that still waits for it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

import msgspec

from app.domain.errors import Refused
from app.whole_file import read_brought

SCRIPT_BYTES_MAX = 1024 * 1024

On = Literal["purchase", "refund", "cancel", "reversal", "inquiry", "totals", "probe", "any"]
Fault = Literal[
    "answer",  # nothing is wrong
    "decline",  # turned down with `code`
    "no_answer",  # done, and nothing is said
    "late",  # done, and said `seconds` later
    "late_next",  # done, and said on the next connection, before its own answer
    "twice",  # done, and said twice
    "wrong_amount",
    "wrong_trace",
    "wrong_terminal",
    "garbage",  # done, and bytes come that are no message
    "half_frame",  # done, and the line ends in the middle of the answer
    "oversized",  # done, and a length comes that no message has
    "extra_bytes",  # done, and bytes follow inside the frame
    "drop_before",  # the line ends and the host has not seen it
    "drop_after",  # done, and the line ends
    "held",  # it waits on its way: the host sees it after the next message, and the answer goes nowhere
    "forget",  # done and answered, then the host loses its memory of it
    "forget_silently",  # done and lost, without an answer
    "away",  # done and answered, then nobody is there for `seconds`
]
FAULTS: tuple[str, ...] = get_args(Fault)


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a script. `times` 0: for ever. `code`: field 39 of a decline."""

    do: Fault
    on: On = "any"
    skip: int = 0
    times: int = 1
    seconds: float = 1.0
    code: str = "51"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    step: list[Step] = []


NOTHING_WRONG = Step(do="answer")


class Script:
    """Steps and how far each has come. Not safe for threads: the host asks under its own lock."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._left: list[tuple[Step, int, int]] = []
        self.add(*steps)

    def add(self, *steps: Step) -> None:
        """They wait behind those that are there."""
        self._left += [(step, step.skip, step.times) for step in steps]

    def clear(self) -> None:
        """From now on nothing is wrong."""
        self._left = []

    def next(self, on: On) -> Step:
        """What happens to this message."""
        for place, (step, skip, times) in enumerate(self._left):
            if step.on not in (on, "any"):
                continue
            if skip:
                self._left[place] = (step, skip - 1, times)
                continue
            if times == 1:
                del self._left[place]
            elif times:
                self._left[place] = (step, 0, times - 1)
            return step
        return NOTHING_WRONG


def read_script(path: Path) -> list[Step]:
    """The steps of that file. Refused `script_invalid` with the place that is wrong, and as `read_brought`."""
    data = read_brought(path, bytes_max=SCRIPT_BYTES_MAX)
    try:
        return msgspec.convert(tomllib.loads(data.decode("utf-8")), _File).step
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise Refused("script_invalid", why=str(error)) from error
