"""A new desk fills its ledger from central's snapshot instead of the whole feed (SYNC §5); the feed goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from typing import Final

import msgspec

from app.domain.errors import CounterError, IntegrityViolated
from app.domain.recovery import RecoveryReport
from app.domain.views import Far
from app.ports.central import Central
from app.services.desk import Desk
from app.services.lanes import Lane
from app.services.recovery_reports import keep_report, new_report
from app.wire.messages import decode
from app.wire.recovery import SnapshotChunk

PART: Final = 1_200  # entries of a chunk that are kept in one transaction: whoever records meanwhile waits for one of them


class Filling:
    """How far the taking of a snapshot or of a long feed is; None while nothing is taken.

    Written on the network thread, read on any. `seen`: called after each change, for whoever shows it; so is whatever `watch` was given.
    """

    def __init__(self, seen: Callable[[], object] = lambda: None) -> None:
        self._seen = [seen]
        self._feed_from: int | None = None
        self.told: Far | None = None

    def watch(self, seen: Callable[[], object]) -> None:
        """It is called after each change too."""
        self._seen.append(seen)

    def tell(self, told: Far | None) -> None:
        self.told = told
        for each in self._seen:
            each()

    def read_feed(self, after: int, here: int, last: int, *, page: int) -> None:
        """The feed's entries behind `after` up to `here` are in the book, of those up to `last`. What ends within another page is not
        told."""
        if self._feed_from is None:
            if last - here <= page:
                return
            self._feed_from = after
        if here < last:
            self.tell(Far(here - self._feed_from, last - self._feed_from))
        else:
            self.feed_ended()

    def feed_ended(self) -> None:
        """The feed was read to its end, or nobody knows when it goes on."""
        if self._feed_from is not None:
            self._feed_from = None
            self.tell(None)


def take_snapshot(desk: Desk, central: Central, lane: Lane, filling: Filling | None = None) -> RecoveryReport:
    """Open cases and the last 90 days are in the book and the feed's cursor stands at the snapshot's order number.

    Network thread. The cursor moves when all of it is folded: cut off before that, it is taken again, and what is here already is only
    confirmed. IntegrityViolated `snapshot_wrong`.
    """
    told = filling or Filling()
    told.tell(Far(0, 0))
    try:
        try:
            as_of, entries = receive(desk, central, lane, told)
        except CounterError:
            fold(desk, lane, Filling())  # what came of it can be found
            raise
        report = new_report(desk, "snapshot", as_of=as_of, entries=entries)
        lane(lambda: keep_report(desk, report))
        fold(desk, lane, told)
    finally:
        told.tell(None)
    return report


def receive(desk: Desk, central: Central, lane: Lane, told: Filling) -> tuple[int, int]:
    """All of central's snapshot is in the book, checked and on disk, and the line is not needed for it any more: the order number up to
    which it goes, and how many entries that are; of one that another read of ours took to its end meanwhile, those of this one so far.
    Network thread; each piece of a chunk is one transaction on `lane`.
    """
    office = desk.identity.office
    manifest = central.snapshot(office)
    taken, keep = 0, desk.store.exchange.keep_snapshot
    told.tell(Far(taken, manifest.entries))
    for number, digest in enumerate(manifest.chunks):
        data = central.snapshot_chunk(office, manifest.as_of, number)
        if sha256(data).digest() != digest:
            raise IntegrityViolated("snapshot_wrong", chunk=number)
        chunk = decode(data, SnapshotChunk)
        if chunk.page.generation != manifest.generation:
            raise IntegrityViolated("snapshot_wrong", chunk=number)
        last = number == len(manifest.chunks) - 1
        if not all(lane(partial(keep, part, end)) for part, end in _parts(chunk, manifest.as_of if last else None)):
            break
        taken += len(chunk.page.items)
        told.tell(Far(taken, manifest.entries))
    return manifest.as_of, taken


def _parts(chunk: SnapshotChunk, as_of: int | None) -> Iterator[tuple[SnapshotChunk, int | None]]:
    """The chunk in the pieces that are kept at once; what belongs to its end, and `as_of`, with the last of them alone."""
    items = chunk.page.items
    for start in range(0, max(1, len(items)), PART):
        ends = start + PART >= len(items)
        page = msgspec.structs.replace(chunk.page, items=items[start : start + PART])
        yield msgspec.structs.replace(chunk, page=page, heads=chunk.heads if ends else []), as_of if ends else None


def fold(desk: Desk, lane: Lane, told: Filling) -> None:
    """What was received is folded into cases, found and listed, a part at a time: whoever records meanwhile waits for one of them."""
    waited, done = lane(desk.store.exchange.kept), 0
    while folded := lane(desk.store.exchange.fold_kept):
        done += folded
        told.tell(Far(done, max(waited, done), folding=True))


def fold_rest(desk: Desk, lane: Lane, told: Filling) -> None:
    """The same of a snapshot that was here when the program was ended. Nothing is told where nothing waits."""
    if lane(desk.store.exchange.kept):
        try:
            fold(desk, lane, told)
        finally:
            told.tell(None)
