"""The business day of this desk: opened by a clerk, closed by a supervisor, never opened again (ARCHITECTURE §2, GUARANTEES G6)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

import msgspec

from app.domain.closing import DayTotals
from app.domain.entries import Fact
from app.domain.errors import IntegrityViolated, Refused
from app.domain.money_entries import CashCounted, DayClosed, DayOpened
from app.domain.numbers import closing_label
from app.domain.rights import may, require
from app.domain.views import Actor, ClosedDay, DayStatus
from app.services.desk import Desk, day_date, day_to_open, seoul_date
from app.services.free_text import checked
from app.wire import signed
from app.wire.codec import encode_body

FLOAT_MAX_WON = 100_000_000
COUNTED_MAX_WON = 10_000_000_000
PARKED = "parked:"


def open_day(
    desk: Desk, actor: Actor, float_won: int = 0, *, red: Sequence[str] = (), reason: str = "", confirmer: Actor | None = None
) -> str:
    """A business day is open and `float_won` (준비금) is in the drawer; its name, `2026-11-20` or the next part `2026-11-20/2`.

    `red`: what of the readiness page is red. Then a team leader, the actor or `confirmer`, signs with a reason, and all of it is in the
    entry (COUNTER §8). Refused `day_already_open`, `previous_day_unclosed` (with `day`), `desk_not_ready` (with `items`), `amount_invalid`.
    """
    require(actor.role, "open_day")
    reason = checked(reason.strip())
    if not 0 <= float_won <= FLOAT_MAX_WON:
        raise Refused("amount_invalid")
    last, today = desk.store.days.last(), seoul_date(desk.clock.now())
    if last is not None and last.closed_at is None:
        raise Refused("day_already_open" if day_date(last.day) >= today else "previous_day_unclosed", day=last.day)
    if red and not (reason and may((confirmer or actor).role, "open_unready")):
        raise Refused("desk_not_ready", items=",".join(red))
    day = day_to_open(last, today)
    opened = DayOpened(day=day, float_won=float_won)
    if red:
        signed_by = confirmer.entry_id if confirmer is not None else None
        opened = msgspec.structs.replace(opened, not_ready=list(red), reason=reason[:200], confirmed_by=signed_by)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        tx.append(Fact(opened, desk.ids.new_id()))
    return day


def blockers(desk: Desk) -> dict[str, int]:
    """What has to be settled before the day can be closed: code → how many."""
    parked = sum(1 for key in desk.store.working.drafts() if key.startswith(PARKED))
    return {"parked_visits": parked} if parked else {}


def day_status(desk: Desk) -> DayStatus:
    """Sums of the open day so far (of an unclosed earlier one too), or of nothing."""
    last = desk.store.days.last()
    running = last if last is not None and last.closed_at is None else None
    unsent, _ = desk.store.exchange.pending()
    day = running.day if running else ""
    stale = running is not None and day_date(running.day) < seoul_date(desk.clock.now())
    return DayStatus(
        day=running.day if running else None,
        opened_at=running.opened_at if running else None,
        unclosed=running.day if running is not None and stale else None,
        float_won=running.float_won if running else 0,
        totals=desk.store.days.totals_by_sql(day),
        blockers=blockers(desk),
        unsent=unsent,
        unsent_won=desk.store.exchange.pending_won(),
        closings=desk.store.days.closings(),
        grand_total_won=desk.store.days.grand_total(),
    )


def checked_totals(desk: Desk, day: str, *, own: bool = True, other_desk: str | None = None) -> DayTotals:
    """The day's sums, computed by SQL and by folding the entries. IntegrityViolated `sums_disagree` if the two differ."""
    by_sql = desk.store.days.totals_by_sql(day, own=own, desk=other_desk)
    by_fold = desk.store.days.totals_by_fold(day, own=own, desk=other_desk)
    if by_sql != by_fold:
        raise IntegrityViolated("sums_disagree", day=day)
    return by_sql


def close_day(desk: Desk, actor: Actor, *, counted_won: int | None = None, reason: str = "", confirmer: Actor | None = None) -> ClosedDay:
    """The day is shut for ever: numbered, signed by the device, its sums in the book. Works without central.

    `counted_won`: cash in the drawer as counted. Refused `day_not_open`, `day_blocked` (facts: the blockers),
    `count_differs` when the count differs from the book and no reason is given.
    """
    require((confirmer or actor).role, "close_day")
    reason = checked(reason)
    if counted_won is not None and not 0 <= counted_won <= COUNTED_MAX_WON:
        raise Refused("amount_invalid")
    last = desk.store.days.last()
    if last is None or last.closed_at is not None:
        raise Refused("day_not_open")
    if blocked := blockers(desk):
        raise Refused("day_blocked", total=sum(blocked.values()), **blocked)
    totals = checked_totals(desk, last.day)
    cash_back = totals.reversed_by_tender.get("cash", 0)
    expected = last.float_won + totals.tender("cash") - cash_back
    if counted_won is not None and counted_won != expected and not reason:
        raise Refused("count_differs", difference_won=counted_won - expected)
    with desk.store.transaction(actor=actor.entry_id, day=last.day) as tx:
        if counted_won is not None:
            counted = CashCounted(purpose="closing", counted_won=counted_won, expected_won=expected, reason=reason[:200])
            tx.append(Fact(counted, desk.ids.new_id()))
        body = _signed(desk, _body(desk, actor, last.day, totals, counted_won, confirmer.entry_id if confirmer else None, last.float_won))
        placed = tx.append(Fact(body, desk.ids.new_id()))
    identity, stream = desk.identity, desk.store.exchange.head().stream
    return ClosedDay(
        day=last.day,
        closing_no=body.closing_no,
        label=closing_label(identity.office, identity.desk, stream.epoch, stream.branch, body.closing_no),
        closed_at=placed.recorded_at,
        net_won=totals.net_won,
        cases=sum(totals.received.values()),
        user=actor.user,
    )


def _body(
    desk: Desk, actor: Actor, day: str, totals: DayTotals, counted_won: int | None, confirmed_by: UUID | None, float_won: int
) -> DayClosed:
    days, exchange = desk.store.days, desk.store.exchange
    closed_before = days.closed(1)
    before = days.closing(closed_before[0].day) if closed_before else None
    unsent, _ = exchange.pending()
    by_service = {
        service: [count, sum(row.copies for row in totals.rows if row.service == service)] for service, count in totals.received.items()
    }
    return DayClosed(
        day=day,
        closing_no=days.closings() + 1,
        user=actor.user,
        confirmed_by=confirmed_by,
        first_number=totals.first_number,
        last_number=totals.last_number,
        first_seq=days.first_seq(day),
        last_seq=exchange.head().seq,
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
        float_won=float_won,
        counted_won=counted_won,
        grand_total_won=days.grand_total(),
        previous=before[2] if before else bytes(32),
        signature=b"",
    )


def closing_message(desk: Desk, body: DayClosed) -> bytes:
    """The bytes a closing's signature covers: its totals with the signature left out."""
    identity, stream = desk.identity, desk.store.exchange.head().stream
    digest = sha256(encode_body(msgspec.structs.replace(body, signature=b""))).digest()
    return signed.closing(identity.central_id, identity.office, stream.device_id, stream.epoch, stream.branch, body.closing_no, digest)


def _signed(desk: Desk, body: DayClosed) -> DayClosed:
    return msgspec.structs.replace(body, signature=desk.signer.sign(closing_message(desk, body)))


def closed_days(desk: Desk, limit: int = 31) -> list[ClosedDay]:
    """The newest closings of this desk."""
    return desk.store.days.closed(limit)
