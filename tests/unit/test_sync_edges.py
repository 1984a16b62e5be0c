"""Small edges of the line to central: codes people type, why nobody answered, what an answer means, who tried too often."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Mapping, Sequence

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bootstrap.joints import joints
from app.central.attempts import WrongCodes
from app.central.watch import Watch
from app.domain.errors import Refused, Unavailable
from app.sync.https_central import HttpsCentral
from app.sync.transport import Answer, Transport, error_of
from app.sync.trouble import unavailable
from app.wire.enrolment import EnrolmentCode, format_code, parse_code
from app.wire.messages import PROBLEM_TYPE, Problem


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=10, max_size=10))
def test_a_code_survives_being_read_out_and_typed(secret: bytes, fingerprint: bytes) -> None:
    code = EnrolmentCode(secret, fingerprint)
    text = format_code(code)
    assert [len(group) for group in text.split("-")] == [6] * 7
    assert parse_code(text) == code
    assert parse_code(f" {text.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ") == code


@pytest.mark.parametrize("text", ["", "ABC", "U" * 42, "0" * 41, "0" * 43, "Z" * 42, "한글" * 21])
def test_what_is_no_code_is_refused_before_anybody_is_asked(text: str) -> None:
    with pytest.raises(Refused, match="code_unknown_form"):
        parse_code(text)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no such name"), "central_unreachable"),
        (OSError(errno.ENETUNREACH, "no network"), "central_unreachable"),
        (OSError(errno.EHOSTUNREACH, "no route"), "central_unreachable"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "central_down"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "central_down"),
        (TimeoutError("silence"), "central_down"),
        (ssl.SSLCertVerificationError("another central"), "central_down"),
    ],
)
def test_line_away_and_centre_away_are_two_words(error: OSError, code: str) -> None:
    wrapped = RuntimeError("a library's own")
    wrapped.__cause__ = error
    assert unavailable(error).code == code
    assert unavailable(wrapped).code == code


def a_problem(status: int, code: str, **facts: object) -> bytes:
    return msgspec.json.encode(Problem(title="", status=status, code=code, facts=facts))


@pytest.mark.parametrize(
    ("answer", "family", "code"),
    [
        (Answer(409, a_problem(409, "gap", expected=3), PROBLEM_TYPE, None), Refused, "gap"),
        (Answer(426, a_problem(426, "protocol_too_old"), PROBLEM_TYPE, None), Refused, "protocol_too_old"),
        (Answer(503, a_problem(503, "central_busy"), PROBLEM_TYPE, 7.0), Unavailable, "central_busy"),
        (Answer(429, b"", "", 30.0), Unavailable, "central_busy"),
        (Answer(500, a_problem(500, "internal_error"), PROBLEM_TYPE, None), Unavailable, "central_down"),
        (Answer(502, b"<html>", "text/html", None), Unavailable, "central_down"),
        (Answer(404, b"<html>", "text/html", None), Unavailable, "central_down"),
        (Answer(302, b"", "", None), Unavailable, "central_down"),
    ],
)
def test_an_answer_that_is_not_ok_becomes_one_of_our_errors(answer: Answer, family: type[Exception], code: str) -> None:
    error = error_of(answer)
    assert isinstance(error, family)
    assert error.code == code
    if code == "gap":
        assert error.facts["expected"] == 3
    if code == "central_busy":
        assert error.facts["retry_after_s"] == answer.retry_after_s


def test_five_wrong_codes_a_minute_close_the_door_for_that_address_alone() -> None:
    wrong = WrongCodes()
    for second in range(5):
        assert wrong.wait_s("10.0.0.1", second) == 0
        wrong.add("10.0.0.1", second)
    assert wrong.wait_s("10.0.0.1", 5) == 55
    assert wrong.wait_s("10.0.0.2", 5) == 0
    assert wrong.wait_s("10.0.0.1", 60) == 0


def test_who_waits_for_news_of_another_process_is_woken_by_the_poller() -> None:
    asked: list[list[str]] = []

    async def last_seqs(offices: Sequence[str]) -> Mapping[str, int]:
        asked.append(list(offices))
        if len(asked) == 2:
            raise Unavailable("database_unavailable")
        return {"26410": len(asked)}

    async def scene() -> None:
        watch = Watch(last_seqs, poll_s=0.001)
        poller = asyncio.create_task(watch.poll())
        await watch.wait("26410", 3, 20)
        assert len(asked) >= 4
        poller.cancel()

    asyncio.run(scene())
    assert set(map(tuple, asked)) == {("26410",)}


def test_waiting_ends_without_news_after_its_time_and_at_once_when_central_stops() -> None:
    async def nothing(_offices: Sequence[str]) -> Mapping[str, int]:
        return {}

    async def scene() -> None:
        watch = Watch(nothing)
        await watch.wait("26410", 0, 0.001)
        waiting = asyncio.create_task(watch.wait("26410", 0, 3600))
        await asyncio.sleep(0)
        watch.release()
        await waiting
        await watch.wait("26410", 0, 3600)

    asyncio.run(scene())


@pytest.mark.parametrize(("backlog", "code"), [("full", "central_unreachable"), ("open", "central_down")])
def test_a_call_that_nobody_takes_is_the_line_and_one_that_nobody_answers_is_central(backlog: str, code: str) -> None:
    """A full backlog drops every further call, as a pulled cable behind a switch does; an open one takes it and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=0 if backlog == "full" else 8) as silent, contextlib.ExitStack() as callers:
        for _ in range(4 if backlog == "full" else 0):
            caller = callers.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(silent.getsockname())
        line = Transport(f"https://127.0.0.1:{silent.getsockname()[1]}", ssl.create_default_context(), connect_timeout_s=0.3)
        with pytest.raises(Unavailable) as refused:
            line.call("GET", "/v1/central", Problem)
        line.close()
    assert refused.value.code == code


@pytest.mark.parametrize(("ask", "seconds"), [("alive", 5.0), ("feed", 50.0), ("staff", 30.0)])
def test_a_central_that_keeps_silent_is_given_up_sooner_when_a_person_waits(
    monkeypatch: pytest.MonkeyPatch, ask: str, seconds: float
) -> None:
    waited: list[float | None] = []

    def silent(_client: httpx.Client, _method: str, _url: str, *, timeout: httpx.Timeout, **_rest: object) -> object:
        waited.append(timeout.read)
        raise httpx.ReadTimeout("nobody answered")

    monkeypatch.setattr(httpx.Client, "stream", silent)
    line = Transport("https://central.test", ssl.create_default_context())
    central = HttpsCentral.__new__(HttpsCentral)
    monkeypatch.setattr(central, "_transport", line, raising=False)
    if ask == "alive":
        assert not central.alive()
    else:
        with pytest.raises(Unavailable, match="central_"):
            line.call("GET", f"/v1/{ask}", Problem, wait_s=20 if ask == "feed" else 0)
    assert waited == [seconds]
    line.close()


def test_how_long_a_busy_central_asks_to_wait_is_said_in_whole_seconds() -> None:
    error = error_of(Answer(503, b"", "", 4.0))
    assert joints().words("en").message(error) == "Central is busy. What is saved stays and is sent in 4 seconds."
