"""Sealed files of an office: taken in pieces, given out in pieces, lowest in order of importance (SYNC §2, §10).

Only a file that an entry of the office names has an address here; every request names that entry (`device.epoch.branch.seq`), so
nothing has to be looked up in a list that would have to be kept in step. Central cannot open any of them.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.central.database import CentralDatabase
from app.central.problems import Declined
from app.central.sessions import Caller
from app.central.tables import AttachmentRow, EntryRow
from app.domain.entries import AttachmentAdded
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.wire.attachments import PIECE_BYTES, PIECE_MEDIA_TYPE, AttachmentState, parse_address, parse_place, sealed_size
from app.wire.codec import decode_body
from app.wire.messages import MEDIA_TYPE, StreamId, encode

T = TypeVar("T")
IN_FLIGHT_MAX = 16  # pieces in memory at a time; the database's threads are for entries
OF_ONE_MAX = 4  # of them of one device: an honest one sends or fetches them one after the other
PIECES_KEPT_S = 30 * 86_400.0  # a PC that was replaced never finishes what it began
SWEEP_EVERY_S = 86_400.0
PIECE_S = 60.0  # a line on which a piece takes longer is no line
_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{1,12})")
_KEYS = ("office_id", "address")
_COLUMNS = (*_KEYS, "device_id", "epoch", "branch", "seq", "size", "stored_at")
AttachmentHandler = Callable[[Request], Awaitable[Response]]
log = logging.getLogger("app.central")


class Files(Protocol):
    """A folder of ciphertexts by address. Unavailable `disk_full`, `disk_failed`."""

    def size(self, address: bytes) -> int | None: ...

    def read(self, address: bytes, offset: int, length: int) -> bytes: ...

    def received(self, address: bytes, by: str = "") -> int: ...

    def add(self, address: bytes, offset: int, data: bytes, by: str = "") -> int:
        """Refused `offset_differs` (`expected`)."""
        ...

    def finish(self, address: bytes, by: str = "") -> int:
        """IntegrityViolated `attachment_differs`."""
        ...

    def proven(self, address: bytes) -> bool: ...

    def drop(self, address: bytes) -> None: ...


class OfficeFiles(Protocol):
    """The folder of an office."""

    def __call__(self, office: str) -> Files: ...

    def sweep(self, idle_s: float) -> int:
        """Pieces to which nothing was added for so long are gone, of every office; how many files."""
        ...


class Named(NamedTuple):
    """A file as its entry names it. `size`: bytes of ciphertext."""

    office: str
    address: bytes
    stream: StreamId
    seq: int
    size: int


class AttachmentEndpoints:
    """What stands behind `/v1/offices/{office}/attachments/…`. `caller_of` and `work` are the application's own."""

    def __init__(
        self,
        db: CentralDatabase,
        folders: OfficeFiles,
        *,
        now_ms: Callable[[], int],
        caller_of: Callable[[Request], Awaitable[Caller]],
        work: Callable[[Callable[[], Any]], Awaitable[Any]],
    ) -> None:
        self._db, self._folders, self._now_ms = db, folders, now_ms
        self._caller_of, self._work = caller_of, work
        self._in_flight = 0
        self._of: Counter[UUID] = Counter()

    def routes(self, route: Callable[[AttachmentHandler], AttachmentHandler]) -> list[Route]:
        """All addresses, each wrapped as the application wraps its own."""
        here = "/v1/offices/{office}/attachments/{address}"
        return [
            Route(here, route(self._attachment_get), methods=["GET"]),
            Route(here, route(self._attachment_add), methods=["PUT"]),
            Route(f"{here}/state", route(self._attachment_state), methods=["GET"]),
            Route(f"{here}/finish", route(self._attachment_finish), methods=["POST"]),
        ]

    async def keep_swept(self) -> None:
        """Once a day, until this is cancelled: what nobody added to for a month is gone. Its sender begins again if there is still one."""
        while True:
            try:
                gone = await asyncio.to_thread(self._folders.sweep, PIECES_KEPT_S)
            except Unavailable as error:
                log.warning('{"event": "pieces_not_swept", "code": "%s"}', error.code)
            else:
                if gone:
                    log.info('{"event": "pieces_swept", "files": %d}', gone)
            await asyncio.sleep(SWEEP_EVERY_S)

    async def _attachment_state(self, request: Request) -> Response:
        with self._turn():
            caller, named = await self._named(request)
            return _message(await self._state(caller, named))

    async def _attachment_add(self, request: Request) -> Response:
        with self._turn():
            caller, named = await self._named(request)
            offset = _offset(request, named.size)
            with self._turn_of(caller.device_id):
                data = await _piece(request, min(PIECE_BYTES, named.size - offset))
            state = await self._state(caller, named)
            if not state.complete:
                folder, by = self._folders(caller.office), _giver(caller)
                received = await _on_disk(lambda: folder.add(named.address, offset, data, by))
                state = AttachmentState(received=received, size=named.size)
            return _message(state)

    async def _attachment_finish(self, request: Request) -> Response:
        with self._turn():
            caller, named = await self._named(request)
            folder = self._folders(caller.office)
            size = await _on_disk(lambda: folder.finish(named.address, _giver(caller)))
            if size != named.size:
                # The hash is right and the entry's own figure is not: nobody could open it.
                await _on_disk(lambda: folder.drop(named.address))
                raise Declined("attachment_differs")
            await self._work(lambda: self._keep(named))
            return _message(AttachmentState(received=size, size=size, complete=True))

    async def _attachment_get(self, request: Request) -> Response:
        with self._turn():
            caller, named = await self._named(request)
            first, last = _range(request, named.size)
            if not (await self._state(caller, named)).complete:
                raise Declined("attachment_awaited")
            folder = self._folders(caller.office)
            data = await _on_disk(lambda: folder.read(named.address, first, last - first + 1))
            headers = {"content-range": f"bytes {first}-{first + len(data) - 1}/{named.size}", "cache-control": "no-store"}
            return Response(data, status_code=206, media_type=PIECE_MEDIA_TYPE, headers=headers)

    # ── how ──

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One of the few at a time. Declined `central_busy`."""
        if self._in_flight >= IN_FLIGHT_MAX:
            raise Declined("central_busy", retry_after_s=2 + secrets.randbelow(9))
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1

    @contextmanager
    def _turn_of(self, device_id: UUID) -> Iterator[None]:
        """One of the few of that device: pieces that one desk never finishes do not take everybody's turns. Declined `central_busy`."""
        if self._of[device_id] >= OF_ONE_MAX:
            raise Declined("central_busy", retry_after_s=2 + secrets.randbelow(9))
        self._of[device_id] += 1
        try:
            yield
        finally:
            self._of[device_id] -= 1
            if not self._of[device_id]:
                del self._of[device_id]

    async def _named(self, request: Request) -> tuple[Caller, Named]:
        """Who asks, and the file, if an entry of their office names it. Declined `other_office`, `attachment_unknown`."""
        caller = await self._caller_of(request)
        if request.path_params["office"] != caller.office:
            raise Declined("other_office")
        address = parse_address(request.path_params["address"])
        stream, seq = parse_place(request.query_params.get("entry", ""))
        return caller, await self._work(lambda: find_named(self._db, caller.office, address, stream, seq))

    async def _state(self, caller: Caller, named: Named) -> AttachmentState:
        kept = await self._work(lambda: self._db.first(_kept(named.office, named.address)))
        folder = self._folders(caller.office)
        if kept is not None and await _on_disk(lambda: folder.size(named.address)) == named.size:
            return AttachmentState(received=named.size, size=named.size, complete=True)
        return AttachmentState(received=await _on_disk(lambda: folder.received(named.address, _giver(caller))), size=named.size)

    def _keep(self, named: Named) -> None:
        place = (named.stream.device_id.bytes, named.stream.epoch, named.stream.branch, named.seq)
        with self._db.transaction():
            row = (named.office, named.address, *place, named.size, self._now_ms())
            self._db.upsert(AttachmentRow, _KEYS, _COLUMNS, [row])


def find_named(db: CentralDatabase, office: str, address: bytes, stream: StreamId, seq: int) -> Named:
    """The file of that entry. Declined `attachment_unknown`: no such entry, it names another file, or it was erased."""
    query = EntryRow.select(EntryRow.kind, EntryRow.body).where(
        EntryRow.office_id == office,
        EntryRow.device_id == stream.device_id.bytes,
        EntryRow.epoch == stream.epoch,
        EntryRow.branch == stream.branch,
        EntryRow.seq == seq,
    )
    row = db.first(query)
    size = size_named(row, address) if row is not None else None
    if size is None:
        raise Declined("attachment_unknown")
    return Named(office, address, stream, seq, size)


def size_named(row: dict[str, Any], address: bytes) -> int | None:
    """Bytes of ciphertext that an entry's row (`kind`, `body`) promises for that address; None if it does not name it."""
    if row["kind"] != "attachment_added" or row["body"] is None:
        return None
    try:
        body = decode_body("attachment_added", bytes(row["body"]))
        return sealed_size(body.size) if isinstance(body, AttachmentAdded) and body.sha256 == address else None
    except (IntegrityViolated, ValueError):
        return None


def _kept(office: str, address: bytes) -> Any:
    return AttachmentRow.select(AttachmentRow.size).where(AttachmentRow.office_id == office, AttachmentRow.address == address)


def _giver(caller: Caller) -> str:
    """Keeps the pieces of two devices apart: one that sends rubbish spoils nobody else's."""
    return f"{caller.device_id.hex}-{caller.epoch}"


async def _on_disk(work: Callable[[], T]) -> T:
    """Disk work off the loop and off the database's threads. Declined `storage_unavailable`, `offset_differs`, `attachment_differs`."""
    try:
        return await asyncio.to_thread(work)
    except Unavailable as error:
        raise Declined("storage_unavailable", retry_after_s=20 + secrets.randbelow(20)) from error
    except Refused as error:
        raise Declined("offset_differs", expected=error.facts.get("expected", 0)) from error
    except IntegrityViolated as error:
        raise Declined("attachment_differs") from error


def _offset(request: Request, size: int) -> int:
    given = request.query_params.get("offset", "")
    if not given.isdecimal() or len(given) > 12:
        raise Declined("message_unreadable", field="offset")
    if int(given) >= size:
        raise Declined("piece_too_large")
    return int(given)


def _range(request: Request, size: int) -> tuple[int, int]:
    """First and last byte asked for, at most a piece. Declined `range_wrong`."""
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    first, last = (int(found[1]), int(found[2])) if found else (1, 0)
    if not 0 <= first <= last or first >= size:
        raise Declined("range_wrong")
    return first, min(last, first + PIECE_BYTES - 1, size - 1)


async def _piece(request: Request, limit: int) -> bytes:
    """The body as it came, at most `limit` bytes. Declined `piece_too_large`, `encoding_unknown`."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Declined("encoding_unknown")
    parts, size = [], 0
    try:
        async with asyncio.timeout(PIECE_S):
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise Declined("piece_too_large")
                parts.append(part)
    except TimeoutError as error:
        raise Declined("central_busy", retry_after_s=2 + secrets.randbelow(9)) from error
    return b"".join(parts)


def _message(state: AttachmentState) -> Response:
    return Response(encode(state), media_type=MEDIA_TYPE, headers={"cache-control": "no-store"})
