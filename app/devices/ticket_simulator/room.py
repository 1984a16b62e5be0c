"""The queue of a room: what the simulated machine answers to a line. Shares the protocol and the order of calling with the desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from app.devices.ticket_machine.protocol import KINDS, Said, Unclear, line_of, read_line, ticket_values, whole
from app.devices.ticket_simulator.script import Arrival, Fault, TicketScript
from app.domain.tickets import Kind, Ticket, is_number, mark_of, next_of, number_of, place_in_queue, waiting_of

_KEPT_ANSWERS: Final = 1_000


class _Refusal(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TicketRoom:
    """Any thread. `now`: whose clock the tickets bear."""

    def __init__(self, script: TicketScript | None = None, *, now: Callable[[], datetime]) -> None:
        script = script or TicketScript()
        self._now, self._started = now, now()
        self._arrivals: list[Arrival] = sorted(script.ticket, key=lambda each: each.after_s)
        self._faults: list[Fault] = list(script.fault)
        self._waiting: dict[str, Ticket] = {}
        self._for_desk: dict[str, str] = {}
        self._called: dict[str, tuple[Ticket, str]] = {}
        self._absent: dict[str, Ticket] = {}
        self._serials: dict[str, int] = {}
        self._answers: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def add(self, *faults: Fault) -> None:
        """They wait behind those that are there."""
        with self._lock:
            self._faults += faults

    def answer(self, line: bytes) -> bytes:
        """The line to send back; nothing: the line ends here."""
        with self._lock:
            try:
                said = read_line(line)
            except Unclear:
                return b"NO id= code=not_understood\n"
            fault = self._fault(said.word)
            if fault == "drop_before":
                return b""
            told = self._answers.get(said.id) or self._done(said)
            self._answers[said.id] = told
            while len(self._answers) > _KEPT_ANSWERS:
                del self._answers[next(iter(self._answers))]
            return _spoilt(fault, said, told)

    # ── inside ──

    def _fault(self, verb: str) -> str:
        for place, fault in enumerate(self._faults):
            if fault.on not in (verb, "any"):
                continue
            if fault.skip:
                self._faults[place] = msgspec.structs.replace(fault, skip=fault.skip - 1)
                continue
            if fault.times == 1:
                del self._faults[place]
            elif fault.times:
                self._faults[place] = msgspec.structs.replace(fault, times=fault.times - 1)
            return fault.do
        return ""

    def _done(self, said: Said) -> bytes:
        self._let_in()
        acts: dict[str, Callable[[Mapping[str, str]], Mapping[str, object]]] = {
            "TAKE": self._take,
            "NEXT": self._next,
            "CALL": self._call,
            "AGAIN": self._again,
            "END": self._end,
            "BACK": self._back,
            "PASS": self._pass,
            "WAIT": self._wait,
            "LIST": self._list,
        }
        try:
            if said.word not in acts:
                raise _Refusal("not_understood")
            return line_of("OK", {"id": said.id, **acts[said.word](said.values)})
        except _Refusal as refusal:
            return line_of("NO", {"id": said.id, "code": refusal.code})
        except Unclear:
            return line_of("NO", {"id": said.id, "code": "not_understood"})

    def _let_in(self) -> None:
        """Who has come by now has a ticket."""
        passed = (self._now() - self._started).total_seconds()
        while self._arrivals and self._arrivals[0].after_s <= passed:
            arrival = self._arrivals.pop(0)
            self._give(arrival.kind, arrival.station, "")

    def _give(self, kind: Kind, station: str, number: str) -> Ticket:
        if number in self._waiting:
            raise _Refusal("ticket_known")
        while not number or number in self._waiting:
            mark = mark_of(kind)
            self._serials[mark] = self._serials.get(mark, 0) + 1
            number = number_of(kind, self._serials[mark])
        now = self._ms()
        made = Ticket(number=number, kind=kind, station=station, issued_at=now, since=now, place=now)
        self._waiting[number] = made
        return made

    def _take(self, values: Mapping[str, str]) -> Mapping[str, object]:
        kind, number = values.get("kind", ""), values.get("number", "")
        if kind not in KINDS or (number and not is_number(number)):
            raise Unclear
        return self._told(self._give(msgspec.convert(kind, Kind), values.get("station", ""), number))

    def _next(self, values: Mapping[str, str]) -> Mapping[str, object]:
        desk = values.get("desk", "")
        self._called = {number: (ticket, of) for number, (ticket, of) in self._called.items() if of != desk}
        found = next_of(self._mine(desk), values.get("stations", "").split(","))
        return self._told(self._call_to(desk, found)) if found is not None else {}

    def _call(self, values: Mapping[str, str]) -> Mapping[str, object]:
        return self._told(self._call_to(values.get("desk", ""), _known(self._waiting.get(values.get("number", "")))))

    def _call_to(self, desk: str, ticket: Ticket) -> Ticket:
        del self._waiting[ticket.number]
        self._for_desk.pop(ticket.number, None)
        self._called[ticket.number] = (ticket, desk)
        return ticket

    def _again(self, values: Mapping[str, str]) -> Mapping[str, object]:
        self._of_desk(values)
        return {}

    def _end(self, values: Mapping[str, str]) -> Mapping[str, object]:
        ticket = self._of_desk(values)
        del self._called[ticket.number]
        if values.get("absent") == "1":
            self._absent[ticket.number] = ticket
        return {}

    def _back(self, values: Mapping[str, str]) -> Mapping[str, object]:
        ticket, now = _known(self._absent.pop(values.get("number", ""), None)), self._ms()
        self._waiting[ticket.number] = msgspec.structs.replace(ticket, since=now, place=now)
        return self._told(self._waiting[ticket.number])

    def _pass(self, values: Mapping[str, str]) -> Mapping[str, object]:
        number = values.get("number", "")
        ticket, _ = self._called.pop(number, (None, ""))
        waiting = msgspec.structs.replace(_known(ticket), station=values.get("station", ""), since=self._ms())
        self._waiting[number] = waiting
        if desk := values.get("desk", ""):
            self._for_desk[number] = desk
        return {}

    def _wait(self, values: Mapping[str, str]) -> Mapping[str, object]:
        found = waiting_of(self._mine(values.get("desk", "")), values.get("stations", "").split(","))
        return {"count": found.count, "priority": found.priority, "since": "" if found.since is None else found.since}

    def _list(self, values: Mapping[str, str]) -> Mapping[str, object]:
        at, queue = whole(values, "from"), sorted(self._waiting.values(), key=place_in_queue)
        return {**self._told(queue[at]), "more": int(len(queue) > at + 1)} if at < len(queue) else {}

    def _mine(self, desk: str) -> list[Ticket]:
        return [each for each in self._waiting.values() if self._for_desk.get(each.number, desk) == desk]

    def _of_desk(self, values: Mapping[str, str]) -> Ticket:
        ticket, desk = self._called.get(values.get("number", ""), (None, ""))
        return _known(ticket if desk == values.get("desk", "") else None)

    def _told(self, ticket: Ticket) -> dict[str, object]:
        return ticket_values(ticket, self._ms())

    def _ms(self) -> int:
        return int(self._now().timestamp() * 1000)


def _known(ticket: Ticket | None) -> Ticket:
    if ticket is None:
        raise _Refusal("ticket_unknown")
    return ticket


def _spoilt(fault: str, said: Said, told: bytes) -> bytes:
    if fault == "drop_after":
        return b""
    if fault == "garbage":
        return b"\x00\xff??\n"
    if fault == "other_id":
        return line_of("OK", {"id": f"{said.id}0"})
    if fault == "unknown_code":
        return line_of("NO", {"id": said.id, "code": "out_of_paper"})
    return told
