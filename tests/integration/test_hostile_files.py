"""A stick that was in somebody else's hands: files of a hand-over that were changed, replayed or blown up harm neither end (SYNC §8)."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.central.state import load_identity
from app.cli import printing
from app.cli.call import Call
from app.cli.recovery import read
from app.cli.sheets import _typed
from app.crypto.box import seal_to
from app.crypto.signer import verify_signature
from app.devices.terminal_simulator.script import read_script
from app.domain.errors import IntegrityViolated, Refused
from app.services import hand_over
from app.services.hand_over import import_acks
from app.wire import handover
from app.wire.handover import ACKS_HEAD, PENDING_HEAD, Acks, Pending, SignedAcks, SignedPending, StreamPush, pending_context, read_file
from app.wire.messages import Outcome, StreamId, decode, encode
from tests.centrals import OFFICE, CentralUnderTest
from tests.integration.test_hand_over import exported, taken
from tests.integration.test_two_desks import add_people, enrolled, work


@pytest.fixture
def three(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[Home]:
    add_people(sqlite_central)
    home = enrolled(sqlite_central, tmp_path / "03", "03")
    yield home
    home.close()


def settle(home: Home, file: bytes) -> None:
    import_acks(home.desk, file, home.keys.central_public, verify_signature)


def with_acks(file: bytes, **changes: Any) -> bytes:
    """The file with something else in its acknowledgements, and every signature it had."""
    outer = read_file(file, ACKS_HEAD, SignedAcks)
    acks = decode(outer.acks, Acks)
    told = [msgspec.structs.replace(each, ack=msgspec.structs.replace(each.ack, **changes)) for each in acks.acks]
    return ACKS_HEAD + encode(msgspec.structs.replace(outer, acks=encode(msgspec.structs.replace(acks, acks=told))))


def test_nobody_on_the_way_back_says_what_became_of_an_entry(sqlite_central: CentralUnderTest, three: Home) -> None:
    work(three, 3, seed=3)
    before = three.store.exchange.sums("2026-11-20")
    answer = taken(sqlite_central, exported(three))
    payments = three.connections.all("SELECT seq FROM entry WHERE kind IN ('payment_settled', 'case_received')")
    lies = [Outcome(seq, "quarantined", "header_unreadable") for (seq,) in payments]
    with pytest.raises(IntegrityViolated, match="acknowledgement_wrong"):
        settle(three, with_acks(answer.acks, outcomes=lies))
    assert three.connections.all("SELECT * FROM action_item") == []
    assert three.store.exchange.sums("2026-11-20") == before
    settle(three, answer.acks)
    assert three.store.exchange.pending() == (0, None)


def test_acknowledgements_from_before_a_loss_do_not_say_that_central_has_it_now(
    sqlite_central: CentralUnderTest, three: Home, tmp_path: Path
) -> None:
    work(three, 2, seed=3)
    three.sync_all()
    sqlite_central.stop()
    copy = tmp_path / "central.copy"
    copy.write_bytes((sqlite_central.state_dir / "central.sqlite3").read_bytes())
    sqlite_central.start()
    work(three, 2, seed=4)
    old = taken(sqlite_central, exported(three)).acks
    settle(three, old)
    sqlite_central.stop()
    for left in sqlite_central.state_dir.glob("central.sqlite3*"):
        left.unlink()
    (sqlite_central.state_dir / "central.sqlite3").write_bytes(copy.read_bytes())
    sqlite_central.start()
    three.store.exchange.take_back(three.central.prove("26410", three.store.exchange.proof()), 0)  # type: ignore[union-attr]
    pending = three.store.exchange.pending()[0]
    assert pending > 0
    settle(three, old)
    assert three.store.exchange.pending()[0] == pending


def sealed_for(home: Home, plain: bytes) -> bytes:
    """What anybody can make who has asked central for its public key."""
    identity = home.desk.identity
    return PENDING_HEAD + seal_to(identity.central_box, plain, pending_context(identity.central_id))


def test_a_small_file_does_not_fill_centrals_memory(sqlite_central: CentralUnderTest, three: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert handover.PLAIN_BYTES_MAX <= 256 * 1024 * 1024
    monkeypatch.setattr(handover, "PLAIN_BYTES_MAX", 1024 * 1024)
    with pytest.raises(Refused, match="file_not_ours"):
        taken(sqlite_central, sealed_for(three, zlib.compress(bytes(2 * 1024 * 1024))))


@pytest.mark.parametrize("said", [{"epoch": 2**64 - 1}, {"epoch": 2**63}, {"epoch": -1}, {"office": "26410\0"}, {"office": "\0"}])
def test_a_file_of_a_device_that_cannot_be_is_refused(central: CentralUnderTest, said: dict[str, Any]) -> None:
    desk = central.desk()
    answer = desk.enrolled.answer
    known: dict[str, Any] = {"central_id": answer.central_id, "office": OFFICE, "device_id": answer.device_id, "epoch": 1, "made_at": 0}
    content = encode(SignedPending(pending=encode(Pending(**{**known, "pushes": [], **said})), signature=bytes(64)))
    box_key = load_identity(central.state_dir, crypto=central.tools, passphrase=None).box_key
    with pytest.raises(Refused, match="device_unknown"):
        taken(central, PENDING_HEAD + seal_to(box_key, zlib.compress(content), pending_context(answer.central_id)))


def test_a_queue_too_long_for_one_file_leaves_in_several(
    sqlite_central: CentralUnderTest, three: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(three, 6, seed=3)
    monkeypatch.setattr("app.services.hand_over.BATCH_ENTRIES_MAX", 8)
    monkeypatch.setattr("app.services.hand_over.FILE_BYTES_MAX", 8_000)
    files = 0
    while three.store.exchange.pending()[0]:
        settle(three, taken(sqlite_central, exported(three)).acks)
        files += 1
    assert files > 1
    assert sqlite_central.verified().ok


def test_a_stream_that_cannot_be_is_refused_by_its_batch_alone(
    sqlite_central: CentralUnderTest, three: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(three, 1, seed=3)
    honest = hand_over._pushes
    places = ((2**32, 0), (1, 2**32), (1, -1), (-1, 0), (2**63, 2**63))

    def pushes(*given: Any) -> Iterator[StreamPush]:
        """The desk's own key signs it: a stolen computer."""
        found = list(honest(*given))
        for epoch, branch in places:
            yield msgspec.structs.replace(found[0], stream=StreamId(found[0].stream.device_id, epoch, branch))
        yield from found

    monkeypatch.setattr(hand_over, "_pushes", pushes)
    pending = three.store.exchange.pending()[0]
    imported = taken(sqlite_central, exported(three))
    assert [(seq, code) for _, seq, code in imported.refused] == [(1, "other_stream")] * len(places)
    assert imported.entries == pending > 0


def test_only_a_plain_file_of_a_fit_size_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(2**30)
    for path in (Path("/dev/zero"), pipe):
        with pytest.raises(Refused, match="brought_not_plain"):
            read(path)
    with pytest.raises(Refused, match="brought_too_large"):
        read(large)


def test_no_script_no_paper_and_no_totals_are_read_from_a_pipe_or_a_device(tmp_path: Path) -> None:
    pipe, large = tmp_path / "pipe", tmp_path / "large"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(2**30)
    for given in (pipe, Path("/dev/zero")):
        asked = cast(Call, SimpleNamespace(path=lambda _, given=given: given, get=lambda *_: None))
        for act in (lambda given=given: read_script(given), lambda asked=asked: printing.send(asked), lambda given=given: _typed(given)):
            with pytest.raises(Refused, match="brought_not_plain"):
                act()
    with pytest.raises(Refused, match="brought_too_large"):
        read_script(large)
    with pytest.raises(Refused, match="brought_too_large"):
        _typed(large)
