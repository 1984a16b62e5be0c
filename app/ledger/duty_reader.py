"""Questions of the 업무함: see `ports.duties.Duties`. Every one reads a span of `duty_list`, or of the cases of some days.

The newest cases wait for the search index (at most a batch of them) and have no rows yet: what they wait for is read from the cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from app.domain.cases import Case
from app.domain.duties import HOLDER_NOTICE, OPEN, duties
from app.domain.lives import UNDONE_STATES
from app.ledger.database import Connections
from app.ledger.projections import decode_case
from app.ports.duties import DutyRow, Key

_UNNUMBERED = """
FROM case_row WHERE case_key >= ? AND case_key < ? AND case_key > ? AND official_no IS NULL AND service IN ({services})
AND state NOT IN ({undone})
"""
# What is owed for, or paid and not issued yet: no list of duties has it, since it is over before the citizen goes.
_AT_THE_COUNTER = """
SELECT case_key FROM case_row WHERE open_won > 0 UNION
SELECT case_key FROM case_row WHERE open = 1 AND life = 'certificate' AND state = 'received'
"""


class _Waits(NamedTuple):
    """A duty of a case that has no rows yet."""

    kept: str
    at: int
    key: int
    user: str
    case: Case
    own: bool


class DutyReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def counts(self, spans: Sequence[tuple[str, str, int, int]], users: Iterable[str] | None = None) -> dict[str, int]:
        of, names = _of(users)
        sql = f"SELECT count(*) FROM case_duty WHERE list = ? AND at >= ? AND at < ?{of}"
        with self._db.snapshot():
            new = self._newest(names if users is not None else None)
            found = {name: int(self._db.value(sql, (kept, since, until, *names))) for name, kept, since, until in spans}
        for name, kept, since, until in spans:
            found[name] += sum(each.kept == kept and since <= each.at < until for each in new)
        return {name: count for name, count in found.items() if count}

    def waiting(self, spans: Sequence[tuple[str, int, int]]) -> int:
        listed = "SELECT case_key FROM case_duty WHERE list = ? AND at >= ? AND at < ?"
        sql = f"SELECT count(*) FROM ({' UNION '.join([_AT_THE_COUNTER, *[listed] * len(spans)])})"
        with self._db.snapshot():
            new = {each.key for each in self._newest(None) if not _at_the_counter(each.case) and _stands(each, spans)}
            return int(self._db.value(sql, [value for span in spans for value in span])) + len(new)

    def by_user(self) -> dict[str, int]:
        sql = "SELECT user, count(*) FROM case_duty INDEXED BY duty_user WHERE list = 'open' GROUP BY user"
        with self._db.snapshot():
            found = Counter(dict(self._db.all(sql)))
            found.update(each.user for each in self._newest(None) if each.kept == OPEN)
        return dict(sorted(found.items()))

    def page(
        self, kept: str, since: int, until: int, *, after: Key | None, limit: int, users: Iterable[str] | None = None
    ) -> list[DutyRow]:
        of, names = _of(users)
        at, key = after if after is not None else (since, -1)
        # The moment alone leads into the index; the pair after it only leaves out what was seen of that moment.
        sql = (
            f"SELECT d.at, d.case_key, d.user, c.state_blob FROM (SELECT at, case_key, user FROM case_duty WHERE list = ? AND at >= ? "
            f"AND at < ? AND (at > ? OR case_key > ?){of} ORDER BY at, case_key LIMIT ?) d JOIN case_row c USING (case_key) "
            "ORDER BY d.at, d.case_key"
        )
        with self._db.snapshot():
            rows = self._db.all(sql, (kept, at, until, at, key, *names, limit))
            new = self._newest(names if users is not None else None)
        found = [DutyRow(key=(row[0], row[1]), at=row[0], user=row[2], case=decode_case(row[3])) for row in rows]
        fits = [each for each in new if each.kept == kept and since <= each.at < until and (each.at, each.key) > (at, key)]
        found += [DutyRow(key=(each.at, each.key), at=each.at, user=each.user, case=each.case) for each in fits]
        return sorted(found, key=lambda row: row.key)[:limit]

    def notices_due(self, until: int) -> int:
        sql = "SELECT count(*) FROM case_duty duty JOIN case_row c USING (case_key) WHERE duty.list = ? AND c.own = 1 AND c.due_at < ?"
        with self._db.snapshot():
            new = [each.case.due_at for each in self._newest(None) if each.own and each.kept == HOLDER_NOTICE]
            return int(self._db.value(sql, (HOLDER_NOTICE, until))) + sum(due is not None and due < until for due in new)

    def kept_by(self, users: Iterable[str]) -> list[UUID]:
        of, names = _of(users)
        keys = f"SELECT case_key FROM case_duty WHERE list IN (?, ?){of}"
        sql = f"SELECT case_key, case_id FROM case_row WHERE case_key IN ({keys})"
        with self._db.snapshot():
            found = {key: UUID(bytes=case_id) for key, case_id in self._db.all(sql, (OPEN, HOLDER_NOTICE, *names))}
            found |= {each.key: each.case.case_id for each in self._newest(names) if each.kept in (OPEN, HOLDER_NOTICE)}
        return [found[key] for key in sorted(found)]

    def _newest(self, users: Iterable[str] | None) -> list[_Waits]:
        """What the cases that wait for the index wait for, by those users."""
        rows = self._db.all("SELECT case_key, own, state_blob FROM case_row WHERE case_key IN (SELECT case_key FROM search_pending)")
        if not rows:
            return []
        cases = [(key, bool(own), case, waits) for key, own, blob in rows if (waits := duties(case := decode_case(blob)))]
        taken = sorted({case.taken_by.bytes for _, _, case, _ in cases if case.taken_by is not None and not case.keeper})
        marks = ",".join("?" * len(taken))
        signed = dict(self._db.all(f"SELECT entry_id, user FROM signed_in WHERE entry_id IN ({marks})", taken))
        wanted = None if users is None else set(users)
        found = []
        for key, own, case, waits in cases:
            user = case.keeper or (signed.get(case.taken_by.bytes, "") if case.taken_by is not None else "")
            if wanted is None or user in wanted:
                found += [_Waits(each.code, each.at, key, user, case, own) for each in waits]
        return found

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


def _at_the_counter(case: Case) -> bool:
    return case.open_won > 0 or (case.life, case.state) == ("certificate", "received")


def _stands(waits: _Waits, spans: Sequence[tuple[str, int, int]]) -> bool:
    return any(waits.kept == kept and since <= waits.at < until for kept, since, until in spans)


def _of(users: Iterable[str] | None) -> tuple[str, list[str]]:
    if users is None:
        return "", []
    names = sorted(set(users))
    return f" AND user IN ({','.join('?' * len(names))})", names


def _unnumbered(since: int, until: int, services: Iterable[str], after: int | None) -> tuple[str, list[object]]:
    wanted, undone = sorted(services), sorted(UNDONE_STATES)
    where = _UNNUMBERED.format(services=",".join("?" * len(wanted)), undone=",".join("?" * len(undone)))
    return where, [since << 10, until << 10, after if after is not None else -1, *wanted, *undone]
