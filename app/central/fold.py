"""What entries mean for cases and days, in the office's order. Pure: the domain's own functions over states held in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from app.domain.cases import Case, Misfit, apply, apply_conflicted
from app.domain.entries import CaseReceived, Header, cases_touched
from app.domain.entry_body import Body
from app.domain.money_entries import PaymentReversed, PaymentSettled

Effect = Literal["applied", "conflicted", "quarantined"]


class Read(msgspec.Struct, frozen=True, gc=False):
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


def touched(entries: Iterable[Read]) -> list[UUID]:
    """The cases these entries may change, each once."""
    found: dict[UUID, None] = {}
    for entry in entries:
        if entry.trouble is None and entry.header is not None and entry.body is not None:
            found.update(dict.fromkeys(cases_touched(entry.header.case_id, entry.body)))
    return list(found)


class Folding:
    """Entries taken one after the other, in the office's order. `cases`: as they stand, from those that were there before, which it
    takes over; `changed`: the order number of the last entry that changed a case."""

    def __init__(self, cases: dict[UUID, Case]) -> None:
        self.cases = cases
        self.changed: dict[UUID, int] = {}

    def take(self, entry: Read) -> Placed:
        """The entry's outcome. A quarantined one has no effect; a conflicted one's money counts."""
        header, body = entry.header, entry.body
        if header is None or body is None or entry.trouble is not None:
            return Placed(entry.office_seq, "quarantined", entry.trouble or "")
        case_ids, cases = cases_touched(header.case_id, body), self.cases
        outcome: Effect = "applied"
        code = ""
        after: list[Case | None] = []
        try:
            for case_id in case_ids:
                after.append(apply(cases.get(case_id), header, body))
        except Misfit as misfit:
            outcome, code = "conflicted", misfit.code
            after = [apply_conflicted(cases.get(case_id), header, body) for case_id in case_ids]
        for case_id, case in zip(case_ids, after, strict=True):
            if case is not None and case is not cases.get(case_id):
                cases[case_id] = case
                self.changed[case_id] = entry.office_seq
        return Placed(entry.office_seq, outcome, code)


def share_of(header: Header, body: Body | None, outcome: Effect) -> DayShare:
    """What an entry with a readable header adds to its business date, whatever became of it."""
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
