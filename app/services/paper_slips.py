"""Slips on paper for outages: printed beforehand with numbers of their own, typed in later, accounted for (A6, A11, COUNTER §4)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import msgspec

from app.domain.answers import Draft
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.numbers import parse_slip, slip_number, slip_range
from app.domain.outage_entries import SlipsMarked
from app.domain.outage_papers import BlankSlip, BlankSlips
from app.domain.rights import require
from app.domain.slips import ACCOUNTED, BLOCK_MAX, Account, Mark, account
from app.domain.views import Actor, WorkItem
from app.services.desk import Desk, entry_day
from app.services.free_text import checked

BLOCK = 50  # COUNTER §8: the first start prints 50 sets
REASON_MAX = 200
PRINTED_AGAIN = "다시 인쇄"
MISSING_LIST = "slip_missing"


class SlipStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The slips of this desk, of all its ranges. `missing`: whole numbers; `void`: number → mark; `stock`: of the range now printed."""

    slips: str
    printed: int
    typed: int
    missing: list[str]
    void: dict[str, str]
    stock: int
    next_serial: int


def own_range(desk: Desk) -> str:
    """The range in which this desk prints slips."""
    identity = desk.identity
    return slip_range(identity.office, identity.desk, identity.epoch, identity.branch)


def print_slips(desk: Desk, actor: Actor, count: int = BLOCK) -> BlankSlips:
    """So many new numbers are in the book as printed; the block as it goes on paper. Refused `slip_count_wrong`."""
    require(actor.role, "print_slips")
    if not 1 <= count <= BLOCK_MAX:
        raise Refused("slip_count_wrong", most=BLOCK_MAX)
    slips = own_range(desk)
    first = _account(desk, slips).last_printed + 1
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(SlipsMarked(slips=slips, first=first, last=first + count - 1, mark="printed"), desk.ids.new_id()))
    return _paper(desk, slips, range(first, first + count))


def slips_again(desk: Desk, actor: Actor, first: str, last: str) -> BlankSlips:
    """Numbers that were printed before, once more on paper: a jam ate the first print. Who had which printed again is in the book.

    Refused as `find_slip`, `slip_not_printed`.
    """
    require(actor.role, "print_slips")
    slips, low, high = _span(desk, first, last)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(SlipsMarked(slips=slips, first=low, last=high, mark="printed", reason=PRINTED_AGAIN), desk.ids.new_id()))
    return _paper(desk, slips, range(low, high + 1))


def mark_slips(desk: Desk, actor: Actor, first: str, last: str, mark: Mark, reason: str = "") -> int:
    """Those slips are accounted for; how many. `handed_out`: used on paper and not typed in yet; the other marks need a reason.

    Refused `slip_unknown_form`, `number_check_wrong`, `slip_not_this_desk`, `slip_not_printed`, `slip_span_wrong`, `reason_needed`,
    `slip_mark_unknown`.
    """
    require(actor.role, "print_slips")
    if mark not in ACCOUNTED:
        raise Refused("slip_mark_unknown")
    why = checked(reason)[:REASON_MAX]
    if mark != "handed_out" and not why:
        raise Refused("reason_needed")
    slips, low, high = _span(desk, first, last)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(SlipsMarked(slips=slips, first=low, last=high, mark=mark, reason=why), desk.ids.new_id()))
    return high - low + 1


def find_slip(desk: Desk, text: str) -> str:
    """The whole number of a slip this desk printed and nobody typed in yet.

    Refused `slip_unknown_form`, `number_check_wrong`, `slip_not_this_desk`, `slip_not_printed`, `slip_used` (fact: the case's number).
    """
    slips, serial = _known(desk, text)
    case_id = desk.store.outages.slip_case(slips, serial)
    if case_id is not None:
        case = desk.store.cases.find(case_id)
        raise Refused("slip_used", number=case.number if case is not None else "")
    return slip_number(slips, serial)


def case_of_slip(desk: Desk, text: str) -> UUID | None:
    """The case typed in from that slip, of any desk of the office; None while there is none. Refused `number_check_wrong`."""
    return desk.store.outages.slip_case(*parse_slip(text, own_range(desk)))


def slip_problem(desk: Desk, draft: Draft) -> dict[str, str]:
    """What is wrong with the slip a draft names: its number, and that it says when and why it was written. Nothing without a slip."""
    if draft.slip_no is None:
        return {}
    found: dict[str, str] = {}
    try:
        find_slip(desk, draft.slip_no)
    except Refused as error:
        found["slip_no"] = error.code
    if not (draft.intake_at or "").strip():
        found["intake_at"] = "required"
    if not (draft.late_reason or "").strip():
        found["late_reason"] = "required"
    return found


def written_number(desk: Desk, draft: Draft) -> str | None:
    """The slip's number as it goes into the book, None without one. The draft has been checked."""
    return find_slip(desk, draft.slip_no) if draft.slip_no is not None else None


def no_slip_twice(drafts: Iterable[Draft], desk: Desk) -> None:
    """Nothing if no two drafts of a basket name the same slip. Refused `slip_twice`."""
    named = [parse_slip(draft.slip_no, own_range(desk)) for draft in drafts if draft.slip_no is not None]
    if len(named) != len(set(named)):
        raise Refused("slip_twice")


def slip_status(desk: Desk) -> SlipStatus:
    """What is known of this desk's slips."""
    here = own_range(desk)
    now = _account(desk, here)
    accounts = {slips: _account(desk, slips) for slips in desk.store.outages.slip_ranges(desk.identity.desk)} | {here: now}
    return SlipStatus(
        slips=here,
        printed=sum(each.printed for each in accounts.values()),
        typed=sum(each.typed for each in accounts.values()),
        missing=[slip_number(slips, serial) for slips, each in accounts.items() for serial in each.missing],
        void={slip_number(slips, serial): mark.mark for slips, each in accounts.items() for serial, mark in each.void.items()},
        stock=now.stock,
        next_serial=now.used_up_to + 1,
    )


def worklist(desk: Desk, limit: int) -> list[WorkItem]:
    """The 업무함: open cases and disputes, and slips of this desk that nobody typed in or accounted for."""
    slips = [
        WorkItem(list_code=MISSING_LIST, case_id=None, number=number, service="", name="", state="", since=0, action="type_slip")
        for number in slip_status(desk).missing[:limit]
    ]
    return slips + desk.store.cases.worklist(limit)


def worklist_counts(desk: Desk) -> dict[str, int]:
    """How many there are of each list of the 업무함."""
    missing = len(slip_status(desk).missing)
    return desk.store.cases.worklist_counts() | ({MISSING_LIST: missing} if missing else {})


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _account(desk: Desk, slips: str) -> Account:
    return account(desk.store.outages.slip_marks(slips), desk.store.outages.slip_serials(slips))


def _known(desk: Desk, text: str) -> tuple[str, int]:
    """Range and serial of a slip that this desk printed."""
    slips, serial = parse_slip(text, own_range(desk))
    here = f"{desk.identity.office}-{desk.identity.desk}"
    if not slips.startswith((f"{here}-", f"{here}E")):
        raise Refused("slip_not_this_desk")
    if slips != own_range(desk) and (left := desk.store.exchange.kept()):
        # An earlier PC of this number printed it: whether it was typed in, and where, may wait to be listed.
        raise Refused("not_listed_yet", left=left)
    if not any(each.mark == "printed" and each.first <= serial <= each.last for each in desk.store.outages.slip_marks(slips)):
        raise Refused("slip_not_printed")
    return slips, serial


def _span(desk: Desk, first: str, last: str) -> tuple[str, int, int]:
    slips, low = _known(desk, first)
    other, high = _known(desk, last or first)
    if other != slips or high < low:
        raise Refused("slip_span_wrong")
    return slips, low, high


def _paper(desk: Desk, slips: str, serials: Iterable[int]) -> BlankSlips:
    numbers = [slip_number(slips, serial) for serial in serials]
    return BlankSlips(
        office=desk.office_info(),
        desk=desk.identity.desk,
        slips=[BlankSlip(number=number, qr=f"MINWON:P:{number}") for number in numbers],
        printed_at=desk.clock.now(),
        training=desk.identity.training,
    )
