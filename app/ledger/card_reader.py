"""Questions about card payments and the terminal's queue. See `ports.card_payments.CardPayments`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec

from app.ledger.database import Connections
from app.ledger.tables import SEQ_BITS
from app.ports.card_payments import CardPayment, TerminalJob

_decode = msgspec.msgpack.Decoder(list[bytes]).decode
_PAYMENT = (
    "SELECT c.payment_id, c.way, c.tender, c.amount_won, c.terminal, c.trace_no, c.cases, c.original, c.visit_id, c.started_by, "
    "c.business_day, c.started_at, c.state, c.code, c.changed_at, c.receipt_no, c.approval_no, c.last4, c.approved_at "
    "FROM card_payment c JOIN stream t USING (stream_id) WHERE "
)
_JOB = "SELECT payment_id, kind, attempts, next_at, code, content FROM terminal_job "
PUT_JOB = """
INSERT INTO terminal_job (payment_id, kind, attempts, next_at, code, content) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (payment_id) DO UPDATE SET kind = excluded.kind, attempts = excluded.attempts, next_at = excluded.next_at,
    code = excluded.code, content = excluded.content
"""
# Of the visit that was paid, what was written since the payment was started; in another stream, since that one began.
_BASKET = f"""
SELECT e.case_id FROM entry s JOIN card_payment c ON c.payment_id = ?2 JOIN entry e
  ON e.place BETWEEN CASE c.stream_id WHEN s.place >> {SEQ_BITS} THEN c.stream_id << {SEQ_BITS} | c.seq
                     ELSE s.place >> {SEQ_BITS} << {SEQ_BITS} END AND s.place
WHERE s.entry_id = ?1 AND e.kind = 'case_received' AND e.visit_id = s.visit_id
ORDER BY e.place
"""
DROP_JOB = "DELETE FROM terminal_job WHERE payment_id = ?"


def job_values(job: TerminalJob) -> tuple[Any, ...]:
    """The columns of a job's row."""
    return job.payment_id.bytes, job.kind, job.attempts, job.next_at, job.code, job.content


class CardPaymentReader:
    def __init__(self, connections: Connections, own_stream: Callable[[], int]) -> None:
        """`own_stream`: the stream that is written now."""
        self._db, self._own_stream = connections, own_stream

    def _payments(self, where: str, values: Iterable[object] = ()) -> list[CardPayment]:
        return [_payment(row) for row in self._db.all(_PAYMENT + where, tuple(values))]

    def get(self, payment_id: UUID) -> CardPayment | None:
        return next(iter(self._payments("c.payment_id = ?", (payment_id.bytes,))), None)

    def find(self, text: str) -> CardPayment | None:
        terminal, _, trace_no = text.rpartition("-")
        found = self._payments("t.own = 1 AND c.terminal = ? AND c.trace_no = ? ORDER BY c.started_at DESC LIMIT 1", (terminal, trace_no))
        if found:
            return found[0]
        try:
            return self.get(UUID(text))
        except ValueError:
            return None

    def open(self) -> list[CardPayment]:
        return self._payments("t.own = 1 AND c.state IN ('intent', 'unknown', 'reversing') ORDER BY c.started_at, c.payment_id")

    def of_day(self, day: str) -> list[CardPayment]:
        return self._payments("t.own = 1 AND c.business_day = ? ORDER BY c.stream_id, c.seq", (day,))

    def last_trace(self, terminal: str) -> tuple[int, bool] | None:
        mine = "SELECT trace_no FROM card_payment WHERE stream_id = ? AND terminal = ? ORDER BY seq DESC LIMIT 1"
        found = self._db.value(mine, (self._own_stream(), terminal))
        if found is not None:
            return int(found), True
        # Asked once in the life of a stream: another computer, or this one before its ledger was restored, used the terminal.
        # Another desk's program may have written anything there: only six digits are such a number.
        six = "trace_no GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]'"
        any_stream = f"SELECT trace_no FROM card_payment WHERE terminal = ? AND {six} ORDER BY started_at DESC, seq DESC LIMIT 1"
        found = self._db.value(any_stream, (terminal,))
        return None if found is None else (int(found), False)

    def received_with(self, payment_id: UUID, settled: UUID) -> list[UUID]:
        return [UUID(bytes=row[0]) for row in self._db.all(_BASKET, (settled.bytes, payment_id.bytes))]

    def job(self, payment_id: UUID) -> TerminalJob | None:
        row = self._db.one(_JOB + "WHERE payment_id = ?", (payment_id.bytes,))
        return None if row is None else _job(row)

    def jobs(self) -> list[TerminalJob]:
        return [_job(row) for row in self._db.all(_JOB + "ORDER BY next_at, payment_id")]

    def put_job(self, job: TerminalJob) -> None:
        with self._db.atomic() as connection:
            connection.execute(PUT_JOB, job_values(job))

    def drop_job(self, payment_id: UUID) -> None:
        with self._db.atomic() as connection:
            connection.execute(DROP_JOB, (payment_id.bytes,))


def _job(row: tuple[Any, ...]) -> TerminalJob:
    return TerminalJob(payment_id=UUID(bytes=row[0]), kind=row[1], attempts=row[2], next_at=row[3], code=row[4], content=bytes(row[5]))


def _payment(row: tuple[Any, ...]) -> CardPayment:
    return CardPayment(
        payment_id=UUID(bytes=row[0]),
        way=row[1],
        tender=row[2],
        amount_won=row[3],
        terminal=row[4],
        trace_no=row[5],
        cases=[UUID(bytes=each) for each in _decode(row[6])],
        original=_uuid(row[7]),
        visit_id=_uuid(row[8]),
        started_by=_uuid(row[9]),
        business_day=row[10],
        started_at=row[11],
        state=row[12],
        code=row[13],
        changed_at=row[14],
        receipt_no=row[15],
        approval_no=row[16],
        last4=row[17],
        approved_at=row[18],
    )


def _uuid(value: bytes | None) -> UUID | None:
    return UUID(bytes=value) if value is not None else None
