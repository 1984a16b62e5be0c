"""The room's ticket machine over a line: see `protocol` for what is said, `ports.tickets.TicketSource` for what it means."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Final, TypeVar

from app.devices.ticket_machine.protocol import LINE_MAX, Said, Unclear, line_of, read_line, ticket_of, whole
from app.domain.errors import Refused, Unavailable
from app.domain.tickets import Kind, Ticket, Waiting

ANSWER_S: Final = 2.0
_LIST_MAX: Final = 500
_CODES: Final = frozenset({"ticket_unknown", "ticket_known"})
Exchange = Callable[[bytes], bytes]
Told = TypeVar("Told")
Found = TypeVar("Found")


def dial_machine(host: str, port: int, *, timeout_s: float = ANSWER_S) -> Exchange:
    """Sends one line on a connection of its own and gives the line that comes back, within `timeout_s` at all. OSError."""

    def exchange(line: bytes) -> bytes:
        until_s = time.monotonic() + timeout_s
        with socket.create_connection((host, port), timeout=timeout_s) as connected:
            connected.sendall(line)
            answer = b""
            while not answer.endswith(b"\n") and len(answer) <= LINE_MAX:
                if (left_s := until_s - time.monotonic()) <= 0:
                    raise TimeoutError  # it answers in drops
                connected.settimeout(left_s)
                part = connected.recv(LINE_MAX)
                if not part:
                    raise ConnectionError
                answer += part
        return answer

    return exchange


class LineTicketMachine:
    """Any thread, one request at a time each; it blocks. A request whose answer was lost is sent once more under its id."""

    def __init__(self, exchange: Exchange, *, now: Callable[[], datetime]) -> None:
        self._exchange, self._now = exchange, now

    def take(self, kind: Kind, station: str, *, number: str = "") -> Ticket:
        return self._ticket("TAKE", {"kind": kind, "station": station, "number": number})

    def call_next(self, desk: str, stations: Collection[str]) -> Ticket | None:
        said = self._ask("NEXT", {"desk": desk, "stations": ",".join(stations)})
        return self._read_ticket(said.values) if "number" in said.values else None

    def call_number(self, desk: str, number: str) -> Ticket:
        return self._ticket("CALL", {"desk": desk, "number": number})

    def again(self, desk: str, number: str) -> None:
        self._ask("AGAIN", {"desk": desk, "number": number})

    def end(self, desk: str, number: str, *, absent: bool) -> None:
        self._ask("END", {"desk": desk, "number": number, "absent": int(absent)})

    def back(self, number: str) -> Ticket:
        return self._ticket("BACK", {"number": number})

    def pass_on(self, number: str, *, station: str, desk: str) -> None:
        self._ask("PASS", {"number": number, "station": station, "desk": desk})

    def waiting(self, desk: str, stations: Collection[str]) -> Waiting:
        return _read(_waiting, self._ask("WAIT", {"desk": desk, "stations": ",".join(stations)}, patient=False).values)

    def tickets(self) -> list[Ticket]:
        found: list[Ticket] = []
        while len(found) < _LIST_MAX:
            values = self._ask("LIST", {"from": len(found)}, patient=False).values
            if "number" not in values:
                break
            found.append(self._read_ticket(values))
            if values.get("more") != "1":
                break
        return found

    def _ticket(self, verb: str, values: Mapping[str, object]) -> Ticket:
        return self._read_ticket(self._ask(verb, values).values)

    def _read_ticket(self, values: Mapping[str, str]) -> Ticket:
        return _read(lambda told: ticket_of(told, int(self._now().timestamp() * 1000)), values)

    def _ask(self, verb: str, values: Mapping[str, object], *, patient: bool = True) -> Said:
        """What it answered. Refused as it says; Unavailable `ticket_machine_away`, `ticket_machine_unclear`.

        Not `patient`: what only looks is asked again by itself soon enough.
        """
        request = secrets.token_hex(8)
        try:
            line = line_of(verb, {"id": request, **values})
        except Unclear as error:  # a number nobody has
            raise Refused("ticket_number_invalid") from error
        said = _read(read_line, self._answered(line, times=2 if patient else 1))
        if said.id != request or said.word not in ("OK", "NO"):
            raise Unavailable("ticket_machine_unclear")
        if said.word == "NO":
            code = said.values.get("code", "")
            if code not in _CODES:
                raise Unavailable("ticket_machine_unclear")
            raise Refused(code, number=str(values.get("number", "")))
        return said

    def _answered(self, line: bytes, *, times: int) -> bytes:
        try:
            return self._exchange(line)
        except OSError as error:
            if times > 1:
                return self._answered(line, times=times - 1)
            raise Unavailable("ticket_machine_away", errno=error.errno) from error


def _read(read: Callable[[Told], Found], told: Told) -> Found:
    try:
        return read(told)
    except Unclear as error:
        raise Unavailable("ticket_machine_unclear") from error


def _waiting(values: Mapping[str, str]) -> Waiting:
    since = whole(values, "since") if values.get("since") else None
    return Waiting(count=whole(values, "count"), priority=whole(values, "priority"), since=since)
