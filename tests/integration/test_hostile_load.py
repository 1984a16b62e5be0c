"""One stolen computer, or somebody on the line without any key, keeps nobody else from central (SYNC §10)."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from asyncio import sslproto
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, closing, suppress
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from app.central import load as load_of
from app.central import routes, server
from app.central.attempts import WRONG_MAX
from app.central.load import BODY_BYTES_MAX, EACH_MAX, IN_FLIGHT_MAX, OF_ONE_NETWORK, Load
from app.central.problems import Declined
from app.central.recovery_routes import RecoveryEndpoints
from app.central.routes import CentralApp
from app.central.sessions import SESSIONS_A_MINUTE, SESSIONS_KEPT, Caller
from app.central.state import load_identity
from app.central.tables import SessionRow
from app.domain.entries import CaseReceived
from app.domain.errors import Unavailable
from app.sync.transport import Packed
from app.wire.enrolment import parse_code
from app.wire.messages import EnrolRequest, encode
from app.wire.signed import enrolment
from tests.centrals import CentralUnderTest, Desk, signer_of
from tests.patience import PATIENCE_S
from tests.streams import a_case, an_entry

ONE, OTHER = UUID(int=1), UUID(int=2)


def test_a_body_that_is_never_sent_gives_way_to_the_next_of_the_same_device() -> None:
    async def tried() -> None:
        load = Load()
        silent = asyncio.Event()

        async def hold() -> None:
            async with load.body(BODY_BYTES_MAX // 4, "usual"), load.reading(ONE):
                await silent.wait()

        held = asyncio.create_task(hold())
        await asyncio.sleep(0)
        async with load.reading(OTHER):  # another device's changes nothing
            assert not held.done()
        async with load.reading(ONE):
            await asyncio.wait([held])
        with pytest.raises(Declined, match="central_busy"):
            held.result()
        assert load.body_bytes == 0

    asyncio.run(tried())


def test_a_body_that_is_never_sent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_of, "BODY_S", 0.01)

    async def tried() -> None:
        load = Load()
        with pytest.raises(Declined, match="central_busy"):
            async with load.body(BODY_BYTES_MAX, "urgent"), load.reading(ONE):
                await asyncio.Event().wait()
        assert load.body_bytes == 0

    asyncio.run(tried())


def test_one_device_fills_a_part_of_the_room_and_no_more() -> None:
    async def tried() -> None:
        load, held = Load(), []
        for _ in range(EACH_MAX):
            held.append(load.room(who=ONE))
            await held[-1].__aenter__()
        with pytest.raises(Declined, match="central_busy"):
            await load.room(who=ONE).__aenter__()
        async with load.room(who=OTHER), load.room():
            pass
        for each in held:
            await each.__aexit__(None, None, None)
        async with load.room(who=ONE):
            assert load.in_flight == 1
        assert EACH_MAX * 4 < IN_FLIGHT_MAX

    asyncio.run(tried())


def test_strangers_fill_half_of_the_room_and_one_network_half_of_that() -> None:
    async def tried() -> None:
        load = Load()
        async with AsyncExitStack() as held:
            for network in ("192.0.2.1", "192.0.2.2"):
                for _ in range(OF_ONE_NETWORK):
                    await held.enter_async_context(load.room("urgent", who=network))
                with pytest.raises(Declined, match="central_busy"):
                    await load.room("urgent", who=network).__aenter__()
            with pytest.raises(Declined, match="central_busy"):
                await load.room("urgent", who="192.0.2.3").__aenter__()
            async with load.room(who=ONE), load.room():
                pass
        async with load.room(who="192.0.2.3"):
            assert load.in_flight == 1

    asyncio.run(tried())


@pytest.fixture
def held() -> Iterator[ExitStack]:
    """What somebody holds open until the end of the test."""
    with ExitStack() as stack:
        yield stack


def _pool(workers: int, *, max_workers: int, thread_name_prefix: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(workers, max_workers), thread_name_prefix)


def test_a_crowd_that_shows_made_up_sessions_keeps_no_desk_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: ExitStack) -> None:
    # As many threads as there may be requests: what is tried here is who comes in, not how many are worked on at once.
    monkeypatch.setattr(routes, "ThreadPoolExecutor", partial(_pool, 2 * IN_FLIGHT_MAX))
    central = CentralUnderTest(tmp_path / "central")
    held.callback(central.close)
    central.start()
    honest = central.desk("03", seed=1)
    token = honest.central._new_session("")  # it has a session, and has not used it yet
    look_up, over = routes.caller_of, threading.Event()
    held.callback(over.set)

    def slow(db: Any, identity: Any, authorization: str) -> Caller:
        if "made-up" in authorization:
            over.wait(PATIENCE_S)
        return look_up(db, identity, authorization)

    monkeypatch.setattr(routes, "caller_of", slow)
    for number in range(IN_FLIGHT_MAX):
        line = held.enter_context(closing(talk(central, central.running.ca_pem)))
        line.sendall(f"GET /v1/offices/26410/staff HTTP/1.1\r\nhost: x\r\nauthorization: Bearer made-up-{number}\r\n\r\n".encode())
        if number >= OF_ONE_NETWORK:
            assert b" 503 " in line.recv(4096)
    honest.central.close()  # on a new line, as after every pause
    assert honest.central._token == token
    first = an_entry(honest.stream)
    assert honest.central.push(honest.stream.id, honest.stream.push(first)).acked_seq == first
    assert honest.central.alive() is False  # who says nothing of itself comes in with the others


def test_silent_pushes_of_a_revoked_desk_hold_up_no_colleague(sqlite_central: CentralUnderTest) -> None:
    stolen, honest = sqlite_central.desk("05", seed=9), sqlite_central.desk("03", seed=1)
    token = stolen.central._new_session("")
    lines = []
    for _ in range(6):
        line = talk(sqlite_central, stolen.enrolled.answer.ca_pem)
        head = f"POST /v1/streams/{stolen.stream.id}/entries?urgent=1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n"
        line.sendall(f"{head}content-length: 8000000\r\n\r\n".encode() + b"x")
        lines.append(line)
    for line in lines[:-1]:
        assert b" 503 " in line.recv(4096)  # each made room for the next one
    for _ in range(20):
        an_entry(honest.stream)
    assert honest.central.push(honest.stream.id, honest.stream.push()).acked_seq == 20
    for line in lines:
        line.close()


def paged() -> CaseReceived:
    """Some 50 KiB of no particular case."""
    return msgspec.structs.replace(a_case("1"), answers={"a": "가나다" * 5_000})


def asking(central: CentralUnderTest, desk: Desk, token: str) -> ssl.SSLSocket:
    """A line on which a page was asked for, and that takes in next to nothing of it."""
    context = ssl.create_default_context(cadata=desk.enrolled.answer.ca_pem)
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.settimeout(PATIENCE_S)
    plain.connect(("127.0.0.1", central.port))
    line = context.wrap_socket(plain, server_hostname="localhost")
    line.sendall(f"GET /v1/offices/{desk.stream.office}/feed?after=0 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n".encode())
    return line


@pytest.fixture
def full_desk(sqlite_central: CentralUnderTest) -> Desk:
    """A desk whose office's first page is of some megabytes."""
    desk = sqlite_central.desk("05", seed=9)
    for _ in range(100):
        desk.stream.add(paged(), case_id=desk.stream.new_id())
    desk.central.push(desk.stream.id, desk.stream.push())
    return desk


def test_pages_that_nobody_reads_do_not_pile_up(sqlite_central: CentralUnderTest, full_desk: Desk) -> None:
    token = full_desk.central._new_session("")
    lines = [asking(sqlite_central, full_desk, token)]
    assert b" 200 " in lines[0].recv(64)
    answers = []
    for _ in range(20):  # one after the other: never more than one at work
        lines.append(asking(sqlite_central, full_desk, token))
        answers.append(lines[-1].recv(64))
    kept = sum(b" 200 " in answer for answer in answers)
    assert 2 <= kept <= 8 and all(b" 503 " in answer for answer in answers[kept:])
    honest = sqlite_central.desk("03", seed=1)
    assert len(honest.central.feed(honest.stream.office, generation=0, after=0).items) == 100
    for line in lines:
        line.close()
    assert len(full_desk.central.feed(full_desk.stream.office, generation=0, after=0).items) == 100  # once they are gone it is served again


def test_what_was_fetched_does_not_count(sqlite_central: CentralUnderTest, full_desk: Desk) -> None:
    for _ in range(12):
        assert len(full_desk.central.feed(full_desk.stream.office, generation=0, after=0).items) == 100


def test_a_line_that_takes_nothing_of_its_answer_is_cut(
    sqlite_central: CentralUnderTest, full_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "UNREAD_S", 0.2)
    cut, abort = threading.Event(), sslproto._SSLProtocolTransport.abort

    def aborted(transport: sslproto._SSLProtocolTransport) -> None:
        abort(transport)
        cut.set()

    monkeypatch.setattr(sslproto._SSLProtocolTransport, "abort", aborted)
    line = asking(sqlite_central, full_desk, full_desk.central._new_session(""))
    assert b" 200 " in line.recv(64)
    assert cut.wait(PATIENCE_S)
    got = 0
    with suppress(OSError):
        while part := line.recv(65_536):
            got += len(part)
    assert got < 4_000_000  # what lay on the way, and not the rest
    line.close()


def test_a_desk_opens_no_more_sessions_than_a_computer_needs(sqlite_central: CentralUnderTest) -> None:
    stolen, honest = sqlite_central.desk("05", seed=9), sqlite_central.desk("03", seed=1)
    with pytest.raises(Unavailable, match="central_busy"):
        for _ in range(SESSIONS_A_MINUTE + 1):
            stolen.central._new_session(stolen.central._token)
    assert honest.central._new_session("")
    for _ in range(3):
        sqlite_central.clock.advance(timedelta(seconds=61))
        for _ in range(SESSIONS_A_MINUTE // 2):
            stolen.central._new_session(stolen.central._token)
    with sqlite_central.database() as db:
        rows = db.all(SessionRow.select().where(SessionRow.device_id == stolen.stream.id.device_id.bytes))
    assert len(rows) <= SESSIONS_KEPT + SESSIONS_A_MINUTE
    stolen.central.feed(stolen.stream.office, generation=0, after=0)  # the newest of them is good


def is_cut(line: ssl.SSLSocket) -> bool:
    """Central ends it, sooner than we lose patience."""
    try:
        while line.recv(4096):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def talk(central: CentralUnderTest, ca_pem: str) -> ssl.SSLSocket:
    context = ssl.create_default_context(cadata=ca_pem)
    line = context.wrap_socket(socket.create_connection(("127.0.0.1", central.port), timeout=PATIENCE_S), server_hostname="localhost")
    line.settimeout(PATIENCE_S)
    return line


@pytest.mark.parametrize("said", [b"", b"GET /health HTTP/1.1\r\nhost: x\r\nx-slow: "])
def test_a_line_on_which_nobody_finishes_a_request_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(server, "HEAD_S", 0.2)
    central = CentralUnderTest(tmp_path / "central")
    central.start()
    try:
        line = talk(central, central.running.ca_pem)
        line.sendall(b"GET /v1/central HTTP/1.1\r\nhost: x\r\n\r\n")
        assert b" 200 " in line.recv(4096)  # an honest first request
        fresh = talk(central, central.running.ca_pem)
        for each in (fresh, line) if said else (fresh,):
            each.sendall(said)
            assert is_cut(each)
            each.close()
        line.close()
    finally:
        central.close()


CHUNKS = b"POST /v1/central HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 1_000
LINES = b"GET /v1/central HTTP/1.1\r\nhost: x\r\n" + b"a:\r\n" * 2_000 + b"\r\n"
AFTER_ANOTHER = b"GET /v1/central HTTP/1.1\r\nhost: x\r\n\r\n"


@pytest.mark.parametrize("said", [CHUNKS, LINES, AFTER_ANOTHER + LINES], ids=["chunks", "lines", "after another"])
def test_a_request_in_crumbs_is_not_read(sqlite_central: CentralUnderTest, held: ExitStack, said: bytes) -> None:
    line = held.enter_context(closing(talk(sqlite_central, sqlite_central.running.ca_pem)))
    line.sendall(said)
    got = b""
    with suppress(OSError):
        while part := line.recv(4_096):
            got += part
    assert got.count(b"HTTP/1.1 ") == (2 if said.startswith(AFTER_ANOTHER) else 1)
    assert got.rpartition(b"HTTP/1.1 ")[2].startswith(b"400 ")  # and the line is ended


def test_a_head_as_long_as_desks_send_one_is_read(sqlite_central: CentralUnderTest, held: ExitStack) -> None:
    line = held.enter_context(closing(talk(sqlite_central, sqlite_central.running.ca_pem)))
    for _ in range(2):
        line.sendall(b"GET /v1/central HTTP/1.1\r\nhost: x\r\n" + b"x-a: 1\r\n" * 50 + b"\r\n")
        assert said_until(line, b"0.1.0").startswith(b"HTTP/1.1 200 ")  # the last that central says of itself
    line.sendall(b"POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 4000\r\n\r\n" + b"\n" * 4_000)
    assert said_until(line, b"message_unreadable").startswith(b"HTTP/1.1 400 ")


def said_until(line: ssl.SSLSocket, last: bytes) -> bytes:
    got = b""
    while last not in got and (part := line.recv(4_096)):
        got += part
    return got


def test_a_snapshot_is_put_together_once_however_many_ask() -> None:
    async def tried() -> None:
        at_once = most = 0

        async def files(_work: Any) -> str:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0)
            at_once -= 1
            return "manifest"

        async def nobody(*_: Any, **__: Any) -> Any:
            return SimpleNamespace(office="26410")

        nothing: Any = None
        endpoints = RecoveryEndpoints(
            nothing, nothing, caller_of=nobody, work=nobody, files=files, body=nobody, message=lambda _request, told: told
        )
        request: Any = SimpleNamespace(path_params={"office": "26410"})
        await asyncio.gather(*(endpoints._snapshot(request) for _ in range(8)))
        assert most == 1

    asyncio.run(tried())


@pytest.mark.parametrize("epoch", [2**31, 2**32 - 1, 2**63, -1])
def test_a_home_that_shows_a_last_epoch_leaves_its_desk_to_the_next_computer(sqlite_central: CentralUnderTest, epoch: int) -> None:
    secret, _ = parse_code(sqlite_central.invite("03"))
    signer = signer_of(9)
    line = sqlite_central.desk("05").central._transport
    request = EnrolRequest(
        secret=secret,
        public_key=signer.public_key,
        box_key=bytes([9]) * 32,
        signature=signer.sign(enrolment(sha256(secret).digest(), signer.public_key)),
        device_id=UUID(int=7 << 76 | 2 << 62),
        epoch=epoch,
    )
    answer = line.request("POST", "/v1/enrol", data=Packed(encode(request), False))
    assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (400, "message_unreadable")
    assert sqlite_central.desk("03", seed=3).stream.id.epoch == 1


async def asked_from(app: CentralApp, address: str, method: str, path: str, data: bytes = b"") -> httpx.Response:
    """What central answers somebody there."""
    line = httpx.ASGITransport(app=app.app, client=(address, 5))
    async with httpx.AsyncClient(transport=line, base_url="https://central.test") as client:
        return await client.request(method, path, content=data)


def test_wrong_codes_are_counted_for_a_network_and_not_for_each_of_its_addresses(sqlite_central: CentralUnderTest) -> None:
    signer = signer_of(9)
    request = EnrolRequest(secret=bytes(16), public_key=signer.public_key, box_key=bytes(32), signature=bytes(64))

    async def tried() -> list[int]:
        app = CentralApp(db, identity, version="0.1.0")
        addresses = [f"2001:db8:1:2::{number}" for number in range(WRONG_MAX + 1)] + ["2001:db8:1:3::1"]
        return [(await asked_from(app, each, "POST", "/v1/enrol", encode(request))).status_code for each in addresses]

    identity = load_identity(sqlite_central.state_dir, crypto=sqlite_central.tools, passphrase=None)
    with sqlite_central.database() as db:
        assert asyncio.run(tried()) == [*[403] * WRONG_MAX, 429, 403]


def test_what_anybody_may_ask_is_made_once(sqlite_central: CentralUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def document(version: str) -> dict[str, str]:
        made.append(version)
        return {"openapi": "3.1.0"}

    monkeypatch.setattr(routes, "document", document)

    async def tried() -> list[bytes]:
        app = CentralApp(db, identity, version="0.1.0")
        return [(await asked_from(app, "192.0.2.1", "GET", "/openapi.json")).content for _ in range(3)]

    identity = load_identity(sqlite_central.state_dir, crypto=sqlite_central.tools, passphrase=None)
    with sqlite_central.database() as db:
        assert asyncio.run(tried()) == [b'{"openapi":"3.1.0"}'] * 3
    assert made == ["0.1.0"]
