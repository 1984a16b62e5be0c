"""The yearly tables from this ledger: one pass over the year's cases, totals computed, what nobody here can know named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from app.domain import statistics
from app.domain.errors import Refused
from app.domain.kept_periods import Kept, Run, counted, is_counted
from app.domain.statistics import Material, Part, Report, TableDef, Tables, Unit, Volume
from app.domain.statistics_papers import StatisticsSheet
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import SEOUL, Desk, to_ms
from app.services.own_targets import limits_of
from app.services.whole_book import stop_unless_whole

_ZONE = timedelta(hours=9)
_YEARS = (2000, 2100)


def yearly_table(desk: Desk, tables: Tables, name: str, year: int, *, own: bool = False, progress: Progress = UNWATCHED) -> Report:
    """The table of that id or report number for that year. `own`: only this desk's cases, otherwise all this ledger knows of the office.

    Refused `table_unknown`, `year_invalid`. Reader or writer lane; a year of 200,000 cases takes a second or two.
    """
    table = tables.find(name)
    if table is None:
        raise Refused("table_unknown", table=name[:40])
    if not _YEARS[0] <= year < _YEARS[1]:
        raise Refused("year_invalid")
    refs = {service: form.statistics for service, form in desk.catalogue.forms.items()}
    kept = _periods(desk, table, year, progress, own=own)
    table = _with_services(desk, table, kept)
    units, volumes = _units(desk, table, year, own=own), _volumes(desk, table, year)
    material = Material(units=units, kiosk=_kiosk(desk, table, year), volumes=volumes, periods=kept, letters=_letters(desk, table, year))
    return statistics.report(table, year, material, refs, printed=desk.identity.office == tables.office)


def yearly_sheet(
    desk: Desk,
    tables: Tables,
    names: Sequence[str],
    year: int,
    unknown: dict[str, str],
    *,
    own: bool = False,
    progress: Progress = UNWATCHED,
) -> StatisticsSheet:
    """Those tables of that year as a paper. `unknown`: what may be unknown → its sentence.

    Refused as `yearly_table`, and `book_unlisted`.
    """
    stop_unless_whole(desk)
    reports = []
    for at, name in enumerate(names):
        progress.step(at, len(names))
        reports.append(yearly_table(desk, tables, name, year, own=own))
    return StatisticsSheet(
        office=desk.office_info(),
        year=year,
        made_at=desk.clock.now(),
        desks=[desk.identity.desk] if own else desks_of(desk, year),
        reports=reports,
        unknown=unknown,
        training=desk.identity.training,
    )


def year_cuts(year: int) -> list[int]:
    """Where the four quarters of that year begin in Seoul, and where the last one ends, in ms."""
    begins = [datetime(year, month, 1, tzinfo=SEOUL) for month in (1, 4, 7, 10)]
    return [to_ms(each) for each in (*begins, datetime(year + 1, 1, 1, tzinfo=SEOUL))]


def desks_of(desk: Desk, year: int) -> list[str]:
    """The desks that worked in that year, as far as this ledger knows."""
    return desk.store.statistics.desks(year)


def _units(desk: Desk, table: TableDef, year: int, *, own: bool) -> Sequence[Unit]:
    forms = desk.catalogue.forms
    refs, lives = {service: form.statistics for service, form in forms.items()}, {service: form.life for service, form in forms.items()}
    services = statistics.services_of(table, refs, lives)
    if not services:
        return ()
    fields, cuts = statistics.fields_of(table), year_cuts(year)
    if fields:
        return desk.store.statistics.details(cuts, services, fields, own=own)
    return [each for each in desk.store.statistics.tally(cuts, own=own) if each.service in services]


def _kiosk(desk: Desk, table: TableDef, year: int) -> dict[int, int] | None:
    """Papers of the kiosks by quarter; None where nobody counted a machine that year."""
    if not statistics.asks_for(table, "kiosk"):
        return None
    found: dict[int, int] = {}
    for month, papers in desk.store.kiosks.by_month(year).items():
        quarter = (month + 2) // 3
        found[quarter] = found.get(quarter, 0) + papers
    return found or None


def _volumes(desk: Desk, table: TableDef, year: int) -> Sequence[Volume]:
    """Record files up to the end of that year: each book of each year is one, in the class its services are kept."""
    if not statistics.asks_for(table, "records"):
        return ()
    held: dict[str, set[tuple[int, str]]] = {}
    for then, services in desk.store.statistics.services_by_year(year_cuts(year)[-1], int(_ZONE.total_seconds()) * 1000).items():
        for service in services:
            if (form := desk.catalogue.forms.get(service)) is not None:
                held.setdefault(form.retention.label, set()).add((then, form.book))
    return [Volume(retention=label, count=len(files)) for label, files in held.items()]


def _periods(desk: Desk, table: TableDef, year: int, progress: Progress, *, own: bool) -> Sequence[Kept]:
    """How the periods of that year's cases were kept, service by service in the order of the forms; only of services that had any."""
    if not statistics.asks_for(table, "periods"):
        return ()
    asked = [service for service, form in desk.catalogue.forms.items() if is_counted(form)]
    runs: dict[str, list[Run]] = {service: [] for service in asked}
    cuts = year_cuts(year)
    for page in desk.store.books.cases(cuts[0], cuts[-1], asked, own=own):
        progress.step(sum(map(len, runs.values())))
        for record in page:
            limit, promised = limits_of(desk, record.case)
            runs[record.case.service].append(Run(record=record, limit_at=limit, own_limit_at=promised))
    return [counted(service, found) for service, found in runs.items() if found]


def _letters(desk: Desk, table: TableDef, year: int) -> dict[str, int]:
    """How many people were written to, each once for a text."""
    if not statistics.asks_for(table, "letters"):
        return {}
    cuts = year_cuts(year)
    told = desk.store.notices.by_template(cuts[0], cuts[-1])
    return {template: count for (template, way, _), count in told.items() if way == "letter"}


def _with_services(desk: Desk, table: TableDef, kept: Sequence[Kept]) -> TableDef:
    """The table of periods with a row for each service that had cases; every other table as it is."""
    if not kept:
        return table
    names: dict[str, str] = {}
    for each in kept:
        name = desk.catalogue.forms[each.service].name.ko
        names[name if name not in names else f"{name} ({each.service})"] = each.service
    return msgspec.structs.replace(table, rows=[Part(name=name, services=[service]) for name, service in names.items()])
