"""Disputes in words: what a person must know before settling one, and the ways that are open (SYNC §6, G13)."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from app.domain.cases import Case, trigger_of
from app.domain.entries import BranchStarted, CaseAdvanced, CaseCancelled, CaseCorrected, OfficialNoEntered
from app.domain.entry_body import Body
from app.domain.lives import transition
from app.domain.money_entries import PaymentSettled

Way = Literal["keep_both", "correct", "cancel"]
WAYS: tuple[Way, ...] = ("keep_both", "correct", "cancel")


class DisputeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One action item in a list; the name is masked. `desk`, `user`, `person` (their name): whose entry it is about; `opened_at` ms
    tells its age."""

    place: str
    kind: str
    code: str
    opened_at: int
    desk: str
    user: str
    person: str
    recorded_at: int
    entry_kind: str
    step: str
    case_id: UUID | None
    number: str
    service: str
    name: str


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in words: `kind` and `step` are translated by the screen. `person`: the name of `user`."""

    desk: str
    user: str
    person: str
    at: int
    kind: str
    step: str
    note: str
    amount_won: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One value: what we wrote and what stands now. Sealed numbers are masked on both sides."""

    field: str
    ours: str
    now: str


class DisputeDetail(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a supervisor settles it by. `state`: the case now, empty where no case is known; `theirs`: newest first.

    `by_two`: ways by which money goes back, so that two people sign. `seqs`, `numbers`, `sums`: what the evening check found
    (entries, won and last seq, ours and central's).
    """

    row: DisputeRow
    ours: Written | None
    state: str
    life: str
    paid_won: int
    due_won: int
    theirs: list[Written]
    differences: list[Difference]
    ways: list[Way]
    seqs: list[int] = []
    numbers: list[str] = []
    sums: list[list[int]] = []
    by_two: list[Way] = []


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute that is settled and on disk; `state`: the case after it, empty where no case is known."""

    place: str
    way: Way
    state: str


def ways_to_settle(kind: str, body: Body | None, case: Case | None) -> list[Way]:
    """What may be done about that entry as its case stands now. Keeping both is always possible, but for a stopped stream.

    `correct`: what we meant is done again, on the case as it is now. `cancel`: we take back what we did; money goes back.
    """
    if kind == "stopped":
        return []
    if kind == "check" or body is None or isinstance(body, BranchStarted):
        return ["keep_both"]  # nothing to take back: somebody looked into it
    found: list[Way] = ["keep_both"]
    if case is not None and _can_do_again(kind, body, case):
        found.append("correct")
    if not isinstance(body, PaymentSettled) or kind == "conflicted":
        found.append("cancel")
    return found


def _can_do_again(kind: str, body: Body, case: Case) -> bool:
    if isinstance(body, CaseAdvanced | CaseCancelled):
        return transition(case.life, case.state, trigger_of(body) or "") is not None
    return isinstance(body, CaseCorrected) or (kind == "quarantined" and isinstance(body, OfficialNoEntered))
