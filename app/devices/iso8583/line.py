"""The line to the terminal: bytes to and fro. Over TCP here; the simulator has one without a network."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Protocol

from app.domain.errors import Unavailable


class Line(Protocol):
    """One connection. Every method may raise OSError."""

    def send(self, data: bytes) -> int:
        """So many bytes of it were taken, at least one; an error: none of them."""
        ...

    def receive(self, most: int, timeout_s: float) -> bytes:
        """What is there, up to `most` bytes; nothing when the other end has hung up; TimeoutError."""
        ...

    def close(self) -> None: ...


Dial = Callable[[], Line]


class TcpLine:
    """A connected socket."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def send(self, data: bytes) -> int:
        return self._socket.send(data)

    def receive(self, most: int, timeout_s: float) -> bytes:
        self._socket.settimeout(timeout_s)
        return self._socket.recv(most)

    def close(self) -> None:
        self._socket.close()


def dial_tcp(host: str, port: int, *, timeout_s: float = 5.0) -> Dial:
    """Each call makes a new connection: Unavailable `terminal_away` if nobody takes it in that time."""

    def dial() -> Line:
        try:
            connected = socket.create_connection((host, port), timeout=timeout_s)
        except OSError as error:
            raise Unavailable("terminal_away", errno=error.errno) from error
        return TcpLine(connected)

    return dial
