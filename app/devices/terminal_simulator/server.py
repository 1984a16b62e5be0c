"""The simulated terminal on TCP: a thread a connection, many messages on each."""

from __future__ import annotations

import socket
import threading
from typing import Final

from app.devices.iso8583.frames import BrokenFrame, read_frame
from app.devices.terminal_simulator.simulator import TerminalSimulator
from app.domain.errors import Unavailable

_LOOK_S: Final = 0.05
_END_S: Final = 5.0


class SimulatorServer:
    """It listens from the start until `stop`. `address`: host and port, also where port 0 was asked for. Unavailable `address_in_use`."""

    def __init__(self, simulator: TerminalSimulator, host: str = "127.0.0.1", port: int = 0) -> None:
        self.simulator = simulator
        self._listening = _listen(host, port)
        self.address: tuple[str, int] = self._listening.getsockname()[:2]
        self._stopping, self._away, self._gone = threading.Event(), threading.Event(), threading.Event()
        self._lines: set[socket.socket] = set()
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="terminal-sim", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Nobody is there any more, every connection has ended. The truth stays open for who asks for it."""
        self._stopping.set()
        self._thread.join(_END_S)
        with self._lock:
            for line in self._lines:
                _end(line)

    def go_away(self) -> None:
        """When this returns new connections are refused; those there stay."""
        with self._turn:
            self._away.set()
            self._gone.clear()
        self._gone.wait(_END_S)

    def come_back(self) -> None:
        """It listens again soon, on the same port."""
        self._away.clear()

    def _serve(self) -> None:
        """The listening socket belongs to this thread alone: closing it under an `accept` would leave it open."""
        while not self._stopping.is_set():
            if self._away.is_set():
                self._listening.close()
                while not self._is_back():
                    self._stopping.wait(_LOOK_S)
                continue
            try:
                line, _ = self._listening.accept()
            except TimeoutError:
                continue
            with self._lock:
                self._lines.add(line)
            threading.Thread(target=self._talk, args=(line,), name="terminal-sim-line", daemon=True).start()
        self._listening.close()

    def _is_back(self) -> bool:
        """It listens again, or has stopped; else whoever sent it away knows that it has gone."""
        with self._turn:  # between the end of one absence and the beginning of the next it listens, or does not
            if self._away.is_set() and not self._stopping.is_set():
                self._gone.set()
                return False
            if not self._stopping.is_set():
                try:
                    self._listening = _listen(*self.address)
                except Unavailable:
                    return False  # somebody else was given the port meanwhile
            return True

    def _talk(self, line: socket.socket) -> None:
        """Until the other end hangs up, sends what is no message, or the script ends it."""
        try:
            line.sendall(self.simulator.greeting())
            while self._answered(line):
                pass
        except (BrokenFrame, OSError):
            pass  # they have gone: whatever was said is lost, which is what the desk has to live with
        finally:
            with self._lock:
                self._lines.discard(line)
            line.close()

    def _answered(self, line: socket.socket) -> bool:
        reply = self.simulator.receive(read_frame(line.recv))
        if reply.after_s and self._stopping.wait(reply.after_s):
            return False
        if reply.away_s:
            self.go_away()
        line.sendall(reply.send)
        if reply.away_s:
            self._stopping.wait(reply.away_s)
            self.come_back()
        return not reply.hang_up


def _listen(host: str, port: int) -> socket.socket:
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise Unavailable("address_in_use", listen=f"{host}:{port}") from error
    listening.settimeout(_LOOK_S)
    return listening


def _end(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has ended by itself
