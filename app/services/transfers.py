"""어디서나민원: received at this office, made at another, handed over here (REFERENCE §2.6; SYNC §5).

What is asked of another office is an entry of ours, what it makes of it entries of its own; central carries one to the other. A
name, a date of birth, a purpose go over: resident numbers are sealed under our own key and stay (A17). The fee was taken where the
paper was asked for, so the office that makes it charges nothing; how it is shared is settled between the offices.
"""

from __future__ import annotations

from uuid import UUID

import msgspec

from app.domain.cases import Case
from app.domain.entries import CaseReceived, Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.identity import mask_name, parse_rrn
from app.domain.rights import require
from app.domain.transfer_entries import TransferAnswered, TransferAsked, TransferTaken
from app.domain.views import Actor, Recorded, WorkItem
from app.ports.central import Central
from app.ports.store import Transaction
from app.ports.transfers import Message, Office
from app.services import paper_slips
from app.services.case_dues import due_at_receipt
from app.services.desk import Desk, entry_day, seoul_date, working_day
from app.services.find_cases import find_case_id, unsealed
from app.services.free_text import checked
from app.services.lanes import Lane
from app.services.whole_book import unknown

CHANNEL = "transfer"
PURPOSE = "어디서나민원"
ASKED_LIST, ANSWERED_LIST = "transfer_asked", "transfer_answered"
_LIST_MAX = 200
_TEXT_MAX = 200
_OFFICES_MAX = 20


class TransferPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that goes over for one case, as a person reads it before sending. `offices`: those this desk met, the last one first."""

    number: str
    service: str
    name: str
    birth: str
    copies: int
    purpose: str
    offices: list[Office]


def send_transfer(desk: Desk, actor: Actor, number: str, to_office: str, note: str = "") -> UUID:
    """The other office is asked to make the paper of that case; the id under which it will answer.

    Refused `transfer_office_invalid`, `transfer_twice`, `transfer_not_possible` (not a paper that waits to be made),
    `transfer_only_received` (접수만: name and telephone were taken, nobody's identity was checked; COUNTER §1).
    """
    require(actor.role, "send_transfer")
    office = to_office.strip()
    if not (office.isascii() and office.isalnum() and len(office) <= 20) or office == desk.identity.office:
        raise Refused("transfer_office_invalid")
    case_id = find_case_id(desk, number)
    if desk.store.transfers.link_of(case_id) is not None:
        raise Refused("transfer_twice")
    day, note = working_day(desk), checked(note)[:_TEXT_MAX]
    transfer_id = desk.ids.new_id()
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id)
        _require_sendable(case)
        asked = _asked(desk, case, transfer_id, office, note)
        tx.append(Fact(asked, desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id))
    return transfer_id


def plan_transfer(desk: Desk, actor: Actor, case_id: UUID) -> TransferPlan:
    """What would go to another office for that case, and the offices this desk knows; the look is on disk, nothing is sent.

    Refused `transfer_twice`, `transfer_not_possible`, `transfer_only_received`, `case_unknown`.
    """
    require(actor.role, "send_transfer")
    case = desk.store.cases.find(case_id)
    if case is None:
        raise unknown(desk, "case_unknown")
    if desk.store.transfers.link_of(case_id) is not None:
        raise Refused("transfer_twice")
    _require_sendable(case)
    asked = _asked(desk, case, case_id, "", "")
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(PersonalDataViewed(purpose=PURPOSE, cases=[case_id], count=1), desk.ids.new_id()))
    known = [each for each in desk.store.transfers.offices(_OFFICES_MAX) if each.office != desk.identity.office]
    return TransferPlan(
        number=asked.number,
        service=asked.service,
        name=asked.name,
        birth=asked.birth,
        copies=asked.copies,
        purpose=asked.purpose,
        offices=known,
    )


def take_transfer(desk: Desk, actor: Actor, transfer_id: UUID) -> Recorded:
    """What another office asked is a case of ours, with our own number; two desks that take it at once end in a dispute, not in two.

    Refused `transfer_unknown`, `transfer_taken`, `service_unknown`.
    """
    require(actor.role, "take_transfer")
    message = desk.store.transfers.find(transfer_id)
    if message is None or not isinstance(message.body, TransferAsked):
        raise unknown(desk, "transfer_unknown")
    if message.case_id is not None:
        raise Refused("transfer_taken")
    asked, form, day = message.body, desk.form(message.body.service), working_day(desk)
    applicant = {"name": asked.name} | ({"birth": asked.birth} if asked.birth else {})
    due = due_at_receipt(desk, form, {}, None, waits=True)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        body = CaseReceived(
            number=tx.case_number(),
            service=form.id,
            life=form.life,
            form_version=form.version,
            applicant=applicant,
            answers={"purpose": asked.purpose} if asked.purpose else {},
            copies=asked.copies,
            channel=CHANNEL,
            due_at=due.due_at,
            limit_at=due.limit_at,
            period=due.period,
        )
        placed = tx.append(Fact(body, desk.ids.new_id(), case_id=transfer_id))
        taken = TransferTaken(transfer_id=transfer_id, from_office=message.from_office, number=asked.number)
        tx.append(Fact(taken, desk.ids.new_id(), case_id=transfer_id))
        case = tx.get_case(transfer_id)
    return Recorded(
        number=case.number,
        entry_id=placed.entry_id,
        case_id=transfer_id,
        seq=placed.seq,
        fee_won=0,
        state=case.state,
        provisional=case.provisional,
    )


def answer_in(desk: Desk, tx: Transaction, case: Case, note: str = "") -> None:
    """Inside the commit that brought a transferred case to its end: the office that asked is told."""
    if case.channel != CHANNEL or case.state not in ("issued", "refused", "cancelled", "voided"):
        return
    link = desk.store.transfers.link_of(case.case_id)
    if link is None or link.way != "in":
        return
    answer = TransferAnswered(
        transfer_id=link.transfer_id,
        to_office=link.office,
        number=case.number,
        state=case.state,
        official_no=case.official_no or "",
        note=note[:_TEXT_MAX],
    )
    tx.append(Fact(answer, desk.ids.new_id(), case_id=case.case_id))


def transfers(desk: Desk, limit: int = 100) -> list[Message]:
    """What waits to be taken here and what other offices answered, oldest first."""
    most = min(limit, _LIST_MAX)
    return desk.store.transfers.waiting(most) + desk.store.transfers.answered(most)


def pull_transfers(desk: Desk, central: Central, lane: Lane) -> int:
    """Messages of other offices are read to the end; how many were new. Network thread; Unavailable: try later."""
    fresh, again = 0, False
    while True:
        after = lane(desk.store.transfers.after)
        page = central.transfers(desk.identity.office, after=after)
        if page.last < after and not again:
            lane(desk.store.transfers.start_again)
            again = True
            continue
        if not page.items or page.items[-1].seq <= after:
            return fresh  # a central that says the same again and again is not listened to for ever
        fresh += lane(lambda page=page: desk.store.transfers.take(page))  # type: ignore[misc]


def worklist(desk: Desk, limit: int) -> list[WorkItem]:
    """The 업무함 with what other offices ask and answer at its head."""
    return [_item(desk, each) for each in transfers(desk, limit)] + paper_slips.worklist(desk, limit)


def worklist_counts(desk: Desk) -> dict[str, int]:
    """How many there are of each list of the 업무함."""
    counts = paper_slips.worklist_counts(desk)
    for name, found in ((ASKED_LIST, desk.store.transfers.waiting(_LIST_MAX)), (ANSWERED_LIST, desk.store.transfers.answered(_LIST_MAX))):
        if found:
            counts = {name: len(found)} | counts
    return counts


def _item(desk: Desk, message: Message) -> WorkItem:
    body, asked = message.body, message.kind == "asked"
    case = desk.store.cases.find(message.case_id) if message.case_id is not None else None
    name = body.name if isinstance(body, TransferAsked) else str(case.applicant.get("name") or "") if case else ""
    answer = body.state if isinstance(body, TransferAnswered) else ""
    return WorkItem(
        list_code=ASKED_LIST if asked else ANSWERED_LIST,
        case_id=message.case_id,
        number=body.number if asked else case.number if case else "",
        service=body.service if isinstance(body, TransferAsked) else case.service if case else "",
        name=mask_name(name) if name else "",
        state=answer or ("" if asked else message.kind),
        since=message.at,
        action="take" if asked else "",
        item=str(message.transfer_id) if asked else "",
    )


def _require_sendable(case: Case) -> None:
    if case.state == "received_only":
        raise Refused("transfer_only_received")
    if case.life != "certificate" or case.state != "received":
        raise Refused("transfer_not_possible", state=case.state)


def _asked(desk: Desk, case: Case, transfer_id: UUID, office: str, note: str) -> TransferAsked:
    """The body as it goes over: no sealed number in it."""
    return TransferAsked(
        transfer_id=transfer_id,
        to_office=office,
        service=case.service,
        number=case.number,
        name=str(case.applicant.get("name") or ""),
        birth=_birth(desk, case),
        copies=case.copies,
        purpose=str(case.answers.get("purpose") or "")[:_TEXT_MAX],
        note=note,
    )


def _birth(desk: Desk, case: Case) -> str:
    """The applicant's date of birth, out of the sealed number, so that the number itself can stay."""
    value = case.applicant.get("rrn")
    if not isinstance(value, bytes):
        return str(case.applicant.get("birth") or "")
    return parse_rrn(unsealed(desk, case, "applicant.rrn", value), today=seoul_date(desk.clock.now())).birth_date.isoformat()
