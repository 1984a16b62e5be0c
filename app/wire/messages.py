"""Messages between desk and central, protocol 1 (SYNC.md): msgpack maps over HTTPS, versioned, fields only ever added.

Entries travel as the stored bytes; hashes are recomputed at the other end and, but for the batch's two ends, never sent.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import msgspec

from app.domain.entries import Role
from app.domain.errors import Refused

M = TypeVar("M", bound=msgspec.Struct)

PROTOCOL: Final = 1
MEDIA_TYPE: Final = "application/vnd.minwon.1+msgpack"
PROBLEM_TYPE: Final = "application/problem+json"
ENTRY_BYTES_MAX: Final = 64 * 1024
BATCH_ENTRIES_MAX: Final = 2_000
BATCH_BYTES_MAX: Final = 8 * 1024 * 1024
LONG_POLL_S: Final = 25


class _Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class StreamId(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`(device_id, epoch, branch)`; written `device.epoch.branch` in addresses."""

    device_id: UUID
    epoch: int
    branch: int

    def __str__(self) -> str:
        return f"{self.device_id}.{self.epoch}.{self.branch}"


def parse_stream(text: str) -> StreamId:
    """The stream of an address. Refused `stream_unknown_form`."""
    parts = text.split(".")
    try:
        device, epoch, branch = UUID(parts[0]), int(parts[1]), int(parts[2])
    except (ValueError, IndexError) as error:
        raise Refused("stream_unknown_form") from error
    if len(parts) != 3 or not 0 <= epoch < 2**32 or not 0 <= branch < 2**32:
        raise Refused("stream_unknown_form")
    return StreamId(device, epoch, branch)


class WireEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An entry as stored; an erased one travels as header and digest, salt and body None."""

    header: bytes
    salt: bytes | None
    body: bytes | None
    digest: bytes | None = None


class ClientState(_Message, frozen=True):
    """What a desk tells about itself with each push."""

    version: str
    protocol: int = PROTOCOL
    queue: int = 0
    oldest_unacked_s: int = 0


class Push(_Message, frozen=True):
    """Entries `from_seq`… up to a commit boundary. `head_sig` is the one stored with the last entry of the batch."""

    from_seq: int
    prev_hash: bytes
    head_hash: bytes
    head_sig: bytes
    entries: list[WireEntry]
    client: ClientState


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What central made of one entry, only sent where it is not `applied`."""

    seq: int
    outcome: Literal["applied", "conflicted", "quarantined"]
    code: str = ""


class Ack(_Message, frozen=True):
    """Everything up to `acked_seq` is stored at central; `signature` over `wire.signed.acknowledgement(...)`."""

    acked_seq: int
    acked_hash: bytes
    generation: int
    office_first: int
    office_last: int
    outcomes: list[Outcome] = []
    server_time: int = 0
    next_push_ms: int = 300
    next_pull_ms: int = 1000
    signature: bytes = b""


class FeedItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One entry of the office in central's order. `head_sig` where the desk signed a commit's end there."""

    office_seq: int
    stream: StreamId
    seq: int
    outcome: Literal["applied", "conflicted", "quarantined"]
    code: str
    entry: WireEntry
    head_sig: bytes | None = None


class StreamInfo(_Message, frozen=True):
    """What a desk must know to check a foreign stream."""

    stream: StreamId
    office: str
    desk: str
    public_key: bytes
    central_id: bytes
    adopted_seq: int = 0
    old_head: bytes = bytes(32)


class FeedPage(_Message, frozen=True):
    """Items with `office_seq` > the asked cursor, in order, without holes; `last` is the office's newest.

    `held`: up to which entry central holds each stream of the device that asks; a desk that holds an acknowledgement above it shows
    it (SYNC §8). None: not said.
    """

    generation: int
    items: list[FeedItem]
    streams: list[StreamInfo] = []
    last: int = 0
    next_pull_ms: int = 1000
    held: dict[str, int] | None = None


class Staff(_Message, frozen=True):
    """A person as central gives them to the desks of the office. `verifier`: argon2id PHC string."""

    user: str
    name: str
    role: Role
    verifier: str
    active: bool = True
    changed_at: int = 0


class EnrolRequest(_Message, frozen=True):
    """`signature`: the new key over `wire.signed.enrolment`. An existing home (made by `init`) also sends `device_id` and office keys.

    `office_keys`: office data key ‖ look-up key, sealed to central's X25519 key (`CentralInfo.box_key`). `branch`, `last_seq`: the
    home's stream as it stands; `older_branches`: earlier branches of the same epoch and their last seq.
    """

    secret: bytes
    public_key: bytes
    box_key: bytes
    signature: bytes
    office: str = ""
    desk: str = ""
    device_id: UUID | None = None
    epoch: int = 0
    last_seq: int = 0
    office_keys: bytes = b""
    office_keys_id: bytes = b""
    branch: int = 0
    older_branches: dict[int, int] = {}


class EnrolAnswer(_Message, frozen=True):
    """The same for the same code and key until the code expires. `office_keys_sealed`: sealed to the desk's `box_key`.

    `earlier_keys`: public keys this device had in earlier epochs, by which their streams are checked.
    """

    device_id: UUID
    epoch: int
    office: str
    office_name: str
    division: str
    desk: str
    central_id: bytes
    central_public: bytes
    ca_pem: str
    office_keys_sealed: bytes
    generation: int
    staff: list[Staff]
    bundle: bytes
    adopted: bool = False
    earlier_keys: list[bytes] = []


class CentralInfo(_Message, frozen=True):
    """Who central is; what a desk needs before it can seal something to it. Not secret."""

    central_id: bytes
    public_key: bytes
    box_key: bytes
    version: str
    protocol: int = PROTOCOL


class Challenge(_Message, frozen=True):
    challenge: bytes
    central_id: bytes


class SessionRequest(_Message, frozen=True):
    device_id: UUID
    epoch: int
    challenge: bytes
    signature: bytes


class SessionAnswer(_Message, frozen=True):
    token: str
    expires_in_s: int


class StaffPage(_Message, frozen=True):
    """`bundle`: the office's newest bundle of forms and fees; empty while central knows none."""

    staff: list[Staff]
    last: int
    bundle: bytes = b""


class StreamDay(_Message, frozen=True):
    """What one stream has of a business date: entries, net won, first and last seq, hash over their marks (`wire.day_check`)."""

    stream: StreamId
    desk: str
    entries: int
    won: int
    first_seq: int
    last_seq: int
    hash: bytes


class OfficeSums(_Message, frozen=True):
    """What central counts for one business date: entries, cases, won, per stream; compared with the desks' own view.

    `checks`: stream by stream, recomputed from stored bytes; `office_seq`, `generation`: the moment all of it is about.
    """

    day: str
    cases: int
    net_won: int
    entries: int
    streams: dict[str, list[int]] = {}
    checks: list[StreamDay] = []
    office_seq: int = 0
    generation: int = 0


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457 problem details with our `code` and `retry`. `signature`: over `wire.signed.problem`, on those a desk acts on."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    retry: Literal["never", "after", "rewind", "auth", "upgrade"] = "never"
    detail: str = ""
    facts: dict[str, Any] = {}
    signature: bytes = b""


_encoder = msgspec.msgpack.Encoder(uuid_format="bytes")


def encode(message: msgspec.Struct) -> bytes:
    """The message's bytes."""
    return _encoder.encode(message)


def decode(data: bytes, kind: type[M]) -> M:
    """The message of those bytes. Refused `message_unreadable` if they are not one."""
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("message_unreadable") from error
