"""How a desk and a ticket machine talk. [unverified]: no maker's interface is known to us (systems.md), so this one is ours; a real
machine gets a file like this one, and nothing else of the program changes.

One request and one answer, each a line of printable ASCII that ends with a line feed, as a serial line or a serial server on
TCP carries them. Words are parted by one blank, values are `name=value` without blanks; UTF-8 does not occur.

    desk     <verb> id=<what this desk made up> [name=value …]
    machine  OK id=<the same> [name=value …]     or     NO id=<the same> code=<code>

    TAKE  kind= station= number=         → ticket      a ticket is given out (`number=`: that one, from another desk)
    NEXT  desk= stations=seal,passport   → ticket or nothing more: nobody waits. What the desk had before has ended.
    CALL  desk= number=                  → ticket      out of turn; what the desk had before goes on
    AGAIN desk= number=                  → shown and said once more
    END   desk= number= absent=0|1
    BACK  number=                        → ticket      who was absent stands at the end
    PASS  number= station= desk=         → it waits again for that station or desk
    WAIT  desk= stations=                → count= priority= since=
    LIST  from=                          → ticket, more=1 while there are more; the desk asks one by one, `from` 0, 1, 2 …

    ticket   number= kind= station= issued= since= place= now=  (moments: ms since 1970 by the machine's clock; `now`: what it shows)
    code     ticket_unknown, ticket_known, not_understood

The same `id` again gets the first answer again: a request whose answer was lost is sent once more and does not call twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

import msgspec

from app.domain.tickets import Kind, Ticket, is_number

LINE_MAX: Final = 512
CLOCK_OFF_MS: Final = 5_000  # two clocks that are nearer agree
KINDS: Final[frozenset[str]] = frozenset(get_args(Kind))


class Unclear(ValueError):
    """A line that is none of ours."""


class Said(msgspec.Struct, frozen=True):
    """One line: its first word and its values."""

    word: str
    values: dict[str, str]

    @property
    def id(self) -> str:
        return self.values.get("id", "")


def line_of(word: str, values: Mapping[str, object]) -> bytes:
    """The line that says so. Unclear for a value that cannot stand in one."""
    text = " ".join([word, *(f"{name}={value}" for name, value in values.items())])
    line = f"{text}\n"
    if not line[:-1].isprintable() or not line.isascii() or len(line) > LINE_MAX or text.count(" ") != len(values):
        raise Unclear
    return line.encode("ascii")


def read_line(line: bytes) -> Said:
    """What a line says. Unclear for any other bytes."""
    try:
        text = line.decode("ascii").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise Unclear from error
    word, *pairs = text.split(" ")
    if not text.isprintable() or len(line) > LINE_MAX or not word.isupper() or not all("=" in pair for pair in pairs):
        raise Unclear
    return Said(word, dict(pair.split("=", 1) for pair in pairs))


def ticket_values(ticket: Ticket, now: int) -> dict[str, object]:
    """A ticket as the values of a line, told at that moment."""
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "station": ticket.station,
        "issued": ticket.issued_at,
        "since": ticket.since,
        "place": ticket.place,
        "now": now,
    }


def ticket_of(values: Mapping[str, str], now: int) -> Ticket:
    """The ticket of those values. `now`: by the desk's clock; by as much as the machine's is off, its moments are moved, so that a wait
    is what it was. Unclear where they are none.
    """
    kind: str = values.get("kind", "")
    if kind not in KINDS or not is_number(values.get("number", "")):
        raise Unclear
    off = now - whole(values, "now")
    issued, since = (whole(values, name) + (off if abs(off) > CLOCK_OFF_MS else 0) for name in ("issued", "since"))
    return Ticket(
        number=values["number"],
        kind=msgspec.convert(kind, Kind),
        station=values.get("station", ""),
        issued_at=issued,
        since=since,
        place=whole(values, "place"),
    )


def whole(values: Mapping[str, str], name: str) -> int:
    """A whole number of at most 13 digits, so that every moment is one of a calendar. Unclear for anything else."""
    text = values.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 13:
        raise Unclear
    return int(text)
