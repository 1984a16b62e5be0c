"""Questions of the 업무함: see `ports.duties.Duties`. Every one reads a span of `duty_list`, or of the cases of some days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.domain.cases import Case
from app.domain.duties import HOLDER_NOTICE, OPEN
from app.domain.lives import UNDONE_STATES
from app.ledger.database import Connections
from app.ledger.projections import decode_case
from app.ports.duties import DutyRow, Key

_UNNUMBERED = """
FROM case_row WHERE case_key >= ? AND case_key < ? AND case_key > ? AND official_no IS NULL AND service IN ({services})
AND state NOT IN ({undone})
"""


class DutyReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def counts(self, spans: Sequence[tuple[str, str, int, int]], users: Iterable[str] | None = None) -> dict[str, int]:
        of, names = _of(users)
        found = {}
        for name, kept, since, until in spans:
            sql = f"SELECT count(*) FROM case_duty WHERE list = ? AND at >= ? AND at < ?{of}"
            if count := self._db.value(sql, (kept, since, until, *names)):
                found[name] = int(count)
        return found

    def by_user(self) -> dict[str, int]:
        return dict(
            self._db.all("SELECT user, count(*) FROM case_duty INDEXED BY duty_user WHERE list = 'open' GROUP BY user ORDER BY user")
        )

    def page(
        self, kept: str, since: int, until: int, *, after: Key | None, limit: int, users: Iterable[str] | None = None
    ) -> list[DutyRow]:
        of, names = _of(users)
        at, key = after if after is not None else (since, -1)
        # The moment alone leads into the index; the pair after it only leaves out what was seen of that moment.
        rows = self._db.all(
            f"SELECT d.at, d.case_key, d.user, c.state_blob FROM (SELECT at, case_key, user FROM case_duty WHERE list = ? AND at >= ? "
            f"AND at < ? AND (at > ? OR case_key > ?){of} ORDER BY at, case_key LIMIT ?) d JOIN case_row c USING (case_key) "
            "ORDER BY d.at, d.case_key",
            (kept, at, until, at, key, *names, limit),
        )
        return [DutyRow(key=(row[0], row[1]), at=row[0], user=row[2], case=decode_case(row[3])) for row in rows]

    def notices_due(self, until: int) -> int:
        sql = "SELECT count(*) FROM case_duty duty JOIN case_row c USING (case_key) WHERE duty.list = ? AND c.own = 1 AND c.due_at < ?"
        return int(self._db.value(sql, (HOLDER_NOTICE, until)))

    def kept_by(self, users: Iterable[str]) -> list[UUID]:
        of, names = _of(users)
        keys = f"SELECT case_key FROM case_duty WHERE list IN (?, ?){of}"
        sql = f"SELECT case_id FROM case_row WHERE case_key IN ({keys}) ORDER BY case_key"
        return [UUID(bytes=row[0]) for row in self._db.all(sql, (OPEN, HOLDER_NOTICE, *names))]

    def unnumbered(self, since: int, until: int, services: Iterable[str], *, after: int | None, limit: int) -> list[tuple[int, Case]]:
        where, values = _unnumbered(since, until, services, after)
        rows = self._db.all(f"SELECT case_key, state_blob {where} ORDER BY case_key LIMIT ?", (*values, limit))
        return [(key, decode_case(blob)) for key, blob in rows]

    def count_unnumbered(self, since: int, until: int, services: Iterable[str]) -> int:
        where, values = _unnumbered(since, until, services, None)
        return int(self._db.value(f"SELECT count(*) {where}", values))

    def carried(self, official_nos: Iterable[str]) -> set[str]:
        wanted = sorted(set(official_nos))
        marks = ",".join("?" * len(wanted))
        return {row[0] for row in self._db.all(f"SELECT official_no FROM case_row WHERE official_no IN ({marks})", wanted)}


def _of(users: Iterable[str] | None) -> tuple[str, list[str]]:
    if users is None:
        return "", []
    names = sorted(set(users))
    return f" AND user IN ({','.join('?' * len(names))})", names


def _unnumbered(since: int, until: int, services: Iterable[str], after: int | None) -> tuple[str, list[object]]:
    wanted, undone = sorted(services), sorted(UNDONE_STATES)
    where = _UNNUMBERED.format(services=",".join("?" * len(wanted)), undone=",".join("?" * len(undone)))
    return where, [since << 10, until << 10, after if after is not None else -1, *wanted, *undone]
