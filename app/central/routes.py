"""Central over HTTP: addresses, limits, sessions, problems. What happens behind each address stands in its own file."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from functools import partial
from typing import TypeVar
from uuid import UUID

import msgspec
import zstandard
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.central.attachments import AttachmentEndpoints, OfficeFiles
from app.central.attempts import WrongCodes
from app.central.check_day import DayEndpoints
from app.central.database import CentralDatabase
from app.central.enrol import enrol
from app.central.give_feed import give_feed, give_staff
from app.central.large_answer import LARGE, LargeAnswer
from app.central.lines import Lines, network_of
from app.central.load import BODY_S, HEAVY_AT_ONCE, Kind, Load
from app.central.metrics import Metrics, resident_bytes
from app.central.notice_routes import NoticeEndpoints
from app.central.notice_sender import NoticeSender
from app.central.office_answers import OfficeAnswers
from app.central.openapi import document
from app.central.problems import Declined
from app.central.receive_push import receive_push
from app.central.recovery_routes import RecoveryEndpoints
from app.central.relay_transfers import TransferEndpoints
from app.central.sessions import Caller, Shown, caller_of, new_challenge, open_session
from app.central.signed_problems import signature_of
from app.central.state import Identity
from app.central.tables import OfficeRow
from app.central.watch import Watch
from app.domain.errors import Refused, Unavailable
from app.wire.messages import (
    BATCH_BYTES_MAX,
    LONG_POLL_S,
    MEDIA_TYPE,
    PROBLEM_TYPE,
    PROTOCOL,
    Ack,
    CentralInfo,
    EnrolRequest,
    Push,
    SessionRequest,
    decode,
    encode,
    parse_stream,
)

T = TypeVar("T")
BODY_BYTES_MAX = BATCH_BYTES_MAX + 1024 * 1024  # a full batch and the message around it
SMALL_BODY_BYTES_MAX = 16 * 1024  # of what strangers may send: anybody can leave so much lying here on each line
COMPRESS_FROM = 1_024
log = logging.getLogger("app.central")
# The device a request is of, or the network of a stranger: each request is a task of its own.
_who: ContextVar[UUID | str | None] = ContextVar("_who", default=None)


class CentralApp:
    """The ASGI application of one central over one database. `app` is what a server runs."""

    def __init__(
        self,
        db: CentralDatabase,
        identity: Identity,
        *,
        version: str,
        attachments: OfficeFiles | None = None,
        metrics: Metrics | None = None,
        lines: Lines | None = None,
    ) -> None:
        """`attachments`: where sealed files are kept; None: this central keeps none. `lines`: those it is asked on."""
        self._db, self._identity, self._version = db, identity, version
        self._thread_count = 4 if db.engine == "sqlite" else 8
        self._threads = ThreadPoolExecutor(max_workers=self._thread_count, thread_name_prefix="central")
        # Threads of their own: the C library keeps what a thread gave back for that thread, so batches and pages that went through
        # all of them would leave each with a batch's worth of memory.
        self._heavy_threads = ThreadPoolExecutor(max_workers=HEAVY_AT_ONCE, thread_name_prefix="central-heavy")
        self._load = Load()
        self._counted = metrics or Metrics()
        self._lines = lines
        self._wrong_codes = WrongCodes()
        self._shown = Shown()
        self._document = b""
        self.watch = Watch(self._last_seqs)
        self._sealed = self._attachments(attachments) if attachments is not None else None
        self._answers = OfficeAnswers(self._office, self._work, _message)
        self._transfers = TransferEndpoints(db, self._answers)
        self._notices = NoticeSender(db, identity)
        self.app = Starlette(
            routes=[
                *(self._sealed.routes(self._route) if self._sealed is not None else ()),
                *self._recovery(),
                *self._days(),
                *self._transfers.routes(self._route),
                *NoticeEndpoints(db, self._answers).routes(self._route),
                Route("/health", self._route(self._health)),
                Route("/openapi.json", self._route(self._openapi)),
                Route("/metrics", self._route(self._metrics)),
                Route("/v1/central", self._route(self._central)),
                Route("/v1/enrol", self._route(self._enrol), methods=["POST"]),
                Route("/v1/sessions/challenge", self._route(self._challenge), methods=["POST"]),
                Route("/v1/sessions", self._route(self._session), methods=["POST"]),
                Route("/v1/streams/{stream}/entries", self._route(self._push), methods=["POST"]),
                Route("/v1/offices/{office}/feed", self._route(self._feed)),
                Route("/v1/offices/{office}/staff", self._route(self._staff)),
            ],
            exception_handlers={HTTPException: _http_problem, Exception: _internal_problem},
            lifespan=self._lifespan,
        )
        # Nobody is sent elsewhere: the address would be made of what the asker says this host is called.
        self.app.router.redirect_slashes = False

    def _attachments(self, folders: OfficeFiles) -> AttachmentEndpoints:
        now_ms, work = self._identity.crypto.now_ms, partial(self._work, kind="files")
        return AttachmentEndpoints(self._db, folders, now_ms=now_ms, caller_of=self._caller, work=work)

    def _recovery(self) -> list[Route]:
        files = partial(self._work, kind="files")
        endpoints = RecoveryEndpoints(
            self._db, self._identity, caller_of=self._caller, work=self._work, files=files, body=_body, message=_message
        )
        return endpoints.routes(self._route)

    def _days(self) -> list[Route]:
        return DayEndpoints(self._db, self._answers).routes(self._route)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self.watch.poll()), asyncio.create_task(self._transfers.keep_relaying())]
        if self._sealed is not None:
            tasks.append(asyncio.create_task(self._sealed.keep_swept()))
        self._notices.start()
        try:
            yield
        finally:
            await asyncio.to_thread(self._notices.stop)
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)
            await asyncio.to_thread(self._close_connections)

    # ── what each address answers ────────────────────────────────────────────────────────────────────────────────────

    async def _health(self, _request: Request) -> Response:
        await self._work(lambda: self._db.first(OfficeRow.select(OfficeRow.office_id)))
        return _json({"status": "ok", "protocol": PROTOCOL, "version": self._version})

    async def _openapi(self, _request: Request) -> Response:
        if not self._document:  # made once: anybody may ask, and it takes as long as a hundred other answers
            self._document = msgspec.json.encode(document(self._version))
        return Response(self._document, media_type="application/json")

    async def _central(self, request: Request) -> Response:
        identity = self._identity
        info = CentralInfo(central_id=identity.central_id, public_key=identity.public_key, box_key=identity.box_key, version=self._version)
        return _message(request, info)

    async def _enrol(self, request: Request) -> Response:
        address = _network(request)
        now = time.monotonic()
        if wait_s := self._wrong_codes.wait_s(address, now):
            raise Declined("too_many_codes", retry_after_s=wait_s)
        message = decode(await _body(request, SMALL_BODY_BYTES_MAX), EnrolRequest)
        try:
            answer = await self._work(lambda: enrol(self._db, self._identity, message))
        except Declined as declined:
            if declined.code == "code_wrong":
                self._wrong_codes.add(address, now)
            raise
        return _message(request, answer)

    async def _challenge(self, request: Request) -> Response:
        return _message(request, new_challenge(self._identity))

    async def _session(self, request: Request) -> Response:
        message = decode(await _body(request, SMALL_BODY_BYTES_MAX), SessionRequest)
        answer = await self._work(lambda: open_session(self._db, self._identity, message))
        self._shown.note(f"Bearer {answer.token}", message.device_id)
        return _message(request, answer)

    async def _push(self, request: Request) -> Response:
        stream = parse_stream(request.path_params["stream"])
        # Who it is comes first: a body of 8 MiB is only read from a desk.
        kind: Kind = "urgent" if request.query_params.get("urgent") == "1" else "usual"
        caller = await self._caller(request, backlog=True, kind=kind)
        async with self._load.body(_announced(request, BODY_BYTES_MAX), kind):
            async with self._load.reading(caller.device_id):
                packed = await _packed(request, BODY_BYTES_MAX)

            def receive() -> Ack:
                return receive_push(self._db, self._identity, caller, stream, decode(_plain(packed, BODY_BYTES_MAX), Push))

            ack = await self._work(receive, kind, heavy=True)
        self._count(ack)
        self.watch.tell(caller.office, ack.office_last)
        push_ms, pull_ms = self._load.pace()
        return _message(request, msgspec.structs.replace(ack, next_push_ms=push_ms, next_pull_ms=pull_ms))

    async def _feed(self, request: Request) -> Response:
        office = await self._office(request)
        device_id = request.state.caller.device_id
        generation, after = _number(request, "generation", 0), _number(request, "after", 0)
        limit, wait_s = _number(request, "limit", 1000), min(_number(request, "wait", 0), LONG_POLL_S)

        def read() -> tuple[int, Response]:
            page = give_feed(self._db, self._identity, office, device_id, generation=generation, after=after, limit=limit)
            page = msgspec.structs.replace(page, next_pull_ms=self._load.pace()[1])
            return len(page.items), _message(request, page)  # encoded and packed here: not on the loop, which others wait for

        count, response = await self._work(read, heavy=True)
        if not count and wait_s:
            with self._load.waiting(device_id):
                await self.watch.wait(office, after, wait_s)
            count, response = await self._work(read, heavy=True)
        self._counted.add("minwon_feed_items_total", by=count)
        return response

    async def _metrics(self, _request: Request) -> Response:
        self._counted.put("minwon_resident_bytes", resident_bytes())
        return Response(self._counted.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    def _count(self, ack: Ack) -> None:
        others = Counter(each.outcome for each in ack.outcomes)
        others["applied"] += ack.office_last - ack.office_first + 1 - others.total()
        for outcome, number in others.items():
            self._counted.add("minwon_entries_total", f'outcome="{outcome}"', by=max(0, number))

    async def _staff(self, request: Request) -> Response:
        office = await self._office(request)
        after = _number(request, "after", 0)
        return _message(request, await self._work(lambda: give_staff(self._db, office, after=after)))

    # ── how ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _caller(self, request: Request, *, backlog: bool = False, kind: Kind = "usual") -> Caller:
        """Who asks. `backlog`: also a retired or revoked device, which may hand in what it has and nothing else (SYNC §7)."""
        authorization = request.headers.get("authorization", "")
        if (known := self._shown.by(authorization)) is not None:
            _who.set(known)  # before it is looked up: strangers' crowds must not keep out whom we know
        try:
            caller = await self._work(lambda: caller_of(self._db, self._identity, authorization), kind)
        except Declined as declined:
            if declined.code == "session_refused":
                self._shown.note(authorization, None)
            raise
        self._shown.note(authorization, caller.device_id)
        request.state.caller = caller
        if self._lines is not None and request.client is not None:
            self._lines.belongs(request.client, caller.device_id)
        _who.set(caller.device_id)
        if caller.retired and not backlog:
            raise Declined("device_revoked")
        return caller

    async def _office(self, request: Request) -> str:
        caller = await self._caller(request)
        if request.path_params["office"] != caller.office:
            raise Declined("other_office")
        return caller.office

    async def _work(self, work: Callable[[], T], kind: Kind = "usual", *, heavy: bool = False) -> T:
        """Runs on a database thread. `heavy`: it unpacks a batch or packs a page, of which few do so at a time. Declined `central_busy`."""
        async with self._load.room(kind, heavy=heavy, who=_who.get()):
            threads = self._heavy_threads if heavy else self._threads
            return await asyncio.get_running_loop().run_in_executor(threads, self._with_connection, work)

    def _with_connection(self, work: Callable[[], T]) -> T:
        self._db.ready()
        return work()

    def _close_connections(self) -> None:
        """Each database thread closes its own connection; the barrier makes sure that it is each of them."""
        for threads, count in ((self._heavy_threads, HEAVY_AT_ONCE), (self._threads, self._thread_count)):
            all_here = threading.Barrier(count)

            def close(all_here: threading.Barrier = all_here) -> None:
                all_here.wait()
                self._db.close()

            for done in [threads.submit(close) for _ in range(count)]:
                done.result()
            threads.shutdown()

    async def _last_seqs(self, offices: Sequence[str]) -> Mapping[str, int]:
        query = OfficeRow.select(OfficeRow.office_id, OfficeRow.last_office_seq).where(OfficeRow.office_id.in_(list(offices)))
        # Not through _work: the poller must not be shed, there is only one of it.
        ask = asyncio.get_running_loop().run_in_executor(self._threads, self._with_connection, lambda: self._db.all(query))
        return {row["office_id"]: row["last_office_seq"] for row in await ask}

    def _held(self, request: Request, response: Response) -> Response:
        """The answer; a large one counts until it was fetched. Declined `central_busy`."""
        caller: Caller | None = getattr(request.state, "caller", None)
        if caller is None or len(response.body) <= LARGE:
            return response
        return LargeAnswer(response, self._load.answer(len(response.body), caller.device_id))

    def _route(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        name = answer.__name__.lstrip("_")

        async def endpoint(request: Request) -> Response:
            began = time.monotonic()
            code = ""
            _who.set(_network(request) or None)
            try:
                response = self._held(request, await answer(request))
            except (Declined, Refused, Unavailable) as error:
                declined = _declined(error)
                code = declined.code
                response = _problem(declined, signature_of(self._identity, getattr(request.state, "caller", None), declined))
            except ClientDisconnect:
                code, response = "client_gone", Response(status_code=400)
            self._counted.answered(name, response.status_code, time.monotonic() - began)
            self._counted.put("minwon_in_flight", self._load.in_flight)
            self._counted.put("minwon_waiting", self.watch.waiting)
            self._counted.put("minwon_shed_total", self._load.shed)
            if self._lines is not None:
                self._counted.put("minwon_lines", self._lines.open)
                self._counted.put("minwon_lines_cut_total", self._lines.cut)
            self._counted.put("minwon_transactions_repeated_total", self._db.repeated)
            # One line for each request: no address, no name, nothing of the content.
            log.info(
                json.dumps({"route": name, "status": response.status_code, "ms": round(1000 * (time.monotonic() - began)), "code": code})
            )
            return response

        return endpoint


def _network(request: Request) -> str:
    return network_of(request.client.host) if request.client else ""


def _declined(error: Declined | Refused | Unavailable) -> Declined:
    if isinstance(error, Declined):
        return error
    if isinstance(error, Unavailable):
        return Declined("database_unavailable", retry_after_s=2 + secrets.randbelow(4))
    return Declined(error.code)


async def _http_problem(_request: Request, error: Exception) -> Response:
    return _problem(Declined("method_not_allowed" if isinstance(error, HTTPException) and error.status_code == 405 else "not_found"))


async def _internal_problem(_request: Request, _error: Exception) -> Response:
    # The error itself goes on to the server, which logs where it happened.
    return _problem(Declined("internal_error", retry_after_s=5))


def _problem(declined: Declined, signature: bytes = b"") -> Response:
    headers = {} if declined.retry_after_s is None else {"retry-after": str(declined.retry_after_s)}
    return Response(declined.to_json(signature), status_code=declined.status, media_type=PROBLEM_TYPE, headers=headers)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _message(request: Request, message: msgspec.Struct) -> Response:
    data = encode(message)
    headers = {"cache-control": "no-store"}
    if len(data) >= COMPRESS_FROM and "zstd" in request.headers.get("accept-encoding", ""):
        data = zstandard.ZstdCompressor(level=3).compress(data)
        headers |= {"content-encoding": "zstd", "vary": "accept-encoding"}
    return Response(data, media_type=MEDIA_TYPE, headers=headers)


def _number(request: Request, name: str, default: int) -> int:
    try:
        value = int(request.query_params.get(name, default))
    except ValueError as error:
        raise Declined("message_unreadable", field=name) from error
    if not 0 <= value < 2**63:
        raise Declined("message_unreadable", field=name)
    return value


async def _body(request: Request, limit: int) -> bytes:
    """The whole body, decompressed; never more than `limit` bytes in memory, before or after. Declined `central_busy` for a slow one."""
    try:
        async with asyncio.timeout(BODY_S):
            return _plain(await _packed(request, limit), limit)
    except TimeoutError as error:
        raise Declined("central_busy", retry_after_s=2 + secrets.randbelow(9)) from error


def _announced(request: Request, limit: int) -> int:
    """How many bytes the body has, as it says; `limit` where it does not say."""
    said = request.headers.get("content-length", "")
    return min(int(said), limit) if said.isdecimal() else limit


async def _packed(request: Request, limit: int) -> tuple[bytes, str]:
    """The body as it came, and how it is packed."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise Declined("batch_too_large", bytes=size)
        parts.append(part)
    return b"".join(parts), request.headers.get("content-encoding", "identity").strip().lower()


def _plain(packed: tuple[bytes, str], limit: int) -> bytes:
    """What was packed, never more than `limit` bytes of it. Any thread."""
    data, encoding = packed
    if encoding == "identity":
        return data
    if encoding != "zstd":
        raise Declined("encoding_unknown")
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**23).stream_reader(data) as reader:
            plain = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise Declined("message_unreadable") from error
    if len(plain) > limit:
        raise Declined("batch_too_large", bytes=len(plain))
    return plain
