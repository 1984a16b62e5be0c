"""The papers of the drawer, put into words (COUNTER §4): 중간집계표, 창구 인수인계서, 시재 확인표, 카드 대사표, 증지 대조표, 납입 내역서.

Making one to be printed is an entry, a second one of the same is a reprint, counted; looking at it changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import asdict

from app.domain.drawer import DrawerDay, drawer_day
from app.domain.drawer_papers import (
    CardDifference,
    CardSheet,
    CardTerminalLine,
    CashSheet,
    CountedDrawer,
    DrawerSums,
    HandOverSheet,
    InterimSheet,
    MoveLine,
    Remittance,
    RemittanceSheet,
    RevenueLine,
    StampLine,
    StampSheet,
    TenderLine,
)
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.finance import merged
from app.domain.money_entries import CashCounted, CashMoved, ShiftHandedOver, TerminalApart, TerminalApartCode, TerminalCounted
from app.domain.rights import require
from app.domain.tenders import DEFERRED
from app.domain.views import Actor
from app.ports.drawer import Done, PaidPart
from app.services.day_report import claim_names
from app.services.day_totals import checked_totals
from app.services.desk import Desk, from_ms
from app.services.drawer import covered
from app.services.drawer_settings import drawer_settings
from app.services.finance import finance_export, span
from app.services.open_items import open_items
from app.services.our_papers import printed
from app.services.till_totals import by_terminal, card_parts, running_day, stamp_sums, told, totals_of

B = TypeVar("B", bound=Body)

INTERIM, HAND_OVER, CASH = "interim_sheet", "hand_over_sheet", "cash_sheet"
CARD, STAMP, REMITTANCE = "card_sheet", "stamp_sheet", "remittance_sheet"
NO_TERMINAL = "단말기 없음"

_APART: dict[TerminalApartCode, str] = {
    "not_at_terminal": "장부에는 있으나 단말기에 없음",
    "not_in_book": "단말기에는 있으나 장부에 없음",
    "amount": "금액이 다름",
    "unknown": "결과를 아직 모름",
    "by_telephone": "전화 승인 등 직접 입력",
    "other_date": "다른 날짜에 승인",
}


def interim_sheet(desk: Desk, actor: Actor, *, print_it: bool = False) -> InterimSheet:
    """The running day so far. Nothing is closed or changed; with `print_it` its making is in the book and its number goes up.

    While the office counts blind and nobody has counted, the book's sum of the drawer is not on it (`drawer.covered`).
    Refused `not_allowed`, `day_not_open`.
    """
    require(actor.role, "report_day")
    day = running_day(desk)
    totals = checked_totals(desk, day)
    counts = desk.store.drawer.counts(day)
    counted = counts[-1] if counts else None
    unsent, _ = desk.store.exchange.pending()
    unsent_won, waiting = desk.store.exchange.pending_won(), sorted(open_items(desk).items())
    number = (printed(desk, actor, INTERIM, day, None, "") if print_it else desk.store.days.reprints(INTERIM, day)) + 1
    return InterimSheet(
        office=desk.office_info(),
        desk=desk.identity.desk,
        day=day,
        made_at=desk.clock.now(),
        clerk=actor.name,
        number=number,
        received=sum(totals.received.values()),
        issued=desk.store.drawer.finished(day),
        cancelled=totals.cancelled,
        tenders=_tenders(desk, day),
        by_owner=totals.by_owner(),
        drawer=None if covered(desk, actor, counts) else _sums(_drawer(desk, day)),
        counted_won=counted.body.counted_won if counted is not None else None,
        notes=counted.body.notes if counted is not None else {},
        reason=counted.body.reason if counted is not None else "",
        open_items=waiting,
        unsent=unsent,
        unsent_won=unsent_won,
        alone=not desk.identity.central_url,
        training=desk.identity.training,
    )


def hand_over_sheet(desk: Desk, actor: Actor, day: str = "", number: int = 0, *, reason: str = "") -> HandOverSheet:
    """The paper of a hand-over of that day (without one of the running day), as the drawer stood then; `number` from 1, 0 for the last.

    Refused `hand_over_unknown`, `day_not_open`.
    """
    require(actor.role, "report_day")
    on = day or running_day(desk)
    done, at = _chosen(desk.store.drawer.hand_overs(on), number, "hand_over_unknown")
    return HandOverSheet(
        **asdict(_counted(desk, on, done, printed(desk, actor, HAND_OVER, f"{on}#{at}", None, reason))),
        giver=done.name,
        taker=done.confirmer,
        tenders=_tenders(desk, on, before=done.seq),
        open_items=sorted(done.body.open_items.items()),
        papers=done.body.papers,
    )


def cash_sheet(desk: Desk, actor: Actor, day: str = "", number: int = 0, *, reason: str = "") -> CashSheet:
    """The 시재 확인표 of a count of that day, as the drawer stood then; day and `number` as above. Refused `count_unknown`."""
    require(actor.role, "report_day")
    on = day or running_day(desk)
    done, at = _chosen(desk.store.drawer.counts(on), number, "count_unknown")
    return CashSheet(
        **asdict(_counted(desk, on, done, printed(desk, actor, CASH, f"{on}#{at}", None, reason))),
        purpose=done.body.purpose,
        clerk=done.name,
        confirmer=done.confirmer,
        blind=done.body.blind,
        moves=[_move(each) for each in desk.store.drawer.moves(on) if each.seq < done.seq],
    )


def card_sheet(desk: Desk, actor: Actor, day: str = "", *, reason: str = "") -> CardSheet:
    """The 카드 대사표 of that day: the newest totals of each terminal beside the book. Refused `day_not_open`, `day_unknown`."""
    require(actor.role, "report_day")
    on = _known(desk, day)
    newest = {each.body.terminal: each.body for each in desk.store.drawer.terminals(on)}
    parts = by_terminal(card_parts(desk, on), newest)
    lines = [_terminal_line(terminal, newest.get(terminal), of_it) for terminal, of_it in parts.items()]
    return CardSheet(
        office=desk.office_info(),
        desk=desk.identity.desk,
        day=on,
        made_at=desk.clock.now(),
        clerk=actor.name,
        terminals=lines,
        differences=[_difference(each) for counted in newest.values() for each in counted.apart],
        unknown=sum(each.business_day == on for each in desk.store.card_payments.open()),
        reason=" / ".join(counted.reason for counted in newest.values() if counted.reason),
        reprint=printed(desk, actor, CARD, on, None, reason),
        training=desk.identity.training,
    )


def stamp_sheet(desk: Desk, actor: Actor, day: str = "", *, reason: str = "") -> StampSheet:
    """The 증지 대조표 of that day: the newest count of each device beside the office's own fees. Refused as above."""
    require(actor.role, "report_day")
    on = _known(desk, day)
    sums = stamp_sums(desk, on)
    return StampSheet(
        office=desk.office_info(),
        desk=desk.identity.desk,
        day=on,
        made_at=desk.clock.now(),
        clerk=actor.name,
        lines=[
            StampLine(
                mode=each.mode,
                device=each.device,
                first_no=each.first_no,
                last_no=each.last_no,
                issued_won=each.issued_won,
                spoiled_won=each.spoiled_won,
                spoiled=each.spoiled,
            )
            for each in sums.lines
        ],
        book_won=sums.book_won,
        returned_won=sums.returned_won,
        reason=sums.reason,
        reprint=printed(desk, actor, STAMP, on, None, reason),
        training=desk.identity.training,
    )


def remittance_sheet(desk: Desk, actor: Actor, period: str, *, office: bool = False, reason: str = "") -> RemittanceSheet:
    """The 납입 내역서 of a date or a month: what each account brought, and the cash that went to the bank. Refused as `finance_export`."""
    export = finance_export(desk, actor, period, office=office)
    first, last = span(period)
    settings = drawer_settings(desk)
    sent = [
        each
        for day, name in export.days
        for each in desk.store.drawer.moves(day, desk=None if name == desk.identity.desk else name)
        if each.body.purpose == "remit"
    ]
    scope = "office" if office else desk.identity.desk
    return RemittanceSheet(
        office=desk.office_info(),
        desk="" if office else desk.identity.desk,
        day=first,
        until=last[:10],
        made_at=desk.clock.now(),
        clerk=actor.name,
        cashier=settings.cashier,
        treasury=settings.treasury,
        pay_day=None,
        lines=[
            RevenueLine(
                code=each.code,
                account=each.name,
                owner=each.owner,
                cases=each.lines,
                cash_won=each.cash_won,
                card_won=each.card_won + each.transit_won,
                other_won=each.other_won,
                returned_won=each.returned_won,
                net_won=each.net_won,
            )
            for each in merged(row.account for row in export.rows)
        ],
        remittances=[
            Remittance(at=from_ms(each.at), amount_won=each.body.amount_won, number=each.body.number, user=each.name) for each in sent
        ],
        reprint=printed(desk, actor, REMITTANCE, f"{period}-{scope}", None, reason),
        training=desk.identity.training,
    )


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _counted(desk: Desk, day: str, done: Done[CashCounted] | Done[ShiftHandedOver], reprint: int) -> CountedDrawer:
    """The drawer as it stood when that entry was written."""
    return CountedDrawer(
        office=desk.office_info(),
        desk=desk.identity.desk,
        day=day,
        at=from_ms(done.at),
        drawer=_sums(_drawer(desk, day, before=done.seq)),
        counted_won=done.body.counted_won,
        notes=done.body.notes,
        reason=done.body.reason,
        reprint=reprint,
        training=desk.identity.training,
    )


def _known(desk: Desk, day: str) -> str:
    """That business day of this desk, without one the running day. Refused `day_unknown`, `day_not_open`."""
    if day and desk.store.days.get(day) is None:
        raise Refused("day_unknown", day=day[:20])
    return day or running_day(desk)


def _terminal_line(terminal: str, counted: TerminalCounted | None, parts: Sequence[PaidPart]) -> CardTerminalLine:
    source = counted.source if counted is not None else ""
    counted_by = told(counted) if counted is not None else None
    return CardTerminalLine(terminal=terminal or NO_TERMINAL, counted=counted_by, source=source, book=totals_of(parts))


def _chosen(found: Sequence[Done[B]], number: int, code: str) -> tuple[Done[B], int]:
    """The one of that number, counted from 1, or the last; and its number. Refused with that code."""
    at = number or len(found)
    if not 0 < at <= len(found):
        raise Refused(code)
    return found[at - 1], at


def _drawer(desk: Desk, day: str, *, before: int | None = None) -> DrawerDay:
    opened = desk.store.days.get(day)
    return drawer_day(opened.float_won if opened is not None else 0, desk.store.drawer.sums(day, before=before))


def _sums(drawer: DrawerDay) -> DrawerSums:
    return DrawerSums(
        float_won=drawer.float_won,
        cash_won=drawer.cash_won,
        returned_won=drawer.returned_won,
        in_won=drawer.in_won,
        out_won=drawer.out_won,
        remitted_won=drawer.remitted_won,
        expected_won=drawer.expected_won,
    )


def _tenders(desk: Desk, day: str, *, before: int | None = None) -> list[TenderLine]:
    """Every means of the office in the order of its keys, then what else the book knows."""
    sums = {each.tender: each for each in desk.store.drawer.tenders(day, before=before)}
    known = sorted(desk.catalogue.tenders.values(), key=lambda each: (len(each.key), each.key))
    names = {each.code: each.name.ko for each in known}
    called, settled_won = claim_names(desk), sum(each.settled_won for each in sums.values())
    lines = []
    for code in dict.fromkeys([*names, *sums]):
        found = sums.get(code)
        lines.append(
            TenderLine(
                name=names.get(code, code),
                payments=found.payments if found else 0,
                taken_won=found.taken_won if found else 0,
                refunds=found.refunds if found else 0,
                returned_won=found.returned_won if found else 0,
                settled=called.get("settled", "") if code == DEFERRED else "",
                settled_won=settled_won if code == DEFERRED else 0,
            )
        )
    return lines


def _move(each: Done[CashMoved]) -> MoveLine:
    body = each.body
    return MoveLine(
        at=from_ms(each.at),
        way=body.way,
        purpose=body.purpose,
        amount_won=body.amount_won,
        reason=body.reason,
        number=body.number,
        user=each.name,
    )


def _difference(each: TerminalApart) -> CardDifference:
    return CardDifference(
        receipt_no=each.receipt_no,
        approval_no=each.approval_no,
        at=from_ms(each.at) if each.at is not None else None,
        terminal_won=each.terminal_won,
        book_won=each.book_won,
        note=_APART[each.code],
    )
