"""What is waited for in cases → rows: written with the case, for those that wait alone (`domain.duties`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.cases import Case
from app.domain.duties import duties
from app.ledger.tables import as_blob

# With whom a case lies: who it was assigned or handed over to, else who received it.
_PUT = """
INSERT OR REPLACE INTO case_duty (case_key, list, at, user)
VALUES (?, ?, ?, coalesce(nullif(?, ''), (SELECT user FROM signed_in WHERE entry_id = ?), ''))
"""


def put_duties(connection: Any, cases: Sequence[tuple[int, Case]], *, known: bool) -> None:
    """The rows of those cases, each with its key, are what they say now. `known`: some of them were on disk before."""
    if known:
        connection.executemany("DELETE FROM case_duty WHERE case_key = ?", [(key,) for key, _ in cases])
    rows = [
        (key, each.code, each.at, case.keeper, as_blob(case.taken_by.bytes if case.taken_by is not None else b""))
        for key, case in cases
        for each in duties(case)
    ]
    if rows:
        connection.executemany(_PUT, rows)
