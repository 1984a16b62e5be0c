"""Central's answers when it cannot do what was asked: RFC 9457 problem details with our `code` and `retry` (SYNC §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

import msgspec

from app.wire.messages import Problem

Retry = Literal["never", "after", "rewind", "auth", "upgrade"]


class Kind(NamedTuple):
    status: int
    retry: Retry
    title: str


KINDS: Final[dict[str, Kind]] = {
    "message_unreadable": Kind(400, "never", "The message could not be read"),
    "batch_empty": Kind(400, "never", "A batch needs at least one entry"),
    "encoding_unknown": Kind(415, "never", "Only zstd or no content encoding is understood"),
    "stream_unknown_form": Kind(400, "never", "The address does not name a stream"),
    "session_refused": Kind(401, "auth", "A valid session is needed"),
    "challenge_expired": Kind(401, "auth", "The challenge is too old or not ours"),
    "device_revoked": Kind(403, "never", "This device was retired or revoked"),
    "other_office": Kind(403, "never", "A session opens only its own office"),
    "other_stream": Kind(403, "never", "A session opens only its own device's streams"),
    "code_wrong": Kind(403, "never", "The code is wrong, expired or used by another desk"),
    "enrolment_signature_wrong": Kind(403, "never", "The request is not signed by the key it enrols"),
    "office_or_desk_differ": Kind(409, "never", "The code is for another office or desk"),
    "desk_taken": Kind(409, "never", "Another device holds this desk and is not retired"),
    "office_keys_differ": Kind(409, "never", "The office already has other keys"),
    "office_keys_missing": Kind(400, "never", "An existing home must hand its office keys over"),
    "not_found": Kind(404, "never", "There is nothing at this address"),
    "attachment_unknown": Kind(404, "after", "No entry of this office names that file"),
    "attachment_awaited": Kind(404, "after", "The file has not come yet"),
    "method_not_allowed": Kind(405, "never", "This address does not know that method"),
    "gap": Kind(409, "rewind", "Entries are missing before this batch"),
    "offset_differs": Kind(409, "rewind", "Bytes are missing before this piece"),
    "fork": Kind(409, "never", "Another history of this stream is already stored"),
    "generation_changed": Kind(409, "rewind", "Central was restored; its order numbers changed"),
    "entry_too_large": Kind(413, "never", "An entry is larger than 64 KiB"),
    "batch_too_large": Kind(413, "never", "The batch is larger than 2,000 entries or 8 MiB"),
    "piece_too_large": Kind(413, "never", "The piece is larger than 512 KiB or than what its entry promises"),
    "range_wrong": Kind(416, "never", "A range of the file is needed"),
    "attachment_differs": Kind(422, "after", "The file is not what its address says; it was thrown away"),
    "bad_chain": Kind(422, "never", "Hash chain or signature do not verify"),
    "protocol_too_old": Kind(426, "upgrade", "Central no longer speaks this protocol version"),
    "too_many_codes": Kind(429, "after", "Too many wrong codes from this address"),
    "internal_error": Kind(500, "after", "Central made a mistake"),
    "central_busy": Kind(503, "after", "Central asks to wait"),
    "storage_unavailable": Kind(503, "after", "Central cannot store or read files now"),
    "database_unavailable": Kind(503, "after", "Central's database does not answer"),
}


class Declined(Exception):
    """Central does not do what was asked; becomes the HTTP answer. `facts`: never personal data."""

    def __init__(self, code: str, *, retry_after_s: int | None = None, **facts: object) -> None:
        self.code = code
        self.retry_after_s = retry_after_s
        self.facts: Mapping[str, object] = facts
        super().__init__(code)

    @property
    def status(self) -> int:
        return KINDS[self.code].status

    def to_json(self, signature: bytes = b"") -> bytes:
        """The problem details as they travel. `signature`: central's, on those a desk acts on (`signed_problems`)."""
        kind = KINDS[self.code]
        facts = dict(self.facts)
        problem = Problem(title=kind.title, status=kind.status, code=self.code, retry=kind.retry, facts=facts, signature=signature)
        return msgspec.json.encode(problem)
