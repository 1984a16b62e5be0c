"""An acknowledgement is central's word only if central signed exactly these numbers for exactly this stream."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.crypto.signer import verify_signature
from app.wire.acks import is_signed
from app.wire.messages import Ack, StreamId
from app.wire.signed import acknowledgement
from tests.centrals import OFFICE, signer_of

CENTRAL = signer_of(7)
STREAM = StreamId(UUID(int=1), 1, 0)
CENTRAL_ID = bytes(range(32))
ACK = Ack(acked_seq=9, acked_hash=bytes(32), generation=2, office_first=40, office_last=48)
SIGNED = msgspec.structs.replace(
    ACK, signature=CENTRAL.sign(acknowledgement(CENTRAL_ID, 2, OFFICE, STREAM.device_id, 1, 0, 9, bytes(32), 40, 48))
)


def believed(ack: Ack = SIGNED, stream: StreamId = STREAM, office: str = OFFICE, central_id: bytes = CENTRAL_ID, key: bytes = b"") -> bool:
    key = key or CENTRAL.public_key
    return is_signed(ack, stream, central_id=central_id, office=office, public_key=key, verify=verify_signature)


def test_what_central_signed_is_believed() -> None:
    assert believed()


@pytest.mark.parametrize(
    "changed",
    [
        {"acked_seq": 10},
        {"acked_hash": b"\x01" * 32},
        {"generation": 3},
        {"office_first": 39},
        {"office_last": 49},
        {"signature": bytes(64)},
        {"acked_seq": 2**64},
        {"generation": -1},
    ],
)
def test_no_number_of_it_can_be_another(changed: dict[str, Any]) -> None:
    assert not believed(msgspec.structs.replace(SIGNED, **changed))


def test_it_is_good_for_no_other_stream_office_central_or_key() -> None:
    assert not believed(stream=StreamId(UUID(int=2), 1, 0))
    assert not believed(stream=StreamId(UUID(int=1), 2, 0))
    assert not believed(stream=StreamId(UUID(int=1), 1, 1))
    assert not believed(office="11110")
    assert not believed(central_id=bytes(32))
    assert not believed(key=signer_of(8).public_key)
