"""A mail server for tests, as far as RFC 5321 is needed: it takes letters, refuses, is full, or hangs up after the last dot."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Act = Literal["take", "refuse", "full", "take_and_drop"]


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.acts: list[Act] = []
        self.taken: list[tuple[str, bytes]] = []  # to, letter as it came

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Line(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 mail.test")
        to, act = "", "take"
        while line := self.rfile.readline():
            word = line[:4].upper().rstrip()
            if word == b"RCPT":
                to, act = line.decode().partition("<")[2].partition(">")[0], self.server.acts.pop(0) if self.server.acts else "take"
                self._say({"refuse": "550 no such box", "full": "452 try later"}.get(act, "250 ok"))
            elif word == b"DATA":
                self._say("354 go on")
                letter = b""
                while not letter.endswith(b"\r\n.\r\n"):
                    letter += self.rfile.readline()
                self.server.taken.append((to, letter))
                if act == "take_and_drop":
                    return
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that answers until the block ends."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
