"""What every folder of ciphertexts keeps to, the real one and the one in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.blobs.folder import BlobFolder
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.ports.blobs import Blobs
from tests.fakes.blobs import MemoryBlobs

DATA = bytes(range(256)) * 5000
ADDRESS = hashlib.sha256(DATA).digest()


@pytest.fixture(params=["memory", "folder"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    return MemoryBlobs() if request.param == "memory" else BlobFolder(tmp_path / "attachments")


def test_what_was_put_is_read_under_its_hash(blobs: Blobs) -> None:
    assert blobs.size(ADDRESS) is None
    assert blobs.put([DATA[:9], DATA[9:]]) == (ADDRESS, len(DATA))
    assert blobs.size(ADDRESS) == blobs.received(ADDRESS) == len(DATA)
    assert b"".join(blobs.blocks(ADDRESS)) == DATA
    assert blobs.read(ADDRESS, 10, 20) == DATA[10:30]
    assert blobs.read(ADDRESS, len(DATA) - 3, 20) == DATA[-3:]
    assert blobs.proven(ADDRESS)
    assert blobs.put([DATA]) == (ADDRESS, len(DATA))


def test_what_is_not_here_is_told_so(blobs: Blobs) -> None:
    assert not blobs.proven(ADDRESS)
    with pytest.raises(Unavailable, match="attachment_not_here"):
        blobs.read(ADDRESS, 0, 1)
    with pytest.raises(Unavailable, match="attachment_not_here"):
        next(blobs.blocks(ADDRESS))
    blobs.drop(ADDRESS)


def test_pieces_become_the_whole_and_repeats_change_nothing(blobs: Blobs) -> None:
    assert blobs.add(ADDRESS, 0, DATA[:400_000]) == 400_000
    assert blobs.add(ADDRESS, 0, DATA[:400_000]) == 400_000
    assert blobs.add(ADDRESS, 300_000, DATA[300_000:700_000]) == 700_000
    assert blobs.received(ADDRESS) == 700_000
    assert blobs.size(ADDRESS) is None
    assert blobs.add(ADDRESS, 700_000, DATA[700_000:]) == len(DATA)
    assert blobs.finish(ADDRESS) == blobs.finish(ADDRESS) == len(DATA)
    assert b"".join(blobs.blocks(ADDRESS)) == DATA
    assert blobs.add(ADDRESS, 5, b"late") == len(DATA)
    assert blobs.proven(ADDRESS)


def test_a_hole_is_refused_with_the_place_to_go_on(blobs: Blobs) -> None:
    blobs.add(ADDRESS, 0, DATA[:10])
    with pytest.raises(Refused, match="offset_differs") as refused:
        blobs.add(ADDRESS, 11, DATA[11:20])
    assert refused.value.facts["expected"] == 10
    with pytest.raises(Refused, match="offset_differs"):
        blobs.finish(bytes(32))


def test_pieces_that_are_not_the_whole_are_thrown_away(blobs: Blobs) -> None:
    blobs.add(ADDRESS, 0, DATA[:-1])
    with pytest.raises(IntegrityViolated, match="attachment_differs"):
        blobs.finish(ADDRESS)
    assert blobs.received(ADDRESS) == 0
    assert blobs.size(ADDRESS) is None
    blobs.add(ADDRESS, 0, DATA)
    assert blobs.finish(ADDRESS) == len(DATA)


def test_two_givers_do_not_spoil_each_others_pieces(blobs: Blobs) -> None:
    blobs.add(ADDRESS, 0, bytes(len(DATA)), by="wrong")
    blobs.add(ADDRESS, 0, DATA, by="right")
    assert blobs.finish(ADDRESS, by="right") == len(DATA)
    assert blobs.proven(ADDRESS)


def test_an_error_while_it_is_put_leaves_nothing(blobs: Blobs) -> None:
    def breaks() -> Iterator[bytes]:
        yield DATA
        raise Refused("file_changed")

    with pytest.raises(Refused, match="file_changed"):
        blobs.put(breaks())
    assert blobs.size(ADDRESS) is None
    assert blobs.tidy([]) == 0


def test_pieces_nobody_wants_go_and_complete_ones_stay(blobs: Blobs) -> None:
    other, _ = blobs.put([b"somebody else's"])
    blobs.put([DATA])
    wanted = hashlib.sha256(b"wanted").digest()
    blobs.add(wanted, 0, b"wan")
    blobs.add(bytes(32), 0, b"nobody's")
    assert blobs.tidy([ADDRESS, wanted]) == 1
    assert set(blobs.addresses()) == {other, ADDRESS}
    assert blobs.received(wanted) == 3
    assert blobs.received(bytes(32)) == 0
    blobs.drop(ADDRESS)
    assert blobs.addresses() == [other]
