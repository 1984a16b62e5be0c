"""What entries say about the clock of cases, and about the office's own calendar (REFERENCE §3)."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from app.domain.bounds import Int
from app.domain.entry_body import Body

MOVES_MAX: Final = 500  # each of them looks for itself in the list


class ClockMark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something the clock of a case keeps. Times in ms.

    asked: a supplement was asked for at `start` · supplement: it does not count from `start` to `end` · outage: alike, a system was away
    · extension: by `days`, 0 for the whole first period · interim: told at `start` how far it is · issued: the passport's date of issue
    is that of `start` · reminded: at `start`.
    """

    kind: Literal["asked", "supplement", "outage", "extension", "interim", "issued", "reminded"]
    start: Int = 0
    end: Int = 0
    days: Int = 0


class DueMove(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case: from `was` to `due_at`, in ms. `limit_at`: the end of its processing period from now on; None: as before."""

    case_id: UUID
    was: Int
    due_at: Int
    limit_at: Int | None = None


class DuesMoved(Body, frozen=True):
    """Cases are due at another moment though nobody did anything to them: a holiday was declared, or a system had been away.

    A case that is no longer due when it `was` stays as it is. `mark`: what the clock of each keeps, whether it moved or not.
    `ref`: the entry that declared the day, or the outage.
    """

    reason: Literal["calendar", "outage"]
    moves: Annotated[list[DueMove], msgspec.Meta(max_length=MOVES_MAX)]
    mark: ClockMark | None = None
    ref: UUID | None = None


class CalendarChanged(Body, frozen=True):
    """The office's own word about its calendar, which wins over the table of the release; the newest word about a day counts.

    `day` `2026-11-23` is off (added) or worked (removed), or what the table says again (dropped). `hours` instead of a day: the office
    works in these minutes of the day, as [from, to] pairs; none with `dropped`.
    """

    change: Literal["added", "removed", "dropped", "hours"]
    day: str = ""
    name: str = ""
    hours: list[list[Int]] = []
    reason: str = ""
    confirmed_by: UUID | None = None
