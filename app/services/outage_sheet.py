"""장애기간 처리대장: every case taken in an outage of the room, its slip, money and what the outage did to its deadline (COUNTER §4)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import msgspec

from app.domain.case_clock import period_of
from app.domain.cases import Case
from app.domain.deadlines import suspension
from app.domain.identity import mask_name
from app.domain.lives import is_done
from app.domain.numbers import slip_number
from app.domain.outage_papers import OutageLine, OutageSheet
from app.domain.outages import CENTRAL, RoomOutage
from app.domain.rights import require
from app.domain.slips import account
from app.domain.views import Actor
from app.domain.work_calendar import Span, WorkCalendar
from app.ports.outages import TypedIn
from app.services.desk import Desk, from_ms
from app.services.outages import NAMES_KO, find_room_outage, services_of
from app.services.whole_book import stop_unless_whole

LAW = "민원 처리에 관한 법률 시행령 제20조, 행정절차법 시행령 제11조"
LATE_FROM = timedelta(minutes=5)


def outage_sheet(desk: Desk, actor: Actor, label: str = "") -> OutageSheet:
    """Everything of the sheet of that outage: its number (장애번호), a system for its newest one, or nothing for the newest of all.

    Names are masked. Refused `not_allowed`, `outage_unknown`, `book_unlisted`.
    """
    require(actor.role, "report_day")
    stop_unless_whole(desk)
    outage = find_room_outage(desk, label)
    taken = desk.store.outages.cases(outage.since, outage.until, services_of(desk, outage.system))
    lines = [_line(desk, each, outage) for each in taken]
    missing, void = _slips(desk)
    return OutageSheet(
        office=desk.office_info(),
        label=outage.label(desk.identity.office),
        system=outage.system,
        system_name=NAMES_KO.get(outage.system, outage.system),
        since=from_ms(outage.since),
        until=from_ms(outage.until) if outage.until is not None else None,
        causes=outage.causes,
        desks=outage.desks,
        lines=lines,
        fee_won=sum(line.fee_won for line in lines),
        paid_won=sum(line.paid_won for line in lines),
        only_received=sum(1 for each in taken if each.case.only_received),
        from_slips=sum(1 for line in lines if line.slip_no),
        missing=missing,
        void=void,
        law=LAW,
        made_at=desk.clock.now(),
        clerk=actor.name,
        sha256=sha256(msgspec.json.encode(lines, order="deterministic")).hexdigest(),
        training=desk.identity.training,
    )


def _line(desk: Desk, taken: TypedIn, outage: RoomOutage) -> OutageLine:
    case = taken.case
    form = desk.catalogue.forms.get(case.service)
    intake, typed = from_ms(case.intake_at), from_ms(case.received_at)
    span = Span(from_ms(outage.since), from_ms(outage.until) if outage.until is not None else None)
    # Our centre's absence stops nobody's work: everything goes on at the desk (A9), so no deadline stops for it.
    stopped = None
    if form is not None and outage.system != CENTRAL:
        stopped = suspension(period_of(form, case), intake, span, WorkCalendar(holidays=desk.catalogue.holidays))
    return OutageLine(
        number=case.number,
        slip_no=case.slip_no or "",
        service=form.short.ko if form is not None else case.service,
        name=mask_name(str(case.applicant.get("name") or "")),
        intake_at=intake,
        typed_at=typed if typed - intake > LATE_FROM else None,
        typed_by=taken.name or taken.user,
        late_reason=case.late_reason or "",
        fee_won=case.due_won,
        paid_won=case.paid_won,
        state=case.state,
        due_before=stopped.before.at if stopped is not None else None,
        due_after=stopped.after.at if stopped is not None and stopped.after is not None else None,
        by_day=stopped is not None and stopped.before.by == "day",
        stopped_minutes=stopped.stopped // timedelta(minutes=1) if stopped is not None else 0,
        stopped_days=stopped.days_out if stopped is not None else 0,
        lasting=stopped is not None and stopped.after is None,
        left=_left(case),
    )


def _left(case: Case) -> str:
    """What is still to be done: `call_back` (only received), `pay`, `go_on`, or nothing."""
    if case.provisional:
        return "call_back"
    if case.open_won:
        return "pay"
    return "" if is_done(case.life, case.state) else "go_on"


def _slips(desk: Desk) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Numbers of which nothing is known, and those accounted for otherwise, of every desk whose slips this ledger knows."""
    missing: list[str] = []
    void: list[tuple[str, str, str]] = []
    for slips in desk.store.outages.slip_ranges(None):
        found = account(desk.store.outages.slip_marks(slips), desk.store.outages.slip_serials(slips))
        missing += [slip_number(slips, serial) for serial in found.missing]
        void += [(slip_number(slips, serial), mark.mark, mark.reason) for serial, mark in found.void.items()]
    return missing, void
