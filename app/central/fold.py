"""What entries mean for cases and days, in the office's order. Pure: the domain's own functions over states held in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from app.domain.cases import Case, Misfit, apply, apply_conflicted, opening_state
from app.domain.clock_entries import DuesMoved
from app.domain.entries import CaseReceived, Header, cases_touched
from app.domain.entry_body import Body
from app.domain.money_entries import PaymentReversed, PaymentSettled

Effect = Literal["applied", "conflicted", "quarantined"]
_OF_SEVERAL = (PaymentSettled, PaymentReversed, DuesMoved)  # what may touch other cases than the header's


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


class Opened(msgspec.Struct, frozen=True, gc=False):
    """A case of which only the receipt is known: what `apply(None, header, body)` would say, not said before somebody asks."""

    case_id: UUID
    state: str
    header: Header
    body: CaseReceived

    def case(self) -> Case:
        return apply(None, self.header, self.body)


def touched(entries: Iterable[Read]) -> set[bytes]:
    """The ids of the cases these entries may change."""
    found: set[bytes] = set()
    for entry in entries:
        header, body = entry.header, entry.body
        if entry.trouble is not None or header is None or body is None:
            continue
        if isinstance(body, _OF_SEVERAL):
            found.update([case_id.bytes for case_id in cases_touched(header.case_id, body)])
        elif header.case_id is not None:
            found.add(header.case_id.bytes)
    return found


class Folding:
    """Entries taken one after the other, in the office's order. `cases`: as they stand, from those that were there before, which it
    takes over; `opened`: those that were only received since; `changed`: the order number of the last entry that changed a case."""

    def __init__(self, cases: dict[UUID, Case]) -> None:
        self.cases = cases
        self.opened: dict[UUID, Opened] = {}
        self.changed: dict[UUID, int] = {}

    def take(self, entry: Read) -> Placed:
        """The entry's outcome. A quarantined one has no effect; a conflicted one's money counts."""
        header, body = entry.header, entry.body
        if header is None or body is None or entry.trouble is not None:
            return Placed(entry.office_seq, "quarantined", entry.trouble or "")
        if type(body) is CaseReceived and (case_id := header.case_id) is not None and not self._is_known(case_id):
            return self._open(entry.office_seq, case_id, header, body)
        case_ids, cases = cases_touched(header.case_id, body), self.cases
        if self.opened:
            self._fold_opened(case_ids)
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

    def standing(self, case_id: UUID) -> Case | Opened:
        """A case of `changed`, as it stands."""
        return self.opened.get(case_id) or self.cases[case_id]

    def folded(self, case_id: UUID) -> Case:
        """A case of `changed`, in full."""
        self._fold_opened([case_id])
        return self.cases[case_id]

    def _is_known(self, case_id: UUID) -> bool:
        return case_id in self.opened or case_id in self.cases

    def _open(self, office_seq: int, case_id: UUID, header: Header, body: CaseReceived) -> Placed:
        try:
            state = opening_state(body)
        except Misfit as misfit:
            return Placed(office_seq, "conflicted", misfit.code)
        self.opened[case_id] = Opened(case_id, state, header, body)
        self.changed[case_id] = office_seq
        return Placed(office_seq, "applied", "")

    def _fold_opened(self, case_ids: Iterable[UUID]) -> None:
        for case_id in case_ids:
            if (opened := self.opened.pop(case_id, None)) is not None:
                self.cases[case_id] = opened.case()


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
