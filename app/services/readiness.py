"""The facts of the readiness page, read from ledger and catalogue, and what the page says of them (COUNTER §8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

import msgspec

from app.domain.readiness import DeskFacts, MachineFacts, ReadyLine, Verified, judge
from app.domain.views import SyncStatus
from app.services.backups import offsite_missing, plan_of
from app.services.bundle_news import bundle_checked
from app.services.business_day import day_status
from app.services.citizen_screen import citizen_screen, citizen_screen_missing
from app.services.desk import SEOUL, Desk, to_ms
from app.services.desk_terminal import terminal_setting
from app.services.drawer_settings import drawer_settings
from app.services.lanes import Lane
from app.services.outages import lamps
from app.services.paper_slips import slip_status
from app.services.privacy_duty import duty_missing
from app.services.recovery_reports import reports
from app.services.watched_folders import SETTING as FOLDERS
from app.services.watched_folders import FolderSetting

VERIFIED, CLOCK = "verified", "clock_difference"
STAFF_AT = "staff_checked_at"
_CLOCK_MOVED_MS, _CLOCK_OLD_MS = 1_000, 600_000


class ClockDifference(msgspec.Struct, frozen=True, kw_only=True):
    """Our clock less central's, as its last acknowledgement told, and when that was."""

    difference_ms: int
    at: int


def readiness(desk: Desk, sync: SyncStatus, machine: MachineFacts, sheets: Mapping[str, int]) -> list[ReadyLine]:
    """Every line of the page as it stands now. Reader lane; `machine` was asked elsewhere, because a printer may take its time.

    `sheets`: security paper at this desk, by its name.
    """
    return judge(desk_facts(desk, sync, sheets), machine)


def desk_facts(desk: Desk, sync: SyncStatus, sheets: Mapping[str, int]) -> DeskFacts:
    """What ledger and catalogue know."""
    working, catalogue = desk.store.working, desk.catalogue
    stored, clock = working.setting(VERIFIED), clock_difference(desk)
    people = [each for each in working.credentials() if each.active]
    slips = slip_status(desk)
    terminal = terminal_setting(desk)
    bundle, closed = bundle_checked(desk), desk.store.days.closed(1)
    last = max(catalogue.holidays, default=None)
    # A table of holidays is good for the whole of the last year it knows.
    until = datetime.combine(last.replace(month=12, day=31), time(23, 59), SEOUL) if last is not None else desk.clock.now()
    return DeskFacts(
        enrolled=bool(desk.identity.central_url),
        now=to_ms(desk.clock.now()),
        entries=sync.last_seq,
        verified=msgspec.msgpack.decode(stored, type=Verified) if stored is not None else None,
        unclosed=day_status(desk).unclosed,
        clock_ms=clock.difference_ms if clock is not None else None,
        clock_at=clock.at if clock is not None else None,
        forms=len(catalogue.forms),
        fees_not_set=sum(1 for form in catalogue.forms.values() if any(fee.amount_won is None for fee in form.fees)),
        holidays_until=to_ms(until),
        staff_at=_moment(working.setting(STAFF_AT)),
        people=len(people),
        leaders=sum(1 for each in people if each.role == "supervisor"),
        oldest_unsent=sync.oldest_unacked_ms,
        pending=sync.pending,
        central_up=sync.central == "up",
        restore_tested_at=max((each.at for each in reports(desk) if each.kind == "restore"), default=None),
        slips_stock=slips.stock,
        slips_missing=len(slips.missing),
        systems_down=[lamp.system for lamp in lamps(desk) if lamp.down],
        stopped=len(desk.store.exchange.stopped()),
        branch=desk.identity.branch,
        refused_since=sync.refused_since_ms,
        terminal=terminal.terminal_id if terminal is not None else "",
        terminal_at=terminal.tested_at if terminal is not None else None,
        backup_set=bool(plan_of(desk).folder),
        offsite_missing=offsite_missing(desk),
        bundle_at=bundle[0] if bundle is not None else None,
        bundle_other=bundle is not None and bundle[1] not in (b"", catalogue.bundle),
        folders=_count(working.setting(FOLDERS)),
        stamps=drawer_settings(desk).stamps != "none",
        stamps_last=_last_stamp(desk, closed[0].day) if closed else None,
        stamps_day=closed[0].day if closed else "",
        duty_missing=len(duty_missing(desk)),
        sheets=dict(sheets),
        citizen=citizen_screen(desk).screen,
        citizen_missing=citizen_screen_missing(desk),
    )


def note_verified(desk: Desk, entries: int, bad: int) -> None:
    """The whole ledger was checked just now. Writer lane."""
    found = Verified(at=to_ms(desk.clock.now()), entries=entries, bad=bad)
    desk.store.working.put_setting(VERIFIED, msgspec.msgpack.encode(found))


def clock_difference(desk: Desk) -> ClockDifference | None:
    """What was last known of the two clocks."""
    stored = desk.store.working.setting(CLOCK)
    return msgspec.msgpack.decode(stored, type=ClockDifference) if stored is not None else None


def note_clock(desk: Desk, lane: Lane, server_time: int) -> None:
    """How far our clock is from central's is known, kept only where it moved or is old: each write is one more sync of the disk.

    `server_time`: ms, from an acknowledgement; 0 where central told none. Network thread.
    """
    if not server_time:
        return
    now = to_ms(desk.clock.now())
    fresh = ClockDifference(difference_ms=now - server_time, at=now)
    known = lane(lambda: clock_difference(desk))
    moved = known is None or abs(known.difference_ms - fresh.difference_ms) > _CLOCK_MOVED_MS
    if moved or (known is not None and abs(now - known.at) > _CLOCK_OLD_MS):
        lane(lambda: desk.store.working.put_setting(CLOCK, msgspec.msgpack.encode(fresh)))


def _moment(stored: bytes | None) -> int | None:
    """A moment kept as decimal ms."""
    return int(stored) if stored is not None and stored.isdigit() else None


def _count(stored: bytes | None) -> int:
    """How many folders are set."""
    return len(msgspec.msgpack.decode(stored, type=dict[str, FolderSetting])) if stored else 0


def _last_stamp(desk: Desk, day: str) -> int | None:
    """The highest number counted on that day; None where nobody counted."""
    return max((each.body.last_no for each in desk.store.drawer.stamps(day)), default=None)
