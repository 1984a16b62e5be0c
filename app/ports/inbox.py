"""Files that came in through a watched folder, as the services see them: rows of this home, and what reads the codes on a page."""

from __future__ import annotations

from typing import Literal, Protocol
from uuid import UUID

import msgspec

InboxState = Literal["waiting", "attached", "taken", "discarded"]


class InboxFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was taken in. `file_id`: also the entry that attaches it, so that it can be attached once only.

    `digest`: SHA-256 of its plain bytes; `mark`: which file of the folder it was; `address`, `sealed_bytes`: its ciphertext; `key` and
    `name`: sealed under `file_id`. `why`: what it waits for; `code`: the case number its cover says, '' for none;
    `pages`: 0 where nobody knows.
    """

    file_id: UUID
    kind: str
    digest: bytes
    mark: str
    address: bytes
    sealed_bytes: int
    key: bytes
    name: bytes
    medium: str
    size: int
    found_at: int
    state: InboxState
    why: str
    code: str = ""
    pages: int = 0


class InboxRows(Protocol):
    """The rows of this home, never rebuilt. Ledger lanes; what writes, on the writer lane."""

    def by_digest(self, kind: str, digest: bytes) -> InboxFile | None:
        """The file with those bytes that came in through such a folder last."""
        ...

    def get(self, file_id: UUID) -> InboxFile | None: ...

    def waiting(self, kind: str | None = None, *, limit: int = 200, after: UUID | None = None) -> list[InboxFile]:
        """What waits for somebody, the oldest first. `after`: the last one seen."""
        ...

    def waiting_for(self, why: str, limit: int) -> list[InboxFile]:
        """What waits for that very thing, the oldest first."""
        ...

    def counts(self) -> dict[str, int]:
        """How many wait, by kind of folder."""
        ...

    def addresses(self) -> list[bytes]:
        """Of the ciphertexts of all that waits."""
        ...

    def put(self, file: InboxFile) -> None:
        """That file waits from now on."""
        ...


class CodeReader(Protocol):
    """Reads the codes on the first page of a picture or PDF. Any thread; one file at a time."""

    def codes(self, data: bytes, medium: str) -> list[str]:
        """The texts of its QR codes, each once. `medium`: as `domain.attachments`.

        Refused `page_broken`, `page_locked`, `page_too_large`, `page_not_read`: nothing of that file can be read, now or later.
        """
        ...

    def pages(self, data: bytes, medium: str) -> int:
        """As `ports.blobs.PageCounter`."""
        ...
