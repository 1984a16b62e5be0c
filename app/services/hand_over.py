"""No line for days: pending entries leave as a file that only central can open, and its acknowledgements come back as one (SYNC §8).

The same batches as a push, taken by the same code: exporting, importing and reading an answer any number of times changes nothing
more than once. Until a signed acknowledgement is read, entries count as not sent.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256

import msgspec

from app.domain.errors import IntegrityViolated, Refused
from app.domain.recovery import RecoveryReport
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import Desk, to_ms
from app.services.recovery_reports import keep_report, new_report
from app.wire.acks import is_signed
from app.wire.handover import (
    ACKS_HEAD,
    FILE_BYTES_MAX,
    PENDING_HEAD,
    Acks,
    Pending,
    SignedAcks,
    SignedPending,
    StreamPush,
    packed,
    pending_context,
    read_file,
    read_message,
)
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, ClientState, Push, StreamId, encode
from app.wire.signed import Verify
from app.wire.signed import acks as acks_message
from app.wire.signed import pending as pending_message

SealTo = Callable[[bytes, bytes, bytes], bytes]


def export_pending(desk: Desk, seal_to: SealTo, *, version: str, progress: Progress = UNWATCHED) -> tuple[bytes, RecoveryReport]:
    """The file's bytes and the report. `seal_to(public, plain, context)`. Writer lane. Stopped, nothing was given out.

    Refused `central_none`, `central_box_unknown` (enrolled before desks were told central's box key), `nothing_pending`.
    """
    identity = desk.identity
    if not identity.central_url:
        raise Refused("central_none")
    if not identity.central_box:
        raise Refused("central_box_unknown")
    pushes: list[StreamPush] = []
    entries = 0
    room = FILE_BYTES_MAX  # the oldest first; a queue that is longer goes on in the next file
    for each in itertools.chain.from_iterable(_pushes(desk, stream, version) for stream in desk.store.exchange.outgoing()):
        room -= _bytes_of(each.push)
        if room < 0 and pushes:
            break
        pushes.append(each)
        entries += len(each.push.entries)
        progress.step(entries)
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
    message = pending_message(identity.central_id, identity.office, identity.device_id, identity.epoch, sha256(content).digest())
    plain = packed(encode(SignedPending(pending=content, signature=desk.signer.sign(message))))
    box = seal_to(identity.central_box, plain, pending_context(identity.central_id))
    progress.binding()
    report = new_report(desk, "exported", entries=entries)
    keep_report(desk, report)
    return PENDING_HEAD + box, report


def _bytes_of(push: Push) -> int:
    return sum(len(part) for entry in push.entries for part in (entry.header, entry.salt, entry.body, entry.digest) if part is not None)


def _pushes(desk: Desk, stream: StreamId, version: str) -> Iterator[StreamPush]:
    after: int | None = None
    while (batch := desk.store.exchange.batch(BATCH_ENTRIES_MAX, BATCH_BYTES_MAX, stream, after=after)) is not None:
        yield StreamPush(stream, msgspec.structs.replace(batch, client=ClientState(version=version)))
        after = batch.from_seq + len(batch.entries) - 1


def import_acks(desk: Desk, data: bytes, central_public: bytes, verify: Verify, progress: Progress = UNWATCHED) -> RecoveryReport:
    """Everything central acknowledged in that file is settled. Writer lane. Stopped while it is checked, nothing is.

    Refused `file_not_ours`, `acks_of_another_desk`; IntegrityViolated `acknowledgement_wrong`, `ack_does_not_fit`.
    """
    outer, identity = read_file(data, ACKS_HEAD, SignedAcks), desk.identity
    acks = read_message(outer.acks, Acks)
    if (acks.central_id, acks.office, acks.device_id) != (identity.central_id, identity.office, identity.device_id):
        raise Refused("acks_of_another_desk")
    whole = acks_message(identity.central_id, identity.office, identity.device_id, sha256(outer.acks).digest())
    if not verify(central_public, whole, outer.signature):
        raise IntegrityViolated("acknowledgement_wrong")
    before, generation = desk.store.exchange.pending()[0], desk.store.exchange.feed_cursor()[0]
    centrals_word = partial(is_signed, central_id=identity.central_id, office=identity.office, public_key=central_public, verify=verify)
    for at, each in enumerate(acks.acks, start=1):
        if not centrals_word(each.ack, each.stream):
            raise IntegrityViolated("acknowledgement_wrong")
        progress.step(at, len(acks.acks))
    progress.binding()
    for each in acks.acks:
        if each.ack.generation < generation:
            continue  # what it says central had, central has lost since: those entries stay pending and are sent again
        desk.store.exchange.settle(each.ack, each.stream)
    pending = desk.store.exchange.pending()[0]
    report = new_report(desk, "imported", entries=before - pending, pending=pending)
    keep_report(desk, report)
    return report
