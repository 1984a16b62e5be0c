"""A file of pending entries goes through the same code as a push; what comes back is a file of acknowledgements (SYNC §8)."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from app.central.database import CentralDatabase
from app.central.problems import Declined
from app.central.receive_push import receive_push
from app.central.sessions import Caller
from app.central.state import Identity
from app.central.tables import DeviceRow
from app.domain.errors import IntegrityViolated, Refused
from app.wire import signed
from app.wire.handover import (
    ACKS_HEAD,
    PENDING_HEAD,
    Acks,
    Pending,
    Refusal,
    SignedAcks,
    SignedPending,
    StreamAck,
    after_head,
    pending_context,
    read_message,
    unpacked,
)
from app.wire.messages import StreamId, encode


class Imported(NamedTuple):
    """`entries`: acknowledged now or before. `refused`: batches that were not taken, with their code. `acks`: the file for the desk."""

    office: str
    desk: str
    entries: int
    refused: list[tuple[str, int, str]]
    acks: bytes


def import_pending(db: CentralDatabase, identity: Identity, data: bytes) -> Imported:
    """Everything in the file is stored, as far as it can be. Safe to repeat.

    Refused `file_not_ours`, `file_of_another_central`, `file_signature_wrong`, `device_unknown`.
    """
    try:
        plain = identity.unseal(after_head(data, PENDING_HEAD), pending_context(identity.central_id))
    except IntegrityViolated as error:
        raise Refused("file_of_another_central") from error
    outer = read_message(unpacked(plain), SignedPending)
    pending = read_message(outer.pending, Pending)
    caller = _caller(db, identity, pending, outer)
    acks, refused, entries = [], [], 0
    for each in pending.pushes:
        try:
            _check_stream(each.stream)
            acks.append(StreamAck(each.stream, receive_push(db, identity, caller, each.stream, each.push)))
            entries += len(each.push.entries)
        except Declined as declined:
            refused.append(Refusal(each.stream, each.push.from_seq, declined.code))
    answer = encode(Acks(central_id=identity.central_id, office=caller.office, device_id=caller.device_id, acks=acks, refused=refused))
    signature = identity.sign(signed.acks(identity.central_id, caller.office, caller.device_id, sha256(answer).digest()))
    told = [(str(each.stream), each.from_seq, each.code) for each in refused]
    return Imported(caller.office, caller.desk, entries, told, ACKS_HEAD + encode(SignedAcks(acks=answer, signature=signature)))


def _check_stream(stream: StreamId) -> None:
    """Numbers no stream has: the address of a push could not even say them."""
    if not (0 <= stream.epoch < 2**32 and 0 <= stream.branch < 2**32):
        raise Declined("other_stream")


def _caller(db: CentralDatabase, identity: Identity, pending: Pending, outer: SignedPending) -> Caller:
    """The device that signed the file; a retired one may hand in its backlog."""
    if not 0 <= pending.epoch < 2**32 or not pending.office.isprintable():
        raise Refused("device_unknown")  # anybody can seal a file to central, and no database could even be asked for these
    device = db.first(
        DeviceRow.select().where(
            DeviceRow.office_id == pending.office, DeviceRow.device_id == pending.device_id.bytes, DeviceRow.epoch == pending.epoch
        )
    )
    if device is None:
        raise Refused("device_unknown")
    content = sha256(outer.pending).digest()
    message = signed.pending(identity.central_id, pending.office, pending.device_id, pending.epoch, content)
    if pending.central_id != identity.central_id or not identity.crypto.verify(bytes(device["public_key"]), message, outer.signature):
        raise Refused("file_signature_wrong")
    return Caller(pending.office, pending.device_id, pending.epoch, device["desk"], device["retired_at"] is not None)
