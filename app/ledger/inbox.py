"""Where the files stand that came in through watched folders (`ports.inbox`). Rows of this home, never rebuilt."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from app.ledger.database import Connections
from app.ports.inbox import InboxFile

_COLUMNS: Final = "file_id, kind, digest, mark, address, sealed_bytes, key, name, medium, size, found_at, state, why, code, pages"
PUT: Final = f"INSERT INTO inbox_file ({_COLUMNS}) VALUES ({','.join('?' * 15)})"
SETTLE: Final = "UPDATE inbox_file SET state = ?, why = '' WHERE file_id = ? AND state = 'waiting'"
_SELECT: Final = f"SELECT {_COLUMNS} FROM inbox_file"


class InboxTable:
    """See `ports.inbox.InboxRows`."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def by_digest(self, kind: str, digest: bytes) -> InboxFile | None:
        return _file(self._db.one(f"{_SELECT} WHERE digest = ? AND kind = ? ORDER BY file_id DESC LIMIT 1", (digest, kind)))

    def get(self, file_id: UUID) -> InboxFile | None:
        return _file(self._db.one(f"{_SELECT} WHERE file_id = ?", (file_id.bytes,)))

    def waiting(self, kind: str | None = None, *, limit: int = 200, after: UUID | None = None) -> list[InboxFile]:
        where = "state = 'waiting' AND file_id > ?" + (" AND kind = ?" if kind is not None else "")
        values = [after.bytes if after is not None else b"", *([kind] if kind is not None else []), limit]
        return _files(self._db.all(f"{_SELECT} WHERE {where} ORDER BY file_id LIMIT ?", values))

    def waiting_for(self, why: str, limit: int) -> list[InboxFile]:
        return _files(self._db.all(f"{_SELECT} WHERE state = 'waiting' AND why = ? ORDER BY file_id LIMIT ?", (why, limit)))

    def counts(self) -> dict[str, int]:
        return dict(self._db.all("SELECT kind, count(*) FROM inbox_file WHERE state = 'waiting' GROUP BY kind ORDER BY kind"))

    def addresses(self) -> list[bytes]:
        return [bytes(row[0]) for row in self._db.all("SELECT address FROM inbox_file WHERE state = 'waiting'")]

    def put(self, file: InboxFile) -> None:
        with self._db.atomic() as connection:
            connection.execute(PUT, values(file))


def values(file: InboxFile) -> tuple[object, ...]:
    """What `PUT` takes."""
    return (
        file.file_id.bytes,
        file.kind,
        file.digest,
        file.mark,
        file.address,
        file.sealed_bytes,
        file.key,
        file.name,
        file.medium,
        file.size,
        file.found_at,
        file.state,
        file.why,
        file.code,
        file.pages,
    )


def _files(rows: list[tuple[Any, ...]]) -> list[InboxFile]:
    return [found for row in rows if (found := _file(row)) is not None]


def _file(row: tuple[Any, ...] | None) -> InboxFile | None:
    if row is None:
        return None
    return InboxFile(
        file_id=UUID(bytes=bytes(row[0])),
        kind=row[1],
        digest=bytes(row[2]),
        mark=row[3],
        address=bytes(row[4]),
        sealed_bytes=row[5],
        key=bytes(row[6]),
        name=bytes(row[7]),
        medium=row[8],
        size=row[9],
        found_at=row[10],
        state=row[11],
        why=row[12],
        code=row[13],
        pages=row[14],
    )
