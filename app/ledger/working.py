"""Tables that belong to this home and are never rebuilt: settings, drafts, people, failed log-ins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from app.domain.moments import ms_of
from app.ledger.database import Connections
from app.ledger.transaction import PUT_CREDENTIAL, credential_values
from app.ports.clock import Clock
from app.ports.store import Credential
from app.wire.messages import Staff

_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.decode


class WorkingTables:
    """See `ports.store.Working`."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._db = connections
        self._clock = clock

    def setting(self, name: str) -> bytes | None:
        value = self._db.value("SELECT value FROM setting WHERE name = ?", (name,))
        return None if value is None else bytes(value)

    def settings(self, prefix: str) -> dict[str, bytes]:
        rows = self._db.all("SELECT name, value FROM setting WHERE name >= ? AND name < ? ORDER BY name", (prefix, prefix + "\x7f"))
        return {row[0]: bytes(row[1]) for row in rows}

    def put_setting(self, name: str, value: bytes) -> None:
        with self._db.atomic() as connection:
            connection.execute(
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
            )

    def credential(self, user: str) -> Credential | None:
        row = self._db.one("SELECT user, name, role, verifier, active, changed_at FROM credential WHERE user = ?", (user,))
        return None if row is None else _credential(row)

    def credentials(self) -> list[Credential]:
        rows = self._db.all("SELECT user, name, role, verifier, active, changed_at FROM credential ORDER BY user")
        return [_credential(row) for row in rows]

    def take_staff(self, staff: Iterable[Staff]) -> int:
        with self._db.atomic() as connection:
            return self._take(connection, staff)

    def _take(self, connection: Any, staff: Iterable[Staff]) -> int:
        changed = 0
        for each in staff:
            known = self.credential(each.user)
            fresh = Credential(
                user=each.user, name=each.name, role=each.role, verifier=each.verifier, active=each.active, changed_at=each.changed_at
            )
            if known != fresh:
                connection.execute(PUT_CREDENTIAL, credential_values(fresh))
                changed += 1
        return changed

    def replace_staff(self, staff: Iterable[Staff]) -> None:
        with self._db.atomic() as connection:
            connection.execute("UPDATE credential SET active = 0")
            self._take(connection, staff)

    def attempts(self, user: str) -> tuple[int, int]:
        row = self._db.one("SELECT failures, last_at FROM login_attempt WHERE user = ?", (user,))
        return (0, 0) if row is None else (row[0], row[1])

    def drafts(self) -> dict[str, dict[str, Any]]:
        return {row[0]: _decode(row[1]) for row in self._db.all("SELECT key, content FROM draft ORDER BY saved_at, key")}

    def save_draft(self, key: str, content: dict[str, Any]) -> None:
        with self._db.atomic() as connection:
            connection.execute(
                "INSERT INTO draft (key, saved_at, content) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET saved_at = excluded.saved_at, content = excluded.content",
                (key, ms_of(self._clock.now()), _encode(content)),
            )

    def drop_draft(self, key: str) -> None:
        with self._db.atomic() as connection:
            connection.execute("DELETE FROM draft WHERE key = ?", (key,))


def _credential(row: tuple[Any, ...]) -> Credential:
    return Credential(user=row[0], name=row[1], role=row[2], verifier=row[3], active=bool(row[4]), changed_at=row[5])
