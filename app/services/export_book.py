"""The whole book as one file that a stranger can check without this program's data (format: `verify/bundle.py`)."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from app.domain.entries import Fact, PersonalDataViewed
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day

_HEAD = b"MINWON-BOOK/1\n"


def export_book(desk: Desk, actor: Actor, out: IO[bytes]) -> int:
    """Every entry of every stream is in the file, sealed numbers still sealed; how many. The export itself is logged first."""
    require(actor.role, "export_book")
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(PersonalDataViewed(purpose="원장 반출", query="export", count=desk.store.cases.count()), desk.ids.new_id()))
    counted = {"stream": 0, "entry": 0}
    out.write(_HEAD)
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed:
        for row in _rows(desk):
            if row[0] in counted:
                counted[row[0]] += 1
            _write(packed, row)
        _write(packed, ["end", counted["stream"], counted["entry"]])
    return counted["entry"]


def _write(packed: gzip.GzipFile, row: list[Any]) -> None:
    data = msgspec.msgpack.encode(row)
    packed.write(len(data).to_bytes(4, "big"))
    packed.write(data)


def _rows(desk: Desk) -> Iterator[list[Any]]:
    book = desk.store.book
    erased = book.disposed()
    streams = {stream_id: (info, own, root) for stream_id, info, own, root in book.streams()}
    current, acks = None, {}
    for stream_id, seq, *columns in book.entries():
        if stream_id != current:
            current = stream_id
            yield _stream(*streams.pop(stream_id))
            acks = {ack[0]: ack for ack in book.acks(stream_id)}
        yield ["entry", seq, *columns, int((stream_id, seq) in erased)]
        if seq in acks:
            yield ["ack", *acks[seq]]
    for rest in streams.values():
        yield _stream(*rest)


def _stream(info: Any, own: bool, root: bytes) -> list[Any]:
    place = info.stream
    return [
        "stream",
        place.device_id.bytes,
        place.epoch,
        place.branch,
        info.office,
        info.desk,
        int(own),
        root,
        info.old_head,
        info.public_key,
        info.central_id,
        info.adopted_seq,
    ]
