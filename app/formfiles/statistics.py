"""The yearly tables of `resources/statistics.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from app.domain.errors import IntegrityViolated
from app.domain.statistics import EVERY, TableDef, Tables


def load_tables(path: Path) -> Tables:
    """Every table, each printed row as long as its columns. Raises IntegrityViolated `statistics_invalid` with `reason`."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_bytes().decode()), Tables)
    except OSError as error:
        raise IntegrityViolated("statistics_invalid", reason=error.strerror) from error
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IntegrityViolated("statistics_invalid", reason=str(error)) from error
    for table in found.table:
        if reason := _wrong(table):
            raise IntegrityViolated("statistics_invalid", reason=f"{table.id}: {reason}")
    return found


def _wrong(table: TableDef) -> str:
    """What the table says that it cannot mean."""
    rows = {part.name for part in table.rows}
    for parts in (table.columns, table.rows):
        names = [part.name for part in parts]
        if len(set(names)) < len(names):
            return "a name stands twice"
        for part in parts:
            if unknown := {name for name in (*part.sum, *part.minus) if name != EVERY} - set(names):
                return f"{part.name} adds {min(unknown)}, which is not there"
    for printed in table.printed:
        if len(printed.cells) != len(table.columns):
            return f"{printed.year} {printed.label} has {len(printed.cells)} cells"
        if rows and printed.label not in rows:
            return f"no row is called {printed.label}"
    return ""
