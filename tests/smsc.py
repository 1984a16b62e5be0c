"""A carrier's SMPP 3.4 gateway for tests, on a loopback socket with frames of its own: it takes, refuses, throttles, keeps silent, hangs
up, and reports late or twice. What it took is its truth, by which the desk's book is judged."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

from tests.patience import PATIENCE_S

BIND, BIND_R, SUBMIT, SUBMIT_R = 0x00000009, 0x80000009, 0x00000004, 0x80000004
DELIVER, DELIVER_R, ENQUIRE, ENQUIRE_R, UNBIND = 0x00000005, 0x80000005, 0x00000015, 0x80000015, 0x00000006
THROTTLED, INVALID_DEST, BIND_FAILED = 0x58, 0x0B, 0x0D
Act = Literal["take", "throttle", "refuse", "silent", "drop", "take_and_drop", "nonsense"]


class Taken(NamedTuple):
    """A message the carrier took: its own name for it, where it goes, the octets, how they are coded."""

    message_id: str
    to: str
    octets: bytes
    data_coding: int
    sender: str

    @property
    def text(self) -> str:
        return self.octets.decode("utf-16-be" if self.data_coding == 8 else "euc_kr")


class Smsc:
    """`acts`: what it does with the next messages, `take` when nothing is planned."""

    def __init__(self) -> None:
        self.password = "smsc-key"
        self.acts: list[Act] = []
        self.taken: list[Taken] = []
        self.submitted = 0
        self.binds = 0
        self.confirmed: list[int] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._sequence = 0
        self._changed = threading.Condition()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def deliver(self, message_id: str, stat: str = "DELIVRD", *, times: int = 1, err: str = "000") -> None:
        """A receipt on the newest line, as Appendix B of the specification writes it."""
        text = f"id:{message_id} sub:001 dlvrd:001 submit date:2611201200 done date:2611201201 stat:{stat} err:{err} text:".encode()
        for _ in range(times):
            self._sequence += 1
            body = b"\0" + b"\0\0" + b"0\0" + b"\0\0" + b"0\0" + bytes([4, 0, 0]) + b"\0\0" + bytes([0, 0, 0, 0, len(text)]) + text
            self._lines[-1].sendall(_frame(DELIVER, 0, self._sequence, body))

    def wait_until(self, done: Callable[[], bool]) -> None:
        """Until that is true of this gateway. AssertionError if it does not come true."""
        with self._changed:
            assert self._changed.wait_for(done, PATIENCE_S), "the gateway waited in vain"

    def hang_up(self) -> None:
        """Every line is cut."""
        for line in self._lines:
            _shut(line)
        self._lines.clear()

    def close(self) -> None:
        _shut(self._listener)  # a close alone leaves the thread that waits for the next line waiting
        self.hang_up()
        for thread in [self._accepting, *self._threads]:
            thread.join(5)

    # ── lines ──

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self._lines.append(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        try:
            while True:
                head = _exactly(line, 16)
                length, command, _status, sequence = struct.unpack(">LLLL", head)
                self._answer(line, command, sequence, _exactly(line, length - 16))
        except (OSError, EOFError):
            _shut(line)

    def _answer(self, line: socket.socket, command: int, sequence: int, body: bytes) -> None:
        if command == BIND:
            good = body.split(b"\0")[1].decode() == self.password
            line.sendall(_frame(BIND_R, 0 if good else BIND_FAILED, sequence, b"smsc\0" if good else b""))
            with self._changed:
                self.binds += 1
                self._changed.notify_all()
        elif command == ENQUIRE:
            line.sendall(_frame(ENQUIRE_R, 0, sequence))
        elif command == DELIVER_R:
            with self._changed:
                self.confirmed.append(sequence)
                self._changed.notify_all()
        elif command == SUBMIT:
            self._submit(line, sequence, body)

    def _submit(self, line: socket.socket, sequence: int, body: bytes) -> None:
        with self._changed:
            self.submitted += 1
            act: Act = self.acts.pop(0) if self.acts else "take"
            if act in ("take", "silent", "take_and_drop"):
                self.taken.append(_read(f"m{len(self.taken) + 1:06d}", body))
            self._changed.notify_all()
        if act == "take":
            line.sendall(_frame(SUBMIT_R, 0, sequence, self.taken[-1].message_id.encode() + b"\0"))
        elif act == "throttle":
            line.sendall(_frame(SUBMIT_R, THROTTLED, sequence))
        elif act == "refuse":
            line.sendall(_frame(SUBMIT_R, INVALID_DEST, sequence))
        elif act == "nonsense":
            line.sendall(struct.pack(">LLLL", 0xFFFFFFFF, SUBMIT_R, 0, sequence))
        elif act in ("drop", "take_and_drop"):
            raise EOFError


def _read(message_id: str, body: bytes) -> Taken:
    """The fields of a submit_sm (§4.4.1), with message_payload (5.3.2.32) where it carries the text."""
    _service, rest = body.split(b"\0", 1)
    sender, rest = rest[2:].split(b"\0", 1)
    to, rest = rest[2:].split(b"\0", 1)
    rest = rest[3:]  # esm_class, protocol_id, priority
    _schedule, rest = rest.split(b"\0", 1)
    _validity, rest = rest.split(b"\0", 1)
    assert rest[0] == 1, "no receipt was asked for"
    data_coding, length = rest[2], rest[4]
    octets, rest = rest[5 : 5 + length], rest[5 + length :]
    while rest:
        tag, size = struct.unpack(">HH", rest[:4])
        if tag == 0x0424:
            octets = rest[4 : 4 + size]
        rest = rest[4 + size :]
    return Taken(message_id, to.decode(), octets, data_coding, sender.decode())


def _frame(command: int, status: int, sequence: int, body: bytes = b"") -> bytes:
    return struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body


def _exactly(line: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        part = line.recv(count - len(found))
        if not part:
            raise EOFError
        found += part
    return found


def _shut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the other side was quicker
    line.close()


@contextmanager
def smsc() -> Iterator[Smsc]:
    """A gateway that answers until the block ends."""
    gateway = Smsc()
    try:
        yield gateway
    finally:
        gateway.close()
