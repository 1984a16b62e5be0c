"""Who is at this desk by ticket, and the entries that say so: called, served until. Writer lane; looking on any."""

from __future__ import annotations

from uuid import UUID

import msgspec

from app.domain.entries import Fact, VisitClosed, VisitOpened
from app.domain.tickets import CALLS_MAX, GENERAL, Called, End, Ticket
from app.domain.views import Actor
from app.ports.store import Transaction
from app.services.desk import Desk, entry_day, from_ms, seoul_date, to_ms

SERVING = "queue.serving"


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at this desk by ticket. `seq`: of the entry that began the visit; `calls`: how often the first ticket was called."""

    visit_id: UUID
    seq: int
    tickets: list[Called]
    calls: int = 1

    @property
    def numbers(self) -> str:
        return " · ".join(each.ticket.number for each in self.tickets)

    @property
    def called_at(self) -> int:
        return self.tickets[0].called_at

    @property
    def called_out(self) -> bool:
        """Called as often as anybody is: who has not come is 부재."""
        return self.calls >= CALLS_MAX


def serving_of(desk: Desk) -> Serving | None:
    """Who was called and has not gone; it outlives the program."""
    stored = desk.store.working.setting(SERVING)
    return msgspec.msgpack.decode(stored, type=Serving) if stored else None


def note_serving(tx: Transaction, serving: Serving | None) -> None:
    """That is who is here once the commit is on disk."""
    tx.put_setting(SERVING, msgspec.msgpack.encode(serving) if serving is not None else b"")


def note_calls(desk: Desk, serving: Serving) -> None:
    """How often they were called is kept: working data, no entry."""
    desk.store.working.put_setting(SERVING, msgspec.msgpack.encode(serving))


def open_visit(desk: Desk, tx: Transaction, ticket: Ticket, visit_id: UUID, *, machine: bool) -> tuple[int, Called]:
    """The call is in the book; seq of its entry, and the ticket as called."""
    now = to_ms(desk.clock.now())
    body = VisitOpened(
        ticket=ticket.number,
        issued_at=ticket.issued_at,
        called_at=now,
        kind="" if ticket.kind == GENERAL else ticket.kind,
        waits_from=ticket.since if ticket.since != ticket.issued_at else None,
    )
    placed = tx.append(Fact(body, desk.ids.new_id(), visit_id=visit_id))
    return placed.seq, Called(ticket=ticket, called_at=now, machine=machine)


def cases_of(desk: Desk, serving: Serving) -> int:
    """How many cases were received in that visit so far."""
    return desk.store.visits.cases_of(serving.visit_id, serving.seq)


def close_visit(desk: Desk, tx: Transaction, serving: Serving, end: End, *, station: str = "", to_desk: str = "") -> None:
    """The goodbye is in the book, and the own list knows what became of its tickets."""
    own, now = desk.store.tickets, desk.clock.now()
    # Nobody was served overnight: when that citizen went is not known.
    same_day = seoul_date(from_ms(serving.called_at)) == seoul_date(now)
    for each in serving.tickets:
        if each.machine or not same_day:
            continue
        if end == "passed":
            own.pass_on(each.ticket.number, station=station, desk=to_desk)
        else:
            own.end(desk.identity.desk, each.ticket.number, absent=end == "absent")
    body = VisitClosed(
        cases=cases_of(desk, serving),
        served_until=to_ms(now) if same_day else None,
        calls=serving.calls,
        end="" if end == "served" else end,
    )
    tx.append(Fact(body, desk.ids.new_id(), visit_id=serving.visit_id))


def end_visit(desk: Desk, actor: Actor, serving: Serving, end: End = "served", *, station: str = "", to_desk: str = "") -> None:
    """The visit has ended, in a commit of its own."""
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        close_visit(desk, tx, serving, end, station=station, to_desk=to_desk)
        note_serving(tx, None)


def end_last_visit(desk: Desk, actor: Actor) -> None:
    """Whoever was called last has gone: the day is about to be closed."""
    if (serving := serving_of(desk)) is not None:
        end_visit(desk, actor, serving)
