"""While central works on one batch, the one after it is read from the ledger and packed; it is sent when the first is acknowledged.

One push of a stream is under way at a time, as SYNC §4 has it: what overlaps is the desk's own work with central's. Two pushes on the
wire were not taken: whatever central says of the first (a gap, a fork, another generation) would be met again by a second that was
sent without knowing it, and central would have to keep whole batches in its hands that may not be placed yet.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TypeVar

from app.domain.errors import CounterError
from app.wire.messages import Ack, Push, StreamId

T = TypeVar("T")


class Beside(Protocol):
    """Runs `work` on a thread of the network and `meanwhile` on the caller's; what `work` gave or raised, when both are done."""

    def __call__(self, work: Callable[[], T], meanwhile: Callable[[], None]) -> T: ...


class NextBatch:
    """For the one thread that pushes. What is kept here is a copy of what stands in the ledger; losing it loses time."""

    def __init__(self, beside: Beside, pack: Callable[[Push], None]) -> None:
        """`pack` makes the bytes of a batch that will be sent soon."""
        self._beside, self._pack = beside, pack
        self._kept: tuple[StreamId, Push] | None = None

    def take(self, stream: StreamId, acked: tuple[int, bytes]) -> Push | None:
        """The batch that was made ready, if it goes on exactly where that stream is acknowledged to now: a queue that was rewound
        meanwhile, or another stream that comes first, is read anew."""
        kept, self._kept = self._kept, None
        if kept is None or kept[0] != stream:
            return None
        batch = kept[1]
        return batch if (batch.from_seq - 1, batch.prev_hash) == acked else None

    def while_sending(self, stream: StreamId, send: Callable[[], Ack], read: Callable[[], Push | None]) -> Ack:
        """What central said of the batch that `send` sends; what `read` finds is ready then. Errors of `send` alone are raised, and then
        nothing is kept: nobody knows when there will be a next one."""
        ready: list[Push] = []

        def prepare() -> None:
            with suppress(CounterError):  # whoever needs that batch reads it again, and meets the trouble
                if (batch := read()) is not None:
                    self._pack(batch)
                    ready.append(batch)

        ack = self._beside(send, prepare)
        self._kept = (stream, ready[0]) if ready else None
        return ack
