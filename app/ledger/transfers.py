"""Transfers between offices in the ledger: messages as central brought them (working table), our side of each in a projection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.domain.transfer_entries import TransferAnswered, TransferAsked, TransferTaken
from app.ledger.database import Connections
from app.ledger.tables import key_of
from app.ports.transfers import Link, Message, Office
from app.wire.codec import decode_body
from app.wire.transfers import TransferPage

_CURSOR = "transfers"
_SET_CURSOR = "INSERT INTO cursor (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_MESSAGE = "SELECT m.transfer_id, m.kind, m.from_office, m.from_name, m.at, m.body, "


def link_rows(header: Header, body: Body) -> list[tuple[str, tuple[Any, ...]]]:
    """What an entry about a transfer writes into the projections."""
    if header.case_id is None or not isinstance(body, TransferAsked | TransferTaken):
        return []
    way, office = ("out", body.to_office) if isinstance(body, TransferAsked) else ("in", body.from_office)
    return [
        (
            "INSERT OR IGNORE INTO transfer_link (transfer_id, way, office, case_id, at) VALUES (?, ?, ?, ?, ?)",
            (body.transfer_id.bytes, way, office, header.case_id.bytes, header.recorded_at),
        )
    ]


class LedgerTransfers:
    """See `ports.transfers.Transfers`."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def after(self) -> int:
        return int(self._db.value("SELECT value FROM cursor WHERE name = ?", (_CURSOR,)) or 0)

    def take(self, page: TransferPage) -> int:
        fresh = 0
        with self._db.atomic() as connection:
            for item in page.items:
                fresh += connection.execute(
                    "INSERT OR IGNORE INTO transfer (transfer_id, kind, from_office, from_name, at, body) VALUES (?, ?, ?, ?, ?, ?)",
                    (item.transfer_id.bytes, item.kind, item.from_office, item.from_name, item.at, item.body),
                ).rowcount
            if page.items:
                connection.execute(_SET_CURSOR, (_CURSOR, page.items[-1].seq))
        return fresh

    def start_again(self) -> None:
        with self._db.atomic() as connection:
            connection.execute(_SET_CURSOR, (_CURSOR, 0))

    def waiting(self, limit: int) -> list[Message]:
        return self._messages(
            f"{_MESSAGE} NULL FROM transfer m WHERE m.kind = 'asked' "
            "AND NOT EXISTS (SELECT 1 FROM case_key_of k WHERE k.case_id = m.transfer_id) ORDER BY m.at, m.transfer_id LIMIT ?",
            (limit,),
        )

    def find(self, transfer_id: UUID) -> Message | None:
        found = self._messages(
            f"{_MESSAGE} (SELECT case_id FROM case_key_of WHERE case_id = m.transfer_id LIMIT 1) FROM transfer m "
            "WHERE m.kind = 'asked' AND m.transfer_id = ? LIMIT 1",
            (transfer_id.bytes,),
        )
        return found[0] if found else None

    def answered(self, limit: int) -> list[Message]:
        # Only the office that was asked can answer; what comes back to us undelivered comes under our own name.
        return self._messages(
            f"{_MESSAGE} c.case_id FROM transfer m JOIN transfer_link l ON l.transfer_id = m.transfer_id AND l.way = 'out' "
            f"JOIN case_row c ON c.case_key = {key_of('l.case_id')} "
            "WHERE m.kind IN ('answered', 'undeliverable') AND (m.from_office = l.office OR m.kind = 'undeliverable') AND c.open = 1 "
            "ORDER BY m.at, m.transfer_id LIMIT ?",
            (limit,),
        )

    def link_of(self, case_id: UUID) -> Link | None:
        row = self._db.one(
            "SELECT transfer_id, way, office FROM transfer_link WHERE case_id = ? ORDER BY at DESC LIMIT 1", (case_id.bytes,)
        )
        return None if row is None else Link(transfer_id=UUID(bytes=row[0]), way=row[1], office=row[2])

    def offices(self, limit: int) -> list[Office]:
        # An undelivered message comes back under our own name: it is about an office that does not exist.
        rows = self._db.all(
            "SELECT met.office, max(met.name) FROM ("
            "SELECT from_office AS office, from_name AS name, at FROM transfer WHERE kind <> 'undeliverable' "
            "UNION ALL SELECT l.office, '', l.at FROM transfer_link l WHERE NOT EXISTS "
            "(SELECT 1 FROM transfer u WHERE u.transfer_id = l.transfer_id AND u.kind = 'undeliverable')"
            ") met GROUP BY met.office ORDER BY max(met.at) DESC, met.office LIMIT ?",
            (limit,),
        )
        return [Office(office=office, name=name) for office, name in rows]

    def _messages(self, sql: str, values: tuple[object, ...]) -> list[Message]:
        found = []
        for transfer_id, kind, from_office, from_name, at, stored, case_id in self._db.all(sql, values):
            try:
                body = decode_body("transfer_answered" if kind == "answered" else "transfer_asked", stored)
            except IntegrityViolated:
                continue  # nothing another office writes may stop this one's list
            if isinstance(body, TransferAsked | TransferAnswered):
                found.append(
                    Message(
                        transfer_id=UUID(bytes=transfer_id),
                        kind=kind,
                        from_office=from_office,
                        from_name=from_name,
                        at=at,
                        body=body,
                        case_id=UUID(bytes=case_id) if case_id else None,
                    )
                )
        return found
