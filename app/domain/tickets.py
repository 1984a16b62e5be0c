"""Queue numbers (대기번호): a ticket, who comes next, and what came of a call.

A visit may have no ticket or two (COUNTER §3). Moments are milliseconds since 1970 (UTC).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, Literal

import msgspec

Kind = Literal["general", "elderly", "disabled", "pregnant", "company"]
KINDS: Final[tuple[Kind, ...]] = ("general", "elderly", "disabled", "pregnant", "company")
GENERAL: Final = "general"
CALLS_MAX: Final = 3  # as many calls without an answer are 부재
NUMBER_MAX: Final = 12
_MARKS: Final[dict[str, str]] = {"general": "", "company": "B"}
_PRIORITY_MARK: Final = "P"

End = Literal["served", "absent", "passed"]


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One number of one day. `station` '': whoever is free.

    `since`: from when its holder waits: issued, passed on by another desk, or back after 부재. `place`: its place in the queue, so that
    who is passed on keeps it and who comes back stands at the end.
    """

    number: str
    kind: Kind = GENERAL
    station: str = ""
    issued_at: int
    since: int
    place: int

    @property
    def priority(self) -> bool:
        """우대: served before the others."""
        return self.kind != GENERAL


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that was called to this desk. `machine`: the ticket machine gave it, and wants to hear what becomes of it."""

    ticket: Ticket
    called_at: int
    machine: bool = False


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Who waits for a desk: how many, how many of them by priority, since when the first."""

    count: int = 0
    priority: int = 0
    since: int | None = None


def number_of(kind: Kind, serial: int) -> str:
    """What stands on the ticket: 27, P3 (우대), B1 (기업)."""
    return f"{_MARKS.get(kind, _PRIORITY_MARK)}{serial}"


def mark_of(kind: Kind) -> str:
    """The letter of its series; each has serials of its own."""
    return _MARKS.get(kind, _PRIORITY_MARK)


def place_in_queue(ticket: Ticket) -> tuple[bool, int, int, str]:
    """The order in which tickets are called: 우대 first, then by place; two of the same moment by number."""
    return not ticket.priority, ticket.place, len(ticket.number), ticket.number


def next_of(tickets: Iterable[Ticket], stations: Collection[str]) -> Ticket | None:
    """Whom a desk that serves those stations calls next."""
    return min((each for each in tickets if not each.station or each.station in stations), key=place_in_queue, default=None)


def waiting_of(tickets: Iterable[Ticket], stations: Collection[str]) -> Waiting:
    """Who waits for a desk that serves those stations."""
    mine = [each for each in tickets if not each.station or each.station in stations]
    return Waiting(count=len(mine), priority=sum(each.priority for each in mine), since=min((each.since for each in mine), default=None))


def is_number(text: str) -> bool:
    """True for what can stand on a ticket: ASCII letters, digits and a hyphen."""
    return 0 < len(text) <= NUMBER_MAX and text.isascii() and text.replace("-", "").isalnum()
