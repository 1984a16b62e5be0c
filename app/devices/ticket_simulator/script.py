"""Who comes to the simulated machine, and how it fails: a file in TOML that people write, or lists that a test gives.

[[ticket]]
kind = "elderly"       # general, elderly, disabled, pregnant, company
station = "passport"   # or nothing: whoever is free
after_s = 60           # after the start

[[fault]]
on = "NEXT"            # a verb of the protocol, or any
do = "drop_after"
skip = 1               # so many of them pass before
times = 1              # so many it strikes; 0: each one from then on
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from app.domain.errors import Refused
from app.domain.tickets import GENERAL, Kind
from app.whole_file import read_brought

SCRIPT_BYTES_MAX = 1024 * 1024
Way = Literal[
    "drop_before",  # the line ends and nothing was done
    "drop_after",  # done, and the line ends
    "garbage",  # done, and a line comes that is none of ours
    "other_id",  # done, and the answer is another request's
    "unknown_code",  # refused for a reason nobody knows
]


class Arrival(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody takes a ticket."""

    kind: Kind = GENERAL
    station: str = ""
    after_s: float = 0


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong, with which requests."""

    do: Way
    on: Literal["TAKE", "NEXT", "CALL", "AGAIN", "END", "BACK", "PASS", "WAIT", "LIST", "any"] = "any"
    skip: int = 0
    times: int = 1


class TicketScript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ticket: list[Arrival] = []
    fault: list[Fault] = []


def read_script(path: Path) -> TicketScript:
    """What that file says. Refused `script_invalid` with the place that is wrong, and as `read_brought`."""
    data = read_brought(path, bytes_max=SCRIPT_BYTES_MAX)
    try:
        return msgspec.convert(tomllib.loads(data.decode("utf-8")), TicketScript)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise Refused("script_invalid", why=str(error)) from error
