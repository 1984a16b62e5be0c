"""However many lines somebody opens, with or without a desk's key, the other desks push and pull (SYNC §10)."""

from __future__ import annotations

import asyncio
import gc
import resource
import socket
import ssl
from asyncio import sslproto
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from app.central import lines
from app.central.attachments import OF_ONE_MAX
from app.central.lines import LINES_MAX
from app.central.load import POLLS_OF_ONE, Load
from app.central.problems import Declined
from app.domain.entries import AttachmentAdded
from app.domain.errors import CounterError
from app.wire.attachments import place_text
from tests.centrals import CentralUnderTest, Desk
from tests.integration.test_central_load import metrics_of
from tests.integration.test_hostile_load import ONE, OTHER, talk
from tests.patience import PATIENCE_S, until
from tests.streams import an_entry

MOST = 8


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CentralUnderTest]:
    """A central on which no more than eight lines may be open."""
    monkeypatch.setattr(lines, "_most_lines", lambda: MOST)
    central = CentralUnderTest(tmp_path / "central")
    central.start()
    yield central
    central.close()


@pytest.fixture
def held() -> Iterator[ExitStack]:
    """What somebody holds open until the end of the test."""
    with ExitStack() as stack:
        yield stack


def asked(line: ssl.SSLSocket, path: str, token: str, method: str = "GET", more: str = "") -> None:
    line.sendall(f"{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{more}\r\n".encode())


def answer(line: ssl.SSLSocket) -> bytes:
    """All of the next answer; nothing if the line was ended instead."""
    got = b""
    with suppress(ConnectionError, ssl.SSLError):
        while b"\r\n\r\n" not in got or len(got.partition(b"\r\n\r\n")[2]) < length_of(got):
            if not (part := line.recv(65_536)):
                return b""
            got += part
        return got
    return b""


def length_of(head: bytes) -> int:
    (length,) = [line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return int(length)


def staff_of(desk: Desk) -> str:
    return f"/v1/offices/{desk.stream.office}/staff"


def works(desk: Desk) -> None:
    """It pushes and gets what there is, over lines of its own."""
    desk.central.close()
    first = an_entry(desk.stream)
    assert desk.central.push(desk.stream.id, desk.stream.push(first)).acked_seq == first
    assert len(desk.central.feed(desk.stream.office, generation=0, after=0).items) == first


def strangers(central: CentralUnderTest, held: ExitStack, count: int, address: str = "127.0.0.1") -> list[socket.socket]:
    """So many lines from there on which nobody says anything."""
    opened = []
    for _ in range(count):
        line = socket.create_connection(("127.0.0.1", central.port), timeout=PATIENCE_S, source_address=(address, 0))
        opened.append(held.enter_context(closing(line)))
    return opened


def test_lines_of_strangers_take_no_place_from_a_desk(small: CentralUnderTest, held: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(lines.log, "warning", lambda text, *of: said.append(text % of))
    old, new = small.desk("03", seed=1), small.desk("05", seed=9)
    token = old.central._new_session("")
    known = held.enter_context(closing(talk(small, old.enrolled.answer.ca_pem)))
    asked(known, staff_of(old), token)
    assert b" 200 " in answer(known)
    for _ in range(3):
        strangers(small, held, 2 * MOST)
        works(new)
        found = metrics_of(new.central)
        assert found["minwon_lines"] <= MOST
    assert found["minwon_lines_cut_total"] >= 5 * MOST
    assert said == ['{"event": "lines_full", "lines": 8}']  # once, however many came
    asked(known, staff_of(old), token)  # and the line a desk had before them is still its own
    assert b" 200 " in answer(known)
    held.close()
    until(lambda: metrics_of(new.central)["minwon_lines"] <= 1, "the end of the lines")
    assert [text for text in said if "lines_free" in text] == said[1:] and len(said) == 2


def test_who_opens_many_lines_makes_room_before_who_opened_one(small: CentralUnderTest, held: ExitStack) -> None:
    quiet = held.enter_context(closing(talk(small, small.running.ca_pem)))
    strangers(small, held, 4 * MOST, "127.0.0.2")
    desk = small.desk()
    works(desk)
    assert metrics_of(desk.central)["minwon_lines_cut_total"] >= 3 * MOST
    quiet.sendall(b"GET /v1/central HTTP/1.1\r\nhost: x\r\n\r\n")
    assert b" 200 " in answer(quiet)


def test_a_desk_has_only_so_many_lines_and_the_one_silent_longest_gives_way(
    sqlite_central: CentralUnderTest, held: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LINES_OF_ONE", 3)
    stolen, honest = sqlite_central.desk("05", seed=9), sqlite_central.desk("03", seed=1)
    token = stolen.central._new_session("")
    stolen.central.close()
    opened = []
    for _ in range(6):
        opened.append(held.enter_context(closing(talk(sqlite_central, stolen.enrolled.answer.ca_pem))))
        for line in (opened[-1], opened[0]):  # the first is used again and again
            asked(line, staff_of(stolen), token)
            assert b" 200 " in answer(line)
    works(honest)
    assert metrics_of(honest.central)["minwon_lines_cut_total"] == 3
    kept = []
    for line in opened:
        with suppress(OSError):
            asked(line, staff_of(stolen), token)
        kept.append(b" 200 " in answer(line))
    assert kept == [True, False, False, False, True, True]


def test_when_every_line_is_a_desks_a_newcomer_is_turned_away_until_one_is_free(small: CentralUnderTest, held: ExitStack) -> None:
    desk, other = small.desk("03", seed=1), small.desk("05", seed=9)
    token = desk.central._new_session("")
    for each in (desk, other):
        each.central.close()
    opened = []
    for _ in range(MOST):
        opened.append(held.enter_context(closing(talk(small, desk.enrolled.answer.ca_pem))))
        asked(opened[-1], staff_of(desk), token)
        assert b" 200 " in answer(opened[-1])
    with pytest.raises(CounterError, match="central_down"):  # the desk tries again, as after any broken line
        other.central.feed(other.stream.office, generation=0, after=0)
    opened[0].close()
    until(lambda: _pulls(other), "a free line")
    for line in opened[1:]:
        asked(line, staff_of(desk), token)
        assert b" 200 " in answer(line)


def _pulls(desk: Desk) -> bool:
    with suppress(CounterError):
        desk.central.feed(desk.stream.office, generation=0, after=0)
        return True
    return False


def test_a_desk_waits_for_news_a_few_times_at_once_and_no_more(sqlite_central: CentralUnderTest, held: ExitStack) -> None:
    stolen, honest = sqlite_central.desk("05", seed=9), sqlite_central.desk("03", seed=1)
    token = stolen.central._new_session("")
    poll = f"/v1/offices/{stolen.stream.office}/feed?after=0&wait=25"
    opened = []
    for count in range(1, POLLS_OF_ONE + 1):
        opened.append(held.enter_context(closing(talk(sqlite_central, stolen.enrolled.answer.ca_pem))))
        asked(opened[-1], poll, token)
        until(lambda expected=count: metrics_of(honest.central)["minwon_waiting"] == expected, "the poll")  # type: ignore[misc]
    more = held.enter_context(closing(talk(sqlite_central, stolen.enrolled.answer.ca_pem)))
    asked(more, poll, token)
    refused = answer(more)
    assert b" 503 " in refused and b"retry-after: " in refused.lower() and b'"central_busy"' in refused
    works(honest)
    for line in opened:
        assert b" 200 " in answer(line)  # there was news
    asked(more, poll.replace("after=0", "after=1"), token)  # as soon as one is over there is room for another
    until(lambda: metrics_of(honest.central)["minwon_waiting"] == 1, "the poll")


def test_only_who_waits_counts_as_waiting() -> None:
    async def tried() -> None:
        load = Load()
        with ExitStack() as held:
            for _ in range(POLLS_OF_ONE):
                held.enter_context(load.waiting(ONE))
            with pytest.raises(Declined, match="central_busy"), load.waiting(ONE):
                pass
            with load.waiting(OTHER):
                pass
        with load.waiting(ONE):
            assert load.shed == 1

    asyncio.run(tried())


def test_pieces_that_one_desk_never_finishes_leave_room_for_those_of_others(sqlite_central: CentralUnderTest, held: ExitStack) -> None:
    opened: dict[str, list[ssl.SSLSocket]] = {}
    for name, seed in (("05", 9), ("03", 1)):
        desk = sqlite_central.desk(name, seed=seed)
        added = AttachmentAdded(sha256=bytes([seed]) * 32, size=60_000, name="", medium="pdf")
        seq = desk.stream.add(added, case_id=desk.stream.new_id())
        desk.central.push(desk.stream.id, desk.stream.push())
        path = f"/v1/offices/{desk.stream.office}/attachments/{added.sha256.hex()}?entry={place_text(desk.stream.id, seq)}&offset=0"
        token = desk.central._new_session("")
        for _ in range(OF_ONE_MAX + 1 if name == "05" else 1):
            line = held.enter_context(closing(talk(sqlite_central, desk.enrolled.answer.ca_pem)))
            asked(line, path, token, "PUT", "content-length: 1000\r\nexpect: 100-continue\r\n")
            opened.setdefault(name, []).append(line)
            said = line.recv(4096)  # central asks for the body as soon as it would take it
            assert (b" 100 " in said) == (len(opened[name]) <= OF_ONE_MAX), said
            assert b" 100 " in said or b" 503 " in said
    opened["03"][0].sendall(bytes(1000))
    assert b" 200 " in answer(opened["03"][0])
    opened["05"][0].sendall(bytes(1000))
    assert b" 200 " in answer(opened["05"][0])


def test_a_silent_line_costs_little_memory(sqlite_central: CentralUnderTest, held: ExitStack) -> None:
    line = held.enter_context(closing(talk(sqlite_central, sqlite_central.running.ca_pem)))
    line.sendall(b"GET /v1/central HTTP/1.1\r\nhost: x\r\n\r\n")
    assert b" 200 " in answer(line)
    sizes = [len(each._ssl_buffer) for each in gc.get_objects() if isinstance(each, sslproto.SSLProtocol)]  # type: ignore[attr-defined]
    assert sizes and max(sizes) <= 32 * 1024


@pytest.mark.parametrize(("files", "most"), [(256, 128), (1_024, 896), (65_536, LINES_MAX), (resource.RLIM_INFINITY, LINES_MAX)])
def test_no_more_lines_than_the_system_has_files_for(monkeypatch: pytest.MonkeyPatch, files: int, most: int) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, resource.RLIM_INFINITY))
    assert lines._most_lines() == most


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_a_stranger_has_as_many_addresses_as_a_network(host: str, network: str) -> None:
    assert lines.network_of(host) == network


BODY, HEAD = b"POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 60000\r\n\r\n", b"GET /v1/central HTTP/1.1\r\nx: "


@pytest.mark.parametrize("said", [BODY, HEAD], ids=["body", "head"])
def test_a_stranger_fills_no_more_memory_than_a_request_needs(sqlite_central: CentralUnderTest, held: ExitStack, said: bytes) -> None:
    line = held.enter_context(closing(talk(sqlite_central, sqlite_central.running.ca_pem)))
    line.sendall(said + b"x" * 17_000)  # and the rest never comes
    got = line.recv(4096)
    assert got.split()[1] in (b"413", b"400"), got
