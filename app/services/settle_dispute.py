"""Disputes become work and work is done: the way a supervisor chose, and what follows from it, in one commit (SYNC §6, G13)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.cases import Case
from app.domain.disputes import WAYS, Difference, DisputeDetail, DisputeRow, Settled, Way, Written, ways_to_settle
from app.domain.entries import (
    CaseAdvanced,
    CaseCancelled,
    CaseCorrected,
    CheckDiffered,
    ConflictSettled,
    Fact,
    Header,
    OfficialNoEntered,
    PersonalDataViewed,
)
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.forms import sealed_ids
from app.domain.identity import mask_name
from app.domain.money_entries import Allocation, FeeCharged, PaymentReversed, PaymentSettled
from app.domain.passport_rules import leaves_unpaid
from app.domain.petition_rules import check_step
from app.domain.rights import may, require
from app.domain.views import Actor
from app.ports.disputes import OpenItem
from app.ports.store import Transaction
from app.services.advance_case import cancel_in
from app.services.booklet import found_by
from app.services.case_dues import stepped
from app.services.desk import Desk, entry_day, seoul_date, working_day
from app.services.drawer import from_the_drawer
from app.services.find_cases import mask_sealed
from app.services.free_text import checked
from app.services.give_back import by_terminal, left
from app.services.system_away import maybe_handed_over_on_paper
from app.services.two_people import require_two
from app.services.whole_book import unknown
from app.wire.stream_key import stream_key

LIST_MAX = 200
BESIDE_MAX = 20
_REASON_MAX = 200


def disputes(desk: Desk, limit: int = 100) -> list[DisputeRow]:
    """What is to be settled at this desk, oldest first; names are masked. Read lane."""
    return [_row(desk, item) for item in desk.store.disputes.open_items(min(limit, LIST_MAX))]


def dispute_counts(desk: Desk, actor: Actor) -> dict[str, int]:
    """Desk → disputed entries of it that nobody has settled yet: each desk settles its own, a supervisor sees all. Read lane."""
    require(actor.role, "settle_dispute")
    return desk.store.disputes.open_by_desk()


def view_dispute(desk: Desk, actor: Actor, place: str) -> DisputeDetail:
    """Our entry, what other desks wrote, how the case stands now, and the ways to settle it; the view is logged first.

    Refused `dispute_unknown`.
    """
    require(actor.role, "view_case")
    item = _get(desk, place)
    known = [case for case_id in item.cases if (case := desk.store.cases.find(case_id)) is not None]
    if known:
        viewed = PersonalDataViewed(purpose="확인할 일", cases=[case.case_id for case in known], count=len(known))
        with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
            tx.append(Fact(viewed, desk.ids.new_id()))
    case = known[0] if known else None
    body, header = item.body, item.header
    check = body if isinstance(body, CheckDiffered) else None
    return DisputeDetail(
        row=_row(desk, item),
        ours=_written(desk, header, body, header.desk) if header is not None and body is not None else None,
        state=case.state if case else "",
        life=case.life if case else "",
        paid_won=case.paid_won if case else 0,
        due_won=case.due_won if case else 0,
        theirs=[_written(desk, each.header, each.body, each.desk) for each in desk.store.disputes.beside(item, BESIDE_MAX)],
        differences=_differences(desk, header, body, case) if header is not None and case is not None else [],
        ways=[] if item.settled_at is not None else ways_to_settle(item.kind, body, case),
        by_two=[] if item.settled_at is not None else _money_ways(desk, item, case),
        seqs=list(check.seqs) if check else [],
        numbers=list(check.numbers) if check else [],
        sums=[list(check.ours), list(check.central)] if check else [],
    )


def settle_dispute(
    desk: Desk,
    actor: Actor,
    place: str,
    way: str,
    reason: str = "",
    *,
    whole_case: bool = False,
    confirmer: Actor | None = None,
) -> Settled:
    """The item is closed by an entry, and what follows from the way stands beside it, in one commit.

    `keep_both`: both are true, nothing follows. `correct`: our step, correction or cancellation is done again on the case as it is
    now. `cancel` (with a reason): what we did is taken back; money we took goes back by the tender it came with, and with
    `whole_case` the case is cancelled as well. A clerk needs a supervisor as `confirmer`; where money goes back two people sign.
    Refused `dispute_unknown`, `dispute_settled`, `way_unknown`, `way_not_possible`, `reason_missing`, `supervisor_needed`,
    `second_needed`, `second_is_first`, `step_not_allowed`, `unpaid`, `refund_first`, `refund_cash_short`.
    """
    if not any(may(each.role, "settle_dispute") for each in (actor, confirmer) if each is not None):
        raise Refused("supervisor_needed")
    chosen = next((each for each in WAYS if each == way), None)
    if chosen is None:
        raise Refused("way_unknown", way=way[:20])
    reason = checked(reason)[:_REASON_MAX]
    if chosen == "cancel" and not reason:
        raise Refused("reason_missing")
    day, item = working_day(desk), _get(desk, place)
    if item.settled_at is not None:
        raise Refused("dispute_settled")
    case_id = next((each for each in item.cases if desk.store.cases.find(each) is not None), None)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        case = tx.get_case(case_id) if case_id is not None else None
        if chosen not in ways_to_settle(item.kind, item.body, case):
            raise Refused("way_not_possible", way=chosen)
        if chosen in _money_ways(desk, item, case) or (chosen == "cancel" and whole_case and case is not None and case.paid_won):
            require_two(desk, actor, confirmer)
        confirmed_by = confirmer.entry_id if confirmer else None
        settled = ConflictSettled(stream=item.stream_key, seq=item.seq, way=chosen, reason=reason, confirmed_by=confirmed_by)
        tx.append(Fact(settled, desk.ids.new_id(), case_id=case_id, visit_id=case.visit_id if case else None))
        with from_the_drawer(desk, tx, day):
            if chosen == "correct" and case is not None:
                _do_again(desk, tx, item, case, reason, confirmed_by)
            if chosen == "cancel":
                _take_back(desk, tx, item, reason, confirmed_by)
                if whole_case and case_id is not None:
                    back = {item.body.payment_id} if isinstance(item.body, PaymentSettled) else set()
                    cancel_in(desk, tx, tx.get_case(case_id), reason, confirmed_by, taken_back=back)
        state = tx.get_case(case_id).state if case_id is not None else ""
    return Settled(place=place, way=chosen, state=state)


def _get(desk: Desk, place: str) -> OpenItem:
    item = desk.store.disputes.find(place)
    if item is None:
        raise unknown(desk, "dispute_unknown")
    return item


def _money_ways(desk: Desk, item: OpenItem, case: Case | None) -> list[Way]:
    """The ways of settling it by which money goes back to the citizen: what we took, or what a cancellation returns."""
    if isinstance(item.body, PaymentSettled) and left(desk, item.body):
        return ["cancel"]
    if isinstance(item.body, CaseCancelled) and case is not None and case.paid_won:
        return ["correct"]
    return []


# ── what follows ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _do_again(desk: Desk, tx: Transaction, item: OpenItem, case: Case, reason: str, confirmed_by: UUID | None) -> None:
    """What we meant, based on the case as it is now; sealed values are sealed to the new entry."""
    header, body = item.header, item.body
    if header is None or body is None:
        raise Refused("way_not_possible", way="correct")
    entry_id = desk.ids.new_id()
    old = header.entry_id
    again: Body
    if isinstance(body, CaseCancelled):
        cancel_in(desk, tx, case, body.reason or reason, confirmed_by)
        return
    if isinstance(body, CaseAdvanced):
        if body.step == "issue" and case.open_won:
            raise Refused("unpaid", open_won=case.open_won)
        if leaves_unpaid(case, body.step) and not maybe_handed_over_on_paper(desk, case):
            raise Refused("passport_unpaid", open_won=case.open_won)
        facts = _resealed(desk, body.facts, "facts.", old, entry_id)
        check_step(case, desk.form(case.service), body.step, facts, seoul_date(desk.clock.now()))
        again = stepped(desk, case, body.step, facts, note=body.note, lookups=found_by(desk, case, facts, entry_id))
    elif isinstance(body, CaseCorrected):
        again = CaseCorrected(
            based_on=case.version,
            reason=reason or body.reason,
            applicant=_resealed(desk, body.applicant, "applicant.", old, entry_id),
            agent=_resealed(desk, body.agent, "agent.", old, entry_id),
            answers=_resealed(desk, body.answers, "", old, entry_id),
            lookups=body.lookups,
        )
    else:
        again = body
    tx.append(Fact(again, entry_id, case_id=case.case_id, visit_id=case.visit_id))


def _resealed(desk: Desk, values: dict[str, Any], prefix: str, old: UUID, new: UUID) -> dict[str, Any]:
    return {name: _reseal(desk, value, f"{prefix}{name}", old, new) for name, value in values.items()}


def _reseal(desk: Desk, value: Any, field_id: str, old: UUID, new: UUID) -> Any:
    if isinstance(value, bytes):
        plain = desk.sealer.unseal(value, entry_id=old, field_id=field_id)
        return desk.sealer.seal(plain, entry_id=new, field_id=field_id, nonce=desk.ids.random_bytes(12))
    if isinstance(value, list):
        return [_resealed(desk, row, f"{field_id}.{index}.", old, new) if isinstance(row, dict) else row for index, row in enumerate(value)]
    return value


def _take_back(desk: Desk, tx: Transaction, item: OpenItem, reason: str, confirmed_by: UUID | None) -> None:
    """Money that the disputed entry took goes back; anything else of it never had an effect."""
    if not isinstance(item.body, PaymentSettled):
        return
    known = {case_id for case_id in item.cases if desk.store.cases.find(case_id) is not None}
    shares, number = left(desk, item.body), tx.refund_number()
    if by_terminal(item.body, shares):
        raise Refused("refund_first", receipt_no=item.body.receipt_no)
    for group, is_known in ((known, True), (set(item.cases) - known, False)):
        mine: list[Allocation] = [each for each in shares if each.case_id in group]
        if not mine:
            continue
        back = PaymentReversed(
            payment_id=item.body.payment_id, allocations=mine, reason=reason, confirmed_by=confirmed_by, receipt_no=number
        )
        placed = tx.append(Fact(back, desk.ids.new_id(), case_id=mine[0].case_id if len(group) == 1 and is_known else None))
        if not is_known:
            # Central cannot know the case of this one either: it is settled before it is disputed, or it would never end.
            again = ConflictSettled(stream=stream_key(desk.store.exchange.head().stream), seq=placed.seq, way="keep_both", reason=reason)
            tx.append(Fact(again, desk.ids.new_id()))


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _row(desk: Desk, item: OpenItem) -> DisputeRow:
    case = next((case for case_id in item.cases if (case := desk.store.cases.find(case_id)) is not None), None)
    header, body = item.header, item.body
    name = str(case.applicant.get("name") or "") if case else ""
    who = _who(desk, header) if header else ("", "")
    return DisputeRow(
        place=item.place,
        kind=item.kind,
        code=item.code,
        opened_at=item.opened_at,
        desk=body.desk if isinstance(body, CheckDiffered) else (header.desk if header else ""),
        user=who[0],
        person=who[1],
        recorded_at=header.recorded_at if header else 0,
        entry_kind=header.kind if header else "",
        step=body.step if isinstance(body, CaseAdvanced) else "",
        case_id=case.case_id if case else None,
        number=case.number if case else getattr(body, "number", ""),
        service=case.service if case else getattr(body, "service", ""),
        name=mask_name(name) if name else "",
    )


def _who(desk: Desk, header: Header) -> tuple[str, str]:
    """Who wrote it, user and name; both empty where no sign-in of theirs is known here yet."""
    found = desk.store.book.user_of(header.actor_entry) if header.actor_entry is not None else None
    return found or ("", "")


def _written(desk: Desk, header: Header, body: Body, name: str) -> Written:
    user, person = _who(desk, header)
    return Written(
        desk=name,
        user=user,
        person=person,
        at=header.recorded_at,
        kind=header.kind,
        step=body.step if isinstance(body, CaseAdvanced) else "",
        note=_note(body),
        amount_won=_amount(body),
    )


def _note(body: Body) -> str:
    if isinstance(body, CaseAdvanced):
        return body.note
    if isinstance(body, CaseCancelled | CaseCorrected | PaymentReversed | ConflictSettled):
        return body.reason
    return body.official_no if isinstance(body, OfficialNoEntered) else ""


def _amount(body: Body) -> int:
    if isinstance(body, FeeCharged):
        return sum(line.due_won for line in body.lines)
    if isinstance(body, PaymentSettled | PaymentReversed):
        won = sum(each.amount_won for each in body.allocations)
        return won if isinstance(body, PaymentSettled) else -won
    return 0


def _differences(desk: Desk, header: Header, body: Body | None, case: Case) -> list[Difference]:
    """Value by value what our correction or step would have written, beside what stands now."""
    parts: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    if isinstance(body, CaseCorrected):
        parts = [
            ("applicant.", body.applicant, case.applicant),
            ("agent.", body.agent, case.agent or {}),
            ("", body.answers, case.answers),
        ]
    elif isinstance(body, CaseAdvanced):
        parts = [("facts.", body.facts, case.facts)]
    found, hidden = [], sealed_ids(desk.catalogue, case.service, case.life)
    for prefix, ours, now in parts:
        for name, value in ours.items():
            field_id, stands = f"{prefix}{name}", now.get(name)
            pair = (_plain(desk, value, field_id, header.entry_id), _plain(desk, stands, field_id, case.seals.get(field_id)))
            if pair[0] != pair[1]:  # two numbers may differ where both look the same masked
                masked = field_id in hidden or isinstance(value, bytes) or isinstance(stands, bytes)
                first, second = (mask_sealed(each) for each in pair) if masked else pair
                found.append(Difference(field=field_id, ours=first, now=second))
    if isinstance(body, OfficialNoEntered) and body.official_no != case.official_no:
        found.append(Difference(field="official_no", ours=body.official_no, now=case.official_no or ""))
    return found


def _plain(desk: Desk, value: Any, field_id: str, sealed_in: UUID | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return desk.sealer.unseal(value, entry_id=sealed_in, field_id=field_id) if sealed_in is not None else "******"
    if isinstance(value, list | dict):
        return str(len(value))
    return str(value)
