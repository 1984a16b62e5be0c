"""Money by 세입과목 for the finance system and the 납입 내역서: closed days as they were closed, an open one as it stands."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from app.domain.errors import Refused
from app.domain.finance import FinanceExport, FinanceRow, by_account
from app.domain.rights import require
from app.domain.views import Actor
from app.services.day_totals import checked_totals
from app.services.desk import Desk
from app.services.whole_book import stop_unless_whole


def finance_export(desk: Desk, actor: Actor, period: str, *, office: bool = False) -> FinanceExport:
    """The money of a date (`2026-11-20`) or a month (`2026-11`) by account, one row a closed day, desk and account.

    A month is the sum of its closed days; a single date has its open day too, marked by an empty closing. `office`: of every desk
    this ledger knows. Refused `not_allowed`, `period_invalid`, `day_unknown` (nothing was opened then), `book_unlisted`.
    """
    require(actor.role, "report_day")
    first, last = span(period)
    if office:
        stop_unless_whole(desk)
    closed = desk.store.closings.closed(first, last, own=not office)
    unclosed = desk.store.closings.unclosed(first, last, own=not office)
    accounts = desk.catalogue.accounts
    rows = [
        FinanceRow(day=each.day, desk=each.desk, closing=each.label, account=account)
        for each in closed
        for account in by_account(each.body.sums, accounts)
    ]
    days = [(each.day, each.desk) for each in closed]
    if len(period) == len("2026-11-20"):
        days += unclosed
        for day, name in unclosed:
            mine = name == desk.identity.desk
            totals = checked_totals(desk, day, own=mine, other_desk=None if mine else name)
            rows += [FinanceRow(day=day, desk=name, closing="", account=each) for each in by_account(totals.sums, accounts)]
    if not closed and not unclosed:
        raise Refused("day_unknown", day=period)
    return FinanceExport(
        office=desk.office_info(),
        period=period,
        made_at=desk.clock.now(),
        rows=rows,
        days=days,
        unclosed=unclosed,
        training=desk.identity.training,
    )


def span(period: str) -> tuple[str, str]:
    """First and last business day of a date or month, the last with all its parts. Refused `period_invalid`."""
    try:
        if len(period) == len("2026-11"):
            first = date.fromisoformat(f"{period}-01")
            last = first.replace(day=monthrange(first.year, first.month)[1])
        else:
            first = last = date.fromisoformat(period)
    except ValueError as error:
        raise Refused("period_invalid") from error
    if period not in (first.isoformat(), first.isoformat()[:7]):
        raise Refused("period_invalid")
    return first.isoformat(), f"{last.isoformat()}~"
