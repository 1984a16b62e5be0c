"""Questions about the drawer, stamps and terminals of a business day. See `ports.drawer.Drawer`. Any lane."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from app.domain.drawer import DrawerMoves
from app.domain.entry_body import Body
from app.domain.money_entries import CashCounted, CashMoved, ShiftHandedOver, StampsCounted, TerminalCounted
from app.ledger.database import Connections
from app.ports.drawer import Done
from app.wire.codec import decode_body, decode_header

B = TypeVar("B", bound=Body)

_COUNTS = "coalesce(s.outcome, 'applied') != 'quarantined'"
# Of this desk a day is the stream's in which it was opened, as `DayReader` reads it; another desk's is all its streams'.
_STREAMS = (
    "(?2 IS NOT NULL AND a.stream_id IN (SELECT stream_id FROM stream WHERE desk = ?2) OR ?2 IS NULL AND a.stream_id = "
    "(SELECT max(d.stream_id) FROM day d JOIN stream t USING (stream_id) WHERE t.own = 1 AND d.day = ?1))"
)
_OF_DAY = f"FROM drawer_act a LEFT JOIN standing s USING (stream_id, seq) WHERE a.business_day = ?1 AND {_STREAMS} AND {_COUNTS}"
_PAID = (
    f"SELECT a.reversal, sum(a.amount_won) FROM allocation a WHERE a.business_day = ?1 AND {_STREAMS} "
    "AND (a.tender = 'cash' OR a.tender LIKE 'cash!_%' ESCAPE '!') GROUP BY 1"  # `domain.tenders.tender_column`
)


class DrawerReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def sums(self, day: str, *, desk: str | None = None) -> DrawerMoves:
        rows = self._db.all(f"SELECT a.way, sum(a.amount_won) {_OF_DAY} AND a.way != '' GROUP BY 1", (day, desk))
        won: dict[str, int] = {way: int(amount) for way, amount in rows}
        paid: dict[int, int] = dict(self._db.all(_PAID, (day, desk)))
        return DrawerMoves(
            cash_won=paid.get(0, 0),
            returned_won=paid.get(1, 0),
            in_won=won.get("in", 0),
            out_won=won.get("out", 0),
            remitted_won=won.get("remit", 0),
        )

    def moves(self, day: str, *, desk: str | None = None) -> list[Done[CashMoved]]:
        return self._done(CashMoved, "cash_moved", day, desk)

    def counts(self, day: str, *, desk: str | None = None) -> list[Done[CashCounted]]:
        return self._done(CashCounted, "cash_counted", day, desk)

    def hand_overs(self, day: str, *, desk: str | None = None) -> list[Done[ShiftHandedOver]]:
        return self._done(ShiftHandedOver, "shift_handed_over", day, desk)

    def stamps(self, day: str, *, desk: str | None = None) -> list[Done[StampsCounted]]:
        return self._done(StampsCounted, "stamps_counted", day, desk)

    def terminals(self, day: str, *, desk: str | None = None) -> list[Done[TerminalCounted]]:
        return self._done(TerminalCounted, "terminal_counted", day, desk)

    def _done(self, kind_of: type[B], kind: str, day: str, desk: str | None) -> list[Done[B]]:
        rows = self._db.all(
            "SELECT e.header, e.body FROM entry e WHERE e.body IS NOT NULL AND e.place IN "
            f"(SELECT a.stream_id << 40 | a.seq {_OF_DAY} AND a.kind = ?3) ORDER BY e.place",
            (day, desk, kind),
        )
        read = [(decode_header(header), decode_body(kind, body)) for header, body in rows]
        signed: list[tuple[UUID | None, UUID | None]] = [(header.actor_entry, _second(body)) for header, body in read]
        names = self._names({each for pair in signed for each in pair if each is not None})
        found = []
        for (header, body), (actor, second) in zip(read, signed, strict=True):
            if isinstance(body, kind_of):
                user, name = names.get(actor, ("", ""))
                found.append(Done(header.entry_id, header.recorded_at, user, name, names.get(second, ("", ""))[1], body))
        return found

    def _names(self, entry_ids: set[UUID]) -> dict[UUID | None, tuple[str, str]]:
        ids = [each.bytes for each in sorted(entry_ids)]
        rows = self._db.all(f"SELECT entry_id, user, name FROM signed_in WHERE entry_id IN ({','.join('?' * len(ids))})", ids)
        return {UUID(bytes=entry_id): (user, name) for entry_id, user, name in rows}


def _second(body: Body | None) -> UUID | None:
    if isinstance(body, ShiftHandedOver):
        return body.taken_by
    return body.confirmed_by if isinstance(body, CashMoved | CashCounted) else None
