"""Any snapshot, also of a central that is broken: kept and folded in parts it makes the book that it makes as a page of the feed."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.entries import KINDS, SignedIn
from app.domain.errors import CounterError
from app.ledger import exchange, kept_snapshot
from app.wire.codec import encode_body
from app.wire.messages import FeedItem, FeedPage, StreamInfo, WireEntry
from app.wire.recovery import SnapshotChunk, StreamHead
from tests.any_body import CASES, IDS, any_body
from tests.desks import a_home
from tests.integration.test_any_entry import a_header
from tests.integration.test_snapshots import contents
from tests.streams import Stream, a_case, an_id

OUTCOMES: tuple[Literal["applied", "conflicted", "quarantined"], ...] = ("applied", "applied", "applied", "conflicted", "quarantined")


class Ordered(NamedTuple):
    """An entry in central's order."""

    place: int
    stream: Stream
    seq: int
    entry: WireEntry


def add_any(random: Random, stream: Stream, n: int) -> None:
    """One thing more: a case, a step of one, an entry of any kind, one that cannot be read, one of a kind of tomorrow."""
    drawn = random.random()
    if drawn < 0.15:
        stream.add(a_case(f"26410-{stream.desk}-261120-{n:04d}-00"), case_id=random.choice(CASES))
    elif drawn < 0.3:
        stream.add_case(case_id=an_id(random.randrange(1000, 1040)))
    elif drawn < 0.33:
        stream.add_raw(b"\xc1", b"\xc1")
    elif drawn < 0.36:
        stream.add_raw(a_header(random, stream, "case_advanced"), b"\xc1")
    elif drawn < 0.39:
        stream.add_raw(a_header(random, stream, "kind_of_tomorrow"), b"\x80")
    else:
        kind = random.choice(list(KINDS))
        body = any_body(random, kind)
        if body is not None and len(packed := encode_body(body)) <= 60_000:
            stream.add_raw(a_header(random, stream, kind), packed)


def any_order(random: Random) -> list[Ordered]:
    """Entries of four streams, one of them written by the PC that stood at this desk before; of some only the digest is left."""
    streams = [Stream(seed=9, desk="05"), Stream(seed=10, desk="06"), Stream(seed=11, desk="03"), Stream(seed=12, desk="07", branch=5)]
    streams[0].add(SignedIn(user="park", name="박가람", role="supervisor", verified="local"), entry_id=IDS[0])
    order = [(streams[0], 1)]
    for n in range(random.randrange(20, 160)):
        stream = random.choice(streams)
        before = len(stream.entries)
        add_any(random, stream, n)
        order += [(stream, seq) for seq in range(before + 1, len(stream.entries) + 1)]
    found = []
    for place, (stream, seq) in enumerate(order, start=1):
        entry = stream.entries[seq - 1]
        erased = random.random() < 0.03
        found.append(Ordered(place, stream, seq, WireEntry(entry.header, None, None, stream.digest_at(seq)) if erased else entry))
    return found


def info_of(stream: Stream) -> StreamInfo:
    return StreamInfo(stream=stream.id, office="26410", desk=stream.desk, public_key=stream.signer.public_key, central_id=stream.central_id)


def chunks_of(random: Random, order: list[Ordered]) -> list[SnapshotChunk]:
    """As central cuts them, with holes."""
    gaps = random.random() < 0.7
    chosen = [each for each in order if not gaps or random.random() < 0.8]
    size, last_of = random.choice((1, 3, 10, 50, 1_000)), {each.stream.id: each for each in order}
    last: dict[object, int] = {}
    chunks = []
    for start in range(0, len(chosen) + 1, size):
        part, items, before = chosen[start : start + size], [], {}
        for place, stream, seq, entry in part:
            if seq > 1 and last.get(stream.id) != seq - 1:
                before[place] = stream.hash_at(seq - 1)
            last[stream.id] = seq
            outcome, signature = random.choice(OUTCOMES), stream.sign(seq) if random.random() < 0.5 else None
            items.append(FeedItem(place, stream.id, seq, outcome, "" if outcome == "applied" else "step_not_allowed", entry, signature))
        streams = list({each.stream.id: info_of(each.stream) for each in part}.values())
        heads = [StreamHead(info_of(each.stream), each.seq, each.stream.hash_at(each.seq)) for each in last_of.values()]
        page = FeedPage(generation=1, items=items, streams=streams, last=order[-1].place)
        chunks.append(SnapshotChunk(page=page, before=before, heads=heads if start + size > len(chosen) else []))
    return chunks


def mangled(random: Random, chunks: list[SnapshotChunk]) -> list[SnapshotChunk]:
    """As a central gives them that is broken: one twice, another order, or begun once more."""
    drawn, n, found = random.random(), random.randrange(len(chunks)), list(chunks)
    if drawn < 0.4:
        found.insert(n, found[n])
    elif drawn < 0.6:
        random.shuffle(found)
    elif drawn < 0.8:
        items = list(found[n].page.items)
        random.shuffle(items)
        found[n] = msgspec.structs.replace(found[n], page=msgspec.structs.replace(found[n].page, items=items))
    else:
        return found[:n] + found
    return found


def taken(home: Home, chunks: list[SnapshotChunk], as_of: int) -> tuple[str, object]:
    """How it ended: the error that stopped it, or none. What came is folded."""
    said: tuple[str, object] = ("", None)
    try:
        for number, chunk in enumerate(chunks, start=1):
            home.store.exchange.keep_snapshot(chunk, as_of if number == len(chunks) else None)
    except CounterError as error:
        said = (error.code, error.facts.get("seq"))
    while home.store.exchange.fold_kept():
        pass
    return said


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_in_parts_or_at_once_it_makes_the_same_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, whole: bool) -> None:
    random = Random(f"any snapshot {seed} {whole}")
    order = any_order(random)
    chunks = chunks_of(random, order)
    given = chunks if whole else mangled(random, chunks)
    parts, at_once = a_home(tmp_path / "parts"), a_home(tmp_path / "at once")
    with monkeypatch.context() as patch:
        patch.setattr(kept_snapshot.KeptSnapshot, "keep", lambda *_: False)  # as a page of the feed
        ended = taken(at_once, given, len(order))
    cut = random.choice((1, 2, 7, 400))
    for module in (exchange, kept_snapshot):
        monkeypatch.setattr(module, "AT_ONCE", cut)
    monkeypatch.setattr(kept_snapshot, "PART", 2 * cut)
    assert taken(parts, given, len(order)) == ended
    assert parts.store.exchange.feed_cursor() == at_once.store.exchange.feed_cursor()
    here = contents(parts)
    assert here == contents(at_once)
    if whole:
        assert ended == ("", None) and parts.store.exchange.feed_cursor() == (1, len(order))
        parts.store.rebuild()
        assert contents(parts) == here
    parts.close()
    at_once.close()
