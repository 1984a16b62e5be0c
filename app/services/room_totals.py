"""Closings of other desks that come on paper: scanned from the sheet's code or typed, for the room sheet while central is away (수기)."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.closing import DayTotals, SheetRow
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import RoomTotalsTyped
from app.domain.numbers import closed_by
from app.domain.views import Actor
from app.services.desk import Desk, day_date, entry_day, seoul_date
from app.services.free_text import checked
from app.services.leading import may_lead
from app.wire.closing_code import DAY, DESK, OWNERS, read_code, row_cells, sheet_row, sound

TYPED_LABEL = "수기 합계"
PART_MAX = 99


class OwnerFigures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One owner's line at the foot of a closing sheet, in won."""

    cash: int = 0
    card: int = 0
    transit: int = 0
    other: int = 0
    reversed_won: int = 0


class TypedClosing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is typed from a closing sheet: few figures. `closing`: its number (마감번호). `cases`: 건 of the total line."""

    desk: str
    day: str
    closing: str
    cases: int
    by_owner: dict[str, OwnerFigures]
    float_won: int = 0
    counted_won: int | None = None
    grand_total_won: int = 0


def part_of_day(on: date, part: int) -> str:
    """The business day of that date which a closing sheet calls its n-th (차수). ValueError where there can be none."""
    if not 1 <= part <= PART_MAX:
        raise ValueError(part)
    return on.isoformat() if part == 1 else f"{on.isoformat()}/{part}"


def part_of(day: str) -> int:
    """Which business day of its date that is (차수); the first where another desk wrote what nobody understands."""
    part = day.partition("/")[2]
    return int(part) if part.isdecimal() and len(part) <= len(str(PART_MAX)) else 1


def add_code(desk: Desk, actor: Actor, code: str) -> RoomTotalsTyped:
    """The closing of that code stands on the room sheet until its entries come.

    Refused `not_allowed`, `code_not_ours`, `code_newer`, `code_damaged`, `totals_other_office`, `totals_own_desk`, `totals_day`,
    `totals_invalid`, `closing_known` (its entries are here already).
    """
    office, body = read_code(code)
    if office != desk.identity.office:
        raise Refused("totals_other_office", office=office[:10])
    return _add(desk, actor, body)


def type_totals(desk: Desk, actor: Actor, typed: TypedClosing) -> RoomTotalsTyped:
    """As `add_code`, for figures typed by hand: by owner and tender."""
    if not set(typed.by_owner) <= set(OWNERS):
        raise Refused("totals_invalid")
    rows = []
    for owner, figures in sorted(typed.by_owner.items()):
        row = SheetRow(service="", label=TYPED_LABEL, unit_won=0, owner=owner, **msgspec.structs.asdict(figures))
        rows.append(row_cells(row))
    body = RoomTotalsTyped(
        desk=typed.desk,
        day=typed.day,
        closing=checked(typed.closing.strip())[:40],
        rows=rows,
        received={"": typed.cases} if typed.cases else {},
        float_won=typed.float_won,
        counted_won=typed.counted_won,
        grand_total_won=typed.grand_total_won,
    )
    return _add(desk, actor, body)


def _add(desk: Desk, actor: Actor, body: RoomTotalsTyped) -> RoomTotalsTyped:
    if not may_lead(desk, actor, "room_totals"):
        raise Refused("not_allowed", operation="room_totals", role=actor.role)
    if body.desk == desk.identity.desk:
        raise Refused("totals_own_desk", desk=body.desk)
    if not DESK.fullmatch(body.desk) or not body.closing:
        raise Refused("totals_invalid")
    if not _day_fits(body.day, seoul_date(desk.clock.now())):
        raise Refused("totals_day", day=body.day[:13])
    if not sound(body) or closed_by(body.closing) not in (None, (desk.identity.office, body.desk)):
        raise Refused("totals_invalid")
    if desk.store.days.closing(body.day, desk=body.desk) is not None or desk.store.closings.is_known(body.closing):
        raise Refused("closing_known", desk=body.desk, day=body.day)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return body


def _day_fits(day: str, today: date) -> bool:
    if not DAY.fullmatch(day):
        return False
    try:
        return day_date(day) <= today
    except ValueError:
        return False


def totals_of(typed: RoomTotalsTyped) -> DayTotals:
    """The sums of a closing that came on paper."""
    rows = [sheet_row(cells) for cells in typed.rows]
    reversed_won = sum(row.reversed_won for row in rows)
    return DayTotals(
        rows=sorted(rows, key=lambda row: (row.owner, row.service, row.label, row.unit_won)),
        received=dict(sorted(typed.received.items())),
        cancelled=0,
        reprinted=0,
        first_number=None,
        last_number=None,
        reversed_by_tender={"": reversed_won} if reversed_won else {},  # the sheet does not say by which tender it went back
        payments=0,
    )
