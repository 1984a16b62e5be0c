"""What the simulated host knows it took and gave back: one row a message that moved money, in a file or in memory.

It shares no code with the desk: `python -m tests.prove G3` compares the two.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal

import msgspec

from app.domain.errors import Unavailable

Kind = Literal["purchase", "cancel", "refund"]
# `barred`: a reversal came before the purchase, which will be refused. `forgotten`: the host lost it and nobody is charged.
State = Literal["approved", "declined", "cancelled", "reversed", "barred", "forgotten"]

_TABLE = """
CREATE TABLE IF NOT EXISTS message (
    no INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    terminal TEXT NOT NULL,
    trace TEXT NOT NULL,
    amount INTEGER NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    approval_no TEXT NOT NULL,
    last4 TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    original INTEGER
);
CREATE INDEX IF NOT EXISTS message_trace ON message (terminal, trace, amount);
CREATE INDEX IF NOT EXISTS message_day ON message (terminal, day);
"""
_COLUMNS = "no, kind, terminal, trace, amount, state, answer, approval_no, last4, payment_id, at, day, original"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `answer`: field 39 of what it was told; `at`: ms; `day`: `20261120`; `original`: the purchase it gave back."""

    no: int
    kind: Kind
    terminal: str
    trace: str
    amount: int
    state: State
    answer: str
    approval_no: str
    last4: str
    payment_id: str
    at: int
    day: str
    original: int | None


class Charge(msgspec.Struct, frozen=True):
    """One row of `truth()`."""

    terminal: str
    trace: str
    amount: int
    state: State
    kind: Kind = "purchase"
    approval_no: str = ""
    payment_id: str = ""


class Truth:
    """Any thread. With a file it outlives the process: what was answered is on disk before. Unavailable `file_unwritable`."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_TABLE)
        except sqlite3.Error as error:
            raise Unavailable("file_unwritable") from error

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def add(
        self,
        kind: Kind,
        terminal: str,
        trace: str,
        amount: int,
        *,
        state: State,
        answer: str,
        payment_id: str = "",
        at: int,
        day: str,
        original: int | None = None,
    ) -> Row:
        """A new row; an approved one has an approval number of its own."""
        with self._lock:
            no = self._one("SELECT COALESCE(MAX(no), 0) + 1 FROM message")
            approval_no = f"{no:08d}" if state == "approved" else ""
            row = Row(
                no=no,
                kind=kind,
                terminal=terminal,
                trace=trace,
                amount=amount,
                state=state,
                answer=answer,
                approval_no=approval_no,
                last4=f"{(no * 7_919 + 1_234) % 10_000:04d}",
                payment_id=payment_id,
                at=at,
                day=day,
                original=original,
            )
            marks = ", ".join("?" * len(row.__struct_fields__))
            self._db.execute(f"INSERT INTO message ({_COLUMNS}) VALUES ({marks})", msgspec.structs.astuple(row))  # noqa: S608 - our own columns
            return row

    def set_state(self, no: int, state: State) -> None:
        with self._lock:
            self._db.execute("UPDATE message SET state = ? WHERE no = ?", (state, no))

    def of_trace(self, terminal: str, trace: str) -> list[Row]:
        """What the host remembers under that trace number, oldest first."""
        return self._rows("terminal = ? AND trace = ? AND state <> 'forgotten'", terminal, trace)

    def of_day(self, terminal: str, day: str) -> list[Row]:
        return self._rows("terminal = ? AND day = ? AND state <> 'forgotten'", terminal, day)

    def given_back(self, no: int) -> int:
        """Won that went back of that purchase by refunds."""
        with self._lock:
            sql = "SELECT COALESCE(SUM(amount), 0) FROM message WHERE original = ? AND kind = 'refund' AND state = 'approved'"
            return self._one(sql, no)

    def all(self) -> list[Row]:
        return self._rows("1 = 1")

    def _rows(self, where: str, *values: object) -> list[Row]:
        with self._lock, closing(self._db.execute(f"SELECT {_COLUMNS} FROM message WHERE {where} ORDER BY no", values)) as found:  # noqa: S608
            return [_row(each) for each in found]

    def _one(self, sql: str, *values: object) -> int:
        return int(self._db.execute(sql, values).fetchone()[0])


def _row(columns: Sequence[object]) -> Row:
    return msgspec.convert(dict(zip(Row.__struct_fields__, columns, strict=True)), Row)
