"""Signed streams for tests: what a desk's ledger would hold, without a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from uuid import UUID

from app.crypto.signer import Ed25519Signer
from app.domain.entries import KIND_OF, CaseAdvanced, CaseReceived, Header, VisitOpened
from app.domain.entry_body import Body
from app.domain.fees import FeeLine
from app.domain.money_entries import Allocation, FeeCharged, PaymentPart, PaymentSettled
from app.wire.chain import NO_HASH, digest_of, hash_of, stream_root
from app.wire.codec import encode_body, encode_header
from app.wire.messages import ClientState, Push, StreamId, WireEntry
from app.wire.signed import NO_CENTRAL, head

DAY = "2026-11-20"
NOON_MS = 1_795_143_600_000


def an_id(number: int) -> UUID:
    """A UUIDv7 that is the same in each run."""
    return UUID(int=(NOON_MS + number) << 80 | 0x7 << 76 | 0b10 << 62 | number)


class Stream:
    """The entries of one device's stream, chained and signed as a ledger does it. `seed` makes all its bytes."""

    def __init__(
        self,
        *,
        seed: int = 1,
        office: str = "26410",
        desk: str = "03",
        device_id: UUID | None = None,
        epoch: int = 1,
        branch: int = 0,
        central_id: bytes = NO_CENTRAL,
        old_head: bytes = NO_HASH,
        signer: Ed25519Signer | None = None,
    ) -> None:
        self._random = Random(seed)
        self._seed = seed
        self._made = 0
        self.signer = signer or Ed25519Signer(self._random.randbytes(32))
        self.office, self.desk, self.central_id = office, desk, central_id
        self.id = StreamId(device_id or an_id(seed), epoch, branch)
        self.root = stream_root(self.id.device_id, epoch, branch, old_head)
        self.entries: list[WireEntry] = []
        self.hashes: list[bytes] = []

    def new_id(self) -> UUID:
        self._made += 1
        return an_id(self._seed * 1_000_000 + self._made)

    def add(
        self,
        body: Body,
        *,
        case_id: UUID | None = None,
        day: str = DAY,
        kind: str = "",
        entry_id: UUID | None = None,
        visit_id: UUID | None = None,
    ) -> int:
        """One more entry; its seq."""
        header = Header(
            schema=1,
            office=self.office,
            desk=self.desk,
            device_id=self.id.device_id,
            epoch=self.id.epoch,
            branch=self.id.branch,
            seq=len(self.entries) + 1,
            entry_id=entry_id or self.new_id(),
            kind=kind or KIND_OF[type(body)],
            case_id=case_id,
            visit_id=visit_id,
            business_day=day,
            recorded_at=NOON_MS + 1000 * len(self.entries),
            intake_at=None,
            actor_entry=None,
            bundle=bytes(32),
            flags=0,
        )
        return self.add_raw(encode_header(header), encode_body(body))

    def add_raw(self, header: bytes, body: bytes) -> int:
        """One more entry of those bytes, whatever they are."""
        salt = self._random.randbytes(16)
        self.entries.append(WireEntry(header, salt, body))
        self.hashes.append(hash_of(self.hash_at(len(self.entries) - 1), header, digest_of(salt, body)))
        return len(self.entries)

    def add_case(self, *, due_won: int = 600, case_id: UUID | None = None, day: str = DAY) -> UUID:
        """A paid and issued certificate: case_received, fee_charged, payment_settled, case_advanced."""
        case_id = case_id or self.new_id()
        self.add(a_case(f"{self.office}-{self.desk}-261120-{len(self.entries):04d}-00"), case_id=case_id, day=day)
        self.add(FeeCharged(lines=[a_line(due_won)], priced_at=NOON_MS), case_id=case_id, day=day)
        self.add(a_payment(self.new_id(), [case_id], due_won), day=day)
        self.add(CaseAdvanced(step="issue", based_on=1), case_id=case_id, day=day)
        return case_id

    def hash_at(self, seq: int) -> bytes:
        """The head after that many entries."""
        return self.hashes[seq - 1] if seq else self.root

    def digest_at(self, seq: int) -> bytes:
        """The digest of that entry."""
        entry = self.entries[seq - 1]
        return digest_of(entry.salt or b"", entry.body or b"")

    def sign(self, seq: int) -> bytes:
        """The signature the ledger stores with that entry at a commit's end."""
        stream = self.id
        return self.signer.sign(head(self.central_id, self.office, stream.device_id, stream.epoch, stream.branch, seq, self.hash_at(seq)))

    def push(self, first: int = 1, last: int | None = None) -> Push:
        """The batch of entries `first` to `last` (default: all that are there)."""
        last = len(self.entries) if last is None else last
        return Push(
            from_seq=first,
            prev_hash=self.hash_at(first - 1),
            head_hash=self.hash_at(last),
            head_sig=self.sign(last),
            entries=self.entries[first - 1 : last],
            client=ClientState(version="0.1.0", queue=last - first + 1),
        )


def a_stream(entries: int = 0, **settings: object) -> Stream:
    """A stream with so many small entries in it."""
    stream = Stream(**settings)  # type: ignore[arg-type]
    for _ in range(entries):
        an_entry(stream)
    return stream


def an_entry(stream: Stream) -> int:
    """One more small entry that concerns no case; its seq."""
    return stream.add(VisitOpened(ticket="12"))


def a_case(number: str = "26410-03-261120-0001-00", **changes: object) -> CaseReceived:
    """A seal certificate asked for by an invented person."""
    fields: dict[str, object] = {
        "number": number,
        "service": "seal_certificate",
        "life": "certificate",
        "form_version": 1,
        "applicant": {"name": "김하늘", "rrn": bytes(range(40))},
        "answers": {"purpose": "은행 제출"},
    }
    return CaseReceived(**(fields | changes))  # type: ignore[arg-type]


def a_line(due_won: int = 600) -> FeeLine:
    return FeeLine(
        line=1,
        fee="seal_certificate",
        label_ko="인감증명서",
        quantity=1,
        unit_won=due_won,
        gross_won=due_won,
        waived_won=0,
        due_won=due_won,
        owner="local",
    )


def a_payment(payment_id: UUID, case_ids: Sequence[UUID], amount_won: int = 600) -> PaymentSettled:
    """One cash payment of `amount_won` for each of the cases."""
    total_won = amount_won * len(case_ids)
    return PaymentSettled(
        payment_id=payment_id,
        receipt_no="26410-03-R261120-0001-00",
        parts=[PaymentPart(tender="cash", amount_won=total_won, received_won=total_won)],
        allocations=[Allocation(case_id, 1, "cash", amount_won) for case_id in case_ids],
    )
