"""Checks the rows of a book in constant memory; written from the format (ARCHITECTURE A3, A4), not from the program.

A clean report proves, of a stream whose device key the caller vouched for: its entries up to the last signature are those the
device signed, complete, in order, unchanged; columns beside an entry say what its header says; acknowledgements are central's
and name these very entries; with an anchor, nothing up to it was cut off. It does not prove: that nothing was cut off behind
the last anchor and acknowledgement; who ordered an erasure (a disposal row names the entry, no more); that no signature was
removed between two others (the next one covers the same entries). Of another desk's stream entries may be absent (`missing`):
nothing ties the first one behind a gap to its own hash (`unproven`); from there the chain goes on.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NO_CENTRAL = bytes(32)
_public_key = lru_cache(maxsize=4096)(Ed25519PublicKey.from_public_bytes)

# Rows as stored, whatever type stands there; `disposed`: 1 if a disposal row names the entry. An acknowledgement comes right
# behind the entry it names, or last in its stream if that is absent. `None` among rows: the file breaks off here.
Stream = namedtuple("Stream", "device_id epoch branch office desk own root old_head public_key central_id adopted_seq")
Entry = namedtuple(
    "Entry", "seq entry_id header salt body digest hash head_sig own kind case_id visit_id business_day recorded_at disposed"
)
Ack = namedtuple("Ack", "seq hash generation office_first office_last signature")
Row = Stream | Entry | Ack | None


@dataclass(frozen=True)
class Trust:
    """What is known from outside the book, read before the book is. `device_keys`: device id → public keys it has held; streams
    of other devices are checked against the key written beside them, and counted as `unvouched`. `central_keys`: central's;
    without any, the signatures of acknowledgements are not checked. `anchor`: (device id, epoch, branch, seq, hash)."""

    device_keys: Mapping[bytes, Collection[bytes]] = field(default_factory=dict)
    central_keys: Collection[bytes] = ()
    anchor: tuple[bytes, int, int, int, bytes] | None = None


class Bad(NamedTuple):
    """A stream's (`device.epoch.branch`) first bad entry, 0: its own row. Up to `proven_to` all is signed and right.
    Codes: gap, root, digest, chain, column, header, body, signature, unsigned_tail, ack, anchor, erased, file."""

    stream: str
    seq: int
    code: str
    proven_to: int = 0


@dataclass
class Report:
    """What was looked at and what is wrong: the first of each stream, in the order of the book."""

    streams: list[str] = field(default_factory=list)
    entries: int = 0
    erased: int = 0
    missing: int = 0
    unproven: int = 0
    unvouched: int = 0
    bad: list[Bad] = field(default_factory=list)

    @property
    def first_bad(self) -> Bad | None:
        return next(iter(self.bad), None)


class _Wrong(Exception): ...


def _stop_if(wrong: object, seq: int, code: str) -> None:
    if wrong:
        raise _Wrong(seq, code)


def _signed(public_key: bytes, purpose: bytes, parts: tuple[bytes, ...], signature: Any) -> bool:
    try:
        _public_key(public_key).verify(signature, b"minwon/1 " + purpose + b"\x00" + b"".join(parts))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _uint(value: Any, length: int) -> bytes:
    """Big-endian; nothing for what is no such number, and then no hash and no signature fits."""
    return value.to_bytes(length, "big") if type(value) is int and 0 <= value < 1 << 8 * length else b""


def _is(value: Any, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


def unpacked(data: Any) -> Any:
    try:
        return msgspec.msgpack.decode(data)
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError):
        return None


def label_of(device_id: Any, epoch: Any, branch: Any) -> str:
    return f"{UUID(bytes=device_id)}.{epoch}.{branch}" if _is(device_id, 16) else "?"


class _Check:
    """One stream on its way through the book, up to its first error."""

    def __init__(self, stream: Any, report: Report, trust: Trust) -> None:
        self.stream, self.report, self.trust, self.label = stream, report, trust, label_of(*stream[:3])
        self.sound, self.seq, self.signed, self.prev = True, 0, 0, stream.root
        self.noted = trust.anchor[3:] if trust.anchor and trust.anchor[:3] == stream[:3] else (0, b"")
        self.central_key = next((key for key in trust.central_keys if sha256(key).digest() == stream.central_id), None)
        office = str(stream.office).encode(errors="replace")[:255]
        self.place = bytes([len(office)]) + office, stream.device_id, _uint(stream.epoch, 4), _uint(stream.branch, 4)

    def run(self, step: Callable[..., None], *row: Any) -> None:
        try:
            if self.sound:
                step(*row)
        except _Wrong as wrong:
            self.sound = False
            self.report.bad.append(Bad(self.label, wrong.args[0], wrong.args[1], self.signed))

    def start(self) -> None:
        of, known, again = self.stream, self.trust, self.label in self.report.streams
        self.report.streams.append(self.label)
        sound = _is(of.device_id, 16) and _is(of.old_head, 32) and not again
        _stop_if(not sound or sha256(b"minwon/1 stream" + b"".join(self.place[1:]) + of.old_head).digest() != of.root, 0, "root")
        keys, alone = known.device_keys.get(of.device_id), of.central_id == NO_CENTRAL
        self.report.unvouched += keys is None
        sound = _is(of.public_key, 32) and _is(of.central_id, 32) and of.own in (0, 1) and _uint(of.adopted_seq, 8) != b""
        _stop_if(not sound or (keys is not None and of.public_key not in keys), 0, "column")
        _stop_if(of.adopted_seq != 0 if alone else known.central_keys and self.central_key is None, 0, "column")
        # Earlier epochs may have been written on a computer before this one, and come from central with entries absent.
        _stop_if(known.anchor and known.anchor[:2] == of[:2] and not of.own, 0, "column")

    def entry(self, row: Any) -> None:
        seq = row.seq
        _stop_if(type(seq) is not int or seq <= self.seq or (seq > self.seq + 1 and self.stream.own), self.seq + 1, "gap")
        self._columns(row)
        self._content(row)
        absent = seq - self.seq - 1
        _stop_if(not absent and sha256(b"\x00" + self.prev + row.header + row.digest).digest() != row.hash, seq, "chain")
        self.report.missing, self.report.unproven = self.report.missing + absent, self.report.unproven + (absent > 0)
        self._signature(row)
        _stop_if(self.noted[0] == seq and self.noted[1] != row.hash, seq, "anchor")
        self.seq, self.prev = seq, row.hash

    def _columns(self, row: Any) -> None:
        header, of = unpacked(row.header), self.stream
        _stop_if(not isinstance(header, list) or len(header) < 17 or (header[0] == 1 and len(header) > 17), row.seq, "header")
        _stop_if(header[1:6] != [of.office, of.desk, of.device_id, of.epoch, of.branch], row.seq, "header")
        copied = [row.seq, row.entry_id, row.kind, row.case_id, row.visit_id, row.business_day, row.recorded_at, row.own]
        _stop_if(copied != [*header[6:13], of.own] or not _is(row.digest, 32) or not _is(row.hash, 32), row.seq, "column")

    def _content(self, row: Any) -> None:
        if row.salt is None or row.body is None:
            _stop_if(row.salt is not row.body or not row.disposed, row.seq, "erased")
            self.report.erased += 1
            return
        # The salt's width is fixed, or bytes could move between salt and body under one digest.
        sound = _is(row.salt, 16) and isinstance(row.body, bytes) and sha256(row.salt + row.body).digest() == row.digest
        _stop_if(not sound, row.seq, "digest")
        _stop_if(not isinstance(unpacked(row.body), dict), row.seq, "body")

    def _signature(self, row: Any) -> None:
        if row.head_sig is None:  # a desk joins central between two commits, so the entry before that is signed
            return _stop_if(row.seq == self.stream.adopted_seq, row.seq, "signature")
        central_id = NO_CENTRAL if row.seq <= self.stream.adopted_seq else self.stream.central_id
        parts = (central_id, *self.place, _uint(row.seq, 8), row.hash)
        _stop_if(not _signed(self.stream.public_key, b"head", parts, row.head_sig), row.seq, "signature")
        self.signed = row.seq

    def ack(self, row: Any) -> None:
        _stop_if(row.seq != self.seq, self.seq + 1, "ack")
        _stop_if(row.hash != self.prev or self.stream.central_id == NO_CENTRAL, self.seq, "ack")
        what = (_uint(row.seq, 8), row.hash, _uint(row.office_first, 8), _uint(row.office_last, 8))
        parts = (self.stream.central_id, _uint(row.generation, 2), *self.place, *what)
        _stop_if(self.central_key is not None and not _signed(self.central_key, b"ack", parts, row.signature), self.seq, "ack")

    def end(self) -> None:
        _stop_if(self.noted[0] > self.seq, self.seq + 1, "anchor")
        _stop_if(self.stream.own and self.stream.adopted_seq > self.seq, self.seq + 1, "gap")
        _stop_if(self.stream.own and self.signed != self.seq, self.seq, "unsigned_tail")


def check_rows(rows: Iterable[Row], trust: Trust) -> Report:
    """Every row was checked. Each stream's row must be followed by its entries in order of seq. Any thread."""
    report = Report()
    check = _Check(Stream(*[None] * len(Stream._fields)), report, trust)
    for row in rows:
        if isinstance(row, Stream):
            check.run(check.end)
            check = _Check(row, report, trust)
            check.run(check.start)
        elif row is None:
            report.bad.append(Bad(check.label, check.seq + 1, "file", check.signed))
            return report
        else:
            report.entries += isinstance(row, Entry)
            check.run(check.entry if isinstance(row, Entry) else check.ack, row)
    check.run(check.end)
    if trust.anchor and label_of(*trust.anchor[:3]) not in report.streams:
        report.bad.append(Bad(label_of(*trust.anchor[:3]), 1, "anchor"))
    return report
