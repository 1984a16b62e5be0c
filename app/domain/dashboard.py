"""현황판: a date's work of a desk or of the room in figures, beside the same weekday a week before. Pure.

A figure is added up from the same rows as the sheets of that date (`domain.closing`, `domain.waiting`), so both say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from app.domain.tenders import TENDER_COLUMNS
from app.domain.waiting import VisitTimes, WaitingTimes, waiting_times

WEEK: Final = timedelta(days=7)
TOP: Final = 8  # services with a bar of their own; the others are one bar
FIRST_HOUR, LAST_HOUR = 9, 17  # always shown, worked in or not
_HOUR_MS: Final = 3_600_000
_SEOUL_MS: Final = 9 * _HOUR_MS


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """So many cases of a service that a desk received in that hour. `hour` None: the closing came on paper, which tells no hours.

    `later`: they came later on their day than the moment at which the other day is looked at.
    """

    desk: str
    service: str
    count: int
    hour: int | None = None
    later: bool = False


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk took and gave back by a column of tenders, in won. `tender` '': nobody says by which it went back (수기)."""

    desk: str
    tender: str
    taken_won: int = 0
    back_won: int = 0


class DeskDay(msgspec.Struct, frozen=True, kw_only=True):
    """A desk that worked on that date. `typed`: its figures came on paper (수기)."""

    desk: str
    closed: bool = False
    typed: bool = False


class DeskFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One desk's line. Money in won."""

    desk: str
    cases: int = 0
    taken_won: int = 0
    back_won: int = 0
    waiting: WaitingTimes = WaitingTimes()
    opened: bool = False
    closed: bool = False
    typed: bool = False

    @property
    def net_won(self) -> int:
        return self.taken_won - self.back_won


class DateFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All sums of one date. `hours`: of Seoul, None of closings on paper; `by_then`: cases up to the same time of that day.

    `waits`: by the hour of the call.
    """

    date: str
    cases: int
    by_then: int
    hours: dict[int | None, int]
    services: dict[str, int]
    tenders: dict[str, Money]
    desks: list[DeskFigures]
    waiting: WaitingTimes
    waits: dict[int, WaitingTimes]

    @property
    def taken_won(self) -> int:
        return sum(each.taken_won for each in self.tenders.values())

    @property
    def back_won(self) -> int:
        return sum(each.back_won for each in self.tenders.values())

    @property
    def net_won(self) -> int:
        return self.taken_won - self.back_won


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """The cases behind a figure: all of that date, or those of a desk, of some services, of an hour, or paid by a tender."""

    date: str
    desk: str = ""
    services: tuple[str, ...] = ()
    hour: int | None = None
    tender: str = ""


class HourLine(msgspec.Struct, frozen=True, kw_only=True):
    hour: int | None
    now: int
    before: int


class ServiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One service, or all that have no line of their own (`rest`)."""

    services: tuple[str, ...]
    now: int
    before: int
    rest: bool = False


class TenderLine(msgspec.Struct, frozen=True, kw_only=True):
    """Money by a column of tenders in won; `before_won` is the net of a week before."""

    tender: str
    taken_won: int
    back_won: int
    before_won: int

    @property
    def net_won(self) -> int:
        return self.taken_won - self.back_won


class WaitLine(msgspec.Struct, frozen=True, kw_only=True):
    hour: int
    now: WaitingTimes
    before: WaitingTimes


class DeskPair(msgspec.Struct, frozen=True, kw_only=True):
    """A desk's line beside its line of a week before. Who worked on one of the two dates only stands there with zeros on the other."""

    now: DeskFigures
    before: DeskFigures


class Dashboard(msgspec.Struct, frozen=True, kw_only=True):
    """현황판 of a date. `desk` '': the whole room; `known`: all desks one may choose from; `running`: the date is not over yet."""

    made_at: datetime
    desk: str
    known: list[str]
    now: DateFigures
    before: DateFigures
    running: bool = False

    @property
    def date(self) -> str:
        return self.now.date

    @property
    def is_empty(self) -> bool:
        """True where neither date has anything to show."""
        return not any(each.cases or each.tenders or each.waiting.called for each in (self.now, self.before))

    @property
    def compared(self) -> int:
        """Cases of a week before that today's are compared with: up to the same time while the date runs, else the whole date's."""
        return self.before.by_then if self.running else self.before.cases

    def hours(self) -> list[HourLine]:
        """Every hour from the first worked to the last; hours nobody knows come last."""
        known = [hour for figures in (self.now, self.before) for hour in figures.hours if hour is not None]
        first, last = min([FIRST_HOUR, *known]), max([LAST_HOUR, *known])
        unknown = [None] if None in self.now.hours or None in self.before.hours else []
        wanted: list[int | None] = [*range(first, last + 1), *unknown]
        return [HourLine(hour=hour, now=self.now.hours.get(hour, 0), before=self.before.hours.get(hour, 0)) for hour in wanted]

    def services(self, top: int = TOP) -> list[ServiceLine]:
        """The services asked for most on the two dates together, the rest as one line; never a rest of one."""
        now, before = self.now.services, self.before.services
        ordered = sorted(now.keys() | before.keys(), key=lambda each: (-now.get(each, 0), -before.get(each, 0), each))
        own, rest = (ordered, []) if len(ordered) <= top + 1 else (ordered[:top], ordered[top:])
        lines = [ServiceLine(services=(each,), now=now.get(each, 0), before=before.get(each, 0)) for each in own]
        if rest:
            summed = [sum(counts.get(each, 0) for each in rest) for counts in (now, before)]
            lines.append(ServiceLine(services=tuple(rest), now=summed[0], before=summed[1], rest=True))
        return lines

    def tenders(self) -> list[TenderLine]:
        """Cash, card, transit and others, in the order of the sheets; money given back by nobody knows what only where there is any."""
        unknown = [""] if "" in self.now.tenders or "" in self.before.tenders else []
        lines = []
        for tender in (*TENDER_COLUMNS, *unknown):
            now = self.now.tenders.get(tender) or Money(desk="", tender=tender)
            before = self.before.tenders.get(tender) or Money(desk="", tender=tender)
            lines.append(
                TenderLine(tender=tender, taken_won=now.taken_won, back_won=now.back_won, before_won=before.taken_won - before.back_won)
            )
        return lines

    def waits(self) -> list[WaitLine]:
        """Each hour in which somebody was called by ticket, on one of the two dates."""
        nobody = WaitingTimes()
        hours = sorted(self.now.waits.keys() | self.before.waits.keys())
        return [WaitLine(hour=hour, now=self.now.waits.get(hour, nobody), before=self.before.waits.get(hour, nobody)) for hour in hours]

    def desks(self) -> list[DeskPair]:
        """By number; of the desks that worked on one of the two dates."""
        now, before = ({each.desk: each for each in figures.desks} for figures in (self.now, self.before))
        return [
            DeskPair(now=now.get(name) or DeskFigures(desk=name), before=before.get(name) or DeskFigures(desk=name))
            for name in sorted(now.keys() | before.keys())
        ]


def week_before(on: date) -> date:
    """The same weekday one week earlier."""
    return on - WEEK


def change_percent(now: int, before: int) -> int | None:
    """By how many whole percent `now` is more (+) or less (-) than `before`; a half goes away from zero. None where before is none."""
    if before <= 0:
        return None
    difference = now - before
    whole = (200 * abs(difference) + before) // (2 * before)
    return whole if difference >= 0 else -whole


def hour_of(ms: int) -> int:
    """The hour of Seoul, which has no summer time."""
    return (ms + _SEOUL_MS) // _HOUR_MS % 24


def figures_of(
    on: str, desks: Iterable[DeskDay], received: Sequence[Received], money: Sequence[Money], visits: Sequence[VisitTimes]
) -> DateFigures:
    """Everything of a date added up once: by hour, by service, by tender, by desk. All of them have the same sum."""
    hours, services, tenders = _counted(received), Counter[str](), dict[str, Money]()
    for each in received:
        services[each.service] += each.count
    for part in money:
        known = tenders.get(part.tender) or Money(desk="", tender=part.tender)
        tenders[part.tender] = Money(
            desk="", tender=part.tender, taken_won=known.taken_won + part.taken_won, back_won=known.back_won + part.back_won
        )
    cases = sum(services.values())
    return DateFigures(
        date=on,
        cases=cases,
        by_then=cases - sum(each.count for each in received if each.later),
        hours=hours,
        services=dict(sorted(services.items())),
        tenders=tenders,
        desks=_desks(desks, received, money, visits),
        waiting=waiting_times(visits),
        waits=_waits(visits),
    )


def _counted(received: Iterable[Received]) -> dict[int | None, int]:
    hours: Counter[int | None] = Counter()
    for each in received:
        hours[each.hour] += each.count
    return dict(hours)


def _waits(visits: Iterable[VisitTimes]) -> dict[int, WaitingTimes]:
    by_hour: dict[int, list[VisitTimes]] = {}
    for visit in visits:
        by_hour.setdefault(hour_of(visit.called_at), []).append(visit)
    return {hour: waiting_times(told) for hour, told in sorted(by_hour.items())}


def _desks(
    desks: Iterable[DeskDay], received: Iterable[Received], money: Iterable[Money], visits: Iterable[VisitTimes]
) -> list[DeskFigures]:
    """A line a desk; its parts of one date together. It is closed when all its parts are."""
    parts: dict[str, list[DeskDay]] = {}
    for part in desks:
        parts.setdefault(part.desk, []).append(part)
    cases = _by_desk((each.desk, each.count) for each in received)
    taken = _by_desk((each.desk, each.taken_won) for each in money)
    back = _by_desk((each.desk, each.back_won) for each in money)
    called: dict[str, list[VisitTimes]] = {}
    for visit in visits:
        called.setdefault(visit.desk, []).append(visit)
    return [
        DeskFigures(
            desk=name,
            cases=cases.get(name, 0),
            taken_won=taken.get(name, 0),
            back_won=back.get(name, 0),
            waiting=waiting_times(called.get(name, ())),
            opened=True,
            closed=all(each.closed for each in days),
            typed=any(each.typed for each in days),
        )
        for name, days in sorted(parts.items())
    ]


def _by_desk(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for name, value in pairs:
        sums[name] += value
    return sums
