"""The outbox and the feed as the services see them (SYNC): what is sent, what central said, what other desks wrote. See `ports.store`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

import msgspec

from app.domain.entries import Fact
from app.wire.messages import Ack, FeedPage, Push, StreamId, StreamInfo
from app.wire.recovery import AmnesiaProof, GenerationNotice, SnapshotChunk


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The newest entry of this desk's own stream; seq 0 and the stream's root before the first."""

    stream: StreamId
    seq: int
    hash: bytes
    recorded_at: int


class StoppedStream(msgspec.Struct, frozen=True, kw_only=True):
    """A stream central will not take as it is: from `seq` on it waits for a person. `code`: fork, bad_chain, … `at`: ms."""

    stream: str
    code: str
    seq: int
    at: int


class Exchange(Protocol):
    """The outbox as a cursor, and what central says (SYNC §§4–5)."""

    def head(self) -> Head: ...

    def acked(self, stream: StreamId | None = None) -> tuple[int, bytes]:
        """Last acknowledged seq of that stream, of the one that is written without one, and its hash (seq 0: the root)."""
        ...

    def acknowledged(self) -> dict[StreamId, int]:
        """Last acknowledged seq of every stream that this home hands in."""
        ...

    def last_seq(self, stream: StreamId) -> int | None:
        """The newest entry of that stream in this ledger, 0 before the first; None for a stream it does not know."""
        ...

    def hash_at(self, stream: StreamId, seq: int) -> bytes:
        """The stream's head after that many entries (0: its root). IntegrityViolated `acknowledged_entry_missing`."""
        ...

    def outgoing(self) -> list[StreamId]:
        """Streams with entries to be sent, oldest first, without those that are stopped."""
        ...

    def stopped(self) -> list[StoppedStream]:
        """Streams that central refuses as they are."""
        ...

    def stop(self, stream: StreamId, code: str, seq: int) -> None:
        """That stream is not sent any more, an action item at that entry says why (one, however often it is told)."""
        ...

    def pending(self) -> tuple[int, int | None]:
        """How many entries are to be sent and not acknowledged, in all streams that are not stopped; the oldest one's recorded_at."""
        ...

    def pending_won(self) -> int: ...

    def last_confirmed(self) -> str | None:
        """Number of the newest own case that came back from central with its order number."""
        ...

    def batch(self, entries_max: int, bytes_max: int, stream: StreamId | None = None, *, after: int | None = None) -> Push | None:
        """Pending entries of that stream (of the one that is written) up to a commit boundary, or None. The service fills `client` in.

        `after`: those after that seq, whatever is acknowledged.
        """
        ...

    def settle(self, ack: Ack, stream: StreamId | None = None) -> None:
        """Acknowledgement and outcomes are stored in one transaction; each dispute opens exactly one action item."""
        ...

    def rewind(self, expected: int, stream: StreamId | None = None) -> None:
        """The next batch of that stream starts there: central knows less than we thought (409 gap)."""
        ...

    def proof(self) -> AmnesiaProof:
        """What this ledger holds that central has signed."""
        ...

    def take_back(self, notice: GenerationNotice, valid_up_to: int) -> tuple[int, int]:
        """Central began a new generation: confirmations after that number are gone, ours are pending again, others' entries stay readable.

        How many of ours and of others; in one transaction with the cursors.
        """
        ...

    def feed_cursor(self) -> tuple[int, int]:
        """generation, last office_seq applied."""
        ...

    def apply_feed(self, page: FeedPage, *, asked: tuple[int, int] | None = None) -> int:
        """Entries of the page are in the book, folded, with the cursor, in one transaction; how many were new.

        `asked`: the cursor it was asked for; if that has moved since, nothing is done.
        """
        ...

    def take_stream(
        self, info: StreamInfo, rows: Iterable[tuple[Any, ...]], verify: Callable[[bytes, bytes, bytes], bool]
    ) -> tuple[int, int, int, int]:
        """A stream of a backup, as `Book` reads it: what is signed, chains on and is not here yet is in the book and will be sent.

        How many were recovered, known before, refused; and the newest seq known now.
        """
        ...

    def keep_snapshot(self, chunk: SnapshotChunk, as_of: int | None) -> bool:
        """Entries of the chunk are in the book, with holes between them, checked as those of the feed; what is new waits for `fold_kept`.
        False, and nothing is done: the feed was read meanwhile, or another snapshot was taken to its end.

        `as_of`: with the last chunk, where the feed goes on once nothing waits. IntegrityViolated `snapshot_wrong` for numbers that
        nothing can have.
        """
        ...

    def kept(self) -> int:
        """How many entries wait for `fold_kept`."""
        ...

    def listing(self) -> int:
        """The same while they are on their way into lists and sums; 0 where the last try failed, since nobody knows when that ends."""
        ...

    def stop_if_unlisted(self, fact: Fact) -> None:
        """Refused `case_unlisted` (fact: `left`) where entries that wait are about the fact's cases, its payment or its promise."""
        ...

    def fold_kept(self) -> int:
        """The next kept entries are folded, found and listed, in one transaction; how many, 0: none waited that can be read here.
        Whatever else changes what others' entries say does all of it first.
        """
        ...

    def read_again(self) -> None:
        """The feed begins again at its first entry: central's order numbers are not those we knew. What we hold stays."""
        ...

    def reads_whole(self) -> bool:
        """Whether a snapshot held less of what is here than this desk has to hear of again: the feed is read from its first entry on."""
        ...

    def sums(self, date: str) -> tuple[int, int, int]:
        """Cases, net won and entries of a calendar date over all desks, as `OfficeSums` counts them."""
        ...

    def adopt(self, central_id: bytes) -> None:
        """From now on heads name that central; entries so far were signed without."""
        ...
