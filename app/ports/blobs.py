"""Sealed files as the services see them: a folder of ciphertexts by address, the files a person offers, the cipher between them,
the rows that wait, and central's half of it (SYNC §2). Addresses are SHA-256 of the whole ciphertext, 32 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from app.domain.entries import AttachmentAdded
from app.wire.attachments import AttachmentState
from app.wire.messages import StreamId

State = Literal["queued", "sent", "wanted", "here"]


class Blobs(Protocol):
    """Ciphertexts on disk. Any thread. Unavailable `disk_full`, `disk_failed`; `attachment_not_here` for what is asked and not there."""

    def put(self, sealed: Iterable[bytes]) -> tuple[bytes, int]:
        """The ciphertext is on disk under its address; address and size. An exception leaves nothing behind."""
        ...

    def size(self, address: bytes) -> int | None:
        """Bytes of a complete ciphertext, None if it is not here."""
        ...

    def read(self, address: bytes, offset: int, length: int) -> bytes:
        """So many bytes from there, fewer at the end."""
        ...

    def blocks(self, address: bytes) -> Iterator[bytes]:
        """The whole ciphertext in blocks of bounded size."""
        ...

    def received(self, address: bytes, by: str = "") -> int:
        """How many bytes of a ciphertext have come in pieces; all of them once it is complete. `by`: keeps several givers apart."""
        ...

    def add(self, address: bytes, offset: int, data: bytes, by: str = "") -> int:
        """The piece is in its place; how many bytes are there now. Repeating one changes nothing. Refused `offset_differs` (`expected`)."""
        ...

    def finish(self, address: bytes, by: str = "") -> int:
        """All pieces are one complete ciphertext, its hash checked, on disk; its size. Safe to repeat.

        IntegrityViolated `attachment_differs`: it is not what the address says; the pieces are gone.
        """
        ...

    def proven(self, address: bytes) -> bool:
        """Whether the complete ciphertext is there and still has its hash."""
        ...

    def drop(self, address: bytes) -> None:
        """The ciphertext is not here any more. Safe to repeat."""
        ...

    def addresses(self) -> list[bytes]:
        """All complete ciphertexts."""
        ...

    def tidy(self, keep: Iterable[bytes]) -> int:
        """Drafts nobody finished are gone, and pieces of ciphertexts that are not to be kept; how many files went.

        Complete ciphertexts stay: the only copy may be waiting for its entry to come back. For a folder nobody else uses meanwhile.
        """
        ...


class Offered(Protocol):
    """A file somebody wants to hand in, open for reading."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    def blocks(self) -> Iterator[bytes]:
        """Exactly `size` bytes. Refused `file_changed` if it has become longer, shorter or another one meanwhile."""
        ...


class Offers(Protocol):
    def open(self, path: Path, *, bytes_max: int) -> AbstractContextManager[Offered]:
        """Refused `file_missing`, `file_not_plain` (link, pipe, device, folder), `file_empty`, `file_too_large`; Unavailable
        `file_unreadable`.
        """
        ...


class FileCipher(Protocol):
    def seal(self, key: bytes, plain: Iterable[bytes]) -> Iterator[bytes]: ...

    def open(self, key: bytes, sealed: Iterable[bytes]) -> Iterator[bytes]:
        """IntegrityViolated `attachment_broken`; only the end of the iterator says that it was the whole file."""
        ...


class PageCounter(Protocol):
    def pages(self, data: bytes, medium: str) -> int:
        """How many pages a picture or PDF has; 0 where it cannot be told. Bounded in time and memory, whatever the file is."""
        ...


class AttachmentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that names a file. `body` None: erased, and with it the key. `state` None: no row, so nothing of it is here."""

    entry_id: UUID
    stream_id: int
    stream: StreamId
    seq: int
    at: int
    user: str
    body: AttachmentAdded | None
    state: State | None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A file that has to be sent or fetched. `size`: bytes of ciphertext."""

    address: bytes
    stream: StreamId
    seq: int
    size: int
    state: State
    attempts: int


class AttachmentRows(Protocol):
    """Where the files of this home stand. Ledger lanes; what writes, on the writer lane."""

    def of_case(self, case_id: UUID) -> list[AttachmentEntry]:
        """Every file of that case, in the order of the book. Refused `case_unknown`."""
        ...

    def due(self, now_ms: int, generation: int) -> Waiting | None:
        """The next file to be fetched or sent; own ones only once central has their entry. A central that was restored from an
        older copy (`generation`) gets what was sent before again.
        """
        ...

    def next_due(self) -> int | None:
        """When the next file that waits may be tried (ms); None if none waits."""
        ...

    def waiting(self) -> int:
        """How many files are still to be sent or fetched."""
        ...

    def troubled(self) -> dict[str, int]:
        """Of those that wait and were refused: code of the last refusal → count."""
        ...

    def want(self, entry: AttachmentEntry, size: int) -> None:
        """The file is fetched with the next opportunity."""
        ...

    def settle(self, address: bytes, state: State, generation: int = 0) -> None: ...

    def later(self, address: bytes, next_at: int, code: str) -> None:
        """Tried once more without success; not before `next_at` (ms) again."""
        ...

    def addresses(self) -> list[bytes]:
        """All ciphertexts that have a row."""
        ...

    def adopt(self, found: Sequence[tuple[bytes, int]]) -> int:
        """Ciphertexts (address, size) without a row whose entry is in the book wait to be sent; how many."""
        ...


class CentralFiles(Protocol):
    """One desk's line to central's folder. Network thread. Raises as `ports.central`; Refused `attachment_unknown` (central does not
    have the entry), `attachment_awaited` (it has the entry and waits for the file), `offset_differs`, `attachment_differs`.
    """

    def state(self, address: bytes, stream: StreamId, seq: int) -> AttachmentState: ...

    def add(self, address: bytes, stream: StreamId, seq: int, offset: int, data: bytes) -> AttachmentState: ...

    def finish(self, address: bytes, stream: StreamId, seq: int) -> AttachmentState: ...

    def read(self, address: bytes, stream: StreamId, seq: int, offset: int, length: int) -> bytes: ...
