"""A carrier's gateway that lies: endless receipts, names no database holds, texts made to be read for hours. Central goes on."""

from __future__ import annotations

import multiprocessing
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

import pytest

from app.central.mail import MailProvider
from app.central.message_provider import Answer, MailSettings, SmppSettings, ToSend
from app.central.smpp import SmppProvider
from tests.smsc import BIND_R, DELIVER, ENQUIRE, SUBMIT, SUBMIT_R

MESSAGE = ToSend(uuid4(), "01055501234", "여권이 도착했습니다.", "", False)
LETTER = ToSend(uuid4(), "kim@example.kr", "여권이 도착했습니다.", "", False)
PAYLOAD, RECEIPTED_ID, UNKNOWN = 0x0424, 0x001E, 0x3000


def frame(command: int, sequence: int, body: bytes = b"") -> bytes:
    return struct.pack(">LLLL", 16 + len(body), command, 0, sequence) + body


def told(text: bytes, sequence: int = 1, *more: tuple[int, bytes]) -> bytes:
    """A receipt whose text is its payload."""
    head = b"\0" + b"\0\0" + b"0\0" + b"\0\0" + b"0\0" + bytes([4, 0, 0]) + b"\0\0" + bytes(5)
    parts = [(PAYLOAD, text), *more]
    return frame(DELIVER, sequence, head + b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in parts))


@contextmanager
def gateway(says: bytes, *, without_end: bool = False, answer: bytes = b"m1\0") -> Iterator[SmppSettings]:
    """It lets everybody in, takes every message, and says that right after the bind; with `without_end` again and again."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            line, _ = listener.accept()
            with line:
                head = line.recv(16, socket.MSG_WAITALL)
                length, _, _, sequence = struct.unpack(">LLLL", head)
                line.recv(length - 16, socket.MSG_WAITALL)
                line.sendall(frame(BIND_R, sequence, b"x\0"))
                if not without_end:
                    line.sendall(says)
                while without_end:
                    line.sendall(says)
                while head := line.recv(16, socket.MSG_WAITALL):
                    length, command, _, sequence = struct.unpack(">LLLL", head)
                    line.recv(length - 16, socket.MSG_WAITALL)
                    if command == SUBMIT:
                        line.sendall(frame(SUBMIT_R, sequence, answer))
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield SmppSettings(host="127.0.0.1", port=listener.getsockname()[1], system_id="minwon", sender="0515550100", timeout_s=2.0)
    finally:
        listener.close()
        thread.join(5)


def _read_made_up_text(says: bytes) -> None:
    with gateway(says) as settings:
        provider = SmppProvider(settings)
        assert provider.send(MESSAGE).state == "sent"
        assert provider.receipts([]) == []
        provider.close()


@pytest.mark.parametrize("text", [b"id:" * 20_000, b"id:x stat:" * 6_000, b"id:" + b"a" * 60_000])
def test_a_text_made_to_be_read_for_hours_is_read_at_once(text: bytes) -> None:
    # In a process of its own: an expression that does not end keeps everything else of its process waiting too.
    process = multiprocessing.get_context("spawn").Process(target=_read_made_up_text, args=(told(text),), daemon=True)
    process.start()
    process.join(20)
    ended = process.exitcode
    process.kill()
    assert ended == 0


@pytest.mark.parametrize("says", [frame(ENQUIRE, 7), told(b"id:m9 stat:DELIVRD err:000")], ids=["questions", "receipts"])
def test_a_gateway_that_never_stops_talking_gets_no_more_than_its_turn(says: bytes) -> None:
    with gateway(says * 200, without_end=True) as settings:
        provider = SmppProvider(settings)
        answers: list[object] = []
        thread = threading.Thread(target=lambda: answers.extend([provider.receipts([]), provider.receipts([])]), daemon=True)
        thread.start()
        thread.join(20)
        assert len(answers) == 2 and all(isinstance(each, list) and len(each) <= 1_000 for each in answers)
        provider.close()


def test_what_a_gateway_makes_up_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with gateway(told(b"", 5, (UNKNOWN, b"x"), (RECEIPTED_ID, b"m1\0"))) as settings:
        provider = SmppProvider(settings)
        assert provider.send(MESSAGE).state == "sent"
        assert [each.provider_ref for each in provider.receipts([])] == ["m1"]
        provider.close()
    assert caplog.records == []


@pytest.mark.parametrize("name", [b"a\0b", "번호".encode(), b"x" * 200, b"\x1b[2J"])
def test_a_name_no_database_holds_is_none(name: bytes) -> None:
    with gateway(told(b"", 5, (RECEIPTED_ID, name + b"\0"))) as settings:
        provider = SmppProvider(settings)
        assert provider.send(MESSAGE).state == "sent"
        assert provider.receipts([]) == []
        provider.close()


@pytest.mark.parametrize("name", ["번호".encode(), b"x" * 64, b"\x1b[2J"])
def test_a_message_is_sent_whatever_it_is_called(name: bytes) -> None:
    with gateway(b"", answer=name + b"\0") as settings:
        provider = SmppProvider(settings)
        sent = provider.send(MESSAGE)
        assert sent.state == "sent" and sent.provider_ref in ("", "x" * 64)
        provider.close()


def test_an_answer_without_a_name_is_an_answer() -> None:
    with gateway(b"", answer=b"") as settings:
        provider = SmppProvider(settings)
        assert provider.send(MESSAGE) == Answer("sent")
        provider.close()


@contextmanager
def mail_that_says(says: Callable[[socket.socket], None]) -> Iterator[MailSettings]:
    """A mail server that speaks like that as soon as somebody calls."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            line, _ = listener.accept()
            with line:
                says(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield MailSettings(host="127.0.0.1", port=listener.getsockname()[1], sender="minwon@example.kr", timeout_s=0.5)
    finally:
        listener.close()
        thread.join(5)


def in_drops(line: socket.socket) -> None:
    for _ in range(100):
        line.sendall(b"2")
        time.sleep(0.1)


def in_lines_without_end(line: socket.socket) -> None:
    while True:
        line.sendall(b"220-still here\r\n" * 100)
        time.sleep(0.01)


def in_slow_lines(line: socket.socket) -> None:
    for _ in range(25):
        line.sendall(b"220-still here\r\n")
        time.sleep(0.4)


@pytest.mark.parametrize("says", [in_drops, in_lines_without_end, in_slow_lines])
def test_a_mail_server_that_never_ends_its_answer_is_left(says: Callable[[socket.socket], None]) -> None:
    with mail_that_says(says) as settings:
        answers: list[Answer] = []
        began = time.monotonic()
        thread = threading.Thread(target=lambda: answers.append(MailProvider(settings).send(LETTER)), daemon=True)
        thread.start()
        thread.join(8.0)  # sixteen times what one answer may take
        assert answers == [Answer("later", "mail_away", after_s=60)], time.monotonic() - began


@pytest.mark.parametrize("last", [b"what?\r\n", b"199 hm\r\n", b"2" * 9_000 + b"\r\n"])
def test_a_letter_that_may_have_been_taken_is_not_offered_again(last: bytes) -> None:
    def says(line: socket.socket) -> None:
        for word in (b"220 hi", b"250 ok", b"250 ok", b"250 ok", b"354 go on"):
            line.sendall(word + b"\r\n")
            line.recv(65_536)
        line.sendall(last)
        line.recv(65_536)

    with mail_that_says(says) as settings:
        assert MailProvider(settings).send(LETTER).state == "unknown"
