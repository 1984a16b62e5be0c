"""`minwon demo`: two desks and a central worked through a real day, from enrolment to the equal sums (processes and homes joined)."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

import msgspec

from app.bootstrap.central import CentralAt
from app.bootstrap.demo_central import CentralProcess
from app.bootstrap.drawing import need_drawing
from app.bootstrap.homes import Home, open_home, open_home_on_lanes
from app.bootstrap.new_homes import enroll_home
from app.bootstrap.papers import Papers
from app.bootstrap.self_check import trust_of
from app.bootstrap.window import run_window
from app.crypto.clock import SteppingClock
from app.demo.day_mix import load_mix
from app.demo.figures import Figures, differences
from app.demo.plan import DESKS, DayPlan, plan_day
from app.demo.story import DeskDay, Staff, play
from app.documents import receipt_pdf
from app.domain.entries import Role
from app.domain.errors import IntegrityViolated, Refused
from app.domain.papers import DayReport
from app.domain.views import ClosedDay
from app.domain.words import Lang
from app.formfiles.people import load_people
from app.formfiles.words import load_words
from app.services.desk import SEOUL
from app.settings import Settings, data_root
from app.verify.ledger import check_ledger

OFFICE, OFFICE_NAME, DIVISION = "26410", "금정구청", "민원봉사과"
OPENING = "2026-11-20T08:52:00+09:00"
SHARE_MAX = 20
LINE_S = 10.0
PEOPLE: tuple[tuple[str, Role, str], ...] = (
    ("kim", "clerk", "김하늘"),
    ("seo", "clerk", "서가온"),
    ("yoon", "passport_clerk", "윤바다"),
    ("park", "supervisor", "박가람"),
    ("admin", "administrator", "관리자"),
)
STAFF = {DESKS[0]: Staff("kim", "yoon", "park"), DESKS[1]: Staff("seo", "yoon", "park")}
_SOUNDS = ("bcdfghjkmnpqrstvwz", "aeiou")


@dataclass(frozen=True)
class DemoOptions:
    """What was asked for. `out` None: a new folder where the person stands; `day_share`: part of a whole day's work;
    `database`: central's, None for the embedded one; `at`: the opening, None for a Friday in November."""

    out: Path | None = None
    window: bool = True
    seed: int = 1
    day_share: float = 1.0
    database: str | None = None
    at: str | None = None
    lang: Lang = "ko"


def run_demo(options: DemoOptions) -> int:
    """The day was worked, its papers lie in the folder and all sums agree: 0.

    Refused `demo_out_not_empty`, `demo_out_unwritable`, `day_share_invalid`, `clock_invalid`; Unavailable `central_did_not_start`,
    `system_libraries_missing`; IntegrityViolated `demo_sums_differ`, and whatever a verification finds.
    """
    if not 0 < options.day_share <= SHARE_MAX:
        raise Refused("day_share_invalid", share_max=SHARE_MAX)
    opening = _opening(options.at)
    need_drawing(on_screen=_shows_window(options))
    demo = _Demo(options, opening, _folder(options.out))
    try:
        return demo.run()
    finally:
        demo.close()


def _opening(at: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(at or OPENING)
    except ValueError as error:
        raise Refused("clock_invalid") from error
    return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment


def _folder(wanted: Path | None) -> Path:
    """The empty folder in which everything is made."""
    if wanted is None:
        name = f"minwon-demo-{datetime.now(SEOUL):%Y%m%d-%H%M%S}"
        wanted = (Path.cwd() if os.access(Path.cwd(), os.W_OK) else Path(tempfile.gettempdir())) / name
    return empty_folder(wanted)


def empty_folder(wanted: Path) -> Path:
    """That folder, made if it is not there. Refused `demo_out_not_empty`, `demo_out_unwritable`."""
    out = wanted.expanduser().absolute()
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(out.iterdir()):
            raise Refused("demo_out_not_empty", out=str(out))
    except OSError as error:
        raise Refused("demo_out_unwritable", out=str(out)) from error
    return out


def _shows_window(options: DemoOptions) -> bool:
    display = not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return options.window and display


def _passphrase() -> str:
    """Four groups that can be read aloud and typed: about 55 bits, and what they protect is invented."""
    return "-".join("".join(secrets.choice(_SOUNDS[place % 2]) for place in range(4)) for _ in range(4))


class _Demo:
    """One run of the demo, step by step."""

    def __init__(self, options: DemoOptions, opening: datetime, out: Path) -> None:
        self.options, self.opening, self.out = options, opening, out
        self.day = opening.astimezone(SEOUL).date()
        self.data = data_root()
        self.passphrase = _passphrase()
        self.words = load_words(self.data / "resources", options.lang)
        self.papers = Papers(self.data / "resources")
        self.started = perf_counter()
        # Anchors of these homes lie in the folder too: nothing of the demo stays behind in the user's own places.
        os.environ["XDG_STATE_HOME"] = str(out / "state")
        self.central = CentralProcess(out / "central", options.database, self.passphrase, out / "central.log")
        self.homes: dict[str, Home] = {}
        self.days: dict[str, DeskDay] = {}

    def run(self) -> int:
        """All steps; the exit code."""
        self.say("title")
        self.say("folder", out=str(self.out))
        self.set_up()
        plan = self.open_day()
        self.central.stop()
        self.work(plan)
        self.central.start()
        self.send()
        shots = [] if _shows_window(self.options) else self.take_pictures()
        closed = self.close_day()
        self.finish(plan, closed, shots)
        if _shows_window(self.options):
            return self.show_window()
        self.say("done", seconds=self.seconds(self.started))
        return 0

    def close(self) -> None:
        """Homes and central are shut."""
        for home in self.homes.values():
            home.close()
        self.homes.clear()
        self.central.stop()

    # ── saying ──

    def say(self, key: str, **facts: object) -> None:
        print(self.words.text(f"demo.{key}", **facts), flush=True)

    @staticmethod
    def seconds(since: float) -> str:
        return f"{perf_counter() - since:.1f}"

    # ── 1 and 2: set up, open ──

    def settings(self, desk: str, at: datetime | None = None) -> Settings:
        moment = (at or self.opening).isoformat()
        return Settings(home=self.out / f"desk-{desk}", data=self.data, lang=self.options.lang, at=moment, passphrase=self.passphrase)

    def ask(self, _new: bool) -> str:
        return self.passphrase

    def set_up(self) -> None:
        """Central serves, knows office and people, and both desks are enrolled."""
        since = perf_counter()
        self.central.start()
        admin = CentralAt(self.settings(DESKS[0]), self.out / "central", self.options.database)
        admin.add_office(OFFICE, OFFICE_NAME, DIVISION)
        for user, role, name in PEOPLE:
            admin.add_staff(OFFICE, user, role, name, self.passphrase)
        for desk in DESKS:
            code = admin.invite(OFFICE, desk, passphrase=self.passphrase)
            enroll_home(self.settings(desk), self.ask, url=self.central.url, code=code, training=True)
        database = "PostgreSQL" if self.options.database else self.words.text("demo.embedded")
        self.say("set_up", office=OFFICE_NAME, database=database, seconds=self.seconds(since))

    def open_day(self) -> DayPlan:
        """Both desks are open for the day that is planned."""
        for desk in DESKS:
            home = self.homes[desk] = open_home(self.settings(desk), self.ask)
            self.days[desk] = DeskDay(home.services, _stepping(home), STAFF[desk], self.passphrase)
            self.days[desk].open()
        self.say("opened", day=self.day.isoformat())
        demo_files = self.data / "resources" / "demo"
        return plan_day(
            load_mix(demo_files / "day_mix.toml"),
            self.homes[DESKS[0]].desk.catalogue,
            load_people(demo_files / "people.toml"),
            seed=self.options.seed,
            day=self.day,
            day_share=Fraction(str(self.options.day_share)),
        )

    # ── 3: the day without central ──

    def work(self, plan: DayPlan) -> None:
        """Everything planned has happened, with nobody at the other end."""
        self.say("stopped")
        if any(home.sync_status(ask=True).central != "down" for home in self.homes.values()):
            raise IntegrityViolated("demo_sums_differ", summary="central")
        since = perf_counter()
        play(self.days, plan)
        played = [each.played for each in self.days.values()]
        counts = plan.counts
        self.say(
            "played",
            cases=sum(each.cases for each in played),
            papers=counts["paper"],
            passports=counts["passport"],
            filings=counts["filing"],
            visits=sum(each.visits for each in played),
            seconds=self.seconds(since),
            slowest=f"{max(each.slowest_ms for each in played):.0f}",
        )
        self.say(
            "beside",
            only=sum(each.only_received for each in played),
            later=sum(each.issued_later for each in played),
            cancelled=sum(each.cancelled for each in played),
            late=sum(each.late for each in played),
            handed=sum(each.handed_over for each in played),
        )
        first, second = (home.sync_status().pending for home in self.homes.values())
        self.say("waiting", first=first, second=second)

    # ── 4 and 5: send, close ──

    def send(self) -> None:
        since = perf_counter()
        sent = self.exchange()
        pending = sum(home.sync_status().pending for home in self.homes.values())
        self.say("synced", sent=sent, pending=pending, seconds=self.seconds(since))

    def exchange(self) -> int:
        """Every desk has sent all it had and read what the others sent; entries sent."""
        sent = sum(home.sync_all()[0] for home in self.homes.values())
        return sent + sum(home.sync_all()[0] for home in self.homes.values())

    def close_day(self) -> list[ClosedDay]:
        closed = [day.close() for day in self.days.values()]
        self.exchange()
        self.say("closed", labels=", ".join(each.label for each in closed))
        return closed

    # ── 6: papers and proofs ──

    def finish(self, plan: DayPlan, closed: list[ClosedDay], shots: list[Path]) -> None:
        """Papers are written, books verified, sums compared, the summary is in the folder."""
        day, files = self.day.isoformat(), _Files(self.out)
        for desk, home in self.homes.items():
            report = home.services.day_report(self.days[desk].leader, day)
            files.write(f"reports/desk-{desk}-{day}.pdf", self.papers.paper_pdf(report))
        office = [home.services.day_report(self.days[desk].leader, day, "office") for desk, home in self.homes.items()]
        drawn = [self.papers.paper_pdf(each) for each in office]
        files.write(f"reports/office-{day}.pdf", drawn[0])
        self.sample_papers(files)
        places = self.places(office)
        wrong = differences(places)
        if any(each != drawn[0] for each in drawn):
            wrong.append("reports of the office differ between the desks")
        books = {desk: self.verify(home) for desk, home in self.homes.items()}
        central = CentralAt(self.settings(DESKS[0]), self.out / "central", self.options.database).verify()
        if not central.ok:
            raise IntegrityViolated("central_violated", what=central.violations[0].code)
        summary: dict[str, Any] = {
            "seed": plan.seed,
            "day": day,
            "plan_sha256": plan.digest(),
            "planned": {"cases": plan.cases, **plan.counts, "services": plan.services},
            "equal": not wrong,
            "places": {name: each._asdict() for name, each in places.items()},
            "closings": [each.label for each in closed],
            "verified_entries": {**books, "central": central.entries},
            "screens": [path.relative_to(self.out).as_posix() for path in shots],
            "sha256": files.hashes,
        }
        path = self.out / "summary.json"
        path.write_bytes(msgspec.json.format(msgspec.json.encode(summary, order="deterministic"), indent=2) + b"\n")
        if wrong:
            self.say("differ", what="; ".join(wrong))
            raise IntegrityViolated("demo_sums_differ", summary=str(path))
        self.tell(places["central"], books, central.entries, shots)

    def tell(self, figures: Figures, books: dict[str, int], central_entries: int, shots: list[Path]) -> None:
        self.say("reports")
        self.say("equal", cases=figures.cases, won=figures.net_won, entries=figures.entries)
        first, second = books.values()
        self.say("verified", first=first, second=second, central=central_entries)
        if shots:
            self.say("screens", n=len(shots), folder=str(self.out / "screens"))
        self.say("files", folders=" · ".join(str(self.out / name) for name in ("reports", "papers", "summary.json")))
        self.say("sign_in", users=", ".join(user for user, _, _ in PEOPLE), passphrase=self.passphrase)

    def places(self, office: list[DayReport]) -> dict[str, Figures]:
        """What each place counts for the office's day."""
        day = self.day.isoformat()
        found = {f"desk-{desk}": Figures(*home.store.exchange.sums(day)) for desk, home in self.homes.items()}
        for desk, home in self.homes.items():
            if home.central is None:
                raise IntegrityViolated("home_damaged")
            sums = home.central.check_day(OFFICE, day)
            found["central"] = Figures(sums.cases, sums.net_won, sums.entries)
            report = office[list(self.homes).index(desk)]
            found[f"report-{desk}"] = Figures(sum(report.totals.received.values()), report.totals.net_won, None)
        return found

    def sample_papers(self, files: _Files) -> None:
        played = [each.played for each in self.days.values()]
        receipt = next((each.receipt for each in played if each.receipt), None)
        slip = next((each.slip for each in played if each.slip), None)
        provisional = next((each.provisional_slip for each in played if each.provisional_slip), None)
        if receipt is not None:
            files.write("papers/receipt-80mm.pdf", self.papers.paper_pdf(receipt))
            files.write("papers/receipt-a4.pdf", receipt_pdf(receipt, paper="a4", fonts=self.data / "resources" / "fonts"))
        if slip is not None:
            files.write("papers/intake-slip.pdf", self.papers.paper_pdf(slip))
        if provisional is not None:
            files.write("papers/provisional-slip.pdf", self.papers.paper_pdf(provisional))

    @staticmethod
    def verify(home: Home) -> int:
        """Entries of a book in which nothing is amiss. IntegrityViolated `book_violated` otherwise."""
        report = check_ledger(home.connections.here, trust_of(home, anchored=True))
        if report.bad:
            first = report.bad[0]
            raise IntegrityViolated("book_violated", stream=first.stream, seq=first.seq, what=first.code)
        return report.entries

    # ── the screen ──

    def take_pictures(self) -> list[Path]:
        """One picture of each tab, as desk 03 stands just before it closes; drawn off the screen."""
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # the offscreen platform complains of size hints each time
        # Qt comes in only here: without it the demo still has to say what is missing.
        from app.bootstrap.surroundings import surroundings
        from app.ui.shots import shoot

        desk = DESKS[0]
        actor = self.days[desk].actor("clerk")
        now = self.homes[desk].desk.clock.now()
        self.homes.pop(desk).close()
        home = open_home_on_lanes(self.settings(desk, now), self.ask)
        try:
            home.start_sync()
            _wait_for_line(home)
            return shoot(surroundings(home, self.data), self.out / "screens", actor, lang=self.options.lang)
        finally:
            home.close()
            self.reopen(desk, now)

    def reopen(self, desk: str, now: datetime) -> None:
        home = open_home(self.settings(desk, now), self.ask)
        self.homes = {desk: home, **self.homes}
        self.days[desk].moved_to(home.services, _stepping(home))

    def show_window(self) -> int:
        """The window was open on desk 03, with central behind it, until the person closed it; its exit code."""
        self.say("window")
        now = self.homes[DESKS[0]].desk.clock.now()
        for home in self.homes.values():
            home.close()
        self.homes.clear()
        return run_window(self.settings(DESKS[0], now), self.ask, self.words)


class _Files:
    """Writes below the folder and remembers what it wrote."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.hashes: dict[str, str] = {}

    def write(self, name: str, data: bytes) -> None:
        path = self._out / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        self.hashes[name] = sha256(data).hexdigest()


def _wait_for_line(home: Home) -> None:
    """The desk has heard from central, or some seconds have passed: the strip then shows what is so."""
    deadline = monotonic() + LINE_S
    while home.on_lane(home.sync_status).central != "up" and monotonic() < deadline:
        sleep(0.05)


def _stepping(home: Home) -> SteppingClock:
    clock = home.desk.clock
    if not isinstance(clock, SteppingClock):
        raise TypeError("a training home's clock can be moved")
    return clock
