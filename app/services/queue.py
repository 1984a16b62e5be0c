"""Queue numbers at this desk: call next, recall, 부재, a second ticket, passing on. A visit without a ticket needs none of this.

Who waits and who was called are working data; that a citizen was called, and until when served, are entries. Each method runs on a
network thread or at the command line: the machine is asked there, the ledger by its lane. Without a machine, or while it is away, the
desk's own list is called from.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from app.domain.errors import Refused, Unavailable
from app.domain.rights import require
from app.domain.tickets import CALLS_MAX, GENERAL, KINDS, Kind, Ticket, Waiting, is_number, place_in_queue
from app.domain.views import Actor
from app.ports.tickets import TicketSource
from app.services.desk import Desk, working_day
from app.services.desk_stations import STATIONS, stations
from app.services.lanes import Lane
from app.services.ticket_machine import TicketMachine
from app.services.visits import (
    Serving,
    cases_of,
    close_visit,
    end_visit,
    note_calls,
    note_serving,
    open_visit,
    serving_of,
)


class QueueState(msgspec.Struct, frozen=True, kw_only=True):
    """What the visit pane shows. `away`: the machine does not answer, so only this desk's own list is known."""

    serving: Serving | None
    waiting: Waiting
    machine: bool = False
    away: bool = False


class Queue:
    """`DeskServices.queue`."""

    def __init__(self, desk: Desk, machine: TicketMachine, lane: Lane) -> None:
        self._desk, self.machine, self._lane = desk, machine, lane

    # ── looking ──

    def serving(self) -> Serving | None:
        """Who was called and has not gone. Any lane."""
        return serving_of(self._desk)

    def here(self) -> QueueState:
        """As this desk's own list has it. Any lane."""
        desk = self._desk
        waiting = desk.store.tickets.waiting(desk.identity.desk, stations(desk))
        return QueueState(serving=self.serving(), waiting=waiting, machine=self.machine.source is not None)

    def look(self) -> QueueState:
        """As the machine has it, or while it is away as this desk's own list has it."""
        own = self._lane(self.here)
        if (source := self.machine.source) is None:
            return own
        served = self._lane(lambda: stations(self._desk))
        try:
            at_machine = source.waiting(self._desk.identity.desk, served)
        except Unavailable:
            return msgspec.structs.replace(own, away=True)
        return msgspec.structs.replace(own, waiting=_both(at_machine, own.waiting))

    def tickets(self) -> tuple[list[Ticket], bool]:
        """Everybody who waits; True while the machine does not answer, so that these are the own list's alone."""
        own = self._lane(self._desk.store.tickets.tickets)
        if (source := self.machine.source) is None:
            return own, False
        try:
            return sorted([*source.tickets(), *own], key=place_in_queue), False
        except Unavailable:
            return own, True

    # ── tickets ──

    def take(self, kind: str = GENERAL, station: str = "", *, number: str = "") -> Ticket:
        """A ticket is given out and waits. `number`: of a ticket that another desk passed on.

        The machine gives it where there is one; while that is away the own list does, with this desk before the number (03-1).
        Refused `ticket_kind_unknown`, `station_unknown`, `ticket_number_invalid`, `ticket_known`.
        """
        if (made := self.take_at_machine(kind, station, number=number)) is not None:
            return made
        series = f"{self._desk.identity.desk}-" if self.machine.source is not None else ""
        return self._lane(lambda: self._desk.store.tickets.take(_kind(kind), station, number=number, series=series))

    def take_at_machine(self, kind: str = GENERAL, station: str = "", *, number: str = "") -> Ticket | None:
        """As `take`, also beside a window that holds the home; None where the machine is away, or where there is none."""
        wanted = _kind(kind)
        if station and station not in STATIONS:
            raise Refused("station_unknown", station=station[:40], stations=", ".join(STATIONS))
        if number and not is_number(number):
            raise Refused("ticket_number_invalid")
        if (source := self.machine.source) is None:
            return None
        try:
            return source.take(wanted, station, number=number)
        except Unavailable:
            return None

    def back(self, actor: Actor, number: str) -> Ticket:
        """Who was absent is here after all, and stands at the end. Refused `not_allowed`, `ticket_unknown`."""
        require(actor.role, "call_ticket")
        machine = self.machine.source
        if machine is not None and (found := _known(partial(machine.back, number))) is not None:
            return found
        return self._lane(lambda: self._desk.store.tickets.back(number))

    # ── calling ──

    def call_next(self, actor: Actor, number: str = "") -> Serving | None:
        """The citizen before has gone, the next one is called; None if nobody waits. `number`: that one, out of turn.

        Refused `not_allowed`, `day_not_open`, `previous_day_unclosed`, `ticket_unknown`.
        """
        require(actor.role, "call_ticket")
        day = self._lane(lambda: working_day(self._desk))
        from_machine = self._from_machine(number)
        return self._lane(lambda: self._begin(actor, day, from_machine, number))

    def join(self, actor: Actor, number: str) -> Serving:
        """The citizen who is here has that ticket too. Refused `ticket_nobody`, `ticket_unknown`, else as `call_next`."""
        require(actor.role, "call_ticket")
        if not number:
            raise Refused("ticket_number_invalid")
        self._lane(self._here_by_ticket)
        day = self._lane(lambda: working_day(self._desk))
        from_machine = self._from_machine(number)
        return self._lane(lambda: self._begin_more(actor, day, from_machine, number))

    def recall(self, actor: Actor) -> Serving:
        """Called once more. Refused `ticket_nobody`; `ticket_called_out` after the third call: then it is 부재."""
        require(actor.role, "call_ticket")
        serving = self._lane(self._here_by_ticket)
        if serving.called_out:
            raise Refused("ticket_called_out", number=serving.numbers, calls=serving.calls)
        self._tell(serving, lambda source, number: source.again(self._desk.identity.desk, number))
        called = msgspec.structs.replace(serving, calls=serving.calls + 1)
        self._lane(lambda: note_calls(self._desk, called))
        return called

    def absent(self, actor: Actor) -> Serving:
        """부재: nobody came. Refused `ticket_nobody`, `ticket_too_few_calls`, `ticket_was_served`."""
        require(actor.role, "call_ticket")
        serving = self._lane(self._here_by_ticket)
        if not serving.called_out:
            raise Refused("ticket_too_few_calls", calls=serving.calls, most=CALLS_MAX)
        if self._lane(lambda: cases_of(self._desk, serving)):
            raise Refused("ticket_was_served", number=serving.numbers)
        self._tell(serving, lambda source, number: source.end(self._desk.identity.desk, number, absent=True))
        self._lane(lambda: end_visit(self._desk, actor, serving, "absent"))
        return serving

    def end(self, actor: Actor) -> Serving | None:
        """The citizen has gone and nobody is called yet; None if nobody was here by ticket. Nothing is refused for that."""
        require(actor.role, "call_ticket")
        serving = self._lane(self.serving)
        if serving is not None:
            self._tell(serving, lambda source, number: source.end(self._desk.identity.desk, number, absent=False))
            self._lane(lambda: end_visit(self._desk, actor, serving))
        return serving

    def pass_on(self, actor: Actor, *, station: str = "", desk: str = "") -> Serving:
        """The citizen waits again, at the old place, for that station or desk; the visit here has ended.

        Without a machine a desk has only its own list: who goes to another desk leaves it, and that desk takes the number (`take`).
        Refused `ticket_nobody`, `ticket_pass_where`, `station_unknown`.
        """
        require(actor.role, "call_ticket")
        if bool(station) == bool(desk) or desk == self._desk.identity.desk or (desk and not (desk.isascii() and desk.isdigit())):
            raise Refused("ticket_pass_where")
        if station and station not in STATIONS:
            raise Refused("station_unknown", station=station[:40], stations=", ".join(STATIONS))
        serving = self._lane(self._here_by_ticket)
        self._tell(serving, lambda source, number: source.pass_on(number, station=station, desk=desk))
        self._lane(lambda: end_visit(self._desk, actor, serving, "passed", station=station, to_desk=desk))
        return serving

    # ── inside ──

    def _from_machine(self, number: str) -> Ticket | None:
        """A ticket of the machine; None where there is none, where nobody waits there, or while it is away."""
        if (source := self.machine.source) is None:
            return None
        desk, served = self._desk.identity.desk, self._lane(lambda: stations(self._desk))
        return _known(lambda: source.call_number(desk, number) if number else source.call_next(desk, served))

    def _tell(self, serving: Serving, what: Callable[[TicketSource, str], object]) -> None:
        """The machine hears what became of its tickets. Whether it does holds up nobody: it asks nothing of the book."""
        if (source := self.machine.source) is None:
            return
        for each in serving.tickets:
            if each.machine:
                try:
                    what(source, each.ticket.number)
                except (Unavailable, Refused):
                    return

    def _begin(self, actor: Actor, day: str, from_machine: Ticket | None, number: str) -> Serving | None:
        desk, before = self._desk, self.serving()
        if before is None and from_machine is None and not number and not self.here().waiting.count:
            return None
        with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
            if before is not None:
                close_visit(desk, tx, before, "served")
            ticket = from_machine or self._from_list(number)
            if ticket is None:
                note_serving(tx, None)
                return None
            visit_id = desk.ids.new_id()
            seq, called = open_visit(desk, tx, ticket, visit_id, machine=from_machine is not None)
            serving = Serving(visit_id=visit_id, seq=seq, tickets=[called])
            note_serving(tx, serving)
        return serving

    def _begin_more(self, actor: Actor, day: str, from_machine: Ticket | None, number: str) -> Serving:
        desk, serving = self._desk, self._here_by_ticket()
        with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
            ticket = from_machine or desk.store.tickets.call_number(desk.identity.desk, number)
            _, called = open_visit(desk, tx, ticket, serving.visit_id, machine=from_machine is not None)
            serving = msgspec.structs.replace(serving, tickets=[*serving.tickets, called])
            note_serving(tx, serving)
        return serving

    def _from_list(self, number: str) -> Ticket | None:
        own, name = self._desk.store.tickets, self._desk.identity.desk
        return own.call_number(name, number) if number else own.call_next(name, stations(self._desk))

    def _here_by_ticket(self) -> Serving:
        serving = self.serving()
        if serving is None:
            raise Refused("ticket_nobody")
        return serving


def _known(ask: Callable[[], Ticket | None]) -> Ticket | None:
    """What the machine says; None while it is away, or of a number that may stand in the own list, from a time when it was."""
    try:
        return ask()
    except Unavailable:
        return None
    except Refused as error:
        if error.code != "ticket_unknown":
            raise
        return None


def _kind(text: str) -> Kind:
    for kind in KINDS:
        if kind == text:
            return kind
    raise Refused("ticket_kind_unknown", kinds=", ".join(KINDS))


def _both(one: Waiting, other: Waiting) -> Waiting:
    moments = [each.since for each in (one, other) if each.since is not None]
    return Waiting(count=one.count + other.count, priority=one.priority + other.priority, since=min(moments, default=None))
