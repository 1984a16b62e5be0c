"""One commit of the own stream: entries get seq, hash and number here and nowhere else; all of it is written at the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from app.domain import numbers
from app.domain.cases import Case
from app.domain.drawer import cash_back
from app.domain.entries import FLAG_CLOCK_BACK, FLAG_TRAINING, SCHEMA, CaseReceived, Fact, Header
from app.domain.errors import Refused
from app.domain.moments import ms_of
from app.domain.money_entries import PaymentReversed
from app.domain.payments import done_by_terminal
from app.ledger import inbox
from app.ledger.card_reader import DROP_JOB, PUT_JOB, job_values
from app.ledger.projections import Projector
from app.ledger.tables import NOTHING, OR_NULL, as_blob, row_id
from app.ports.card_payments import TerminalJob
from app.ports.clock import Clock
from app.ports.crypto import Signer
from app.ports.exchange import Head
from app.ports.ids import Ids
from app.ports.inbox import InboxFile, InboxState
from app.ports.store import Appended, Credential
from app.wire import signed
from app.wire.chain import digest_of, hash_of
from app.wire.codec import encode_body, encode_header
from app.wire.messages import ENTRY_BYTES_MAX, StreamId

INSERT_ENTRY = f"""
INSERT INTO entry (place, entry_id, header, salt, body, digest, hash, head_sig, own, kind, case_id, visit_id, business_day,
    recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, {OR_NULL}, ?, ?, {OR_NULL}, {OR_NULL}, ?, ?)
"""


class OwnStream(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes: the desk's identity inside its own stream, and central's name for signatures (zeros without one)."""

    stream_id: int
    stream: StreamId
    office: str
    desk: str
    central_id: bytes
    training: bool


class Serials:
    """The next case and receipt serials of each date; taken back when a commit fails."""

    def __init__(self, last_used: Callable[[str, str], int]) -> None:
        """`last_used(mark, ymd)`: the last serial on disk for that range and date."""
        self._last_used = last_used
        self._used: dict[tuple[str, str], int] = {}

    def take(self, mark: str, ymd: str, taken: dict[tuple[str, str], int]) -> int:
        key = (mark, ymd)
        if key not in taken:
            if key not in self._used:
                self._used[key] = self._last_used(mark, ymd)
            taken[key] = self._used[key]
        taken[key] += 1
        return taken[key]

    def keep(self, taken: dict[tuple[str, str], int]) -> None:
        self._used.update(taken)

    def forget(self) -> None:
        self._used.clear()


class LedgerTransaction:
    """See `ports.store.Transaction`. Lives inside `PeeweeStore.transaction`, on the writer lane."""

    def __init__(
        self,
        connection: Any,
        own: OwnStream,
        head: Head,
        projector: Projector,
        serials: Serials,
        *,
        clock: Clock,
        ids: Ids,
        signer: Signer,
        actor: UUID | None,
        day: str,
        bundle: bytes,
        stop_if_unlisted: Callable[[Fact], None],
    ) -> None:
        self._connection = connection
        self._own = own
        self._head = head
        self.projector = projector
        self._serials = serials
        self._taken: dict[tuple[str, str], int] = {}
        self._ids = ids
        self._signer = signer
        self._actor = actor
        self._day = day
        self._date = date.fromisoformat(day[:10])
        self._bundle = bundle
        self._stop_if_unlisted = stop_if_unlisted
        self._now = ms_of(clock.now())
        self._rows: list[list[Any]] = []
        self._shut = False  # the day was closed in this very transaction
        self._cash_back = 0
        self._done_by_terminal = False

    def append(self, fact: Fact) -> Appended:
        """The entry has its place in the stream. Refused `entry_too_large` above 64 KiB, `day_closed` after a closing, and as
        `Exchange.stop_if_unlisted`: but for what a card terminal has done already, and all that stands behind it in the commit.
        """
        own, stream, head, now = self._own, self._own.stream, self._head, self._now
        body, kind, entry_id, case_id, visit_id = fact.body, fact.kind, fact.entry_id, fact.case_id, fact.visit_id
        if self._shut:
            raise Refused("day_closed", day=self._day)
        self._done_by_terminal = self._done_by_terminal or done_by_terminal(body)
        if not self._done_by_terminal:
            self._stop_if_unlisted(fact)
        self._shut = kind == "day_closed"
        if isinstance(body, PaymentReversed):
            self._cash_back += cash_back(body)
        seq = head.seq + 1
        header = Header(
            schema=SCHEMA,
            office=own.office,
            desk=own.desk,
            device_id=stream.device_id,
            epoch=stream.epoch,
            branch=stream.branch,
            seq=seq,
            entry_id=entry_id,
            kind=kind,
            case_id=case_id,
            visit_id=visit_id,
            business_day=self._day,
            recorded_at=now,
            intake_at=fact.intake_at,
            actor_entry=self._actor,
            bundle=self._bundle,
            flags=(FLAG_CLOCK_BACK if now < head.recorded_at else 0) | (FLAG_TRAINING if own.training else 0),
        )
        header_bytes, body_bytes, salt = encode_header(header), encode_body(body), self._ids.random_bytes(16)
        if len(header_bytes) + len(body_bytes) + len(salt) > ENTRY_BYTES_MAX:
            raise Refused("entry_too_large", kind=kind)
        digest = digest_of(salt, body_bytes)
        entry_hash = hash_of(head.hash, header_bytes, digest)
        self._rows.append(
            [
                row_id(own.stream_id, seq),
                as_blob(entry_id.bytes),
                as_blob(header_bytes),
                as_blob(salt),
                as_blob(body_bytes),
                as_blob(digest),
                as_blob(entry_hash),
                NOTHING,
                1,
                kind,
                as_blob(case_id.bytes) if case_id else NOTHING,
                as_blob(visit_id.bytes) if visit_id else NOTHING,
                self._day,
                now,
            ]
        )
        self._head = Head(stream=stream, seq=seq, hash=entry_hash, recorded_at=now)
        self.projector.add(own.stream_id, header, body, fresh=isinstance(body, CaseReceived))
        return Appended(seq=seq, entry_id=entry_id, recorded_at=now)

    def cash_back_won(self) -> int:
        return self._cash_back

    def case_number(self) -> str:
        return self._number("", numbers.case_number)

    def receipt_number(self) -> str:
        return self._number("R", numbers.receipt_number)

    def refund_number(self) -> str:
        return self._number("B", numbers.refund_number)

    def promise_number(self) -> str:
        return self._number("W", numbers.promise_number)

    def _number(self, mark: str, made: Callable[[str, str, int, int, date, int], str]) -> str:
        """The next one of that range on the day of this commit."""
        serial = self._serials.take(mark, numbers.ymd(self._date), self._taken)
        return made(self._own.office, self._own.desk, self._own.stream.epoch, self._own.stream.branch, self._date, serial)

    def get_case(self, case_id: UUID) -> Case:
        case = self.projector.case(case_id)
        if case is None:
            raise Refused("case_unknown")
        return case

    def put_setting(self, name: str, value: bytes) -> None:
        sql = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        self._connection.execute(sql, (name, value))

    def put_credential(self, credential: Credential) -> None:
        self._connection.execute(PUT_CREDENTIAL, credential_values(credential))

    def put_attempt(self, user: str, failures: int, at: int) -> None:
        sql = (
            "INSERT INTO login_attempt (user, failures, last_at) VALUES (?, ?, ?) "
            "ON CONFLICT (user) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at"
        )
        self._connection.execute(sql, (user, failures, at))

    def drop_draft(self, key: str) -> None:
        self._connection.execute("DELETE FROM draft WHERE key = ?", (key,))

    def put_job(self, job: TerminalJob) -> None:
        self._connection.execute(PUT_JOB, job_values(job))

    def drop_job(self, payment_id: UUID) -> None:
        self._connection.execute(DROP_JOB, (payment_id.bytes,))

    def queue_attachment(self, address: bytes, seq: int, size: int) -> None:
        sql = "INSERT INTO attachment (address, stream_id, seq, size, state) VALUES (?, ?, ?, ?, 'queued')"
        self._connection.execute(sql, (address, self._own.stream_id, seq, size))

    def keep_inbox(self, file: InboxFile) -> None:
        self._connection.execute(inbox.PUT, inbox.values(file))

    def settle_inbox(self, file_id: UUID, state: InboxState) -> None:
        if not self._connection.execute(inbox.SETTLE, (state, file_id.bytes)).rowcount:
            raise Refused("inbox_unknown")

    def write(self) -> Head:
        """All entries, the last one signed, and their projections are in the open transaction; the new head."""
        if self._rows:
            own, stream, head = self._own, self._own.stream, self._head
            message = signed.head(own.central_id, own.office, stream.device_id, stream.epoch, stream.branch, head.seq, head.hash)
            self._rows[-1][7] = as_blob(self._signer.sign(message))
            self._connection.executemany(INSERT_ENTRY, self._rows)
            self.projector.flush(self._connection)
        return self._head

    def committed(self) -> None:
        """The commit is on disk: numbers taken in it are used for ever."""
        self._serials.keep(self._taken)


PUT_CREDENTIAL = """
INSERT INTO credential (user, name, role, verifier, active, changed_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (user) DO UPDATE SET name = excluded.name, role = excluded.role, verifier = excluded.verifier, active = excluded.active,
    changed_at = excluded.changed_at
"""


def credential_values(credential: Credential) -> tuple[Any, ...]:
    """The columns of a credential row."""
    return (
        credential.user,
        credential.name,
        credential.role,
        credential.verifier,
        int(credential.active),
        credential.changed_at,
    )
