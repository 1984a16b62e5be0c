"""Due dates of many open cases are counted again: a day was declared off, or a system had been away (REFERENCE §3.1, 시행령 제20조).

What was promised stays in the older entries; each move says from when to when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from app.domain.case_clock import period_of, recounted
from app.domain.cases import Case
from app.domain.clock_entries import MOVES_MAX, ClockMark, DueMove, DuesMoved
from app.domain.entries import Fact
from app.domain.work_calendar import WorkCalendar
from app.ports.store import Transaction
from app.services.desk import Desk
from app.services.work_time import work_calendar

_PAGE = 1_000


class MovedDue(msgspec.Struct, frozen=True, kw_only=True):
    """One case whose due date moved, old and new in ms; nothing that says whose it is."""

    case_id: UUID
    number: str
    service: str
    state: str
    was: int
    due_at: int


def open_cases(desk: Desk, services: Iterable[str] | None = None, *, due_after: int = 0) -> Iterator[Case]:
    """Every open case that is due after that moment, soonest first; of those services, if any are named. Read page by page."""
    names = list(services) if services is not None else None
    after = (due_after, 0)
    while True:
        page = desk.store.office_calendar.open_due(after, _PAGE, names)
        yield from (case for _, case in page)
        if len(page) < _PAGE:
            return
        key, last = page[-1]
        after = (last.due_at or 0, key)


def moves_of(desk: Desk, cases: Iterable[Case], calendar: WorkCalendar, mark: ClockMark | None = None) -> list[tuple[Case, DueMove]]:
    """The cases that are due at another moment by that calendar and with that mark, with the move of each."""
    found: list[tuple[Case, DueMove]] = []
    for case in cases:
        if mark is not None and mark in case.clock:
            continue
        processing = period_of(desk.catalogue.forms.get(case.service), case)
        moved = recounted(case, processing, calendar, [mark] if mark is not None else [])
        if moved is not None and case.due_at is not None:
            due_at, limit_at = moved
            limit = limit_at if limit_at != case.limit_at else None
            found.append((case, DueMove(case_id=case.case_id, was=case.due_at, due_at=due_at, limit_at=limit)))
    return found


def outage_moves(desk: Desk, services: Sequence[str], since: int, until: int) -> tuple[ClockMark, list[tuple[Case, DueMove]]]:
    """What the clocks of those services' cases keep of an outage, and the moves of the ones it touched: here when it was, and due after it
    began (시행령 제20조, 행정절차법 시행령 제11조).
    """
    mark = ClockMark(kind="outage", start=since, end=until)
    if not services or since >= until:
        return mark, []
    here = (case for case in open_cases(desk, services, due_after=since) if case.intake_at < until)
    return mark, moves_of(desk, here, work_calendar(desk), mark)


def move_in(
    desk: Desk,
    tx: Transaction,
    moves: Sequence[tuple[Case, DueMove]],
    reason: Literal["calendar", "outage"],
    *,
    mark: ClockMark | None = None,
    ref: UUID | None = None,
) -> list[MovedDue]:
    """Inside a commit: those cases are due at their new moments; told soonest first."""
    for start in range(0, len(moves), MOVES_MAX):
        part = [move for _, move in moves[start : start + MOVES_MAX]]
        tx.append(Fact(DuesMoved(reason=reason, moves=part, mark=mark, ref=ref), desk.ids.new_id()))
    return [
        MovedDue(case_id=case.case_id, number=case.number, service=case.service, state=case.state, was=move.was, due_at=move.due_at)
        for case, move in moves
    ]
