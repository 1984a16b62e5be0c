"""A case: the fold of its entries, by the tables of `domain.lives`, used unchanged by desk and central (ARCHITECTURE A1). Pure."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec

from app.domain.clock_entries import ClockMark, DuesMoved
from app.domain.entries import CaseAdvanced, CaseCancelled, CaseCorrected, CaseHandedOver, CaseReceived, Header, OfficialNoEntered
from app.domain.entry_body import Body
from app.domain.fees import FeeLine
from app.domain.lives import COUNTED, PROVISIONAL_STATES, UNDONE_STATES, transition
from app.domain.money_entries import Allocation, FeeCharged, PaymentReversed, PaymentSettled
from app.domain.tenders import is_claim

Money = Literal["free", "exempted", "due", "part_paid", "paid", "reversed"]


class Misfit(Exception):
    """An entry that does not fit the case as it stands. Central keeps it as `conflicted` with this code; it is never lost."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Case(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state of one case: the fold of its entries. Sealed values are still sealed; `seals`: field id → entry they are bound to.

    What most cases do not have takes no room where a case is kept.
    """

    case_id: UUID
    number: str
    service: str
    life: str
    form_version: int
    state: str
    version: int
    office: str
    desk: str
    visit_id: UUID | None = None
    business_day: str
    received_at: int
    intake_at: int
    entry_id: UUID
    bundle: bytes
    applicant: dict[str, Any]
    answers: dict[str, Any]
    agent: dict[str, Any] | None = None
    copies: int = 1
    channel: str = "counter"
    exemption: str | None = None
    only_received: bool = False
    down: list[str] = []
    draft_id: str | None = None
    draft_mac: bytes | None = None
    lookups: dict[str, list[bytes]] = {}
    seals: dict[str, UUID] = {}
    lines: list[FeeLine] = []
    charged_day: str | None = None
    charged_at: int | None = None
    allocations: list[Allocation] = []
    reversals: list[Allocation] = []
    receipts: list[str] = []
    official_no: str | None = None
    late_reason: str | None = None
    facts: dict[str, Any] = {}
    changed_at: int = 0
    slip_no: str | None = None
    evidence: str = ""
    due_at: int | None = None  # ms; by when the next thing has to happen
    limit_at: int | None = None  # ms; the end of the processing period (처리예정일), whatever is due before or after it
    period: str = ""  # the processing period as it was at receipt, '' for none
    clock: list[ClockMark] = []  # what changed the counting, in the order of the fold
    taken: dict[str, int] = {}  # how often each step of `lives.COUNTED` was taken
    charged_again: list[UUID] = []  # fee_charged entries that charged nothing: another desk had priced the case before
    taken_by: UUID | None = None  # the signed_in entry of who received it
    keeper: str = ""  # with whom it lies since it was assigned or handed over; '' still with who received it

    @property
    def due_won(self) -> int:
        return sum([line.due_won for line in self.lines])

    @property
    def paid_won(self) -> int:
        return sum([each.amount_won for each in self.allocations]) - sum([each.amount_won for each in self.reversals])

    @property
    def _untouched(self) -> bool:
        """Nothing was charged, paid or given back: most cases, and every one that was just received."""
        return not (self.lines or self.allocations or self.reversals)

    @property
    def open_won(self) -> int:
        """What is still to be paid; a cancelled case owes nothing."""
        if self._untouched:
            return 0
        return 0 if self.state in UNDONE_STATES else max(0, self.due_won - self.paid_won)

    @property
    def money(self) -> Money:
        if self._untouched:
            return "free"
        if self.reversals and self.paid_won == 0:
            return "reversed"
        if self.due_won == 0:
            return "exempted" if any(line.waived_won for line in self.lines) else "free"
        if self.paid_won >= self.due_won:
            return "paid"
        return "part_paid" if self.paid_won else "due"

    @property
    def provisional(self) -> bool:
        """잠정: only received, nothing issued or accepted yet."""
        return self.state in PROVISIONAL_STATES


def trigger_of(body: Body) -> str | None:
    """What that body asks of the state table; None for bodies that change no state."""
    if isinstance(body, CaseReceived):
        return "case_received:only" if body.only_received else "case_received"
    if isinstance(body, CaseAdvanced):
        return f"case_advanced:{body.step}"
    if isinstance(body, CaseCancelled):
        return "case_cancelled"
    return None


_PLAIN = frozenset({str, bool, int, float, type(None)})


def _sealed(entry_id: UUID, applicant: dict[str, Any], agent: dict[str, Any], answers: dict[str, Any]) -> dict[str, UUID]:
    """Field id (`applicant.rrn`, `buyers.0.rrn`) → the entry its seal is bound to."""
    found: dict[str, UUID] = {}
    for prefix, values in (("applicant.", applicant), ("agent.", agent), ("", answers)):
        if _PLAIN.issuperset(map(type, values.values())):  # nothing sealed among them: the common case
            continue
        for name, value in values.items():
            if isinstance(value, bytes):
                found[f"{prefix}{name}"] = entry_id
            elif isinstance(value, list):
                cells = ((index, row) for index, row in enumerate(value) if isinstance(row, dict))
                found.update(
                    (f"{prefix}{name}.{index}.{column}", entry_id)
                    for index, row in cells
                    for column, cell in row.items()
                    if isinstance(cell, bytes)
                )
    return found


def opening_state(body: CaseReceived) -> str:
    """The state a case opens with. Misfit `life_unknown`."""
    row = transition(body.life, None, "case_received:only" if body.only_received else "case_received")
    if row is None:
        raise Misfit("life_unknown")
    return row.next


def _received(header: Header, body: CaseReceived) -> Case:
    state = opening_state(body)
    if header.case_id is None:
        raise Misfit("life_unknown")
    seals = _sealed(header.entry_id, body.applicant, body.agent or {}, body.answers)
    return Case(
        case_id=header.case_id,
        number=body.number,
        service=body.service,
        life=body.life,
        form_version=body.form_version,
        state=state,
        version=1,
        office=header.office,
        desk=header.desk,
        visit_id=header.visit_id,
        business_day=header.business_day,
        received_at=header.recorded_at,
        intake_at=header.intake_at if header.intake_at is not None else header.recorded_at,
        entry_id=header.entry_id,
        bundle=header.bundle,
        applicant=body.applicant,
        answers=body.answers,
        agent=body.agent,
        copies=body.copies,
        channel=body.channel,
        exemption=body.exemption,
        only_received=body.only_received,
        down=body.down,
        draft_id=body.draft_id,
        draft_mac=body.draft_mac,
        lookups=body.lookups,
        late_reason=body.late_reason,
        slip_no=body.slip_no,
        evidence=body.evidence,
        due_at=body.due_at,
        limit_at=body.due_at if body.limit_at is None else body.limit_at,
        period=body.period,
        seals=seals,
        changed_at=header.recorded_at,
        taken_by=header.actor_entry,
    )


def apply(case: Case | None, header: Header, body: Body) -> Case:
    """The case after that entry. Misfit if the entry does not fit: `case_exists`, `case_unknown`, `life_unknown`, `step_not_allowed`,
    `version_outdated` (a correction of a case that somebody else changed meanwhile), `step_taken_twice`, and for money that two desks
    took or gave back for the same thing: `charged_twice`, `paid_twice`, `paid_uncharged`, `paid_undone`, `returned_twice`.
    """
    if isinstance(body, CaseReceived):
        if case is not None:
            raise Misfit("case_exists")
        return _received(header, body)
    if case is None:
        raise Misfit("case_unknown")
    if isinstance(body, (FeeCharged, PaymentSettled, PaymentReversed)):
        if (code := _money_misfit(case, body)) is not None:
            raise Misfit(code)
        return _money(case, header, body) or case
    if isinstance(body, (CaseAdvanced, CaseCancelled)):
        row = transition(case.life, case.state, trigger_of(body) or "")
        if row is None:
            raise Misfit("step_not_allowed")
        facts = {**case.facts, **body.facts} if isinstance(body, CaseAdvanced) else case.facts
        seals, due_at = case.seals, case.due_at
        if isinstance(body, CaseAdvanced):
            due_at = due_at if body.due_at is None else body.due_at or None
            seals = seals | {f"facts.{name}": header.entry_id for name, value in body.facts.items() if isinstance(value, bytes)}
            if body.lookups:
                case = msgspec.structs.replace(case, lookups={**case.lookups, **body.lookups})
            if body.clock is not None or body.limit_at is not None:
                case = _clocked(case, body)
            if body.step == "assign" and body.facts.get("official"):
                case = msgspec.structs.replace(case, keeper=str(body.facts["official"]))
            if body.step in COUNTED:
                if body.times is not None and body.times != case.taken.get(body.step, 0):
                    raise Misfit("step_taken_twice")  # decided without knowing of the other one: the law counts them (SYNC §6)
                case = msgspec.structs.replace(case, taken={**case.taken, body.step: case.taken.get(body.step, 0) + 1})
        return _changed(case, header, state=row.next, version=case.version + 1, facts=facts, seals=seals, due_at=due_at)
    if isinstance(body, CaseCorrected):
        return _corrected(case, header, body)
    if isinstance(body, OfficialNoEntered):
        return _changed(case, header, official_no=body.official_no)
    if isinstance(body, DuesMoved):
        return _due_moved(case, header, body)
    if isinstance(body, CaseHandedOver):
        return msgspec.structs.replace(case, keeper=body.to_user)
    return case


def apply_conflicted(case: Case | None, header: Header, body: Body) -> Case | None:
    """The case after an entry that central called `conflicted`: money counts, state does not change (ARCHITECTURE A1).

    A line that is charged already is not charged again: nobody took anything by pricing it.
    """
    if case is None:
        return None
    if isinstance(body, DuesMoved):  # one of its cases did not fit: that holds up no other one
        return _due_moved(case, header, body)
    return _money(case, header, body) or case


def folded(case: Case | None, header: Header, body: Body, outcome: str = "applied") -> Case | None:
    """The case after that entry, whatever central says of it and whether or not it fits; None if there is no case yet."""
    try:
        return apply(case, header, body) if outcome != "conflicted" else apply_conflicted(case, header, body)
    except Misfit:
        return apply_conflicted(case, header, body)


def _clocked(case: Case, body: CaseAdvanced) -> Case:
    limit_at = case.limit_at if body.limit_at is None else body.limit_at or None
    clock = case.clock if body.clock is None else [*case.clock, body.clock]
    return msgspec.structs.replace(case, limit_at=limit_at, clock=clock)


def _due_moved(case: Case, header: Header, body: DuesMoved) -> Case:
    """The case, due when the entry says if it is still due when that was decided; a mark is kept once."""
    clock = case.clock if body.mark is None or body.mark in case.clock else [*case.clock, body.mark]
    due_at, limit_at = case.due_at, case.limit_at
    for move in body.moves:
        if move.case_id == case.case_id and move.was == due_at:
            due_at, limit_at = move.due_at, limit_at if move.limit_at is None else move.limit_at
            break
    return _changed(case, header, clock=clock, due_at=due_at, limit_at=limit_at)


def _money_misfit(case: Case, body: FeeCharged | PaymentSettled | PaymentReversed) -> str | None:
    """What another desk had done with the same money before, so that the second one is told (SYNC §6)."""
    if isinstance(body, FeeCharged):
        return "charged_twice" if _charged(case, body) else None
    won = sum([each.amount_won for each in body.allocations if each.case_id == case.case_id])
    if isinstance(body, PaymentReversed):
        return "returned_twice" if won > case.paid_won else None
    if case.state in UNDONE_STATES:
        return "paid_undone"
    if case.paid_won + won <= case.due_won:
        return None
    return "paid_twice" if case.lines else "paid_uncharged"


def _charged(case: Case, body: FeeCharged) -> bool:
    if not case.lines:
        return False
    charged = {line.line for line in case.lines}
    return any(line.line in charged for line in body.lines)


def _money(case: Case, header: Header, body: Body) -> Case | None:
    if isinstance(body, FeeCharged):
        if _charged(case, body):
            return _changed(case, header, charged_again=[*case.charged_again, header.entry_id])
        return _changed(
            case,
            header,
            lines=[*case.lines, *body.lines],
            charged_day=header.business_day,
            charged_at=header.recorded_at,
            exemption=body.exemption or case.exemption,
        )
    if isinstance(body, PaymentSettled):
        mine = [each for each in body.allocations if each.case_id == case.case_id]
        return _changed(case, header, allocations=[*case.allocations, *mine], receipts=[*case.receipts, body.receipt_no])
    if isinstance(body, PaymentReversed):
        mine = [each for each in body.allocations if each.case_id == case.case_id]
        return _changed(case, header, reversals=[*case.reversals, *_still_there(case, mine)])
    return None


def _still_there(case: Case, back: list[Allocation]) -> list[Allocation]:
    """What went back, without claims (후불) that had fallen away before: settled at two desks, the case is paid twice and owed once."""
    if not any(is_claim(each.tender) for each in back):
        return back
    owed: dict[tuple[int, str], int] = {}
    for shares, sign in ((case.allocations, 1), (case.reversals, -1)):
        for each in shares:
            owed[each.line, each.tender] = owed.get((each.line, each.tender), 0) + sign * each.amount_won
    found = []
    for each in back:
        key = (each.line, each.tender)
        won = max(0, min(each.amount_won, owed.get(key, 0))) if is_claim(each.tender) else each.amount_won
        owed[key] = owed.get(key, 0) - won
        if won:
            found.append(Allocation(each.case_id, each.line, each.tender, won))
    return found


def _corrected(case: Case, header: Header, body: CaseCorrected) -> Case:
    if body.based_on != case.version:
        raise Misfit("version_outdated")  # somebody else changed it meanwhile: nobody's correction is lost in silence (SYNC §6)
    fresh = _sealed(header.entry_id, body.applicant, body.agent, body.answers)
    return _changed(
        case,
        header,
        applicant=_put_right(case.applicant, body.applicant),
        agent=_put_right(case.agent or {}, body.agent) or None,
        answers=_put_right(case.answers, body.answers),
        seals={**case.seals, **fresh},
        lookups={**case.lookups, **body.lookups},
        version=case.version + 1,
    )


def _put_right(before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The values with those changes; what is empty now is gone."""
    emptied = {name for name, value in changes.items() if value is None}
    return {name: value for name, value in {**before, **changes}.items() if name not in emptied}


def _changed(case: Case, header: Header, **changes: Any) -> Case:
    return msgspec.structs.replace(case, changed_at=header.recorded_at, **changes)
