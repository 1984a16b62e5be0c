"""The simulated ticket machine on TCP: a thread a connection, a line each way and then the end."""

from __future__ import annotations

import socketserver
import threading
from typing import Final

from app.devices.ticket_machine.protocol import LINE_MAX
from app.devices.ticket_simulator.room import TicketRoom
from app.domain.errors import Unavailable

_LOOK_S: Final = 0.05
_LINE_S: Final = 10.0


class TicketServer:
    """It listens from the start until `stop`. `address`: host and port, also where port 0 was asked for. Unavailable `address_in_use`."""

    def __init__(self, room: TicketRoom, host: str = "127.0.0.1", port: int = 0) -> None:
        self.room = room
        try:
            self._server = _Server((host, port), room)
        except OSError as error:
            raise Unavailable("address_in_use", listen=f"{host}:{port}") from error
        self.address: tuple[str, int] = self._server.server_address[:2]  # type: ignore[assignment]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_LOOK_S,), name="ticket-sim", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Nobody is there any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], room: TicketRoom) -> None:
        self.room = room
        super().__init__(address, _Line)


class _Line(socketserver.StreamRequestHandler):
    timeout = _LINE_S

    def handle(self) -> None:
        """One line is answered; whoever hangs up or says nothing for ten seconds is forgotten."""
        assert isinstance(self.server, _Server)  # noqa: S101 — made by nobody else
        try:
            line = self.rfile.readline(LINE_MAX + 1)
            if line.endswith(b"\n"):
                self.wfile.write(self.server.room.answer(line))
        except OSError:
            return  # they have gone: an answer that is lost is asked for again
