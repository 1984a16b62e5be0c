"""A business day of this desk is shut for ever: numbered, summed twice, signed by two people and the device, its paper kept (G6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256

import msgspec

from app.domain.closing import DayTotals
from app.domain.drawer import DrawerDay, counted_notes, drawer_day, sum_of_notes
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import CashCounted, DayClosed
from app.domain.numbers import closing_label
from app.domain.papers import DayReport
from app.domain.rights import may, require
from app.domain.views import Actor, ClosedDay
from app.ports.store import OpenDay
from app.services.closing_blockers import blocker_counts
from app.services.day_report import report_of_closing
from app.services.day_totals import checked_totals
from app.services.desk import Desk, to_ms
from app.services.free_text import checked_reason
from app.services.leading import leads
from app.services.open_items import open_items
from app.services.two_people import require_two
from app.services.visits import end_last_visit
from app.services.whole_book import stop_while_listing
from app.wire import signed
from app.wire.closed_paper import pack_paper
from app.wire.codec import encode_body

COUNTED_MAX_WON = 10_000_000_000
REASON_MAX = 200
Draw = Callable[[DayReport], bytes]


def close_day(
    desk: Desk,
    actor: Actor,
    draw: Draw,
    *,
    counted_won: int | None = None,
    notes: Mapping[int, int] | None = None,
    reason: str = "",
    confirmer: Actor | None = None,
    must_count: bool = False,
) -> ClosedDay:
    """The day is shut for ever. Works without central; what is not sent yet holds up nothing.

    `draw`: makes the PDF whose SHA-256 the entry keeps. `counted_won`, or `notes` (denomination → pieces): cash in the drawer as counted.
    Two people sign, one of them a team leader or the deputy. Refused `day_not_open`, `book_unlisted` (what is carried over is not all seen
    yet), `day_blocked` (facts: the blockers), `count_differs` (from the book, without a reason), `second_needed`, `second_is_first`,
    `supervisor_needed`, `closing_alone`, `notes_invalid`; with `must_count` also `count_needed`: money should be in the drawer, and nobody
    has counted it. A count that was made for the closing beforehand stands.
    """
    require(actor.role, "sign_closing")
    leader = _leader(desk, actor, confirmer)
    reason = checked_reason(reason)[:REASON_MAX]
    if notes is not None:
        counted_won = sum_of_notes(notes)
    if counted_won is not None and not 0 <= counted_won <= COUNTED_MAX_WON:
        raise Refused("amount_invalid")
    last = desk.store.days.last()
    if last is None or last.closed_at is not None:
        raise Refused("day_not_open")
    stop_while_listing(desk)
    if blocked := blocker_counts(desk):
        raise Refused("day_blocked", total=sum(blocked.values()), **blocked)
    end_last_visit(desk, actor)
    desk.store.catch_up()
    totals = checked_totals(desk, last.day)
    drawer = drawer_day(last.float_won, desk.store.drawer.sums(last.day))
    if counted_won is None and drawer.expected_won:
        before = _counted_to_close(desk, last.day, drawer)
        if before is not None:
            counted_won, notes, reason = before.counted_won, before.notes, reason or before.reason
        elif must_count:
            raise Refused("count_needed")
    if counted_won is not None and counted_won != drawer.expected_won and not reason:
        raise Refused("count_differs", difference_won=counted_won - drawer.expected_won)
    counted = None
    if counted_won is not None:
        counted = CashCounted(
            purpose="closing",
            counted_won=counted_won,
            expected_won=drawer.expected_won,
            notes=counted_notes(notes or {}),
            reason=reason,
            confirmed_by=confirmer.entry_id if confirmer is not None else None,
        )
    body = _body(desk, actor, last, totals, drawer, counted)
    body = msgspec.structs.replace(
        body, confirmed_by=confirmer.entry_id if confirmer is not None else None, deputy=not may(leader.role, "close_day")
    )
    clerk = confirmer if confirmer is not None and leader.user == actor.user else actor
    report = report_of_closing(desk, last, body, totals, clerk=clerk.name, confirmer=leader.name, reason=reason)
    body = msgspec.structs.replace(body, paper=pack_paper(report), paper_sha256=sha256(draw(report)).digest())
    body = msgspec.structs.replace(body, signature=desk.signer.sign(closing_message(desk, body)))
    with desk.store.transaction(actor=actor.entry_id, day=last.day) as tx:
        if counted is not None:
            tx.append(Fact(counted, desk.ids.new_id()))
        tx.append(Fact(body, desk.ids.new_id()))
    return ClosedDay(
        day=last.day,
        closing_no=body.closing_no,
        label=report.closing_label,
        closed_at=body.closed_at or 0,
        net_won=totals.net_won,
        cases=body.cases,
        user=actor.user,
    )


def _counted_to_close(desk: Desk, day: str, drawer: DrawerDay) -> CashCounted | None:
    """The count that was made for the closing beforehand, if nothing has moved since."""
    counts = desk.store.drawer.counts(day)
    if not counts or counts[-1].body.purpose != "closing" or counts[-1].body.expected_won != drawer.expected_won:
        return None
    return counts[-1].body


def _leader(desk: Desk, actor: Actor, confirmer: Actor | None) -> Actor:
    """Which of the two signs as the team leader; of two leaders the one who confirms."""
    if confirmer is None:
        known = desk.store.working.credentials()
        if sum(each.active and each.role in ("clerk", "passport_clerk", "supervisor") for each in known) < 2:
            raise Refused("closing_alone")
    else:
        require(confirmer.role, "sign_closing")
    require_two(desk, actor, confirmer)
    return confirmer if confirmer is not None and leads(desk, confirmer) else actor


def _body(desk: Desk, actor: Actor, last: OpenDay, totals: DayTotals, drawer: DrawerDay, counted: CashCounted | None) -> DayClosed:
    """The closing without its paper, its second person and its signature. The moment is taken here: the paper bears it."""
    days, exchange = desk.store.days, desk.store.exchange
    closed_before = days.closed(1)
    before = days.closing(closed_before[0].day) if closed_before else None
    unsent, _ = exchange.pending()
    by_service = {
        service: [count, sum(row.copies for row in totals.rows if row.service == service)] for service, count in totals.received.items()
    }
    return DayClosed(
        day=last.day,
        closing_no=days.closings() + 1,
        user=actor.user,
        confirmed_by=None,
        first_number=totals.first_number,
        last_number=totals.last_number,
        first_seq=days.first_seq(last.day),
        last_seq=exchange.head().seq + (counted is not None),
        cases=sum(totals.received.values()),
        copies=sum(row.copies for row in totals.rows),
        exempt_copies=sum(row.exempt_copies for row in totals.rows),
        cancelled=totals.cancelled,
        reprinted=totals.reprinted,
        due_won=totals.collected_won,
        waived_won=totals.waived_won,
        reversed_won=totals.reversed_won,
        by_tender=totals.by_tender(),
        by_owner=totals.by_owner(),
        by_service=by_service,
        unsent=unsent,
        unsent_won=exchange.pending_won(),
        float_won=last.float_won,
        counted_won=counted.counted_won if counted is not None else None,
        grand_total_won=days.grand_total(),
        previous=before[2] if before else bytes(32),
        signature=b"",
        sums=totals.sums,
        carried=open_items(desk),
        closed_at=to_ms(desk.clock.now()),
        cash_in_won=drawer.in_won,
        cash_out_won=drawer.out_won,
        remitted_won=drawer.remitted_won,
    )


def closing_message(desk: Desk, body: DayClosed) -> bytes:
    """The bytes a closing's signature covers: its totals with the signature left out."""
    identity, stream = desk.identity, desk.store.exchange.head().stream
    digest = sha256(encode_body(msgspec.structs.replace(body, signature=b""))).digest()
    return signed.closing(identity.central_id, identity.office, stream.device_id, stream.epoch, stream.branch, body.closing_no, digest)


def label_of(desk: Desk, closing_no: int) -> str:
    """The number of a closing of the stream that is written now."""
    identity, stream = desk.identity, desk.store.exchange.head().stream
    return closing_label(identity.office, identity.desk, stream.epoch, stream.branch, closing_no)
