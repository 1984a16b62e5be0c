"""Requests to a pinned central and what its answers mean: a message, or one of our own errors (SYNC §7)."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from app.domain.errors import CounterError, Refused, Unavailable
from app.sync.trouble import unavailable
from app.wire.messages import BATCH_BYTES_MAX, MEDIA_TYPE, Problem, decode, encode

if TYPE_CHECKING:
    import httpx

M = TypeVar("M", bound=msgspec.Struct)
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
SLOWEST_BYTES_S = 4 * 1024  # a line that carries less is no line: somebody on it lets drop after drop through, for hours
_PIECE = 16 * 1024  # what one TLS record holds
ANSWER_BYTES_MAX = 4 * BATCH_BYTES_MAX
COMPRESS_FROM = 1_024
RETRY_AFTER_MAX_S = 300.0


class Answer(NamedTuple):
    status: int
    body: bytes
    media_type: str
    retry_after_s: float | None


class Packed(NamedTuple):
    """A message as it travels. `zstd`: it is compressed."""

    data: bytes
    zstd: bool


def pack(message: msgspec.Struct) -> Packed:
    """The message's bytes, compressed where that pays."""
    import zstandard

    data = encode(message)
    return Packed(zstandard.ZstdCompressor(level=3).compress(data), True) if len(data) >= COMPRESS_FROM else Packed(data, False)


class Transport:
    """Keep-alive connections to one central. Any thread; `close` when done. Every call may raise Unavailable as in ports.central."""

    def __init__(self, url: str, context: ssl.SSLContext, *, connect_timeout_s: float = CONNECT_TIMEOUT_S) -> None:
        self._url = url.rstrip("/")
        self._context = context
        self._connect_timeout_s = connect_timeout_s
        self._pool: _Pool | None = None
        self._closed = False
        self._lock = threading.Lock()

    def call(
        self, method: str, path: str, answer: type[M], *, body: msgspec.Struct | Packed | None = None, token: str = "", wait_s: float = 0
    ) -> M:
        """The message central answers with. Refused and Unavailable as its problem says; `session_refused` for a 401."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        data = body if body is None or isinstance(body, Packed) else pack(body)
        got = self.request(method, path, data=data, headers=headers, read_timeout_s=READ_TIMEOUT_S + wait_s)
        if got.status != 200:
            raise error_of(got)
        try:
            return decode(got.body, answer)
        except Refused as error:
            raise Unavailable("central_down", kind="answer_unreadable") from error

    def request(
        self,
        method: str,
        path: str,
        *,
        data: Packed | None = None,
        headers: dict[str, str] | None = None,
        read_timeout_s: float = READ_TIMEOUT_S,
    ) -> Answer:
        """The raw answer, decompressed and bounded."""
        import httpx  # 76 ms that a desk without central never pays
        import zstandard

        sent = {"accept-encoding": "zstd", **(headers or {})}
        if data is not None:
            sent.setdefault("content-type", MEDIA_TYPE)
            if data.zstd:
                sent["content-encoding"] = "zstd"
            sent["content-length"] = str(len(data.data))
        timeout = httpx.Timeout(read_timeout_s, connect=self._connect_timeout_s)
        haste = _Haste(read_timeout_s + min(read_timeout_s, READ_TIMEOUT_S))
        try:
            with (
                self._client() as client,
                client.stream(
                    method, self._url + path, content=None if data is None else _pieces(data.data, haste), headers=sent, timeout=timeout
                ) as response,
            ):
                raw = _bounded(response, haste)
                if response.headers.get("content-encoding") == "zstd":
                    with zstandard.ZstdDecompressor(max_window_size=2**23).stream_reader(raw) as reader:
                        raw = reader.read(ANSWER_BYTES_MAX)
                media_type = response.headers.get("content-type", "")
                return Answer(response.status_code, raw, media_type, _seconds(response.headers.get("retry-after")))
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise unavailable(error) from error
        except zstandard.ZstdError as error:
            raise Unavailable("central_down", kind="answer_unreadable") from error

    def close(self) -> None:
        """Idle connections are closed, one that somebody waits on by whoever that is. A call after that has a connection of its own,
        closed with its answer: a thread that came late leaves none behind."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            self._leave(pool)

    @contextmanager
    def _client(self) -> Iterator[httpx.Client]:
        import httpx

        with self._lock:
            pool = self._pool
            if pool is None:
                # trust_env off: no proxy or certificate of the environment comes between a desk and its central.
                pool = _Pool(httpx.Client(verify=self._context, trust_env=False, follow_redirects=False))
                if not self._closed:
                    self._pool = pool
                    pool.users += 1
            pool.users += 1
        try:
            yield pool.client
        finally:
            self._leave(pool)

    def _leave(self, pool: _Pool) -> None:
        with self._lock:
            pool.users -= 1
            unused = not pool.users
        if unused:
            pool.client.close()


class _Pool:
    """Connections, and who uses them: each request, and the transport until it is closed. The last one out closes them.

    Nobody else may: the number of a descriptor that is closed while another thread waits on it belongs to whatever is opened next, the
    line after this one or a book, and TLS would read from there what is not its own, and write an alert into it.
    """

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.users = 0


class RefusedByCentral(Refused):
    """Central's own refusal, with the problem as it came: whoever acts on it may want to see the signature."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code, **{name: value for name, value in problem.facts.items() if isinstance(value, int | str)})


class _Haste:
    """One request, which may take so many seconds and what its bytes need on a slow line. The limits of httpx are of one read or write."""

    def __init__(self, patience_s: float) -> None:
        self._until_s = time.monotonic() + patience_s

    def moved(self, count: int) -> None:
        """So many bytes more have left, or come. Unavailable `central_down` if that is too few for the time."""
        self._until_s += count / SLOWEST_BYTES_S
        if time.monotonic() > self._until_s:
            raise Unavailable("central_down", kind="too_slow")


def _pieces(data: bytes, haste: _Haste) -> Iterator[bytes]:
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        yield piece
        haste.moved(len(piece))


def _bounded(response: Any, haste: _Haste) -> bytes:
    parts, size = [], 0
    for part in response.iter_raw():
        haste.moved(len(part))
        size += len(part)
        if size > ANSWER_BYTES_MAX:
            raise Unavailable("central_down", kind="answer_too_large")
        parts.append(part)
    return b"".join(parts)


def _seconds(retry_after: str | None) -> float | None:
    if retry_after is None or not retry_after.isdecimal():
        return None
    return min(float(retry_after), RETRY_AFTER_MAX_S)


def error_of(answer: Answer) -> CounterError:
    """Our own error for an answer that is not 200."""
    if answer.status in (429, 503) and answer.retry_after_s is not None:
        return Unavailable("central_busy", retry_after_s=round(answer.retry_after_s))  # said to a person: no "4.0 seconds"
    if answer.status >= 500 or answer.status == 429:
        return Unavailable("central_down", status=answer.status)
    try:
        problem = msgspec.json.decode(answer.body, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Not our central's way to refuse: something stands between, or it is no central at all.
        return Unavailable("central_down", status=answer.status)
    return RefusedByCentral(problem)
