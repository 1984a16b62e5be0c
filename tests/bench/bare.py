"""The yardstick: commits of plain rows through the same encrypted engine, with the same settings, on the same file system."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.ledger.database import Connections


class BareFile:
    """A file with plain tables without an index, one for each table of the ledger. A commit writes into each of them rows of the
    sizes asked for; their content cannot be packed."""

    def __init__(self, folder: Path, tables: Sequence[str]) -> None:
        steps = folder / "no-steps"
        steps.mkdir(parents=True)
        self._db = Connections(folder / "bare.db", secrets.token_bytes(32), steps, create=True)
        with self._db.atomic() as connection:
            for table in tables:
                connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, content BLOB NOT NULL)")

    def prepare(self, sizes: Mapping[str, Sequence[int]]) -> list[tuple[str, list[tuple[bytes]]]]:
        """The statement and the rows of each table that gets some."""
        return [
            (f"INSERT INTO {table} (content) VALUES (?)", [(secrets.token_bytes(size),) for size in rows])  # noqa: S608
            for table, rows in sizes.items()
            if rows
        ]

    def commit(self, statements: list[tuple[str, list[tuple[bytes]]]]) -> None:
        """All of it is on disk."""
        with self._db.atomic() as connection:
            for statement, rows in statements:
                connection.executemany(statement, rows)

    def close(self) -> None:
        self._db.leave()
