"""A small writer of books for the checker's tests: signs, chains and stores entries as a ledger does, and knows no more."""

from __future__ import annotations

import importlib
import random
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
import sqlcipher3

from app.crypto.signer import Ed25519Signer
from app.domain.entries import Header
from app.verify.book import Ack, Entry, Stream, Trust
from app.wire import chain, codec, signed

OFFICE = "26410"
CENTRAL = Ed25519Signer(bytes([200]) * 32)
CENTRAL_ID = sha256(CENTRAL.public_key).digest()
_KINDS = ["signed_in", "case_received", "fee_charged", "payment_settled", "official_no_entered"]


@dataclass
class Writer:
    """One stream. `entries` and `acks` are rows as stored, `acks` by seq; change them as you like, `stream` too."""

    rng: random.Random
    device: int = 1
    epoch: int = 1
    branch: int = 0
    desk: str = "03"
    own: int = 1
    central: bool = False
    old_head: bytes = chain.NO_HASH
    entries: list[Entry] = field(default_factory=list)
    acks: dict[int, Ack] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.device_id = UUID(int=0x0193_2F6E_5A00_7ABC_8DEF_0000_0000_0000 + self.device)
        self.signer = Ed25519Signer(sha256(f"device {self.device} {self.epoch}".encode()).digest())
        self.central_id = CENTRAL_ID if self.central else signed.NO_CENTRAL
        root = chain.stream_root(self.device_id, self.epoch, self.branch, self.old_head)
        self.stream = Stream(
            self.device_id.bytes,
            self.epoch,
            self.branch,
            OFFICE,
            self.desk,
            self.own,
            root,
            self.old_head,
            self.signer.public_key,
            self.central_id,
            0,
        )

    @property
    def label(self) -> str:
        return f"{self.device_id}.{self.epoch}.{self.branch}"

    @property
    def head(self) -> bytes:
        return self.entries[-1].hash if self.entries else self.stream.root

    def commit(self, size: int = 1) -> None:
        """So many more entries are in the book, the last one signed."""
        for _ in range(size):
            self._append()
        self.entries[-1] = self.signed(self.entries[-1])

    def adopt(self) -> None:
        """The desk, alone up to now, has joined central."""
        self.central_id = CENTRAL_ID
        self.stream = self.stream._replace(central_id=CENTRAL_ID, adopted_seq=len(self.entries))

    def acknowledge(self, seq: int, generation: int = 1) -> None:
        """Central has signed for everything up to that entry."""
        acked, first, last = self.entries[seq - 1].hash, seq * 10, seq * 10 + 3
        message = signed.acknowledgement(
            self.central_id, generation, OFFICE, self.device_id, self.epoch, self.branch, seq, acked, first, last
        )
        self.acks[seq] = Ack(seq, acked, generation, first, last, CENTRAL.sign(message))

    def erase(self, seq: int) -> None:
        """Body and salt of that entry were disposed of."""
        self.entries[seq - 1] = self.entries[seq - 1]._replace(salt=None, body=None, disposed=1)

    def signed(self, row: Entry, signer: Ed25519Signer | None = None) -> Entry:
        """That row with its device's signature, or somebody else's."""
        message = signed.head(self.central_id, OFFICE, self.device_id, self.epoch, self.branch, row.seq, row.hash)
        return row._replace(head_sig=(signer or self.signer).sign(message))

    def rechain(self, start: int) -> None:
        """Hashes from that seq on fit again; signatures stay as they were, because the key is not there."""
        for at in range(start - 1, len(self.entries)):
            row = self.entries[at]
            before = self.entries[at - 1].hash if at else self.stream.root
            self.entries[at] = row._replace(hash=chain.hash_of(before, row.header, row.digest))

    def rewrite(self, seq: int, **told: Any) -> None:
        """That entry tells something else, in itself without a flaw; the chain is not touched."""
        row = self.entries[seq - 1]
        header = msgspec.structs.replace(codec.decode_header(row.header), **told)
        body, salt = msgspec.msgpack.encode({"user": "forged"}), self.rng.randbytes(16)
        columns = {name: value.bytes if isinstance(value, UUID) else value for name, value in told.items()}
        self.entries[seq - 1] = row._replace(
            header=codec.encode_header(header), salt=salt, body=body, digest=chain.digest_of(salt, body), **columns
        )

    def rows(self) -> list[Any]:
        """The stream as the checker reads it."""
        found: list[Any] = [self.stream]
        for row in self.entries:
            found.append(row)
            if row.seq in self.acks:
                found.append(self.acks[row.seq])
        return found + [ack for seq, ack in self.acks.items() if all(row.seq != seq for row in self.entries)]

    def anchor(self) -> tuple[bytes, int, int, int, bytes]:
        return (self.device_id.bytes, self.epoch, self.branch, len(self.entries), self.head)

    def _append(self) -> None:
        seq, rng = len(self.entries) + 1, self.rng
        case_id = UUID(int=rng.getrandbits(128), version=4) if rng.random() < 0.7 else None
        header = Header(
            schema=1,
            office=OFFICE,
            desk=self.desk,
            device_id=self.device_id,
            epoch=self.epoch,
            branch=self.branch,
            seq=seq,
            entry_id=UUID(int=rng.getrandbits(128), version=4),
            kind=rng.choice(_KINDS),
            case_id=case_id,
            visit_id=UUID(int=rng.getrandbits(128), version=4) if case_id else None,
            business_day="2026-11-20" if seq < 12 else "2026-11-20/2",
            recorded_at=1_795_132_800_000 + seq * 977,
            intake_at=None,
            actor_entry=None,
            bundle=bytes(8),
            flags=0,
        )
        data, salt = codec.encode_header(header), rng.randbytes(16)
        body = msgspec.msgpack.encode({"user": f"직원{rng.randrange(9)}", "amount_won": rng.randrange(100_000), "sealed": rng.randbytes(9)})
        digest = chain.digest_of(salt, body)
        self.entries.append(
            Entry(
                seq,
                header.entry_id.bytes,
                data,
                salt,
                body,
                digest,
                chain.hash_of(self.head, data, digest),
                None,
                self.own,
                header.kind,
                header.case_id.bytes if header.case_id else None,
                header.visit_id.bytes if header.visit_id else None,
                header.business_day,
                header.recorded_at,
                0,
            )
        )


def a_book(rng: random.Random, commits: int = 5, size: int = 4, **told: Any) -> Writer:
    """A stream of `commits` × `size` entries."""
    writer = Writer(rng, **told)
    for _ in range(commits):
        writer.commit(size)
    return writer


def trust_in(*writers: Writer, anchor: Writer | None = None) -> Trust:
    """What a desk knows from outside: the keys of those devices, central's, and where `anchor` ended just now."""
    keys: dict[bytes, set[bytes]] = {}
    for each in writers:
        keys.setdefault(each.device_id.bytes, set()).add(each.signer.public_key)
    return Trust(device_keys=keys, central_keys=[CENTRAL.public_key], anchor=anchor.anchor() if anchor else None)


def a_ledger(*writers: Writer) -> Any:
    """An open ledger with these streams, made by the program's own migration, its triggers out of the way."""
    migration = importlib.import_module("migrations.local.0001_ledger")
    connection = sqlcipher3.connect(":memory:")
    connection.executescript(migration.BOOK)
    connection.executescript(migration.WORKING)
    connection.executescript("DROP TRIGGER entry_immutable; DROP TRIGGER entry_permanent;")
    for stream_id, writer in enumerate(writers, 1):
        _insert(connection, "stream", ("stream_id", *Stream._fields), (stream_id, *writer.stream))
        for row in writer.entries:
            _insert(connection, "entry", ("place", *Entry._fields[1:-1]), (stream_id << 40 | row.seq, *row[1:-1]))
            if row.disposed:
                _insert(connection, "disposal", ("stream_id", "seq", "at", "ground"), (stream_id, row.seq, 0, "보존기간 경과"))
        for ack in writer.acks.values():
            names = ("stream_id", "acked_seq", "acked_hash", "generation", "office_first", "office_last", "signature", "received_at")
            _insert(connection, "ack", names, (stream_id, *ack, 0))
    connection.commit()
    return connection


def _insert(connection: Any, table: str, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
    marks = ", ".join("?" * len(names))
    connection.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)  # noqa: S608 - names of this file
