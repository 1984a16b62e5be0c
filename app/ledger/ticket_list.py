"""The desk's own list of tickets: one of the working tables, on the writer lane. See `ports.tickets.TicketSource`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, get_args

from app.domain.errors import Refused
from app.domain.moments import ms_of
from app.domain.tickets import Kind, Ticket, Waiting, mark_of, next_of, number_of, place_in_queue, waiting_of
from app.domain.work_calendar import SEOUL
from app.ledger.database import Connections
from app.ports.clock import Clock

_KINDS: frozenset[str] = frozenset(get_args(Kind))
_COLUMNS = "number, kind, station, issued_at, since, place"
_PUT = f"INSERT INTO ticket (day, {_COLUMNS}, mark, serial, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')"


class TicketList:
    """`today`: the date in Seoul; with another date the numbers begin anew and yesterday's tickets are gone."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._db, self._clock = connections, clock

    def take(self, kind: Kind, station: str, *, number: str = "", series: str = "") -> Ticket:
        day, now, mark = self._day(), self._now(), f"{series}{mark_of(kind)}"
        with self._writing() as connection:
            connection.execute("DELETE FROM ticket WHERE day < ?", (day,))
            if number and connection.execute("SELECT 1 FROM ticket WHERE day = ? AND number = ?", (day, number)).fetchone():
                raise Refused("ticket_known", number=number)
            serial = 0
            while not number:
                last = connection.execute("SELECT max(serial) FROM ticket WHERE day = ? AND mark = ?", (day, mark)).fetchone()[0] or 0
                serial = max(serial, last) + 1
                asked = f"{series}{number_of(kind, serial)}"
                if connection.execute("SELECT 1 FROM ticket WHERE day = ? AND number = ?", (day, asked)).fetchone() is None:
                    number = asked
            connection.execute(_PUT, (day, number, kind, station, now, now, now, mark, serial))
        return Ticket(number=number, kind=kind, station=station, issued_at=now, since=now, place=now)

    def call_next(self, desk: str, stations: Collection[str]) -> Ticket | None:
        found = next_of(self._waiting(), stations)
        if found is not None:
            self._turn(found.number, "called")
        return found

    def call_number(self, desk: str, number: str) -> Ticket:
        found = self._get(number, "waiting")
        self._turn(number, "called")
        return found

    def again(self, desk: str, number: str) -> None:
        self._get(number, "called")

    def end(self, desk: str, number: str, *, absent: bool) -> None:
        self._get(number, "called")
        self._turn(number, "absent" if absent else "done")

    def back(self, number: str) -> Ticket:
        self._get(number, "absent")
        now = self._now()
        with self._writing() as connection:
            sql = "UPDATE ticket SET state = 'waiting', since = ?, place = ? WHERE day = ? AND number = ?"
            connection.execute(sql, (now, now, self._day(), number))
        return self._get(number, "waiting")

    def pass_on(self, number: str, *, station: str, desk: str) -> None:
        """For another desk it only leaves this list: that desk takes the number into its own."""
        self._get(number, "called")
        state = "done" if desk else "waiting"
        with self._writing() as connection:
            sql = "UPDATE ticket SET state = ?, station = ?, since = ? WHERE day = ? AND number = ?"
            connection.execute(sql, (state, station, self._now(), self._day(), number))

    def waiting(self, desk: str, stations: Collection[str]) -> Waiting:
        return waiting_of(self._waiting(), stations)

    def tickets(self) -> list[Ticket]:
        return sorted(self._waiting(), key=place_in_queue)

    def _waiting(self) -> list[Ticket]:
        sql = f"SELECT {_COLUMNS} FROM ticket WHERE day = ? AND state = 'waiting'"
        return [_ticket(row) for row in self._db.all(sql, (self._day(),))]

    def _get(self, number: str, state: str) -> Ticket:
        row = self._db.one(f"SELECT {_COLUMNS} FROM ticket WHERE day = ? AND number = ? AND state = ?", (self._day(), number, state))
        if row is None:
            raise Refused("ticket_unknown", number=number)
        return _ticket(row)

    def _turn(self, number: str, state: str) -> None:
        with self._writing() as connection:
            connection.execute("UPDATE ticket SET state = ? WHERE day = ? AND number = ?", (state, self._day(), number))

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """A commit of its own, or a part of the one that is open: a call and its entry are on disk together."""
        if self._db.here.in_transaction:
            yield self._db.here
            return
        with self._db.atomic() as connection:
            yield connection

    def _now(self) -> int:
        return ms_of(self._clock.now())

    def _day(self) -> str:
        return self._clock.now().astimezone(SEOUL).date().isoformat()


def _ticket(row: tuple[Any, ...]) -> Ticket:
    kind: Kind = row[1] if row[1] in _KINDS else "general"
    return Ticket(number=row[0], kind=kind, station=row[2], issued_at=row[3], since=row[4], place=row[5])
