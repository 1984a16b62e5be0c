"""현황판: a date of this desk or of the room beside the same weekday a week before, and the cases behind each figure.

For whoever leads. Read lane. Which days and closings make up the room is decided as on its sheet (`day_report`), whose sums it has.
"""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec

from app.domain.dashboard import Dashboard, DateFigures, DeskDay, Money, Received, Slice, figures_of, week_before
from app.domain.dashboard_papers import DashboardSheet
from app.domain.errors import Refused
from app.domain.views import Actor, CaseRow
from app.domain.waiting import VisitTimes
from app.ports.dashboards import Part
from app.services.desk import SEOUL, Desk, seoul_date, to_ms
from app.services.leading import may_lead
from app.services.room_totals import totals_of
from app.services.whole_book import stop_unless_whole

PAGE_MAX = 200
_DAY_MS = 86_400_000


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """What makes up a date: business days in this ledger, and the figures of desks that came on paper instead."""

    parts: list[Part]
    days: list[DeskDay]
    received: list[Received]
    money: list[Money]


def dashboard(desk: Desk, actor: Actor, on: date | None = None, place: str = "") -> Dashboard:
    """The figures of that date, today's without one. `place`: a desk's number; '' is the whole room.

    Refused `not_allowed`, `dashboard_desk_unknown`.
    """
    _may(desk, actor)
    now = desk.clock.now().astimezone(SEOUL)
    known = desk.store.dashboards.desks()
    if place and place not in known:
        raise Refused("dashboard_desk_unknown", desk=place[:10])
    wanted = on or now.date()
    running = wanted == now.date()
    time_of_day_ms = to_ms(now) - to_ms(datetime.combine(now.date(), time(), SEOUL)) if running else _DAY_MS
    return Dashboard(
        made_at=now,
        desk=place,
        known=known,
        now=_figures(desk, wanted, place, _DAY_MS),
        before=_figures(desk, week_before(wanted), place, time_of_day_ms),
        running=running,
    )


def dashboard_cases(desk: Desk, actor: Actor, wanted: Slice, *, after: int | None = None, limit: int = 100) -> list[CaseRow]:
    """The cases behind a figure, the newest first, names masked. `after`: key of the last row seen. Refused `not_allowed`."""
    _may(desk, actor)
    parts = _known(desk, date.fromisoformat(wanted.date), wanted.desk).parts
    found = desk.store.dashboards.cases(parts, wanted, after=after, limit=min(limit, PAGE_MAX))
    return desk.store.cases.rows(found) if found else []


def dashboard_sheet(desk: Desk, actor: Actor, on: date | None = None, place: str = "") -> DashboardSheet:
    """The same figures as a paper. Refused as `dashboard`, and `book_unlisted`."""
    stop_unless_whole(desk)
    board = dashboard(desk, actor, on, place)
    asked = board.now.services.keys() | board.before.services.keys()
    forms = desk.catalogue.forms
    return DashboardSheet(
        office=desk.office_info(),
        board=board,
        names={service: forms[service].short.ko for service in sorted(asked) if service in forms},
        clerk=actor.name,
        training=desk.identity.training,
    )


def may_see(desk: Desk, actor: Actor) -> bool:
    """True for the team leader and whoever stands in today (대직자)."""
    return may_lead(desk, actor, "see_dashboard", seoul_date(desk.clock.now()))


def _may(desk: Desk, actor: Actor) -> None:
    if not may_see(desk, actor):
        raise Refused("not_allowed", operation="see_dashboard", role=actor.role)


def _figures(desk: Desk, on: date, place: str, time_of_day_ms: int) -> DateFigures:
    known = _known(desk, on, place)
    tallies = desk.store.dashboards.tallies(known.parts, time_of_day_ms=time_of_day_ms)
    received = [each for counts in tallies.received.values() for each in counts] + known.received
    money = [each for sums in tallies.money.values() for each in sums] + known.money
    return figures_of(on.isoformat(), known.days, received, money, _visits(desk, on, place, known.parts))


def _visits(desk: Desk, on: date, place: str, parts: list[Part]) -> list[VisitTimes]:
    told = desk.store.visits.times(on.isoformat(), f"{on.isoformat()}~", desk=place or None)
    wanted = set(parts)
    return [each for each in told if (each.desk, each.day) in wanted]


def _known(desk: Desk, on: date, place: str) -> _Known:
    """A closing that came on paper stands for its day until its own entry comes, as on the room's sheet."""
    day, store = on.isoformat(), desk.store
    opened = [(name, found) for name, found in store.days.desks(day) if place in ("", name)]
    typed = {(each.desk, each.day): each for each in store.closings.typed(day, f"{day}~") if place in ("", each.desk)}
    closed = {(name, found.day) for name, found in opened if found.closed_at is not None}
    by_hand = [each for part, each in typed.items() if part not in closed]
    replaced = {(each.desk, each.day) for each in by_hand}
    parts = [(name, found.day) for name, found in opened if (name, found.day) not in replaced]
    received, money = [], []
    for each in by_hand:
        totals = totals_of(each)
        received += [Received(desk=each.desk, service=service, count=count) for service, count in totals.received.items()]
        money += [Money(desk=each.desk, tender=tender, taken_won=won) for tender, won in totals.by_tender().items() if won]
        money += [Money(desk=each.desk, tender=tender, back_won=won) for tender, won in totals.reversed_by_tender.items() if won]
    days = [DeskDay(desk=part[0], closed=part in closed) for part in parts]
    days += [DeskDay(desk=each.desk, closed=True, typed=True) for each in by_hand]
    return _Known(parts=parts, days=days, received=received, money=money)
