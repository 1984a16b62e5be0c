"""What is waited for in cases → rows (`domain.duties`): written with the batch of the search index, so that a receipt costs none of it.

A case that waits for that batch (`search_pending`) has no row here: `duty_reader` reads the few of them one by one. A step in a case that
is in the index already writes its rows at once.
"""

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


def put_duties(connection: Any, cases: Sequence[tuple[int, Case]]) -> None:
    """The rows of those cases, each with its key, are what they say now; they had none."""
    rows = [
        (key, each.code, each.at, case.keeper, as_blob(case.taken_by.bytes if case.taken_by is not None else b""))
        for key, case in cases
        for each in duties(case)
    ]
    if rows:
        connection.executemany(_PUT, rows)


def put_again(connection: Any, cases: Sequence[tuple[int, Case]]) -> None:
    """The same for cases that were on disk before; of those that wait for the index, none is left."""
    connection.executemany("DELETE FROM case_duty WHERE case_key = ?", [(key,) for key, _ in cases])
    marks = ",".join("?" * len(cases))
    sql = f"SELECT case_key FROM search_pending WHERE case_key IN ({marks})"
    pending = {row[0] for row in connection.execute(sql, [key for key, _ in cases])}
    put_duties(connection, [(key, case) for key, case in cases if key not in pending])
