"""The end-of-day report as figures (COUNTER §5): one desk, or the whole room with a line for every desk. Nothing is typed in twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any

import msgspec

from app.domain.closing import DayTotals, merge
from app.domain.errors import Refused
from app.domain.find_services import in_order
from app.domain.money_entries import DayClosed, RoomTotalsTyped
from app.domain.numbers import closing_label
from app.domain.papers import DayReport, DeskLine, FieldCount
from app.domain.rights import require
from app.domain.tenders import DEFERRED
from app.domain.views import Actor
from app.ports.store import OpenDay
from app.services.day_totals import checked_totals
from app.services.desk import SEOUL, Desk, day_date, from_ms, seoul_date, to_ms
from app.services.open_items import duty_lines, open_items
from app.services.outages import NAMES_KO
from app.services.room_totals import part_of, totals_of
from app.services.waiting import waiting_of_day
from app.services.whole_book import stop_unless_whole
from app.wire.closed_paper import unpack_paper
from app.wire.closing_code import closing_code

LAYOUT = 2  # of papers that are made now: since 2 a hash stands on one line beside the largest code
SILENT_DAYS = 14  # a desk that has not worked for longer is not looked for
_FIELDS: tuple[tuple[str, str], ...] = (
    ("seal", "인감"),
    ("family_certificate", "가족관계 증명"),
    ("family_filing", "가족관계 신고"),
    ("passport", "여권 접수"),
    ("resident", "주민"),
    ("land", "지적"),
    ("vehicle", "차량"),
    ("other", "기타"),
    ("petition", "유기한 접수"),
)


def day_report(desk: Desk, actor: Actor, day: str, scope: str = "desk") -> DayReport:
    """Everything of the 수수료 일계표 and the 일일마감 보고서 of a business day.

    `scope`: `desk` (a business day, open or closed) or `office` (a calendar date: all desks this ledger knows; one that is not
    closed stands there as 미마감). Refused `day_unknown`, `scope_unknown`, `book_unlisted`; IntegrityViolated if sums disagree.
    """
    require(actor.role, "report_day")
    desk.store.catch_up()
    if scope == "desk":
        return _desk_report(desk, day)
    if scope == "office":
        return _office_report(desk, actor, day[:10])
    raise Refused("scope_unknown", scope=scope[:20])


def _check(totals: DayTotals, *parts: object) -> str:
    """What the report vouches for, as SHA-256: the sums and who closed; the same day gives the same value for ever."""
    return sha256(msgspec.json.encode([totals, *parts], order="deterministic")).hexdigest()


def _desk_report(desk: Desk, day: str) -> DayReport:
    found = desk.store.days.get(day)
    if found is None:
        raise Refused("day_unknown", day=day[:20])
    closing = desk.store.days.closing(day)
    body = closing[1] if closing is not None and isinstance(closing[1], DayClosed) else None
    if body is not None and (kept := unpack_paper(body.paper)) is not None:
        return kept  # what it said when it was closed: the same paper for ever
    totals = checked_totals(desk, day)
    stream = closing[0] if closing is not None else desk.store.exchange.head().stream
    no = body.closing_no if body else desk.store.days.closings() + 1
    label = closing_label(desk.identity.office, desk.identity.desk, stream.epoch, stream.branch, no)
    clerk, confirmer = _name(desk, found.opener), _name(desk, found.closer or "")
    if body is not None:
        return _own_report(desk, found, totals, label, clerk=clerk, confirmer=confirmer, body=body)
    return _own_report(desk, found, totals, label, clerk=clerk, confirmer=confirmer)


def report_of_closing(
    desk: Desk, day: OpenDay, body: DayClosed, totals: DayTotals, *, clerk: str, confirmer: str, reason: str
) -> DayReport:
    """The papers of the closing that is about to be written: exactly what its entry will say. `reason`: of cash that differs."""
    stream = desk.store.exchange.head().stream
    label = closing_label(desk.identity.office, desk.identity.desk, stream.epoch, stream.branch, body.closing_no)
    closed = msgspec.structs.replace(day, closed_at=body.closed_at)
    report = _own_report(desk, closed, totals, label, clerk=clerk, confirmer=confirmer, body=body)
    counted = body.counted_won is not None and reason
    notes = [*report.notes, *([f"과부족 사유: {reason}"] if counted else [])]
    carried = sorted(body.carried.items())
    return msgspec.structs.replace(report, notes=notes, open_items=carried, duties=duty_lines(desk), **_of_now(desk))


def _own_report(
    desk: Desk, found: OpenDay, totals: DayTotals, label: str, *, clerk: str, confirmer: str, body: DayClosed | None = None
) -> DayReport:
    """A day of this desk; with `body` as it was closed, else as it stands now."""
    pending, oldest = desk.store.exchange.pending()
    unsent, unsent_won = (body.unsent, body.unsent_won) if body else (pending, desk.store.exchange.pending_won())
    moves = desk.store.drawer.sums(found.day)
    check = _check(totals, label, found.opened_at, found.closed_at)
    grand_total_won = body.grand_total_won if body else desk.store.days.grand_total()
    counted_won = body.counted_won if body else None
    code = closing_code(
        office=desk.identity.office,
        desk=desk.identity.desk,
        day=found.day,
        closing=label,
        totals=totals,
        float_won=found.float_won,
        counted_won=counted_won,
        grand_total_won=grand_total_won,
    )
    return _report(
        desk,
        scope="desk",
        day=found.day,
        closing_label=label if found.closed_at else "",
        clerk=clerk,
        confirmer=confirmer,
        opened_at=from_ms(found.opened_at),
        closed_at=from_ms(found.closed_at) if found.closed_at else None,
        totals=totals,
        float_won=found.float_won,
        counted_won=counted_won,
        gaps=desk.store.days.gaps(found.day),
        unsent=unsent,
        unsent_won=unsent_won,
        oldest_unsent_at=from_ms(oldest) if oldest is not None else None,
        last_confirmed=desk.store.exchange.last_confirmed() or "",
        grand_total_won=grand_total_won,
        previous_hash=body.previous.hex() if body else "",
        check_sha256=check,
        desks=[],
        qr=code,
        deposited_won=moves.remitted_won,
        cash_in_won=moves.in_won,
        cash_out_won=moves.out_won,
        cash_back_won=moves.returned_won,
        terminals_won=_terminals(desk, found.day),
        deputy=body.deputy if body else False,
        **({} if body is not None else _of_now(desk)),
    )


def _of_now(desk: Desk) -> dict[str, Any]:
    """What a paper that is made today says and looks like; a closed one that kept nothing of it has the defaults of its time."""
    return {"alone": not desk.identity.central_url, "layout": LAYOUT}


def _terminals(desk: Desk, day: str, other_desk: str | None = None) -> int | None:
    """Purchases less cancellations as the terminals said last; None where none was asked."""
    newest = {each.body.terminal: each.body for each in desk.store.drawer.terminals(day, desk=other_desk)}
    return sum(body.purchases_won - body.cancels_won for body in newest.values()) if newest else None


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A desk's day on the room sheet. `typed`: its figures came on paper (수기); `body`: its closing, if that came by the feed."""

    desk: str
    day: OpenDay
    totals: DayTotals
    body: DayClosed | None = None
    typed: RoomTotalsTyped | None = None


def _office_report(desk: Desk, actor: Actor, day: str) -> DayReport:
    """The room: what came by the feed, for a desk whose closing did not what was typed from its paper, and 미마감 for all others."""
    stop_unless_whole(desk)
    typed = {(each.desk, each.day): each for each in desk.store.closings.typed(day, f"{day}~")}
    parts, differing = [], []
    for name, found in desk.store.days.desks(day):
        body, by_hand = _closed_body(desk, name, found), typed.pop((name, found.day), None)
        if body is None and by_hand is not None:
            parts.append(_Part(desk=name, day=found, totals=totals_of(by_hand), typed=by_hand))
            continue
        totals = checked_totals(desk, found.day, own=False, other_desk=name)
        parts.append(_Part(desk=name, day=found, totals=totals, body=body))
        if by_hand is not None and _differs(by_hand, totals):
            differing.append(f"창구 {name} 수기 합계 {totals_of(by_hand).net_won:,}원이 전송된 마감 {totals.net_won:,}원과 다릅니다")
    for (name, on), by_hand in typed.items():
        nothing = OpenDay(day=on, opened_at=0, float_won=by_hand.float_won, opener="", closed_at=None, closing_no=None, closer=None)
        parts.append(_Part(desk=name, day=nothing, totals=totals_of(by_hand), typed=by_hand))
    if not parts:
        raise Refused("day_unknown", day=day[:20])
    parts.sort(key=lambda part: (part.desk, len(part.day.day), part.day.day))
    totals = merge(part.totals for part in parts)
    lines = [_desk_line(desk, part) for part in parts]
    since = (day_date(day) - timedelta(days=SILENT_DAYS)).isoformat()
    heard = {part.desk for part in parts}
    lines += [_silent_line(name) for name in desk.store.closings.silent_desks(day, since) if name not in heard]
    lines.sort(key=lambda line: line.desk)
    check = _check(totals, [line.closing_label for line in lines])
    closed = [line.closed_at for line in lines if line.closed_at]
    all_closed = all(line.closed for line in lines)
    report = _report(
        desk,
        scope="office",
        day=day,
        parts=[(part.desk, part.day.day) for part in parts if part.typed is None],
        closing_label="",
        clerk=actor.name,
        confirmer="",
        opened_at=min((line.opened_at for line in lines if line.opened_at), default=None),
        closed_at=max(closed) if closed and all_closed else None,
        totals=totals,
        float_won=sum(part.day.float_won for part in parts),
        counted_won=_counted([part.body or part.typed for part in parts]),
        gaps=[],
        unsent=sum(line.unsent for line in lines),
        oldest_unsent_at=None,
        last_confirmed="",
        unsent_won=sum(part.body.unsent_won for part in parts if part.body),
        grand_total_won=sum({part.desk: each.grand_total_won for part in parts if (each := part.body or part.typed)}.values()),
        previous_hash="",
        check_sha256=check,
        desks=lines,
        qr=f"MINWON:O:{desk.identity.office}:{day}:{totals.net_won}:{sum(totals.received.values())}:{check[:16]}",
        deposited_won=sum(part.body.remitted_won for part in parts if part.body),
        cash_in_won=sum(part.body.cash_in_won for part in parts if part.body),
        cash_out_won=sum(part.body.cash_out_won for part in parts if part.body),
        **_of_now(desk),
    )
    return msgspec.structs.replace(report, notes=[*report.notes, *differing])


def _differs(typed: RoomTotalsTyped, totals: DayTotals) -> bool:
    mine = totals_of(typed)
    return (mine.by_tender(), mine.by_owner(), mine.reversed_won) != (totals.by_tender(), totals.by_owner(), totals.reversed_won)


def _silent_line(name: str) -> DeskLine:
    """A desk that works in this room and of which nothing came for that date: never silently missing."""
    nothing = DeskLine(desk=name, closing_label="", clerk="", opened_at=None, closed_at=None, cases=0, net_won=0, unsent=0, part=0)
    return msgspec.structs.replace(nothing, source="자료 없음")


def _counted(closings: list[DayClosed | RoomTotalsTyped | None]) -> int | None:
    """The cash of all drawers; None until every desk has counted its own."""
    counted = [body.counted_won if body is not None else None for body in closings]
    known = [won for won in counted if won is not None]
    return sum(known) if len(known) == len(counted) else None


def _closed_body(desk: Desk, name: str, found: OpenDay) -> DayClosed | None:
    closing = desk.store.days.closing(found.day, desk=name)
    return closing[1] if closing is not None and isinstance(closing[1], DayClosed) else None


def _desk_line(desk: Desk, part: _Part) -> DeskLine:
    body, typed, day = part.body, part.typed, part.day
    label = f"{desk.identity.office}-{part.desk}-D{body.closing_no:04d}" if body else typed.closing if typed else ""
    return DeskLine(
        desk=part.desk,
        closing_label=label,
        clerk=_name(desk, day.opener),
        opened_at=from_ms(day.opened_at) if day.opened_at else None,
        closed_at=from_ms(day.closed_at) if day.closed_at else None,
        cases=sum(part.totals.received.values()),
        net_won=part.totals.net_won,
        unsent=body.unsent if body else 0,
        source="전송" if body else "수기" if typed else "",
        part=part_of(day.day),
    )


def _name(desk: Desk, user: str) -> str:
    credential = desk.store.working.credential(user) if user else None
    return credential.name if credential else user


def _field_of(desk: Desk, service: str) -> str:
    form = desk.catalogue.forms.get(service)
    if form is None:
        return "other"
    if form.family in ("seal", "family_certificate", "family_filing", "passport"):
        return form.family
    if form.family in ("petition", "disclosure"):
        return "petition"
    return form.national_system if form.national_system in ("resident", "land", "vehicle") else "other"


def _field_counts(desk: Desk, day: str, today: dict[str, int], *, own: bool) -> list[FieldCount]:
    """처리현황: this business day, the calendar day before, the month up to this day; of this desk, or of all desks known here.

    The day before and the month are sums of closed days only (REFERENCE §6), this day is counted whether it is closed or not.
    """
    this_date = day_date(day)
    before_date = (this_date - timedelta(days=1)).isoformat()
    before = desk.store.days.closed_counts(before_date, f"{before_date}~", own=own)
    earlier = desk.store.days.closed_counts(this_date.replace(day=1).isoformat(), f"{before_date}~", own=own)

    def summed(counts: dict[str, int], field: str) -> int:
        return sum(count for service, count in counts.items() if _field_of(desk, service) == field)

    return [
        FieldCount(
            label=label, today=summed(today, field), before=summed(before, field), month=summed(earlier, field) + summed(today, field)
        )
        for field, label in _FIELDS
    ]


def late_after_closing(desk: Desk, day: str) -> int:
    """전일 마감 후: cases of that business day of this desk that came on an earlier date."""
    return desk.store.days.remarks(day, _bounds(day)[0])[0]


def _bounds(day: str) -> tuple[int, int]:
    start = datetime.combine(day_date(day), time(), SEOUL)
    return to_ms(start), to_ms(start + timedelta(days=1))


def _outages(seen: list[tuple[str, int, int | None]], limit: int) -> list[tuple[str, int, int | None]]:
    """What the room went through until `limit`, oldest first: an outage that several desks saw is one, from first to last sight.

    What was not over at `limit` stays "not over" on this paper (None).
    """
    merged: list[tuple[str, int, int | None]] = []
    for system, start, end in sorted(seen, key=lambda each: (each[0], each[1])):
        if start > limit:
            continue
        over = end if end is not None and end <= limit else None
        last = merged[-1] if merged else None
        if last is not None and last[0] == system and (last[2] is None or start <= last[2]):
            merged[-1] = (system, last[1], None if last[2] is None or over is None else max(last[2], over))
        else:
            merged.append((system, start, over))
    return sorted(merged, key=lambda each: (each[1], each[0]))


def _penalty_notices(desk: Desk, day: str, parts: Sequence[tuple[str, str]]) -> int:
    """과태료 안내 made on that day: told in a number of their own, since nothing of them is taken here."""
    count = desk.store.office_fees.penalty_notices
    return sum(count(part, desk=name) for name, part in parts) if parts else count(day)


def row_names(desk: Desk, totals: DayTotals) -> tuple[dict[str, str], dict[str, str]]:
    """Service → name of its row on the sheet, and → its own name; both in the order in which the sheet has them."""
    seen = {row.service for row in totals.rows} | set(totals.received)
    forms = [form for form in in_order(desk.catalogue.forms.values()) if form.id in seen]
    return {form.id: form.report_row.ko for form in forms}, {form.id: form.short.ko for form in forms}


def claim_names(desk: Desk) -> dict[str, str]:
    """What the office calls 후불 and its being paid later, as papers write it."""
    found = desk.catalogue.tenders.get(DEFERRED)
    return {} if found is None or found.settled is None else {DEFERRED: found.name.ko, "settled": found.settled.ko}


def _report(
    desk: Desk,
    *,
    day: str,
    totals: DayTotals,
    scope: str,
    parts: Sequence[tuple[str, str]] = (),
    terminals_won: int | None = None,
    **values: object,
) -> DayReport:
    """`parts`: (desk, business day) of an office's sheet. `terminals_won`: what card terminals counted; None: nobody asked them."""
    since, until = _bounds(day)
    rows_label, service_label = row_names(desk, totals)
    closed_at = values.get("closed_at")
    limit = to_ms(closed_at) if isinstance(closed_at, datetime) else until
    outages = [
        (
            NAMES_KO.get(system, system),
            from_ms(start),
            from_ms(end) if end is not None else None,
            desk.store.days.cases_only_received(max(start, since), min(end or limit, until)),
        )
        for system, start, end in _outages([each[:3] for each in desk.store.days.outages(since, until)], limit)
    ]
    remarks = (
        [desk.store.days.remarks(day, since)] if not parts else [desk.store.days.remarks(part, since, desk=name) for name, part in parts]
    )
    # A room's sheet of an earlier date cannot know any more what waited then; the sheets of its desks say it.
    running = closed_at is None if scope == "desk" else day == seoul_date(desk.clock.now()).isoformat()
    card = totals.tender("card") - totals.reversed_by_tender.get("card", 0)
    return DayReport(
        office=desk.office_info(),
        scope=scope,
        desk=desk.identity.desk if scope == "desk" else "",
        day=day,
        totals=totals,
        rows_label=rows_label,
        service_label=service_label,
        field_counts=_field_counts(desk, day, totals.received, own=scope == "desk"),
        late_after_closing=sum(late for late, _ in remarks),
        outages=outages,
        notes=[f"과부족 사유: {reason}" for _, reasons in remarks for reason in reasons],
        open_items=sorted(open_items(desk).items()) if running else [],
        duties=duty_lines(desk) if running else [],
        card_total_won=card if terminals_won is None else terminals_won,
        penalty_notices=_penalty_notices(desk, day, parts),
        waiting=waiting_of_day(desk, day, parts),
        training=desk.identity.training,
        claim_label=claim_names(desk) if totals.claims else {},
        **values,  # type: ignore[arg-type]
    )
