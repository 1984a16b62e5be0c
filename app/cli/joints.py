"""What bootstrap hands to the command line: everything of the program that is neither services nor domain.

The command line names no adapter; `bootstrap/joints.py` fulfils these Protocols.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from app.domain.entries import Role
from app.domain.every_paper import Paper
from app.domain.finance import FinanceExport
from app.domain.forms import Catalogue
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.outage_papers import BlankSlips, OutageSheet
from app.domain.papers import DayReport
from app.domain.recovery import RecoveryReport
from app.domain.sampling import People
from app.domain.statistics import Tables
from app.domain.statistics_papers import StatisticsSheet
from app.domain.views import Actor, Far, SyncStatus
from app.domain.watched_folders import FolderNews
from app.domain.words import Lang, Words
from app.ports.clock import Clock
from app.services.check_day import DayChecked
from app.services.desk import Desk, DeskIdentity
from app.services.desk_services import DeskServices
from app.settings import Settings

T = TypeVar("T")
Passphrase = Callable[[bool], str]


class RecoveryJoint(Protocol):
    """Losses, and days without a line. `bootstrap/home_recovery.py`."""

    def reports(self) -> list[RecoveryReport]: ...

    def back_up(self, folder: Path) -> int:
        """A consistent encrypted copy; how many entries of this desk it holds."""
        ...

    def restore_from(self, folder: Path) -> RecoveryReport: ...

    def export_pending(self) -> tuple[bytes, RecoveryReport]: ...

    def import_acks(self, data: bytes) -> RecoveryReport: ...


class OpenHome(Protocol):
    """A home that is open on the calling thread."""

    @property
    def desk(self) -> Desk: ...

    @property
    def services(self) -> DeskServices: ...

    @property
    def recovery(self) -> RecoveryJoint: ...

    def sync_all(self) -> tuple[int, int]:
        """Everything pending is acknowledged, the feed read to its end; (sent, received)."""
        ...

    def watch_filling(self, seen: Callable[[Far | None], object]) -> None:
        """`seen` is told how far the taking of much from central is, on the network's thread; None when it has ended."""
        ...

    def sync_status(self, *, ask: bool = False) -> SyncStatus: ...

    def check_day(self, day: str) -> DayChecked:
        """That business date was compared with central's; what differs is work to be settled."""
        ...

    def start_sync(self) -> None: ...

    def look_into_folders(self) -> dict[str, FolderNews]:
        """What is whole in the watched folders now was taken in; how each folder is."""
        ...

    def on_lane(self, work: Callable[[], T]) -> T:
        """`work` done where the ledger may be touched; on the calling thread where the home has no lanes."""
        ...

    def close(self) -> None: ...


class Finding(Protocol):
    """The first bad entry of one stream of a book. `proven_to`: up to there all is signed and right."""

    @property
    def stream(self) -> str: ...

    @property
    def seq(self) -> int: ...

    @property
    def code(self) -> str: ...

    @property
    def proven_to(self) -> int: ...


class BookReport(Protocol):
    """What was looked at in a book and what is wrong with it."""

    @property
    def streams(self) -> Sequence[str]: ...

    @property
    def entries(self) -> int: ...

    @property
    def erased(self) -> int: ...

    @property
    def missing(self) -> int: ...

    @property
    def unproven(self) -> int: ...

    @property
    def unvouched(self) -> int: ...

    @property
    def bad(self) -> Sequence[Finding]: ...


class Violation(Protocol):
    @property
    def office(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def where(self) -> str: ...


class ClaimedRole(Protocol):
    @property
    def user(self) -> str: ...

    @property
    def claimed(self) -> str: ...

    @property
    def listed(self) -> str: ...

    @property
    def where(self) -> str: ...

    @property
    def times(self) -> int: ...


class CentralReport(Protocol):
    """What was looked at in central's database and what contradicts itself."""

    @property
    def offices(self) -> int: ...

    @property
    def streams(self) -> int: ...

    @property
    def entries(self) -> int: ...

    @property
    def cases(self) -> int: ...

    @property
    def attachments(self) -> int: ...

    @property
    def awaited(self) -> int: ...

    @property
    def violations(self) -> Sequence[Violation]: ...

    @property
    def roles(self) -> Sequence[ClaimedRole]: ...


class ServingCentral(Protocol):
    """A central that answers. `warnings`: codes a person should be told."""

    @property
    def url(self) -> str: ...

    @property
    def fingerprint(self) -> bytes: ...

    @property
    def central_id(self) -> bytes: ...

    @property
    def warnings(self) -> Sequence[str]: ...

    def stop(self) -> None: ...


class ForkRow(Protocol):
    @property
    def office(self) -> str: ...

    @property
    def desk(self) -> str: ...

    @property
    def stream(self) -> str: ...

    @property
    def differs_at(self) -> int: ...

    @property
    def kept(self) -> int: ...

    @property
    def received_at(self) -> int: ...


class RangeRow(Protocol):
    @property
    def office(self) -> str: ...

    @property
    def desk(self) -> str: ...

    @property
    def stream(self) -> str: ...

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


class ImportedFile(Protocol):
    """`acks`: the file for the desk. `refused`: stream, first seq, code of each batch that was not taken."""

    @property
    def office(self) -> str: ...

    @property
    def desk(self) -> str: ...

    @property
    def entries(self) -> int: ...

    @property
    def refused(self) -> Sequence[tuple[str, int, str]]: ...

    @property
    def acks(self) -> bytes: ...


class CentralJoint(Protocol):
    """One central: its state directory and its database. Every method but `serve` works while it serves."""

    def serve(
        self, *, listen: str, names: Sequence[str], passphrase: str | None, on_ready: Callable[[ServingCentral], None], workers: int = 1
    ) -> None:
        """It serves until it is told to stop, with that many processes."""
        ...

    def add_office(self, office: str, name: str, division: str) -> None: ...

    def add_staff(self, office: str, user: str, role: str, name: str, password: str) -> Role: ...

    def remove_staff(self, office: str, user: str) -> None: ...

    def staff_log(self, office: str) -> Sequence[Mapping[str, Any]]:
        """Every change of that office's people, the oldest first."""
        ...

    def invite(self, office: str, desk: str, *, passphrase: str | None) -> str: ...

    def verify(self) -> CentralReport: ...

    def forks(self) -> Sequence[ForkRow]: ...

    def missing(self) -> Sequence[RangeRow]: ...

    def import_pending(self, data: bytes, *, passphrase: str | None) -> ImportedFile: ...

    def revoke(self, office: str, desk: str, *, stolen: bool) -> int:
        """Its computers may only hand in their backlog; how many were live."""
        ...

    def set_notices(self, office: str, settings: Mapping[str, Any], *, passphrase: str | None) -> None:
        """Messages of that office (empty: of every one without its own) travel so from now on."""
        ...

    def notices(self, office: str | None, *, passphrase: str | None) -> dict[str, Any]:
        """`providers` without their secrets, `notices`: how many stand where."""
        ...

    def drop_notices(self, office: str) -> bool: ...

    def add_bundle(self, folder: Path, office: str) -> tuple[bytes, int]:
        """The bundle in that folder is the current one; its id and the number of its files."""
        ...


class RunningSimulator(Protocol):
    """A simulated card terminal that answers. `address`: HOST:PORT."""

    @property
    def address(self) -> str: ...

    def stop(self) -> None:
        """From a signal handler too."""
        ...


class Joints(Protocol):
    """Everything the command line may ask for. Nothing is imported before it is asked for."""

    def words(self, lang: Lang) -> Words: ...

    def catalogue(self, settings: Settings) -> Catalogue: ...

    def people(self, settings: Settings) -> People: ...

    def statistics_tables(self, settings: Settings) -> Tables: ...

    def statistics_file(self, settings: Settings, sheet: StatisticsSheet, *, table: bool, large: bool = False) -> bytes:
        """`table`: CSV, otherwise PDF."""
        ...

    def training_clock(self, settings: Settings) -> Clock:
        """The system's clock, or the one that `--at` starts."""
        ...

    def open_home(self, settings: Settings, ask: Passphrase, *, exclusive: bool = True) -> OpenHome: ...

    def open_home_on_lanes(self, settings: Settings, ask: Passphrase) -> OpenHome: ...

    def init_home(self, settings: Settings, ask: Passphrase, place: NewDesk, admin: FirstPerson, *, training: bool) -> DeskIdentity: ...

    def enroll_home(
        self,
        settings: Settings,
        ask: Passphrase,
        *,
        url: str,
        code: str,
        training: bool,
        signers: Callable[[OpenHome], AbstractContextManager[tuple[Actor, Actor | None]]],
    ) -> DeskIdentity:
        """`signers`: who signs on a desk that has worked alone; asked for nowhere else."""
        ...

    def restore_keys(self, settings: Settings, ask: Passphrase, lines: Sequence[str]) -> None:
        """See `bootstrap.key_recovery`."""
        ...

    def verify_home(self, settings: Settings, ask: Passphrase) -> BookReport: ...

    def verify_bundle(self, path: Path, settings: Settings | None, ask: Passphrase) -> BookReport:
        """`settings` None: there is no home whose keys could vouch for a stream."""
        ...

    def paper_pdf(self, settings: Settings, paper: Paper, *, size: Literal["80mm", "a4"] = "a4", large: bool = False) -> bytes: ...

    def finance_file(self, export: FinanceExport, *, workbook: bool) -> bytes:
        """`workbook`: XLSX, otherwise CSV."""
        ...

    def day_report_pdf(self, settings: Settings, report: DayReport) -> bytes: ...

    def outage_sheet_pdf(self, settings: Settings, sheet: OutageSheet) -> bytes: ...

    def blank_slips_pdf(self, settings: Settings, slips: BlankSlips) -> bytes: ...

    def central(self, settings: Settings, state: Path | None, database: str | None, attachments: Path | None = None) -> CentralJoint:
        """`attachments`: folder of sealed files; None: in the state directory."""
        ...

    def run_terminal_simulator(
        self, listen: tuple[str, int], script: Path | None, truth: Path | None, *, on_ready: Callable[[RunningSimulator], None]
    ) -> None:
        """It answers until it is told to stop."""
        ...

    def run_ticket_simulator(
        self, listen: tuple[str, int], script: Path | None, clock: Clock, *, on_ready: Callable[[RunningSimulator], None]
    ) -> None:
        """A simulated ticket machine answers until it is told to stop."""
        ...

    def run_window(self, settings: Settings, ask: Passphrase, words: Words) -> int: ...

    def run_training(self, settings: Settings, words: Words) -> int:
        """As `run_window`, in training mode."""
        ...

    def run_demo(
        self,
        *,
        out: Path | None,
        window: bool,
        seed: int,
        day_share: float,
        database: str | None,
        at: str | None,
        lang: Lang,
    ) -> int: ...

    def run_demo_year(
        self, settings: Settings, *, year: int, out: Path, seed: int, scale: float, lang: Lang, tell: Callable[[str], None]
    ) -> object:
        """What came of it, as it is written to JSON."""
        ...
