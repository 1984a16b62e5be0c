"""Questions about the drawer, stamps and terminals of a business day. See `ports.drawer.Drawer`. Any lane."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from msgspec.structs import replace

from app.domain.closing import UNKNOWN_LINE
from app.domain.drawer import CASH, DrawerMoves
from app.domain.entry_body import Body
from app.domain.money_entries import (
    CashCounted,
    CashMoved,
    PaymentPart,
    PaymentReversed,
    PaymentSettled,
    ShiftHandedOver,
    StampsCounted,
    TerminalCounted,
)
from app.domain.tenders import tender_column
from app.ledger.database import Connections
from app.ledger.tables import line_of
from app.ports.drawer import Done, PaidPart, TenderSum
from app.wire.codec import decode_body, decode_header

B = TypeVar("B", bound=Body)

_COUNTS = "coalesce(s.outcome, 'applied') != 'quarantined'"
# Of this desk a day is the stream's in which it was opened, as `DayReader` reads it; another desk's is all its streams'.
_STREAMS = (
    "(?2 IS NOT NULL AND a.stream_id IN (SELECT stream_id FROM stream WHERE desk = ?2) OR ?2 IS NULL AND a.stream_id = "
    "(SELECT max(d.stream_id) FROM day d JOIN stream t USING (stream_id) WHERE t.own = 1 AND d.day = ?1))"
)
_BEFORE = "(?3 IS NULL OR a.seq < ?3)"
_OF_DAY = f"FROM drawer_act a LEFT JOIN standing s USING (stream_id, seq) WHERE a.business_day = ?1 AND {_STREAMS} AND {_COUNTS}"
_NO_CASH = "a.tender != 'cash' AND a.tender NOT LIKE 'cash!_%' ESCAPE '!'"
_OWN_DAY = (
    "SELECT d.opened_at, d.closed_at FROM day d JOIN stream t USING (stream_id) WHERE t.own = 1 AND d.day = ? ORDER BY stream_id DESC"
)
_PAID = (
    f"SELECT a.reversal, sum(a.amount_won) FROM allocation a WHERE a.business_day = ?1 AND {_STREAMS} "
    f"AND {_BEFORE} AND (a.tender = 'cash' OR a.tender LIKE 'cash!_%' ESCAPE '!') GROUP BY 1"  # `domain.tenders.tender_column`
)
_NET_OF_OWNER = (  # a line whose case is not known counts as `DayReader` counts it
    "SELECT coalesce(sum(CASE WHEN a.reversal = 1 THEN -a.amount_won ELSE a.amount_won END), 0) FROM allocation a "
    f"{line_of('a.case_id', 'a.line')} WHERE a.business_day = ?1 AND {_STREAMS} AND {_BEFORE} "
    f"AND coalesce(f.owner, '{UNKNOWN_LINE.owner}') = ?4"
)


class DrawerReader:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def sums(self, day: str, *, desk: str | None = None, before: int | None = None) -> DrawerMoves:
        asked = (day, desk, before)
        rows = self._db.all(f"SELECT a.way, sum(a.amount_won) {_OF_DAY} AND {_BEFORE} AND a.way != '' GROUP BY 1", asked)
        won: dict[str, int] = {way: int(amount) for way, amount in rows}
        paid: dict[int, int] = dict(self._db.all(_PAID, asked))
        return DrawerMoves(
            cash_won=paid.get(0, 0),
            returned_won=paid.get(1, 0),
            in_won=won.get("in", 0),
            out_won=won.get("out", 0),
            remitted_won=won.get("remit", 0),
        )

    def tenders(self, day: str, *, desk: str | None = None, before: int | None = None) -> list[TenderSum]:
        rows = self._db.all(
            "SELECT a.tender, a.reversal, count(DISTINCT a.stream_id << 40 | a.seq), sum(a.amount_won), "
            "sum((a.reversal = 0 AND a.counts = 0) * a.amount_won) "
            f"FROM allocation a WHERE a.business_day = ?1 AND {_STREAMS} AND {_BEFORE} GROUP BY 1, 2",
            (day, desk, before),
        )
        found = {(tender, back): (payments, won) for tender, back, payments, won, _ in rows}
        settled = {tender: won for tender, back, *_, won in rows if not back}
        codes = sorted({tender for tender, _ in found})
        nothing = (0, 0)
        return [TenderSum(each, *found.get((each, 0), nothing), *found.get((each, 1), nothing), settled.get(each, 0)) for each in codes]

    def paid_parts(self, day: str, *, before: int | None = None) -> list[PaidPart]:
        rows = self._db.all(
            "SELECT e.recorded_at, e.kind, e.body FROM entry e WHERE e.body IS NOT NULL AND e.place IN (SELECT a.stream_id << 40 | a.seq "
            f"FROM allocation a WHERE a.business_day = ?1 AND {_STREAMS} AND {_BEFORE} AND {_NO_CASH}) ORDER BY e.place",
            (day, None, before),
        )
        found: list[PaidPart] = []
        for at, kind, stored in rows:
            body = decode_body(kind, stored)
            if isinstance(body, PaymentSettled):
                found += [_taken(at, body.receipt_no, part) for part in body.parts if tender_column(part.tender) != CASH]
            elif isinstance(body, PaymentReversed):
                found += _given_back(at, body)
        return found

    def net_won(self, day: str, owner: str, *, before: int | None = None) -> int:
        return int(self._db.all(_NET_OF_OWNER, (day, None, before, owner))[0][0])

    def finished(self, day: str) -> int:
        row = self._db.one(_OWN_DAY, (day,))
        if row is None:
            return 0
        since, until = row[0] << 10, row[1] << 10 if row[1] is not None else 2**62
        return int(
            self._db.value(
                "SELECT count(*) FROM case_row WHERE case_key >= ? AND case_key < ? AND own = 1 AND open = 0 AND state != 'cancelled'",
                (since, until),
            )
        )

    def moves(self, day: str, *, desk: str | None = None) -> list[Done[CashMoved]]:
        return self._numbered(self._done(CashMoved, "cash_moved", day, desk))

    def unnumbered(self, since: str) -> list[tuple[str, Done[CashMoved]]]:
        days = self._db.all(
            "SELECT DISTINCT a.business_day FROM drawer_act a JOIN stream t USING (stream_id) "
            "WHERE a.business_day >= ? AND a.way = 'remit' AND t.own = 1 ORDER BY 1",
            (since,),
        )
        moves = [(day, each) for (day,) in days for each in self.moves(day)]
        return [(day, each) for day, each in moves if each.body.purpose == "remit" and not each.body.number]

    def _numbered(self, moves: list[Done[CashMoved]]) -> list[Done[CashMoved]]:
        """With the numbers that came later; of two the later word."""
        ids = [each.entry_id.bytes for each in moves if each.body.purpose == "remit"]
        if not ids:
            return moves
        rows = self._db.all(
            f"SELECT n.moved, n.number FROM remit_number n LEFT JOIN standing s USING (stream_id, seq) WHERE {_COUNTS} "
            f"AND n.moved IN ({','.join('?' * len(ids))}) ORDER BY n.recorded_at, n.stream_id, n.seq",
            ids,
        )
        numbers = {UUID(bytes=moved): number for moved, number in rows}
        return [each._replace(body=replace(each.body, number=numbers.get(each.entry_id, each.body.number))) for each in moves]

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
                found.append(Done(header.entry_id, header.recorded_at, user, name, names.get(second, ("", ""))[1], body, header.seq))
        return found

    def _names(self, entry_ids: set[UUID]) -> dict[UUID | None, tuple[str, str]]:
        ids = [each.bytes for each in sorted(entry_ids)]
        rows = self._db.all(f"SELECT entry_id, user, name FROM signed_in WHERE entry_id IN ({','.join('?' * len(ids))})", ids)
        return {UUID(bytes=entry_id): (user, name) for entry_id, user, name in rows}


def _taken(at: int, receipt_no: str, part: PaymentPart) -> PaidPart:
    when = part.approved_at if part.approved_at is not None else at
    return PaidPart(
        when,
        receipt_no,
        part.tender,
        part.amount_won,
        False,
        part.approval_no,
        part.terminal,
        part.trace_no,
        part.manual or not part.terminal,
    )


def _given_back(at: int, body: PaymentReversed) -> list[PaidPart]:
    won: dict[str, int] = {}
    for each in body.allocations:
        if tender_column(each.tender) != CASH:
            won[each.tender] = won.get(each.tender, 0) + each.amount_won
    by_hand = body.manual or not body.terminal
    return [
        PaidPart(at, body.receipt_no, tender, amount, True, body.approval_no, body.terminal, body.trace_no, by_hand)
        for tender, amount in won.items()
    ]


def _second(body: Body | None) -> UUID | None:
    if isinstance(body, ShiftHandedOver):
        return body.taken_by
    return body.confirmed_by if isinstance(body, CashMoved | CashCounted) else None
