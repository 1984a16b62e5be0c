"""`minwon demo year 2010`: a whole year at one counter, recorded through the desk's own services in a training home.

One process writes the ledger; a second one draws the citizens of the coming days, where the system can fork.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path
from queue import Empty, Full
from time import perf_counter
from typing import Any

import msgspec

from app.bootstrap.demo import empty_folder
from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import init_home
from app.crypto.clock import SteppingClock
from app.demo.year_mix import YearMix, load_year
from app.demo.year_plan import YearPlan, YearVisit, plan_year, visits_of_day
from app.demo.year_story import YearDesk, play_year
from app.domain.entries import Role
from app.domain.errors import Refused
from app.domain.forms import Catalogue
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.sampling import People
from app.domain.words import Lang
from app.formfiles.catalogue import load_catalogue
from app.formfiles.people import load_people
from app.formfiles.statistics import load_tables
from app.formfiles.words import load_words
from app.services.desk import SEOUL
from app.services.statistics import yearly_table
from app.settings import Settings, data_root

OFFICE, OFFICE_NAME, DIVISION, DESK = "26410", "금정구청", "민원봉사과", "03"
PEOPLE: tuple[tuple[str, Role, str], ...] = (
    ("kim", "clerk", "김하늘"),
    ("yoon", "passport_clerk", "윤바다"),
    ("park", "supervisor", "박가람"),
)
ADMIN, ADMIN_NAME = "admin", "관리자"
_AHEAD_DAYS, _LOOK_S = 6, 2.0
_SOUNDS = ("bcdfghjkmnpqrstvwz", "aeiou")


@dataclass(frozen=True)
class YearOptions:
    """What was asked for. `scale`: part of the year's work, above 0 and at most 1. `passphrase`: of home and people, None for a new one."""

    year: int
    out: Path
    seed: int = 1
    scale: float = 1.0
    lang: Lang = "ko"
    passphrase: str | None = None


class YearTold(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `apart`: table → cells in which a whole year's book differs from the print, of the `cells` that can be compared;
    `unknown`: printed cells of which the book cannot know anything (papers on shelves, letters of another system).
    """

    home: str
    year: int
    seed: int
    scale: float
    cases: int
    visits: int
    steps: int
    days: int
    entries: int
    seconds: float
    cells: int
    unknown: int
    apart: dict[str, int]
    passphrase: str


def run_year(options: YearOptions, out: Callable[[str], None]) -> YearTold:
    """The year stands in the home `desk-03` of the folder, every life ended, every day closed.

    Refused `demo_year_unknown`, `year_share_invalid`, `demo_out_not_empty`, `demo_out_unwritable`.
    """
    data = data_root()
    source = data / "resources" / "demo" / f"year_{options.year}.toml"
    if not source.exists():
        raise Refused("demo_year_unknown", year=str(options.year))
    if not 0 < options.scale <= 1:
        raise Refused("year_share_invalid")
    return _Year(options, load_year(source), data, out).run()


class _Year:
    def __init__(self, options: YearOptions, mix: YearMix, data: Path, out: Callable[[str], None]) -> None:
        self.options, self.mix, self.data, self.out = options, mix, data, out
        self.words = load_words(data / "resources", options.lang)
        self.catalogue = load_catalogue(data / "forms")
        self.people = load_people(data / "resources" / "demo" / "people.toml")
        self.passphrase = options.passphrase or "-".join("".join(secrets.choice(_SOUNDS[n % 2]) for n in range(4)) for _ in range(4))
        self.started = perf_counter()

    def say(self, key: str, **facts: object) -> None:
        self.out(self.words.text(f"demo_year.{key}", **facts))

    def run(self) -> YearTold:
        scale = Fraction(str(self.options.scale))
        plan = plan_year(self.mix, self.catalogue, seed=self.options.seed, scale=scale)
        self.say("planned", cases=plan.cases, days=len(plan.days), year=str(self.mix.year))
        with _drawn(plan, self.catalogue, self.people) as days:
            home = self._new_home()
            try:
                desk = self._desk(home, plan)
                self._play(desk, days)
                return self._told(home, desk)
            finally:
                home.close()

    def _new_home(self) -> Home:
        out = empty_folder(self.options.out)
        os.environ["XDG_STATE_HOME"] = str(
            out / "state"
        )  # the anchor lies in the folder too: nothing stays behind in the user's own places
        folder = out / f"desk-{DESK}"
        opening = datetime.combine(self.mix.working_days()[0], time(8, 30), SEOUL)
        settings = Settings(home=folder, data=self.data, lang=self.options.lang, at=opening.isoformat(), passphrase=self.passphrase)
        place, admin = NewDesk(OFFICE, DESK, OFFICE_NAME, DIVISION), FirstPerson(ADMIN, ADMIN_NAME, self.passphrase)
        init_home(settings, self._passphrase, place, admin, training=True)
        home = open_home(settings, self._passphrase)
        # A year that was cut off is made again from its seed, so the disk is not waited for: nothing anybody relies on is here yet.
        home.connections.here.execute("PRAGMA synchronous = OFF")
        home.connections.here.execute("PRAGMA cache_size = -262144")  # 256 MiB: the search index of a year is wider than a counter's day
        return home

    def _passphrase(self, _new: bool) -> str:
        return self.passphrase

    def _desk(self, home: Home, plan: YearPlan) -> YearDesk:
        services = home.services
        admin = services.sign_in(ADMIN, self.passphrase)
        for user, role, name in PEOPLE:
            services.add_staff(admin, user, role, name, self.passphrase)
        clock = home.desk.clock
        if not isinstance(clock, SteppingClock):
            raise TypeError("a training home's clock can be moved")
        users: dict[str, str] = {role: user for user, role, _ in PEOPLE}
        return YearDesk(services, clock, self.mix, self.people, self.passphrase, users, plan.kiosks, home.store.joined)

    def _play(self, desk: YearDesk, days: Iterator[tuple[date, list[YearVisit]]]) -> None:
        month = 0
        for day in play_year(desk, days):
            if day.month != month:
                month = day.month
                self.say("month", month=f"{day:%Y-%m}", cases=desk.cases, steps=desk.steps, seconds=self._seconds())

    def _seconds(self) -> str:
        return f"{perf_counter() - self.started:.0f}"

    def _told(self, home: Home, desk: YearDesk) -> YearTold:
        home.store.catch_up()
        home.connections.here.execute("PRAGMA synchronous = FULL")
        home.connections.here.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cells, unknown, apart = self._compare(home) if self.options.scale == 1 else (0, 0, {})
        told = YearTold(
            home=str(home.settings.home),
            year=self.mix.year,
            seed=self.options.seed,
            scale=self.options.scale,
            cases=desk.cases,
            visits=desk.visits,
            steps=desk.steps,
            days=desk.days,
            entries=home.store.head.seq,
            seconds=round(perf_counter() - self.started, 1),
            cells=cells,
            unknown=unknown,
            apart=apart,
            passphrase=self.passphrase,
        )
        (self.options.out / "summary.json").write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
        self.say("done", cases=told.cases, steps=told.steps, entries=told.entries, days=told.days, seconds=self._seconds())
        if self.options.scale == 1:
            self.say("compared", cells=cells, apart=sum(apart.values()), unknown=unknown)
        self.say("sign_in", users=", ".join(desk.users.values()), passphrase=self.passphrase, home=told.home)
        return told

    def _compare(self, home: Home) -> tuple[int, int, dict[str, int]]:
        """Printed cells that this book knows, printed ones that it cannot know, and how many of the first differ, table by table."""
        tables = load_tables(self.data / "resources" / "statistics.toml")
        cells, printed, apart = 0, 0, {}
        for table in tables.table:
            report = yearly_table(home.desk, tables, table.id, self.mix.year)
            cells += report.compared
            printed += sum(value is not None for row in report.printed for value in row.cells.values())
            if report.apart:
                apart[table.id] = len(report.apart)
        return cells, printed - cells, apart


Days = Iterator[tuple[date, list[YearVisit]]]


def _put(queue: Any, each: object) -> bool:
    """False if the queue was full for a while."""
    try:
        queue.put(each, timeout=_LOOK_S)
    except Full:
        return False
    return True


def _got(queue: Any, is_alive: Callable[[], bool]) -> Any:
    """The next day. EOFError where whoever draws them has ended without it: what he put in before is read first."""
    while True:
        alive = is_alive()
        try:
            return queue.get(timeout=_LOOK_S)
        except Empty:
            if not alive:
                raise EOFError("who draws the citizens has ended") from None


def _draw(plan: YearPlan, catalogue: Catalogue, people: People) -> Days:
    for day, cases in plan.days:
        yield day, visits_of_day(day, cases, catalogue, people, seed=plan.seed)


@contextmanager
def _drawn(plan: YearPlan, catalogue: Catalogue, people: People) -> Iterator[Days]:
    """The citizens of each day, drawn ahead in a process of their own; here where no process can be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        yield _draw(plan, catalogue, people)
        return
    context = multiprocessing.get_context("fork")
    queue: Any = context.Queue(_AHEAD_DAYS)

    parent = os.getpid()

    def work() -> None:
        for each in _draw(plan, catalogue, people):
            while not _put(queue, each):
                if os.getppid() != parent:  # killed: nobody reads any more, and this one would wait for ever
                    queue.cancel_join_thread()
                    return

    process = context.Process(target=work, daemon=True)
    process.start()
    try:
        yield (_got(queue, process.is_alive) for _ in plan.days)
    finally:
        process.terminate()
        process.join()
