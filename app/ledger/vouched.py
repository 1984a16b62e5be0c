"""Who vouches for a page of the feed: each device for its own entries, to the end of what it handed in (SYNC §3)."""

from __future__ import annotations

from app.domain.errors import IntegrityViolated
from app.ledger.tables import SEQ_MAX
from app.wire.messages import FeedPage, StreamInfo
from app.wire.recovery import SnapshotChunk

_PLACES = 2**63  # order numbers that a row can hold


def stop_if_unvouched(page: FeedPage) -> None:
    """IntegrityViolated `feed_signature` where entries come to an end without their device's signature, `feed_stream_unknown` for numbers
    that no stream has.

    A push is taken whole and its last entry is signed: what follows it in the order is another's, or another push of the same. Only a
    page that was cut may end in the middle of one. Without this a central could write on where a desk stopped.
    """
    if not all(_is_possible(info) for info in page.streams):
        raise IntegrityViolated("feed_stream_unknown")
    for item, following in zip(page.items, [*page.items[1:], None], strict=True):
        ends = item.office_seq >= page.last if following is None else following.stream != item.stream
        if ends and item.head_sig is None:
            raise IntegrityViolated("feed_signature", seq=item.seq)


def stop_if_impossible(chunk: SnapshotChunk, as_of: int | None) -> None:
    """IntegrityViolated `snapshot_wrong` for numbers that no row can hold, or that make one place of the book of two streams' entries."""
    page, heads = chunk.page, chunk.heads
    seqs = [*(item.seq for item in page.items), *(head.seq for head in heads)]
    places = [1 if as_of is None else as_of, *(item.office_seq for item in page.items)]
    infos = [*page.streams, *(head.info for head in heads)]
    if not (
        0 <= page.generation < _PLACES
        and all(0 < place < _PLACES for place in places)
        and all(0 < seq <= SEQ_MAX for seq in seqs)
        and all(map(_is_possible, infos))
    ):
        raise IntegrityViolated("snapshot_wrong")


def _is_possible(info: StreamInfo) -> bool:
    return 0 <= info.stream.epoch < 2**32 and 0 <= info.stream.branch < 2**32
