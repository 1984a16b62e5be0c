"""Whether an acknowledgement is central's word: as it comes, as a file brings it, as a desk shows it again (SYNC §§3, 4, 8)."""

from __future__ import annotations

from app.wire.messages import Ack, StreamId
from app.wire.recovery import KeptAck
from app.wire.signed import Verify, acknowledgement


def is_signed(ack: Ack | KeptAck, stream: StreamId, *, central_id: bytes, office: str, public_key: bytes, verify: Verify) -> bool:
    """Whether that key signed exactly this for that stream; not, if its numbers are none that an acknowledgement can have."""
    try:
        message = acknowledgement(
            central_id,
            ack.generation,
            office,
            stream.device_id,
            stream.epoch,
            stream.branch,
            ack.acked_seq,
            ack.acked_hash,
            ack.office_first,
            ack.office_last,
        )
    except OverflowError:
        return False
    return verify(public_key, message, ack.signature)
