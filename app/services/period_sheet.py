"""월계 and 연계: sums of closed days and of nothing else; a day that nobody closed is named, not counted (COUNTER §5, REFERENCE §6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from app.domain.closing import FIGURES, DayTotals, SheetRow, merge
from app.domain.closing_papers import ClosedDayLine, DistrictShare, MonthSheet
from app.domain.errors import Refused
from app.domain.office_fees import share_won
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.closings import KnownClosing
from app.services.day_report import claim_names, row_names
from app.services.day_totals import checked_totals
from app.services.desk import SEOUL, Desk
from app.services.room_totals import totals_of
from app.services.whole_book import stop_unless_whole
from app.wire.closed_paper import unpack_paper

_PERIOD = re.compile(r"(?P<year>20\d{2})(-(?P<month>0[1-9]|1[0-2]))?")


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A closed day of one desk, wherever its figures come from."""

    day: str
    label: str
    totals: DayTotals
    source: str = ""


def period_sheet(desk: Desk, actor: Actor, period: str, scope: str = "desk") -> MonthSheet:
    """The sheet of a month (`2026-11`) or a year (`2026`), of this desk or with scope `office` of the room.

    Refused `period_invalid`, `scope_unknown`, of the room `book_unlisted`; IntegrityViolated `sums_disagree`. Reader or writer lane.
    """
    require(actor.role, "report_day")
    if scope not in ("desk", "office"):
        raise Refused("scope_unknown", scope=scope[:20])
    first, last = _span(period)
    own = scope == "desk"
    if not own:
        stop_unless_whole(desk)
    known = desk.store.closings.closed(first, last, own=own)
    parts = [_Part(day=each.day, label=each.label, totals=_totals(desk, each, own=own)) for each in known]
    closed = {(each.day, each.desk) for each in known}
    typed = [] if own else [each for each in desk.store.closings.typed(first, last) if (each.day, each.desk) not in closed]
    parts += [_Part(day=each.day, label=each.closing, totals=totals_of(each), source="수기") for each in typed]
    on_paper = {(each.day, each.desk) for each in typed}
    missing = [(day, name) for day, name in desk.store.closings.unclosed(first, last, own=own) if (day, name) not in on_paper]
    totals = merge(part.totals for part in parts)
    rows_label, service_label = row_names(desk, totals)
    return MonthSheet(
        office=desk.office_info(),
        desk=desk.identity.desk if own else "",
        period=period,
        made_at=desk.clock.now(),
        clerk=actor.name,
        days=_lines(parts, by_month="-" not in period, own=own),
        totals=totals,
        missing=missing,
        rows_label=rows_label,
        service_label=service_label,
        share=_share(desk, totals, period),
        until_won=known[-1].body.grand_total_won if own and known else None,
        training=desk.identity.training,
        claim_label=claim_names(desk) if totals.claims else {},
    )


def _span(period: str) -> tuple[str, str]:
    """First and last business day there can be in that period, as text."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise Refused("period_invalid", period=period[:10])
    year, month = found["year"], found["month"]
    return (f"{year}-{month}-01", f"{year}-{month}-31~") if month else (f"{year}-01-01", f"{year}-12-31~")


def _totals(desk: Desk, closing: KnownClosing, *, own: bool) -> DayTotals:
    """What that closing vouches for: the rows of its paper where they add up to its sums, else the entries of the day."""
    paper = unpack_paper(closing.body.paper)
    if paper is not None and paper.totals.sums == closing.body.sums and _agrees(paper.totals, closing):
        return paper.totals
    return checked_totals(desk, closing.day, own=own, other_desk=None if own else closing.desk)


def _agrees(totals: DayTotals, closing: KnownClosing) -> bool:
    body = closing.body
    return (totals.by_tender(), totals.by_owner(), totals.reversed_won) == (body.by_tender, body.by_owner, body.reversed_won)


def sum_row(rows: Iterable[SheetRow]) -> SheetRow:
    """All rows as one; a passport, which has a row for its fee and one for its contribution, is counted once."""
    total = SheetRow(service="", label="", unit_won=0, owner="")
    for row in rows:
        for name in FIGURES:
            if row.owner != "contribution" or name not in ("cases", "copies", "exempt_copies"):
                setattr(total, name, getattr(total, name) + getattr(row, name))
    return total


def _lines(parts: list[_Part], *, by_month: bool, own: bool) -> list[ClosedDayLine]:
    """One line a closing of this desk; of the room one a date; in a year one a month."""
    groups: dict[str, list[_Part]] = {}
    for part in sorted(parts, key=lambda part: (part.day[:10], len(part.day), part.day)):
        groups.setdefault(part.day[:7] if by_month else part.day if own else part.day[:10], []).append(part)
    return [
        ClosedDayLine(
            label=label,
            closing_label=found[0].label if own and not by_month else "",
            sums=sum_row(row for part in found for row in part.totals.rows),
            source="수기" if any(part.source for part in found) else "",
        )
        for label, found in groups.items()
    ]


def _share(desk: Desk, totals: DayTotals, period: str) -> DistrictShare | None:
    """The district's part of the passport fees at the rate that holds at the end of the period; None where nobody has set one."""
    year, month = int(period[:4]), int(period[5:] or 12)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=SEOUL) - timedelta(minutes=1)
    rate = desk.store.office_fees.share(min(end.astimezone(UTC), desk.clock.now()))
    if rate is None:
        return None
    passports = {service for service, form in desk.catalogue.forms.items() if form.family == "passport"}
    of_won = sum(row.net_won for row in totals.rows if row.owner == "national" and row.service in passports)
    return DistrictShare(percent=rate / 100, of_won=of_won, share_won=share_won(of_won, rate))
