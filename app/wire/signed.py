"""The exact bytes that are signed (ARCHITECTURE A4, SYNC §3). Each begins with `minwon/1 <purpose>\\0`.

Integers are big-endian and of fixed width, the office is a length byte and its ASCII letters, a stream is
device (16) ‖ epoch (u32) ‖ branch (u32). `central_id` is SHA-256 of central's public key, or 32 zero bytes without central.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

NO_CENTRAL = bytes(32)
Verify = Callable[[bytes, bytes, bytes], bool]  # public key, message, signature: whether that key signed that message


def _purpose(name: str) -> bytes:
    return b"minwon/1 " + name.encode() + b"\x00"


def _office(office: str) -> bytes:
    code = office.encode("ascii")
    return bytes([len(code)]) + code


def _stream(device_id: UUID, epoch: int, branch: int) -> bytes:
    return device_id.bytes + epoch.to_bytes(4, "big") + branch.to_bytes(4, "big")


def head(central_id: bytes, office: str, device_id: UUID, epoch: int, branch: int, seq: int, entry_hash: bytes) -> bytes:
    """What the device signs at the end of each commit."""
    return _purpose("head") + central_id + _office(office) + _stream(device_id, epoch, branch) + seq.to_bytes(8, "big") + entry_hash


def closing(central_id: bytes, office: str, device_id: UUID, epoch: int, branch: int, closing_no: int, totals_sha256: bytes) -> bytes:
    """What the device signs when a day is closed."""
    stream = _stream(device_id, epoch, branch)
    return _purpose("closing") + central_id + _office(office) + stream + closing_no.to_bytes(4, "big") + totals_sha256


def acknowledgement(
    central_id: bytes,
    generation: int,
    office: str,
    device_id: UUID,
    epoch: int,
    branch: int,
    acked_seq: int,
    acked_hash: bytes,
    office_first: int,
    office_last: int,
) -> bytes:
    """What central signs when it has stored entries up to `acked_seq`; `office_first`..`office_last`: the order numbers given."""
    return (
        _purpose("ack")
        + central_id
        + generation.to_bytes(2, "big")
        + _office(office)
        + _stream(device_id, epoch, branch)
        + acked_seq.to_bytes(8, "big")
        + acked_hash
        + office_first.to_bytes(8, "big")
        + office_last.to_bytes(8, "big")
    )


def enrolment(code_secret_sha256: bytes, public_key: bytes) -> bytes:
    """What a desk signs to prove that it holds the key it enrols."""
    return _purpose("enrol") + code_secret_sha256 + public_key


def session(central_id: bytes, device_id: UUID, epoch: int, challenge: bytes) -> bytes:
    """What a desk signs to open a session."""
    return _purpose("session") + central_id + device_id.bytes + epoch.to_bytes(4, "big") + challenge


def generation(central_id: bytes, office: str, number: int, valid_up_to: int) -> bytes:
    """What central signs when it has found that it was restored: order numbers after `valid_up_to` were given anew."""
    return _purpose("generation") + central_id + _office(office) + number.to_bytes(2, "big") + valid_up_to.to_bytes(8, "big")


def problem(central_id: bytes, office: str, device_id: UUID, epoch: int, code: str, facts: Mapping[str, int]) -> bytes:
    """What central signs when a desk has to act on a refusal that no one else may forge (`fork`, `bad_chain`, `device_revoked` …).

    The facts in the order of their names: length byte, name, value as u64.
    """
    parts = [_purpose("problem"), central_id, _office(office), device_id.bytes, epoch.to_bytes(4, "big"), _office(code)]
    parts += [_office(name) + (value % 2**64).to_bytes(8, "big") for name, value in sorted(facts.items())]
    return b"".join(parts)


def pending(central_id: bytes, office: str, device_id: UUID, epoch: int, content_sha256: bytes) -> bytes:
    """What a desk signs when it hands its pending entries over as a file."""
    return _purpose("pending") + central_id + _office(office) + device_id.bytes + epoch.to_bytes(4, "big") + content_sha256


def acks(central_id: bytes, office: str, device_id: UUID, content_sha256: bytes) -> bytes:
    """What central signs when it gives acknowledgements back as a file: what became of each entry stands in it too."""
    return _purpose("acks") + central_id + _office(office) + device_id.bytes + content_sha256


def snapshot(central_id: bytes, office: str, number: int, as_of: int, chunks: Iterable[bytes]) -> bytes:
    """What central signs for a snapshot: generation, last order number, and the SHA-256 of each chunk in their order."""
    return b"".join([_purpose("snapshot"), central_id, _office(office), number.to_bytes(2, "big"), as_of.to_bytes(8, "big"), *chunks])
