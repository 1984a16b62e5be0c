"""Who vouches for a page of the feed: each device for its own entries, to the end of what it handed in (SYNC §3)."""

from __future__ import annotations

from app.domain.errors import IntegrityViolated
from app.wire.messages import FeedPage


def stop_if_unvouched(page: FeedPage) -> None:
    """IntegrityViolated `feed_signature` where entries come to an end without their device's signature, `feed_stream_unknown` for numbers
    that no stream has.

    A push is taken whole and its last entry is signed: what follows it in the order is another's, or another push of the same. Only a
    page that was cut may end in the middle of one. Without this a central could write on where a desk stopped.
    """
    if not all(0 <= info.stream.epoch < 2**32 and 0 <= info.stream.branch < 2**32 for info in page.streams):
        raise IntegrityViolated("feed_stream_unknown")
    for item, following in zip(page.items, [*page.items[1:], None], strict=True):
        ends = item.office_seq >= page.last if following is None else following.stream != item.stream
        if ends and item.head_sig is None:
            raise IntegrityViolated("feed_signature", seq=item.seq)
