"""No line for days: pending entries leave as a file that only central can open, and its acknowledgements come back as one (SYNC §8).

The same batches as a push, taken by the same code: exporting, importing and reading an answer any number of times changes nothing
more than once. Until a signed acknowledgement is read, entries count as not sent.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import msgspec

from app.domain.errors import IntegrityViolated, Refused
from app.domain.recovery import RecoveryReport
from app.services.desk import Desk, to_ms
from app.services.recovery_reports import keep_report, new_report
from app.wire import signed
from app.wire.handover import ACKS_HEAD, PENDING_HEAD, Acks, Pending, SignedPending, StreamPush, packed, pending_context, read_file
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, Ack, ClientState, StreamId, encode

SealTo = Callable[[bytes, bytes, bytes], bytes]
Verify = Callable[[bytes, bytes, bytes], bool]


def export_pending(desk: Desk, seal_to: SealTo, *, version: str) -> tuple[bytes, RecoveryReport]:
    """The file's bytes and the report. `seal_to(public, plain, context)`. Writer lane.

    Refused `central_none`, `central_box_unknown` (enrolled before desks were told central's box key), `nothing_pending`.
    """
    identity = desk.identity
    if not identity.central_url:
        raise Refused("central_none")
    if not identity.central_box:
        raise Refused("central_box_unknown")
    pushes = [push for stream in desk.store.exchange.outgoing() for push in _pushes(desk, stream, version)]
    entries = sum(len(each.push.entries) for each in pushes)
    if not entries:
        raise Refused("nothing_pending")
    content = encode(
        Pending(
            central_id=identity.central_id,
            office=identity.office,
            device_id=identity.device_id,
            epoch=identity.epoch,
            made_at=to_ms(desk.clock.now()),
            pushes=pushes,
        )
    )
    message = signed.pending(identity.central_id, identity.office, identity.device_id, identity.epoch, sha256(content).digest())
    plain = packed(encode(SignedPending(pending=content, signature=desk.signer.sign(message))))
    box = seal_to(identity.central_box, plain, pending_context(identity.central_id))
    report = new_report(desk, "exported", entries=entries)
    keep_report(desk, report)
    return PENDING_HEAD + box, report


def _pushes(desk: Desk, stream: StreamId, version: str) -> list[StreamPush]:
    found: list[StreamPush] = []
    after: int | None = None
    while (batch := desk.store.exchange.batch(BATCH_ENTRIES_MAX, BATCH_BYTES_MAX, stream, after=after)) is not None:
        found.append(StreamPush(stream, msgspec.structs.replace(batch, client=ClientState(version=version))))
        after = batch.from_seq + len(batch.entries) - 1
    return found


def import_acks(desk: Desk, data: bytes, central_public: bytes, verify: Verify) -> RecoveryReport:
    """Everything central acknowledged in that file is settled. Writer lane.

    Refused `file_not_ours`, `acks_of_another_desk`; IntegrityViolated `acknowledgement_wrong`, `ack_does_not_fit`.
    """
    acks, identity = read_file(data, ACKS_HEAD, Acks), desk.identity
    if (acks.central_id, acks.office, acks.device_id) != (identity.central_id, identity.office, identity.device_id):
        raise Refused("acks_of_another_desk")
    before = desk.store.exchange.pending()[0]
    for each in acks.acks:
        if not verify(central_public, _signed(desk, each.stream, each.ack), each.ack.signature):
            raise IntegrityViolated("acknowledgement_wrong")
        desk.store.exchange.settle(each.ack, each.stream)
    pending = desk.store.exchange.pending()[0]
    report = new_report(desk, "imported", entries=before - pending, pending=pending)
    keep_report(desk, report)
    return report


def _signed(desk: Desk, stream: StreamId, ack: Ack) -> bytes:
    try:
        return signed.acknowledgement(
            desk.identity.central_id,
            ack.generation,
            desk.identity.office,
            stream.device_id,
            stream.epoch,
            stream.branch,
            ack.acked_seq,
            ack.acked_hash,
            ack.office_first,
            ack.office_last,
        )
    except OverflowError as error:
        raise IntegrityViolated("acknowledgement_wrong") from error
