"""접속기록: who looked at whose data, at which desk, from which address, why; and whose rights were changed. Any lane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from app.domain.entries import Header, PersonalDataViewed
from app.domain.views import AccessPlace, AccessRow, StaffLogRow
from app.ledger.database import Connections
from app.wire.codec import decode_body, decode_header

NUMBERS_SHOWN: Final = 5  # of the cases of one line
_ASKED_AT_ONCE: Final = 500  # parameters of one query
_COLUMNS: Final = "recorded_at, place, header, body"
_NEWEST: Final = (
    f"SELECT {_COLUMNS} FROM entry WHERE kind = 'personal_data_viewed' AND recorded_at < ? ORDER BY recorded_at DESC, place DESC LIMIT ?"
)
_BETWEEN: Final = (
    f"SELECT {_COLUMNS} FROM entry WHERE kind = 'personal_data_viewed' AND recorded_at >= ? AND recorded_at < ? "
    "AND (recorded_at, place) > (?, ?) ORDER BY recorded_at, place LIMIT ?"
)

_STAFF: Final = (
    "SELECT l.at, l.desk, l.user, l.action, coalesce(l.role, ''), coalesce(s.user, '') FROM staff_log l "
    "LEFT JOIN signed_in s ON s.entry_id = l.actor ORDER BY l.at DESC, l.stream_id, l.seq DESC LIMIT ?"
)


def newest(db: Connections, before: int | None, limit: int) -> list[AccessRow]:
    """Lines of the log before that moment (ms), the newest first."""
    return _lines(db, db.all(_NEWEST, (before if before is not None else 2**62, limit)))


def between(db: Connections, since: int, until: int, after: AccessPlace | None, limit: int) -> list[AccessRow]:
    """Lines from `since` until before `until` (ms), the oldest first, those behind `after`."""
    return _lines(db, db.all(_BETWEEN, (since, until, *(after or (0, 0)), limit)))


def staff_changes(db: Connections, limit: int) -> list[StaffLogRow]:
    """Rights given, changed and taken, the newest first; the table has a row for each change of a person and stays small."""
    return [
        StaffLogRow(at=at, desk=desk, user=user, action=action, role=role, by=by)
        for at, desk, user, action, role, by in db.all(_STAFF, (limit,))
    ]


def _lines(db: Connections, found: Sequence[tuple[Any, ...]]) -> list[AccessRow]:
    """Who it was and which numbers the cases bear is asked once for the whole page."""
    read = [(place, at, decode_header(header), _viewed(body)) for at, place, header, body in found if body is not None]
    people = _people(db, (header for _, _, header, _ in read))
    numbers = _numbers(db, (case.bytes for *_, viewed in read for case in viewed.cases[:NUMBERS_SHOWN]))
    lines = []
    for place, at, header, viewed in read:
        user, address = people.get(header.actor_entry.bytes if header.actor_entry else b"", ("", ""))
        lines.append(
            AccessRow(
                at=at,
                user=user,
                purpose=viewed.purpose,
                query=viewed.query,
                numbers=[numbers.get(case.bytes, "") for case in viewed.cases[:NUMBERS_SHOWN]],
                count=max(viewed.count, len(viewed.cases)),
                desk=header.desk,
                address=address,
                place=(at, place),
            )
        )
    return lines


def _viewed(stored: bytes) -> PersonalDataViewed:
    body = decode_body("personal_data_viewed", stored)
    return body if isinstance(body, PersonalDataViewed) else PersonalDataViewed(purpose="")


def _people(db: Connections, headers: Iterable[Header]) -> dict[bytes, tuple[str, str]]:
    wanted = {header.actor_entry.bytes for header in headers if header.actor_entry}
    return {
        row[0]: (row[1], row[2])
        for part in _parts(wanted)
        for row in db.all(f"SELECT entry_id, user, address FROM signed_in WHERE entry_id IN ({_marks(part)})", part)
    }


def _numbers(db: Connections, cases: Iterable[bytes]) -> dict[bytes, str]:
    known = "SELECT k.case_id, c.number FROM case_key_of k JOIN case_row c USING (case_key)"
    return {row[0]: row[1] for part in _parts(set(cases)) for row in db.all(f"{known} WHERE k.case_id IN ({_marks(part)})", part)}


def _parts(wanted: set[bytes]) -> Iterable[list[bytes]]:
    ordered = sorted(wanted)
    return (ordered[at : at + _ASKED_AT_ONCE] for at in range(0, len(ordered), _ASKED_AT_ONCE))


def _marks(part: Sequence[bytes]) -> str:
    return ",".join("?" * len(part))
