"""What entries mean for cases and days, in the office's order. Pure: the domain's own functions over states held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple
from uuid import UUID

from app.domain.cases import Case, Misfit, apply, apply_conflicted
from app.domain.entries import Body, CaseReceived, Header, PaymentReversed, PaymentSettled, cases_touched

Effect = Literal["applied", "conflicted", "quarantined"]


class Read(NamedTuple):
    """An entry as the fold sees it; `trouble` set: it is kept and has no effect."""

    office_seq: int
    header: Header | None
    body: Body | None
    trouble: str | None


class Placed(NamedTuple):
    office_seq: int
    outcome: Effect
    code: str


class DayShare(NamedTuple):
    """What one entry adds to its business date."""

    day: str
    entries: int
    cases: int
    settled_won: int
    reversed_won: int


class Folded(NamedTuple):
    """`cases`: those that changed, with the order number of their last change. `days`: one share for each entry with a readable header."""

    placed: list[Placed]
    cases: dict[UUID, tuple[Case, int]]
    days: list[DayShare]


def touched(entries: Iterable[Read]) -> list[UUID]:
    """The cases these entries may change, each once."""
    found: dict[UUID, None] = {}
    for entry in entries:
        if entry.trouble is None and entry.header is not None and entry.body is not None:
            found.update(dict.fromkeys(cases_touched(entry.header.case_id, entry.body)))
    return list(found)


def fold(entries: Iterable[Read], before: Mapping[UUID, Case]) -> Folded:
    """Outcome of each entry, given the cases as they stood. A quarantined entry has no effect; a conflicted one's money counts."""
    now = dict(before)
    folded = Folded([], {}, [])
    for entry in entries:
        header, body = entry.header, entry.body
        outcome: Effect = "quarantined"
        code = entry.trouble or ""
        if header is not None and body is not None and entry.trouble is None:
            outcome, code = _apply(entry.office_seq, header, body, now, folded.cases)
        if header is not None:
            folded.days.append(_share(header, body, outcome))
        folded.placed.append(Placed(entry.office_seq, outcome, code))
    return folded


def _apply(office_seq: int, header: Header, body: Body, now: dict[UUID, Case], changed: dict[UUID, tuple[Case, int]]) -> tuple[Effect, str]:
    case_ids = cases_touched(header.case_id, body)
    outcome: Effect = "applied"
    code = ""
    after: dict[UUID, Case | None] = {}
    try:
        for case_id in case_ids:
            after[case_id] = apply(now.get(case_id), header, body)
    except Misfit as misfit:
        outcome, code = "conflicted", misfit.code
        after = {case_id: apply_conflicted(now.get(case_id), header, body) for case_id in case_ids}
    for case_id, case in after.items():
        if case is not None and case is not now.get(case_id):
            now[case_id] = case
            changed[case_id] = (case, office_seq)
    return outcome, code


def _share(header: Header, body: Body | None, outcome: Effect) -> DayShare:
    settled = reversed_ = 0
    if outcome != "quarantined":
        if isinstance(body, PaymentSettled):
            settled = sum(each.amount_won for each in body.allocations)
        elif isinstance(body, PaymentReversed):
            reversed_ = sum(each.amount_won for each in body.allocations)
    received = int(outcome == "applied" and isinstance(body, CaseReceived))
    return DayShare(business_date(header.business_day), 1, received, settled, reversed_)


def business_date(business_day: str) -> str:
    """`2026-11-20` of `2026-11-20/2`."""
    return business_day.partition("/")[0]
