"""A simulated device that was started at a shell and answers until it is told to stop."""

from __future__ import annotations

import time
from typing import Protocol

_LOOK_S = 0.1


class Server(Protocol):
    """What listens, on threads of its own."""

    @property
    def address(self) -> tuple[str, int]: ...

    def stop(self) -> None: ...


class RunningServer:
    """It listens until `stop`. `address`: HOST:PORT, also where port 0 was asked for."""

    def __init__(self, server: Server) -> None:
        self._server, self._told = server, False

    @property
    def address(self) -> str:
        host, port = self._server.address
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def stop(self) -> None:
        """From a signal handler too."""
        self._told = True  # a plain flag: what takes a lock could wait for the very thread it interrupted

    def wait(self) -> None:
        """Returns after `stop`, when nobody is there any more."""
        while not self._told:
            time.sleep(_LOOK_S)
        self._server.stop()
