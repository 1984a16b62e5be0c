"""Hands the command line what it asks for (`cli.joints`). Each adapter is imported when it is first needed.

The imports stand inside functions because of start-up: `minwon status` must not pay for central, and no desk command may
load the PostgreSQL driver that peewee would find.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.words import Lang, Words
from app.settings import Settings, data_root

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.bootstrap.homes import Home
    from app.bootstrap.new_homes import Signers
    from app.bootstrap.opening import Passphrase
    from app.bootstrap.running import RunningServer
    from app.cli.joints import BookReport, CentralJoint
    from app.cli.joints import Joints as Wanted
    from app.domain.every_paper import Paper
    from app.domain.finance import FinanceExport
    from app.domain.forms import Catalogue
    from app.domain.outage_papers import BlankSlips, OutageSheet
    from app.domain.papers import DayReport
    from app.domain.sampling import People
    from app.domain.statistics import Tables
    from app.domain.statistics_papers import StatisticsSheet
    from app.ports.clock import Clock
    from app.services.desk import DeskIdentity


def hide_postgres_driver() -> None:
    """A desk never speaks to PostgreSQL, but peewee would import its driver where it is installed (80 ms of start-up)."""
    for name in ("psycopg", "psycopg2"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


class Joints:
    """See `cli.joints.Joints`."""

    def words(self, lang: Lang) -> Words:
        from app.formfiles.words_by_need import words_by_need

        return words_by_need(data_root() / "resources", lang)

    def catalogue(self, settings: Settings) -> Catalogue:
        from app.formfiles.catalogue import load_catalogue

        return load_catalogue(settings.data / "forms")

    def people(self, settings: Settings) -> People:
        from app.formfiles.people import load_people

        return load_people(settings.data / "resources" / "demo" / "people.toml")

    def statistics_tables(self, settings: Settings) -> Tables:
        from app.formfiles.statistics import load_tables

        return load_tables(settings.data / "resources" / "statistics.toml")

    def statistics_file(self, settings: Settings, sheet: StatisticsSheet, *, table: bool, large: bool = False) -> bytes:
        from app.documents.statistics_sheet import draw
        from app.domain.statistics_papers import csv_bytes

        return csv_bytes(sheet) if table else draw(sheet, settings.data / "resources" / "fonts", large=large)

    def training_clock(self, settings: Settings) -> Clock:
        hide_postgres_driver()
        from app.bootstrap.homes import clock_of

        return clock_of(settings, training=True)

    # ── homes ──

    def open_home(self, settings: Settings, ask: Passphrase, *, exclusive: bool = True) -> Home:
        hide_postgres_driver()
        from app.bootstrap.homes import open_home

        return open_home(settings, ask, exclusive=exclusive)

    def open_home_on_lanes(self, settings: Settings, ask: Passphrase) -> Home:
        hide_postgres_driver()
        from app.bootstrap.homes import open_home_on_lanes

        return open_home_on_lanes(settings, ask)

    def init_home(self, settings: Settings, ask: Passphrase, place: NewDesk, admin: FirstPerson, *, training: bool) -> DeskIdentity:
        hide_postgres_driver()
        from app.bootstrap.new_homes import init_home

        return init_home(settings, ask, place, admin, training=training)

    def enroll_home(self, settings: Settings, ask: Passphrase, *, url: str, code: str, training: bool, signers: Signers) -> DeskIdentity:
        hide_postgres_driver()
        from app.bootstrap.new_homes import enroll_home

        return enroll_home(settings, ask, url=url, code=code, training=training, signers=signers)

    def restore_keys(self, settings: Settings, ask: Passphrase, lines: Sequence[str]) -> None:
        hide_postgres_driver()
        from app.bootstrap.key_recovery import restore_keys

        restore_keys(settings, ask, lines)

    # ── proofs ──

    def verify_home(self, settings: Settings, ask: Passphrase) -> BookReport:
        """The ledger of that home was checked as it stood at one moment, beside whoever holds it."""
        from app.bootstrap.self_check import trust_of
        from app.verify.ledger import check_ledger

        try:
            home = self.open_home(settings, ask, exclusive=False)
        except Refused as error:
            if error.code != "key_does_not_fit":
                raise
            # The key came out of this home's own store: it is the file that is not what it was.
            raise IntegrityViolated("ledger_damaged") from error
        from app.ledger.database import translated

        try:
            with translated():
                return check_ledger(home.connections.here, trust_of(home, anchored=True))
        finally:
            home.close()

    def verify_bundle(self, path: Path, settings: Settings | None, ask: Passphrase) -> BookReport:
        """The exported book was checked; a home vouches for its own device and its central. Unavailable `file_unreadable`."""
        from app.bootstrap.self_check import trust_of
        from app.verify.book import Trust
        from app.verify.bundle import check_bundle

        trust = Trust()
        if settings is not None:
            home = self.open_home(settings, ask, exclusive=False)
            # No anchor: a book that was exported earlier is none the worse for what came after it.
            trust = trust_of(home, anchored=False)
            home.close()
        try:
            return check_bundle(path, trust)
        except OSError as error:
            raise Unavailable("file_unreadable", errno=error.errno) from error

    # ── papers, central, window, demo ──

    def paper_pdf(self, settings: Settings, paper: Paper, *, size: Literal["80mm", "a4"] = "a4", large: bool = False) -> bytes:
        from app.documents import paper_pdf

        return paper_pdf(paper, fonts=settings.data / "resources" / "fonts", size=size, large=large)

    def finance_file(self, export: FinanceExport, *, workbook: bool) -> bytes:
        from app.documents.finance_export import csv_bytes, xlsx_bytes

        return xlsx_bytes(export) if workbook else csv_bytes(export)

    def day_report_pdf(self, settings: Settings, report: DayReport) -> bytes:
        from app.documents import day_report_pdf

        return day_report_pdf(report, fonts=settings.data / "resources" / "fonts")

    def outage_sheet_pdf(self, settings: Settings, sheet: OutageSheet) -> bytes:
        from app.documents import outage_sheet_pdf

        return outage_sheet_pdf(sheet, fonts=settings.data / "resources" / "fonts")

    def blank_slips_pdf(self, settings: Settings, slips: BlankSlips) -> bytes:
        from app.documents import blank_slips_pdf

        return blank_slips_pdf(slips, fonts=settings.data / "resources" / "fonts")

    def central(self, settings: Settings, state: Path | None, database: str | None, attachments: Path | None = None) -> CentralJoint:
        from app.bootstrap.central import CentralAt

        return CentralAt(settings, state, database, attachments)

    def run_terminal_simulator(
        self, listen: tuple[str, int], script: Path | None, truth: Path | None, *, on_ready: Callable[[RunningServer], None]
    ) -> None:
        from app.bootstrap.terminal import run_simulator

        run_simulator(listen, script, truth, on_ready)

    def run_ticket_simulator(
        self, listen: tuple[str, int], script: Path | None, clock: Clock, *, on_ready: Callable[[RunningServer], None]
    ) -> None:
        from app.bootstrap.ticket_machine import run_ticket_simulator

        run_ticket_simulator(listen, script, clock, on_ready)

    def run_window(self, settings: Settings, ask: Passphrase, words: Words) -> int:
        hide_postgres_driver()
        from app.bootstrap.window import run_window

        return run_window(settings, ask, words)

    def run_training(self, settings: Settings, words: Words) -> int:
        hide_postgres_driver()
        from app.bootstrap.training_window import run_training

        return run_training(settings, words)

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
    ) -> int:
        if database is None:
            hide_postgres_driver()
        from app.bootstrap.demo import DemoOptions, run_demo

        return run_demo(DemoOptions(out=out, window=window, seed=seed, day_share=day_share, database=database, at=at, lang=lang))

    def run_demo_year(
        self, settings: Settings, *, year: int, out: Path, seed: int, scale: float, lang: Lang, tell: Callable[[str], None]
    ) -> object:
        hide_postgres_driver()
        from app.bootstrap.demo_year import YearOptions, run_year

        asked = YearOptions(year=year, out=out, seed=seed, scale=scale, lang=lang, passphrase=settings.passphrase)
        return run_year(asked, tell)


def joints() -> Wanted:
    """Everything the command line may ask for."""
    return Joints()
