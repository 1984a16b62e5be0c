"""Central's edge: health, its own description, what is answered to strangers and to broken requests, what it keeps in files."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import stat
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
import zstandard

from app.central.admin import add_office, invite
from app.central.database import open_database
from app.central.openapi import document
from app.central.problems import KINDS
from app.central.server import CentralConfig, parse_listen, serve
from app.central.state import authority_der, load_identity
from app.crypto.central_tools import CentralTools
from app.crypto.clock import SystemClock
from app.crypto.ids import SystemIds
from app.domain.errors import Refused, Unavailable
from app.sync.pinning import pinned_context
from app.sync.transport import Answer, Packed, Transport
from app.wire.messages import BATCH_BYTES_MAX, MEDIA_TYPE, PROBLEM_TYPE, Challenge, Problem, SessionAnswer, SessionRequest
from app.wire.recovery import AmnesiaProof
from tests.centrals import MIGRATIONS, OFFICE, CentralUnderTest


@pytest.fixture
def stranger(sqlite_central: CentralUnderTest) -> Iterator[Transport]:
    transport = Transport(sqlite_central.running.url, pinned_context(sqlite_central.running.ca_pem))
    yield transport
    transport.close()


def problem(answer: Answer) -> Problem:
    assert answer.media_type.startswith(PROBLEM_TYPE)
    return msgspec.json.decode(answer.body, type=Problem)


def test_health_says_ok_with_protocol_and_version(stranger: Transport) -> None:
    answer = stranger.request("GET", "/health")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok", "protocol": 1, "version": "0.1.0"})


def test_its_description_names_every_address_and_everything_it_refers_to(stranger: Transport) -> None:
    shown = json.loads(stranger.request("GET", "/openapi.json").body)
    assert shown == json.loads(json.dumps(document("0.1.0")))
    assert shown["openapi"].startswith("3.1")
    assert set(shown["paths"]) == {
        "/health",
        "/openapi.json",
        "/metrics",
        "/v1/central",
        "/v1/enrol",
        "/v1/sessions/challenge",
        "/v1/sessions",
        "/v1/streams/{stream}/entries",
        "/v1/offices/{office}/feed",
        "/v1/offices/{office}/staff",
        "/v1/offices/{office}/transfers",
        "/v1/offices/{office}/notices",
        "/v1/offices/{office}/days/{day}/check",
        "/v1/offices/{office}/days/{day}/streams/{stream}",
        "/v1/offices/{office}/generation",
        "/v1/offices/{office}/snapshot",
        "/v1/offices/{office}/snapshot/{as_of}/{number}",
        "/v1/offices/{office}/attachments/{address}",
        "/v1/offices/{office}/attachments/{address}/state",
        "/v1/offices/{office}/attachments/{address}/finish",
    }
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(shown))):
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in shown["components"][kind], reference
    for path, operations in shown["paths"].items():
        for operation in operations.values():
            named = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
            assert {"500", "503"} <= set(operation["responses"])
            assert {"200", "206"} & set(operation["responses"])


def test_every_problem_has_a_code_a_title_and_says_what_to_do(stranger: Transport) -> None:
    for code, kind in KINDS.items():
        assert re.fullmatch(r"[a-z_]+", code)
        assert kind.title
        assert 400 <= kind.status < 600
    told = problem(stranger.request("GET", "/v1/nothing"))
    assert (told.code, told.status, told.retry) == ("not_found", 404, "never")
    assert problem(stranger.request("DELETE", "/health")).code == "method_not_allowed"


@pytest.mark.parametrize(
    "path", [f"/v1/offices/{OFFICE}/feed", f"/v1/offices/{OFFICE}/staff", f"/v1/offices/{OFFICE}/days/2026-11-20/check"]
)
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer nobody", "Basic bm9ib2R5"])
def test_nothing_is_shown_without_a_session(stranger: Transport, path: str, authorization: str) -> None:
    told = problem(stranger.request("GET", path, headers={"authorization": authorization} if authorization else {}))
    assert (told.code, told.status, told.retry) == ("session_refused", 401, "auth")


def test_a_push_without_a_session_is_refused_before_its_body_is_read(stranger: Transport) -> None:
    path = "/v1/streams/01a20025-036c-7468-b5b9-4481e8968321.1.0/entries"
    assert problem(stranger.request("POST", path, data=Packed(b"not a push", False))).code == "session_refused"
    assert problem(stranger.request("POST", "/v1/streams/nonsense/entries", data=Packed(b"", False))).code == "stream_unknown_form"


def bearer(central: CentralUnderTest) -> tuple[str, dict[str, str]]:
    desk = central.desk()
    desk.central.staff(OFFICE, after=0)
    return f"/v1/streams/{desk.stream.id}/entries", {"authorization": f"Bearer {desk.central._token}"}


def test_bodies_that_are_no_message_or_too_large_are_refused(sqlite_central: CentralUnderTest, stranger: Transport) -> None:
    path, headers = bearer(sqlite_central)
    assert problem(stranger.request("POST", path, data=Packed(b"\xc1", False), headers=headers)).code == "message_unreadable"
    zstd = {**headers, "content-encoding": "zstd"}
    assert problem(stranger.request("POST", path, data=Packed(b"not zstd", False), headers=zstd)).code == "message_unreadable"
    assert (
        problem(stranger.request("POST", path, data=Packed(b"x", False), headers={**headers, "content-encoding": "br"})).code
        == "encoding_unknown"
    )
    # A bomb: a few kilobytes that would be 64 MiB.
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(8 * BATCH_BYTES_MAX))
    assert len(bomb) < 16_384
    line = HTTPSConnection("127.0.0.1", sqlite_central.port, context=pinned_context(sqlite_central.running.ca_pem))
    line.request("POST", path, body=bomb, headers=zstd)
    response = line.getresponse()
    told = msgspec.json.decode(response.read(), type=Problem)
    line.close()
    assert (told.code, response.status) == ("batch_too_large", 413)


@pytest.mark.parametrize("query", ["after=x", "after=-1", "limit=1e3", f"after={2**63}"])
def test_numbers_in_an_address_that_are_none_are_refused(sqlite_central: CentralUnderTest, stranger: Transport, query: str) -> None:
    _, headers = bearer(sqlite_central)
    told = problem(stranger.request("GET", f"/v1/offices/{OFFICE}/feed?{query}", headers=headers))
    assert (told.code, told.status) == ("message_unreadable", 400)


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 5_000, "-1", "%D9%A3", "1_0"])
@pytest.mark.parametrize("path", ["{number}/0", "1/{number}"])
def test_a_chunk_that_cannot_be_is_not_found(sqlite_central: CentralUnderTest, stranger: Transport, path: str, number: str) -> None:
    _, headers = bearer(sqlite_central)
    here = f"/v1/offices/26410/snapshot/{path.format(number=number)}"
    assert stranger.request("GET", here, headers=headers).status == 404
    assert stranger.request("GET", here).status == 401


@pytest.mark.parametrize("epoch", [-(2**63), -1, 2**32, 2**63, 2**64 - 1])
def test_a_stranger_who_names_an_epoch_that_cannot_be_is_refused(stranger: Transport, epoch: int) -> None:
    challenge = stranger.call("POST", "/v1/sessions/challenge", Challenge).challenge
    wrong = SessionRequest(device_id=UUID(int=1), epoch=epoch, challenge=challenge, signature=bytes(64))
    with pytest.raises(Refused, match="session_refused"):
        stranger.call("POST", "/v1/sessions", SessionAnswer, body=wrong)


@pytest.mark.parametrize("generation", [-1, 2**16, 2**63, 2**64 - 1])
def test_a_proof_of_a_generation_that_cannot_be_is_refused(sqlite_central: CentralUnderTest, generation: int) -> None:
    desk = sqlite_central.desk()
    with pytest.raises(Refused, match="message_unreadable"):
        desk.central.prove(desk.stream.office, AmnesiaProof(generation=generation))


def test_nobody_is_sent_to_an_address_they_named_themselves(sqlite_central: CentralUnderTest, stranger: Transport) -> None:
    assert stranger.request("GET", "/v1/central/", headers={"host": "elsewhere.example"}).status == 404


def test_a_day_that_is_none_is_not_found(sqlite_central: CentralUnderTest, stranger: Transport) -> None:
    _, headers = bearer(sqlite_central)
    assert problem(stranger.request("GET", f"/v1/offices/{OFFICE}/days/2026-13-01/check", headers=headers)).code == "not_found"


def test_large_answers_are_compressed_only_for_those_who_can_read_it(sqlite_central: CentralUnderTest) -> None:
    desk = sqlite_central.desk()
    for _ in range(20):
        desk.stream.add_case()
    desk.central.push(desk.stream.id, desk.stream.push())
    line = HTTPSConnection("127.0.0.1", sqlite_central.port, context=pinned_context(sqlite_central.running.ca_pem))
    pages: list[bytes] = []
    for encoding in ("identity", "zstd"):
        headers = {"authorization": f"Bearer {desk.central._token}", "accept-encoding": encoding}
        line.request("GET", f"/v1/offices/{OFFICE}/feed", headers=headers)
        response = line.getresponse()
        assert (response.headers["content-type"], response.headers["content-encoding"]) == (MEDIA_TYPE, None if not pages else "zstd")
        pages.append(response.read())
    line.close()
    assert zstandard.ZstdDecompressor().decompress(pages[1]) == pages[0]


def test_keys_without_a_passphrase_are_for_the_owner_only_and_said_to_be_open(sqlite_central: CentralUnderTest) -> None:
    assert sqlite_central.running.warnings == ["keys_unsealed"]
    for name in ("central.keys", "central.sqlite3"):
        assert stat.S_IMODE((sqlite_central.state_dir / name).stat().st_mode) == 0o600


def test_keys_are_sealed_as_soon_as_there_is_a_passphrase(tmp_path: Path) -> None:
    tools = CentralUnderTest(tmp_path / "state").tools
    state = tmp_path / "state"
    open_keys = load_identity(state, crypto=tools, passphrase=None).keys
    assert open_keys.sign in (state / "central.keys").read_bytes()
    assert load_identity(state, crypto=tools, passphrase="다섯 낱말").keys == open_keys
    sealed = (state / "central.keys").read_bytes()
    for secret in (open_keys.sign, open_keys.box, open_keys.challenge, open_keys.ca_key):
        assert secret not in sealed
    with pytest.raises(Refused, match="passphrase_needed"):
        load_identity(state, crypto=tools, passphrase=None)
    with pytest.raises(Refused, match="passphrase_wrong"):
        load_identity(state, crypto=tools, passphrase="네 낱말")
    assert authority_der(state, crypto=tools, passphrase=None) == open_keys.ca_certificate


def config(central: CentralUnderTest, **changes: object) -> CentralConfig:
    fields: dict[str, object] = {
        "state_dir": central.state_dir,
        "migrations": MIGRATIONS,
        "version": "0.1.0",
        "listen": "127.0.0.1:0",
        "log_requests": False,
    }
    return CentralConfig(**(fields | changes))  # type: ignore[arg-type]


def test_a_database_of_another_central_is_not_served(sqlite_central: CentralUnderTest) -> None:
    sqlite_central.stop()
    (sqlite_central.state_dir / "central.keys").unlink()
    with pytest.raises(Refused, match="central_keys_differ"):
        serve(config(sqlite_central), crypto=sqlite_central.tools, on_ready=lambda _: None)


def test_a_port_that_is_taken_is_said_to_be(sqlite_central: CentralUnderTest) -> None:
    with pytest.raises(Unavailable, match="address_in_use"):
        serve(config(sqlite_central, listen=f"127.0.0.1:{sqlite_central.port}"), crypto=sqlite_central.tools, on_ready=lambda _: None)


def test_a_port_that_is_not_for_this_user_and_an_address_of_another_computer_are_said_to_be(
    sqlite_central: CentralUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_for_this_user(_socket: object, _address: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with pytest.raises(Unavailable, match="address_not_here"):
        serve(config(sqlite_central, listen="192.0.2.1:8443"), crypto=sqlite_central.tools, on_ready=lambda _: None)
    monkeypatch.setattr(socket.socket, "bind", not_for_this_user)
    with pytest.raises(Unavailable, match="port_not_allowed"):
        serve(config(sqlite_central, listen="127.0.0.1:443"), crypto=sqlite_central.tools, on_ready=lambda _: None)


def test_a_state_folder_that_cannot_be_is_unavailable_and_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools, in_the_way = CentralTools(SystemClock(), SystemIds()), tmp_path / "file"
    in_the_way.write_bytes(b"")
    for state in (in_the_way, in_the_way / "below"):
        with pytest.raises(Unavailable, match="state_unreachable"):
            load_identity(state, crypto=tools, passphrase=None)
        with pytest.raises(Unavailable, match="state_unreachable"):
            authority_der(state, crypto=tools, passphrase=None)
        with pytest.raises(Unavailable, match="state_unreachable"):
            open_database(None, state, MIGRATIONS)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="disk_full"):
        load_identity(tmp_path / "state", crypto=tools, passphrase=None)
    assert list((tmp_path / "state").iterdir()) == []


def test_a_database_of_a_newer_program_is_left_alone(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="database_newer"):
        serve(config(sqlite_central, migrations=tmp_path), crypto=sqlite_central.tools, on_ready=lambda _: None)


@pytest.mark.parametrize("text", ["8443", "localhost:", "localhost:https", "localhost:70000"])
def test_an_address_to_listen_at_has_a_host_and_a_port(text: str) -> None:
    with pytest.raises(Refused, match="listen_unknown_form"):
        parse_listen(text)
    assert parse_listen("[::1]:8443") == ("::1", 8443)


@pytest.mark.parametrize(("office", "desk", "code"), [("26410", "3", "desk_unknown_form"), ("99999", "03", "office_unknown")])
def test_only_desks_of_known_offices_are_invited(sqlite_central: CentralUnderTest, office: str, desk: str, code: str) -> None:
    with sqlite_central.database() as db:
        with pytest.raises(Refused, match=code):
            invite(db, office, desk, crypto=sqlite_central.tools, ca_der=b"")
        with pytest.raises(Refused, match="office_unknown_form"):
            add_office(db, "수영구", "수영구청")
