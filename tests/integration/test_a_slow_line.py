"""Somebody on the line who has no key lets through as little as keeps it alive: it is given up like one that is silent (SYNC §7)."""

from __future__ import annotations

import contextlib
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.central.tls import certificate_pem, new_authority, server_context
from app.domain.errors import Unavailable
from app.sync import transport
from app.sync.pinning import pinned_context
from app.sync.transport import Answer, Packed, Transport

READ_S = 0.5
DROP_S = 0.05
DROPS = 60
BODY = 8 * 1024 * 1024  # more than the system keeps for a line
Speaks = Callable[[ssl.SSLSocket], None]


@contextlib.contextmanager
def answering(speaks: Speaks) -> Iterator[Transport]:
    """A line to somebody who speaks like that."""
    key, certificate = new_authority()
    context = server_context(key, certificate, ["127.0.0.1"])
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def talk() -> None:
            with contextlib.suppress(OSError), context.wrap_socket(listener.accept()[0], server_side=True) as line:
                speaks(line)

        talking = threading.Thread(target=talk)
        talking.start()
        line = Transport(f"https://127.0.0.1:{listener.getsockname()[1]}", pinned_context(certificate_pem(certificate)))
        yield line
        line.close()
        talking.join()


def whole_request(line: ssl.SSLSocket) -> None:
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65_536)


def drips(line: ssl.SSLSocket) -> None:
    """Each drop is a record of its own, well within the time of one read."""
    whole_request(line)
    line.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n")
    for _ in range(DROPS):
        time.sleep(DROP_S)
        line.sendall(b"x")


def sips(line: ssl.SSLSocket) -> None:
    """Takes a record of a long body now and then."""
    while line.recv(16_384):
        time.sleep(DROP_S)


def ask(line: Transport, data: bytes = b"") -> Answer:
    return line.request("POST", "/v1/any", data=Packed(data, False) if data else None, read_timeout_s=READ_S)


@pytest.mark.parametrize(("speaks", "data"), [(drips, b""), (sips, secrets.token_bytes(BODY))], ids=["answer", "batch"])
def test_a_line_that_lives_on_drops_is_given_up(monkeypatch: pytest.MonkeyPatch, speaks: Speaks, data: bytes) -> None:
    monkeypatch.setattr(transport, "SLOWEST_BYTES_S", 100 * BODY)
    with answering(speaks) as line:
        with pytest.raises(Unavailable, match="central_down") as refused:
            ask(line, data)
    assert refused.value.facts["kind"] == "too_slow"


def test_a_slow_line_that_carries_enough_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "SLOWEST_BYTES_S", 1)
    with answering(drips) as line:
        assert ask(line) == Answer(200, b"x" * DROPS, "", None)
