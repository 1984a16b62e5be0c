"""Notices in the ledger: see `ports.notices`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.domain.notice_texts import Wording
from app.ledger.database import Connections
from app.ledger.signers import roles_of
from app.ports.notices import NoticeRow

_COLUMNS = "notice_id, thing, case_id, template, way, at, desk, until, state, code, told_at"
# Central's order first, so that every desk calls the same word the newest; what central does not know yet is newer still.
_NEWEST = (
    "{signed} LEFT JOIN standing s ON s.stream_id = w.stream_id AND s.seq = w.seq WHERE {key} = ? "
    "AND coalesce(s.outcome, 'applied') != 'quarantined' "
    "ORDER BY s.office_seq IS NULL DESC, s.office_seq DESC, w.at DESC, w.stream_id DESC, w.seq DESC LIMIT 1"
)
# Words that go to every citizen of the office: what another desk wrote without two people who may is nobody's.
_SIGNED = (
    f"JOIN signed_in a ON a.entry_id = w.actor AND a.role IN ({roles_of('set_notice_texts')}) "
    "JOIN signed_in c ON c.entry_id = w.confirmed_by AND c.user != a.user"
)
_UNTOLD = "('failed', 'refused')"


class NoticeReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def told(self, things: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(things), 500):
            part = list(things[start : start + 500])
            marks = ",".join("?" * len(part))
            sql = f"SELECT thing FROM notice WHERE thing IN ({marks}) AND state NOT IN {_UNTOLD}"
            found.update(row[0] for row in self._db.all(sql, part))
        return found

    def find(self, notice_id: UUID) -> NoticeRow | None:
        row = self._db.one(f"SELECT {_COLUMNS} FROM notice WHERE notice_id = ?", (notice_id.bytes,))
        return None if row is None else _row(row)

    def of_case(self, case_id: UUID) -> list[NoticeRow]:
        rows = self._db.all(f"SELECT {_COLUMNS} FROM notice WHERE case_id = ? ORDER BY at, notice_id", (case_id.bytes,))
        return [_row(row) for row in rows]

    def page(self, states: Sequence[str], *, after: tuple[int, bytes] | None, limit: int) -> list[NoticeRow]:
        at, notice_id = after or (-1, b"")
        marks = ",".join("?" * len(states))
        sql = f"SELECT {_COLUMNS} FROM notice WHERE state IN ({marks}) AND (at, notice_id) > (?, ?) ORDER BY at, notice_id LIMIT ?"
        return [_row(row) for row in self._db.all(sql, (*states, at, notice_id, limit))]

    def counts(self, states: Sequence[str]) -> Mapping[str, int]:
        marks = ",".join("?" * len(states))
        return dict(self._db.all(f"SELECT state, count(*) FROM notice WHERE state IN ({marks}) GROUP BY state", tuple(states)))

    def by_template(self, first: int, last: int) -> Mapping[tuple[str, str, str], int]:
        sql = (
            "SELECT template, way, state, count(*) FROM notice WHERE at >= ? AND at < ? AND template != '' GROUP BY 1, 2, 3 "
            "UNION ALL SELECT template, 'letter', 'sent', count(*) FROM (SELECT template, mac, min(at) AS at FROM notice_posted "
            "GROUP BY template, mac) WHERE at >= ? AND at < ? GROUP BY template ORDER BY 1, 2, 3"
        )
        return {(row[0], row[1], row[2]): row[3] for row in self._db.all(sql, (first, last, first, last))}

    def refused(self, mac: bytes) -> bool:
        return bool(self._db.value(f"SELECT w.refused FROM notice_refusal w {_NEWEST.format(signed='', key='w.mac')}", (mac,)))

    def posted(self, template: str, macs: Sequence[bytes], ref: str) -> set[bytes]:
        found: set[bytes] = set()
        for start in range(0, len(macs), 500):
            part = list(macs[start : start + 500])
            sql = f"SELECT mac FROM notice_posted WHERE template = ? AND ref != ? AND mac IN ({','.join('?' * len(part))})"
            found.update(row[0] for row in self._db.all(sql, (template, ref, *part)))
        return found

    def wording(self, template: str) -> Wording | None:
        newest = _NEWEST.format(signed=_SIGNED, key="w.template")
        row = self._db.one(f"SELECT w.text, w.subject FROM notice_text w {newest}", (template,))
        return Wording(*row) if row is not None and row[0] else None


def _row(row: tuple[Any, ...]) -> NoticeRow:
    notice_id, thing, case_id, template, way, at, desk, until, state, code, told_at = row
    return NoticeRow(
        notice_id=UUID(bytes=notice_id),
        thing=thing,
        case_id=UUID(bytes=case_id) if case_id else None,
        template=template,
        way=way,
        at=at,
        desk=desk,
        until=until,
        state=state,
        code=code,
        told_at=told_at,
    )
