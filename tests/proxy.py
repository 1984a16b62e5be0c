"""A line that can be cut: a TCP proxy between a desk and central, which sees only TLS records."""

from __future__ import annotations

import contextlib
import socket
import threading


class Proxy:
    """Forwards to `port` until told otherwise. `cut_requests`: what a desk sends never arrives; `cut_replies`: no answer does."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.cut_requests = False
        self.cut_replies = False
        self.lost = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._start(self._accept)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def open(self) -> int:
        """How many connections there are."""
        return sum(thread.is_alive() for thread in self._threads[1:]) // 2

    def close(self) -> None:
        for each in [self._listener, *self._sockets]:
            _end(each)
        for thread in self._threads:
            thread.join()

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                desk, _ = self._listener.accept()
                central = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [desk, central]
                self._start(self._forward, desk, central, "cut_requests")
                self._start(self._forward, central, desk, "cut_replies")

    def _forward(self, source: socket.socket, target: socket.socket, cut: str) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if getattr(self, cut):
                    self.lost.set()
                    break
                target.sendall(data)
        _end(source)
        _end(target)


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
