"""How long a person waits for a page of the ledger and for a search, on a million entries (issue: ≤ 20 ms, warm), and for the
dashboard (≤ 50 ms, as any read a person waits for).

A search is what the window calls: the look at people's data is an entry on disk before the rows are shown, and that is timed too.
The limits are of what a person waits; the processor's part of it stands beside, which tells a slow program from a busy machine.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import NamedTuple

from app.bootstrap.homes import Home
from app.domain.dashboard import Slice
from app.domain.identity import initials
from app.domain.views import Actor
from tests.bench.build import a_name, build, people_of
from tests.bench.home import practice_home

LIMIT_MS, BOARD_LIMIT_MS = 20.0, 50.0
NAMES = 50
REPEATS = 5


class Took(NamedTuple):
    """Medians of one thing in ms: what a person waited, and what the processor worked."""

    wall: float
    cpu: float


def run(entries: int, folder: Path | None) -> int:
    """The figures are printed; 1 if a limit is missed. `folder`: where the book is kept for the next time."""
    place: AbstractContextManager[str] = tempfile.TemporaryDirectory(prefix="minwon-bench-") if folder is None else nullcontext(str(folder))
    with place as made, practice_home(Path(made)) as (home, clerk):
        build(home, clerk, entries)
        size = (home.settings.home / "ledger.db").stat().st_size / 2**20
        print(f"{home.store.head.seq:,} entries, {home.services.count_cases():,} cases, {size:,.0f} MiB")
        return _measure(home, clerk)


def waits(work: Callable[[], object]) -> Took:
    """Of several calls after a first one that is not counted."""
    work()
    wall, cpu = [], []
    for _ in range(REPEATS):
        began, worked = perf_counter(), process_time()
        work()
        wall.append((perf_counter() - began) * 1000)
        cpu.append((process_time() - worked) * 1000)
    return Took(statistics.median(wall), statistics.median(cpu))


def _measure(home: Home, clerk: Actor) -> int:
    services, random, people = home.services, Random(23), people_of(home)
    names = [a_name(random, people) for _ in range(NAMES)]
    few, middle = names[:5], _middle(home)

    def page(after: int | None) -> Took:
        return waits(lambda: services.ledger_page(after=after, limit=100))

    def search(texts: Iterable[str]) -> Took:
        """The slowest of those searches."""
        return max(waits(partial(services.find_cases, clerk, text)) for text in texts)

    found = {
        "first page": page(None),
        "page in the middle": page(middle),
        "name, two syllables": search(name[-2:] for name in few),
        "name, three syllables": search(name[:3] for name in few),
        "initials, two": search(initials(name)[:2] for name in few),
        "initials, three": search(initials(name)[:3] for name in few),
        "phone's last four": search(["4711"]),
        "a name nobody has": search(["독고탁"]),
        f"worst of {NAMES} names": search(names),
    }
    return max(_told(found, LIMIT_MS), _told(_boards(home, clerk), BOARD_LIMIT_MS))


def _boards(home: Home, leader: Actor) -> dict[str, Took]:
    """The dashboard of the last date and of one in the middle, each beside its week before, and the cases behind a bar."""
    days, boards = [row[0] for row in home.connections.all("SELECT day FROM day ORDER BY day")], home.services.dashboards
    last, middle = (date.fromisoformat(day[:10]) for day in (days[-1], days[len(days) // 2]))
    return {
        "dashboard, last date": waits(lambda: boards.of(leader, last)),
        "dashboard, middle date": waits(lambda: boards.of(leader, middle)),
        "cases behind a bar": waits(lambda: boards.cases(leader, Slice(date=middle.isoformat(), hour=9))),
    }


def _told(found: Mapping[str, Took], limit_ms: float) -> int:
    """1 if one of them is over the limit."""
    for what, took in found.items():
        print(f"{what:<24}{took.wall:8.2f} ms (CPU {took.cpu:.2f}){'' if took.wall <= limit_ms else '   OVER THE LIMIT'}")
    good = max(took.wall for took in found.values()) <= limit_ms
    print(f"limit {limit_ms:.0f} ms: {'kept' if good else 'MISSED'}")
    return 0 if good else 1


def _middle(home: Home) -> int:
    """The key of the case in the middle of the book."""
    key = home.connections.value("SELECT case_key FROM case_row ORDER BY case_key LIMIT 1 OFFSET (SELECT count(*) / 2 FROM case_row)")
    return int(key)
