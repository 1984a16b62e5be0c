"""A million deadlines: every rule of the law in turn, one in ten with a supplement, one in ten extended (issue 5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from time import perf_counter, process_time

from app.domain.deadlines import deadline, period
from app.domain.work_calendar import SEOUL, Span, WorkCalendar, whole_days
from app.formfiles.catalogue import load_catalogue
from app.settings import data_root

LIMIT_S = 10.0
PERIODS = ("immediate", "24h", "3d", "5d", "7d", "10d", "14d", "20d", "2w", "1mo")
_MINUTES = 24 * 60 * 365


def run(count: int) -> int:
    """So many were computed; 1 if a million would take longer than allowed."""
    calendar = WorkCalendar(holidays=load_catalogue(data_root() / "forms").holidays)
    periods = [period(each) for each in PERIODS]
    first = datetime(2026, 1, 1, tzinfo=SEOUL)
    received = [first + timedelta(minutes=n * 7_919 % _MINUTES) for n in range(10_000)]
    asked: list[list[Span]] = [[] if n % 10 else [_supplement(received[n].date())] for n in range(10_000)]
    checksum = 0
    began, busy = perf_counter(), process_time()
    for n in range(count):
        at, case = n % 10_000, periods[n // 10 % 10]
        found = deadline(case, received[at], calendar, asked[at], [case] if n % 10 == 5 else ())
        checksum += found is not None and found.at > received[at]
    seconds, busy = perf_counter() - began, process_time() - busy
    each = seconds / count * 1_000_000
    print(f"{count:,} deadlines in {seconds:.2f} s ({busy:.2f} s of one processor): a million in {each:.2f} s (limit {LIMIT_S:.0f} s)")
    print(f"due after receipt: {checksum:,}")
    return int(each > LIMIT_S)


def _supplement(day: date) -> Span:
    return whole_days(day + timedelta(days=1), day + timedelta(days=4), "supplement")
