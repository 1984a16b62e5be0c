"""The business day of this desk: opened by a clerk, never opened again once `close_day` has shut it (ARCHITECTURE §2, G6)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import DayOpened
from app.domain.rights import require
from app.domain.views import Actor, ClosedDay, DayStatus
from app.services.closing_blockers import blocker_counts
from app.services.closing_time import time_to_close
from app.services.desk import Desk, day_date, day_to_open, seoul_date
from app.services.free_text import checked
from app.services.leading import may_lead

FLOAT_MAX_WON = 100_000_000


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
    if red and not (reason and may_lead(desk, confirmer or actor, "open_unready")):
        raise Refused("desk_not_ready", items=",".join(red))
    day = day_to_open(last, today)
    opened = DayOpened(day=day, float_won=float_won)
    if red:
        signed_by = confirmer.entry_id if confirmer is not None else None
        opened = msgspec.structs.replace(opened, not_ready=list(red), reason=reason[:200], confirmed_by=signed_by)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        tx.append(Fact(opened, desk.ids.new_id()))
    return day


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
        blockers=blocker_counts(desk),
        unsent=unsent,
        unsent_won=desk.store.exchange.pending_won(),
        closings=desk.store.days.closings(),
        grand_total_won=desk.store.days.grand_total(),
        closes=time_to_close(desk, running.day) if running is not None else "",
        opens=day_to_open(last, seoul_date(desk.clock.now())) if running is None else "",
    )


def closed_days(desk: Desk, limit: int = 31) -> list[ClosedDay]:
    """The newest closings of this desk."""
    return desk.store.days.closed(limit)
