"""The yearly tables of civil affairs: which cases stand in which cell, and every total computed from the cells beside it. Pure.

A table is data (`resources/statistics.toml`). A cell is where a row and a column meet: it counts the cases that fit both.
Totals are never taken from anywhere: where a chapter printed a total that its own cells do not make, the report says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from app.domain.forms import Text
from app.domain.kept_periods import Kept
from app.domain.lives import is_done

Counting = Literal["received", "issued", "done"]
Source = Literal["cases", "kiosk", "records", "periods", "letters"]
Measure = Literal["received", "ended", "within_law", "beyond_law", "within_own", "mean_days"]
EVERY: Final = "*"
PRESENT: Final = "*"
_ISSUED: Final[Mapping[str, frozenset[str]]] = {
    "certificate": frozenset({"issued", "delivered", "dispatched", "delivered_by_post", "returned_by_post"}),
    "exchange": frozenset({"delivered", "issued", "sent_out"}),
    "passport": frozenset({"produced", "arrived", "dispatched", "delivered_by_post", "returned_by_post", "delivered", "void", "destroyed"}),
}
_ANSWERED: Final = frozenset({"decided", "notified", "resolved", "recorded", "issued", "disclosed"})


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row or a column. Empty conditions leave everything in; `sum`, `minus` name parts beside it and make it a total.

    `field`: an answer, a fact of a step or `channel`; `any_of` its values, or `*` for any; or
    `none_of`; of letters their texts. `quarter`: 1 to 4, 0 for the whole year. `measure`: what is told of the periods of a service.
    """

    name: str
    group: str = ""
    counts: list[str] = []
    services: list[str] = []
    field: str = ""
    any_of: list[str] = []
    none_of: list[str] = []
    lives: list[str] = []
    states: list[str] = []
    quarter: int = 0
    counting: Counting | None = None
    source: Source = "cases"
    retention: str = ""
    measure: Measure = "received"
    sum: list[str] = []
    minus: list[str] = []
    unknown: str = ""

    @property
    def is_total(self) -> bool:
        return bool(self.sum)


class PrintedRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row as it was once printed. `label`: the row of the table, empty where the row is the year."""

    year: int
    label: str
    cells: list[int]


class TableDef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table. Without `rows` it has one, the year; one of periods gets a row for each service. `label`: the header over the rows."""

    id: str
    report: str
    title: Text
    unit: str
    label: str
    columns: list[Part]
    rows: list[Part] = []
    counting: Counting = "received"
    note: Text | None = None
    printed: list[PrintedRow] = []


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`resources/statistics.toml`. `office`: whose figures were printed."""

    office: str
    table: list[TableDef]

    def find(self, name: str) -> TableDef | None:
        """The table of that id or report number."""
        return next((each for each in self.table if name in (each.id, each.report)), None)


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """Some cases that no table tells apart. `facts`: field → value, only of fields that a table asks for."""

    service: str
    life: str
    state: str
    quarter: int
    count: int
    facts: Mapping[str, str] = {}


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """Record files held: one book of one year, by how long it is kept."""

    retention: str
    count: int


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What a year's tables are made of. `kiosk`: papers by quarter, None where no machine was ever counted.

    `letters`: people written to, by text.
    """

    units: Sequence[Unit] = ()
    kiosk: Mapping[int, int] | None = None
    volumes: Sequence[Volume] = ()
    periods: Sequence[Kept] = ()
    letters: Mapping[str, int] = {}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A printed figure that is not the one computed. `difference`: printed less computed."""

    row: str
    column: str
    printed: int
    computed: int

    @property
    def difference(self) -> int:
        return self.printed - self.computed


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of figures; None in a cell that no ledger can know."""

    label: str
    cells: dict[str, int | None]
    group: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A table of a year. `unknown`: row or column → why nobody here knows it.

    `printed`: what was once printed for this office and year, its totals computed again; `wrong_totals`: printed totals that their
    own cells do not make; `compared`: printed cells that the office's book knows, `apart` those in which both differ.
    """

    table: TableDef
    year: int
    rows: list[Row]
    unknown: dict[str, str]
    printed: list[Row] = []
    wrong_totals: list[Difference] = []
    compared: int = 0
    apart: list[Difference] = []


def counts_as(life: str, state: str, counting: Counting) -> bool:
    """Whether a case in that state is one of those a table counts; a cancelled or void one never is."""
    if state in ("cancelled", "voided"):
        return False
    if counting == "issued":
        return state in _ISSUED.get(life, frozenset())
    if counting == "done":
        return state in _ANSWERED or is_done(life, state)
    return True


def fields_of(table: TableDef) -> frozenset[str]:
    """The fields whose values the table asks for: the cases of its services have to be read one by one."""
    return frozenset(part.field for part in (*table.rows, *table.columns) if part.field)


def services_of(table: TableDef, statistics: Mapping[str, Iterable[str]], lives: Mapping[str, str]) -> frozenset[str]:
    """The services that count in the table. `statistics`: service → what its form says of itself (`table:column`); `lives`: its life."""
    prefix, parts = f"{table.id}:", (*table.rows, *table.columns)
    named = {service for part in parts for service in part.services}
    named |= {service for service, life in lives.items() if any(life in part.lives for part in parts)}
    return frozenset(named | {service for service, refs in statistics.items() if any(ref.startswith(prefix) for ref in refs)})


def report(table: TableDef, year: int, material: Material, statistics: Mapping[str, Iterable[str]], *, printed: bool) -> Report:
    """The table of that year, every cell counted and every total computed. `printed`: this is the office whose figures were printed."""
    counted_in = _columns_by_service(table, statistics)
    rows = table.rows or [Part(name=str(year))]
    found: dict[str, dict[str, int | None]] = {}
    for row in rows:
        cells = {
            column.name: None if row.is_total else _cell(table, row, column, material, counted_in)
            for column in table.columns
            if not column.is_total
        }
        found[row.name] = cells
    for row in rows:
        if row.is_total:
            beside = {each.name: found[each.name] for each in rows if not each.is_total}
            for name in found[row.name]:
                found[row.name][name] = _total(row, {label: cells[name] for label, cells in beside.items()})
    made = [_row(row, _with_totals(table, found[row.name])) for row in rows]
    unknown = {part.name: part.unknown for part in (*rows, *table.columns) if part.unknown}
    if material.kiosk is None:
        unknown |= {part.name: "no_kiosk" for part in (*rows, *table.columns) if part.source == "kiosk"}
    # Letters that nobody printed here may have been printed elsewhere.
    unknown |= {
        row.label: "notices" for row, part in zip(made, rows, strict=True) if part.source == "letters" and None in row.cells.values()
    }
    if not printed:
        return Report(table=table, year=year, rows=made, unknown=unknown)
    then, wrong = _printed(table, year)
    # Record files were counted on the shelves, not in this book: what differs there says nothing about either.
    compared = [] if asks_for(table, "records") else _compared(made, then)
    apart = [each for each in compared if each.difference]
    return Report(table=table, year=year, rows=made, unknown=unknown, printed=then, wrong_totals=wrong, compared=len(compared), apart=apart)


def _row(part: Part, cells: dict[str, int | None]) -> Row:
    return Row(label=part.name, cells=cells, group=part.group)


def _columns_by_service(table: TableDef, statistics: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    prefix = f"{table.id}:"
    return {service: frozenset(ref.removeprefix(prefix) for ref in refs if ref.startswith(prefix)) for service, refs in statistics.items()}


def _cell(table: TableDef, row: Part, column: Part, material: Material, counted_in: Mapping[str, frozenset[str]]) -> int | None:
    if row.unknown or column.unknown:
        return None
    source = row.source if row.source != "cases" else column.source
    if source == "kiosk":
        quarter = row.quarter or column.quarter
        return None if material.kiosk is None else sum(n for q, n in material.kiosk.items() if quarter in (0, q))
    if source == "records":
        return sum(each.count for each in material.volumes if each.retention == (column.retention or row.retention))
    if source == "letters":
        return sum(material.letters.get(text, 0) for text in row.any_of) or None
    if source == "periods":
        return _measured(column.measure, [each for each in material.periods if each.service in row.services])
    counting = row.counting or column.counting or table.counting
    asked = [part for part in (row, column) if part != Part(name=part.name)]
    return sum(
        unit.count
        for unit in material.units
        if asked and all(_fits(part, unit, counted_in) for part in asked) and counts_as(unit.life, unit.state, counting)
    )


def _measured(measure: Measure, kept: Sequence[Kept]) -> int | None:
    """What that column tells of the row's service; None where nothing can be told."""
    match measure:
        case "received":
            return sum(each.received for each in kept)
        case "ended":
            return sum(each.ended for each in kept)
        case "within_law":
            return sum(each.within_law for each in kept)
        case "beyond_law":
            return sum(each.ended - each.within_law for each in kept)
        case "within_own":
            promised = [each.within_own for each in kept if each.within_own is not None]
            return sum(promised) if promised else None
        case "mean_days":
            return kept[0].mean_days if kept else None


def _fits(part: Part, unit: Unit, counted_in: Mapping[str, frozenset[str]]) -> bool:
    if part.counts and counted_in.get(unit.service, frozenset()).isdisjoint(part.counts):
        return False
    if part.services and unit.service not in part.services:
        return False
    if part.lives and unit.life not in part.lives:
        return False
    if part.states and unit.state not in part.states:
        return False
    if part.quarter and unit.quarter != part.quarter:
        return False
    if part.field:
        value = unit.facts.get(part.field, "")
        if part.none_of:
            return value not in part.none_of
        return bool(value) if part.any_of == [PRESENT] else value in part.any_of
    return True


def _total(part: Part, beside: Mapping[str, int | None]) -> int | None:
    """The sum of what is known; None where nothing of it is."""
    names = list(beside) if part.sum == [EVERY] else part.sum
    known = [value for name in names if (value := beside[name]) is not None]
    if not known:
        return None
    return sum(known) - sum(beside[name] or 0 for name in part.minus)


def _with_totals(table: TableDef, cells: Mapping[str, int | None]) -> dict[str, int | None]:
    """All columns in their order, totals computed."""
    parts = {each.name: cells[each.name] for each in table.columns if not each.is_total}
    return {each.name: _total(each, parts) if each.is_total else cells[each.name] for each in table.columns}


def _printed(table: TableDef, year: int) -> tuple[list[Row], list[Difference]]:
    """The printed rows of that year with their totals computed again, and the printed totals that are wrong."""
    names = [each.name for each in table.columns]
    rows: dict[str, dict[str, int]] = {
        each.label or str(each.year): dict(zip(names, each.cells, strict=True)) for each in table.printed if each.year == year
    }
    parts = [part for part in table.rows or [Part(name=str(year))] if part.name in rows]
    right: dict[str, dict[str, int | None]] = {part.name: _with_totals(table, rows[part.name]) for part in parts if not part.is_total}
    beside = dict(right)
    for part in parts:
        if part.is_total:
            right[part.name] = {name: _total(part, {label: cells[name] for label, cells in beside.items()}) for name in names}
    wrong = [
        Difference(row=part.name, column=name, printed=rows[part.name][name], computed=computed)
        for part in parts
        for name in names
        if (computed := right[part.name][name]) is not None and rows[part.name][name] != computed
    ]
    return [_row(part, right[part.name]) for part in parts], wrong


def _compared(made: Sequence[Row], then: Sequence[Row]) -> list[Difference]:
    """Every printed cell that is known here, beside the figure computed."""
    mine = {row.label: row.cells for row in made}
    return [
        Difference(row=row.label, column=name, printed=value, computed=own)
        for row in then
        for name, value in row.cells.items()
        if value is not None and (own := mine[row.label][name]) is not None
    ]


def asks_for(table: TableDef, source: Source) -> bool:
    """Whether the table needs figures from there."""
    return any(part.source == source for part in (*table.rows, *table.columns))
