"""What the office said about itself, and ratings: see `ports.office_words`. Any lane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.moments import moment_of
from app.domain.rights import Operation, may
from app.ledger.database import Connections
from app.ports.office_words import OfficeWord, RatedDay
from app.wire.codec import decode_body

# Whose word it has to be, and whose beside it where two sign: what another desk wrote otherwise has no effect here.
SIGNED: Final[Mapping[str, tuple[Operation, Operation | None]]] = MappingProxyType(
    {
        "own_service_set": ("set_services", "set_services"),
        "own_target_set": ("set_services", "set_services"),
        "access_reviewed": ("view_access_log", None),
        "privacy_acknowledged": ("acknowledge_privacy", None),
        "handbook_reviewed": ("review_handbook", None),
        "kiosk_machine_set": ("set_kiosks", None),
        "record_files_transferred": ("keep_records", "sign_records"),
        "record_files_appraised": ("keep_records", "sign_records"),
        "record_file_counted": ("keep_records", None),
        "record_files_disclosed": ("keep_records", None),
        "security_paper_received": ("keep_security_paper", None),
        "security_paper_moved": ("keep_security_paper", None),
        "security_paper_used": ("keep_security_paper", None),
        "security_paper_spoiled": ("keep_security_paper", "keep_security_paper"),
        "security_paper_counted": ("keep_security_paper", None),
        "security_paper_voided": ("keep_security_paper", "keep_security_paper"),
    }
)
# Central's order first, as with fees.
_SAID = """
SELECT w.entry_id, w.body, w.said_at, a.user, a.name, a.role, c.user, c.role, c.name, s.office_seq, w.stream_id, w.seq
FROM office_word w
LEFT JOIN standing s USING (stream_id, seq)
JOIN signed_in a ON a.entry_id = w.actor
LEFT JOIN signed_in c ON c.entry_id = w.confirmed_by
WHERE w.kind = ? AND coalesce(s.outcome, 'applied') != 'quarantined'
ORDER BY s.office_seq IS NULL, s.office_seq, w.stream_id, w.seq
"""
_LAST: Final = 2**62  # after everything central has put in order
_RATED = """
SELECT r.day, r.desk, r.score, count(*) FROM rating r LEFT JOIN standing s USING (stream_id, seq)
WHERE r.day BETWEEN ? AND ? AND coalesce(s.outcome, 'applied') != 'quarantined' GROUP BY r.day, r.desk, r.score ORDER BY r.day, r.desk
"""


class OfficeReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections
        self._changes = 0
        self._known: tuple[int, dict[str, Sequence[OfficeWord]]] = (-1, {})

    def forget(self) -> None:
        """The rows changed: they are read again when they are asked for."""
        self._changes += 1

    def said(self, kind: str) -> Sequence[OfficeWord]:
        asked, known = self._known
        if asked != self._changes:  # a commit of the other lane while it is read makes it old at once
            asked, known = self._changes, {}
            self._known = (asked, known)
        if kind not in known:
            known[kind] = self._read(kind)
        return known[kind]

    def _read(self, kind: str) -> Sequence[OfficeWord]:
        found: list[OfficeWord] = []
        operation, beside = SIGNED[kind]
        for entry_id, data, said_at, user, name, role, second, second_role, second_name, *place in self._db.all(_SAID, (kind,)):
            if not may(role, operation) or (beside and (second is None or second == user or not may(second_role, beside))):
                continue
            body = decode_body(kind, data)
            if body is not None:
                office_seq, stream_id, seq = place
                found.append(
                    OfficeWord(
                        entry_id=UUID(bytes=entry_id),
                        body=body,
                        said_at=moment_of(said_at),
                        user=user,
                        name=name,
                        second=second or "",
                        second_name=second_name or "",
                        place=(_LAST if office_seq is None else office_seq, stream_id, seq),
                    )
                )
        return found


class RatingReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def days(self, first: str, last: str) -> list[RatedDay]:
        counted: dict[tuple[str, str], list[int]] = {}
        for day, desk, score, count in self._db.all(_RATED, (first, last)):
            counted.setdefault((day, desk), [0] * 5)[score - 1] = count
        return [RatedDay(day=day, desk=desk, scores=(a, b, c, d, e)) for (day, desk), (a, b, c, d, e) in counted.items()]
