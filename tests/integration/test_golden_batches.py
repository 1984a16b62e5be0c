"""Bytes of every release stay readable, verifiable and welcome at central for ever (SYNC §9, G10). The files are never made again."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.central import admin
from app.crypto.signer import Ed25519Signer, verify_signature
from app.domain.entries import KINDS
from app.sync.enrol import ExistingHome, enrol
from app.wire.chain import digest_of, hash_of, stream_root
from app.wire.codec import decode_body, decode_header, encode_body, encode_header
from app.wire.messages import Push, StreamId, decode, encode
from app.wire.signed import head
from tests.centrals import OFFICE, CentralUnderTest, boxes_of
from tests.streams import DAY

GOLDEN = Path(__file__).parent / "golden"
BATCHES = {"batch-1": "2793c88ff02c20f605950a313c67681a419eea828ca9897f03b74649e47e4984"}


@pytest.fixture(params=sorted(BATCHES))
def golden(request: pytest.FixtureRequest) -> tuple[bytes, dict[str, Any]]:
    """The push as it was sent, and what it meant to the release that made it."""
    data = (GOLDEN / f"{request.param}.bin").read_bytes()
    assert sha256(data).hexdigest() == BATCHES[request.param], "a golden batch is never changed"
    return data, json.loads((GOLDEN / f"{request.param}.json").read_text())


def test_an_old_batch_still_means_what_it_meant(golden: tuple[bytes, dict[str, Any]]) -> None:
    data, meant = golden
    push = decode(data, Push)
    for entry, expected in zip(push.entries, meant["entries"], strict=True):
        header = decode_header(entry.header)
        body = decode_body(header.kind, entry.body or b"")
        assert body is not None
        assert msgspec.json.decode(msgspec.json.encode(header)) == expected["header"]
        shown = msgspec.json.decode(msgspec.json.encode(body))
        assert {name: shown[name] for name in expected["body"]} == expected["body"]


def test_an_old_batch_still_verifies(golden: tuple[bytes, dict[str, Any]]) -> None:
    data, meant = golden
    push = decode(data, Push)
    device_id = UUID(meant["device_id"])
    prev_hash = stream_root(device_id, meant["epoch"], meant["branch"])
    assert push.prev_hash == prev_hash
    for entry, expected in zip(push.entries, meant["hashes"], strict=True):
        prev_hash = hash_of(prev_hash, entry.header, digest_of(entry.salt or b"", entry.body or b""))
        assert prev_hash == base64.b64decode(expected)
    signed = head(
        base64.b64decode(meant["central_id"]), meant["office"], device_id, meant["epoch"], meant["branch"], len(push.entries), prev_hash
    )
    assert push.head_hash == prev_hash
    assert verify_signature(base64.b64decode(meant["public_key"]), signed, push.head_sig)


def test_the_first_batch_has_every_kind_and_is_what_this_release_would_write() -> None:
    push = decode((GOLDEN / "batch-1.bin").read_bytes(), Push)
    kinds = set()
    for entry in push.entries:
        header = decode_header(entry.header)
        body = decode_body(header.kind, entry.body or b"")
        assert body is not None
        kinds.add(header.kind)
        assert encode_header(header) == entry.header
        assert encode_body(body) == entry.body
    assert kinds <= set(KINDS)
    assert len(kinds) == 28
    assert encode(push) == (GOLDEN / "batch-1.bin").read_bytes()


def test_central_still_takes_an_old_batch_as_the_desk_sent_it(central: CentralUnderTest, golden: tuple[bytes, dict[str, Any]]) -> None:
    data, meant = golden
    push = decode(data, Push)
    stream = StreamId(UUID(meant["device_id"]), meant["epoch"], meant["branch"])
    signer = Ed25519Signer(base64.b64decode(meant["private_key"]))
    home = ExistingHome(OFFICE, meant["desk"], stream.device_id, stream.epoch, stream.branch, len(push.entries), bytes(range(64)))
    enrolled = enrol(central.running.url, central.invite(meant["desk"]), signer=signer, boxes=boxes_of(21), home=home)
    line = central.line(enrolled, 21)
    ack = line.push(stream, push)
    assert (ack.acked_seq, ack.outcomes) == (len(push.entries), [])
    sums = line.check_day(OFFICE, DAY)
    assert (sums.cases, sums.net_won, sums.entries) == (2, 500, len(push.entries))
    page = line.feed(OFFICE, generation=0, after=0)
    assert [item.entry for item in page.items] == push.entries
    with central.database() as db:
        assert admin.verify(db, crypto=central.tools).ok
