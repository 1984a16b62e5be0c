"""Questions about the office's own calendar and the cases that are due by it. See `ports.office_calendar.OfficeCalendar`. Any lane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec

from app.domain.cases import Case
from app.domain.moments import moment_of
from app.domain.office_calendar import CalendarWord, calendar_with, day_of
from app.domain.work_calendar import WorkCalendar
from app.ledger.database import Connections
from app.ledger.projections import decode_case
from app.ledger.signers import roles_of

# Central's order first, as with fees: a word that nobody who may say it signed moves no deadline of the office.
_SAID = f"""
SELECT w.entry_id, w.change, w.day, w.name, w.hours, w.reason, w.set_at, a.user
FROM calendar_word w
LEFT JOIN standing s USING (stream_id, seq)
JOIN signed_in a ON a.entry_id = w.actor AND a.role IN ({roles_of("set_calendar")})
WHERE coalesce(s.outcome, 'applied') != 'quarantined'
ORDER BY s.office_seq IS NULL, s.office_seq, w.stream_id, w.seq
"""
_DUE = """
SELECT case_key, state_blob FROM case_row
WHERE open = 1 AND due_at IS NOT NULL AND (due_at, case_key) > (?, ?){of} ORDER BY due_at, case_key LIMIT ?
"""


class CalendarReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections
        self._changes = 0
        self._known: tuple[int, tuple[CalendarWord, ...]] = (-1, ())
        self._made: tuple[int, frozenset[date], WorkCalendar] | None = None

    def forget(self) -> None:
        """The rows changed: they are read again when they are asked for."""
        self._changes += 1

    def said(self) -> Sequence[CalendarWord]:
        asked = self._changes
        if self._known[0] != asked:  # a commit of the other lane while it is read makes it old at once
            self._known = (asked, self._read())
        return self._known[1]

    def calendar(self, printed: frozenset[date]) -> WorkCalendar:
        asked = self._changes
        if self._made is None or self._made[0] != asked or self._made[1] is not printed:
            self._made = (asked, printed, calendar_with(printed, self.said()))
        return self._made[2]

    def known(self, printed: frozenset[date]) -> WorkCalendar:
        return calendar_with(printed, self._known[1])

    def open_due(self, after: tuple[int, int], limit: int, services: Iterable[str] | None = None) -> list[tuple[int, Case]]:
        names = list(services) if services is not None else []
        of = f" AND service IN ({','.join('?' * len(names))})" if services is not None else ""
        return [(key, decode_case(blob)) for key, blob in self._db.all(_DUE.format(of=of), (*after, *names, limit))]

    def _read(self) -> tuple[CalendarWord, ...]:
        return tuple(
            CalendarWord(
                entry_id=UUID(bytes=row[0]),
                change=row[1],
                day=day_of(row[2]),
                name=row[3],
                hours=msgspec.json.decode(row[4], type=tuple[tuple[int, int], ...]),
                reason=row[5],
                set_at=moment_of(row[6]),
                user=row[7],
            )
            for row in self._db.all(_SAID)
        )
