"""A whole year at the counter made and counted (issue: ≤ 10 minutes on two cores, every cell that was printed and can be known equal)."""

from __future__ import annotations

import sys
import tempfile
from os import getloadavg
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter

from app.bootstrap.demo_year import YearOptions, run_year

LIMIT_S = 600


def run(year: int, scale: float, folder: Path | None) -> int:
    """The time and the cells are printed; 1 if it took too long or a cell differs."""
    with tempfile.TemporaryDirectory(prefix="minwon-year-", dir=folder) as made:
        started = perf_counter()
        told = run_year(YearOptions(year=year, out=Path(made) / "year", scale=scale, lang="en"), lambda text: print(text, file=sys.stderr))
        took = perf_counter() - started
        size = sum(path.stat().st_size for path in Path(told.home).iterdir())
    print(f"{told.cases:,} cases, {told.steps:,} steps, {told.entries:,} entries on {told.days} days; {size / 2**20:,.0f} MiB")
    mine, drawing = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    cpu = mine.ru_utime + mine.ru_stime, drawing.ru_utime + drawing.ru_stime
    print(f"{took:.0f} s (limit {LIMIT_S} s), {told.cases / took:,.0f} cases/s")
    print(f"CPU {cpu[0]:.0f} s of the desk, {cpu[1]:.0f} s drawing citizens; load {getloadavg()[0]:.1f}")
    wrong = sum(told.apart.values())
    print(f"{told.cells - wrong}/{told.cells} printed cells equal, {wrong} wrong" + (f": {told.apart}" if told.apart else ""))
    print(f"{told.unknown} more were printed of what no ledger knows")
    good = took <= LIMIT_S and not told.apart and (told.cells > 0 or scale < 1)
    print("within the limits" if good else "LIMIT MISSED")
    return 0 if good else 1
