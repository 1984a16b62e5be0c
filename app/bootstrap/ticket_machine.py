"""Joins the ticket machine of a home, and runs the simulated one for `minwon ticket-sim`."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.ports.clock import Clock

if TYPE_CHECKING:
    from app.devices.ticket_simulator import TicketServer
    from app.ports.tickets import TicketSource
    from app.services.ticket_machine import ConnectMachine, MachineSetting

_LOOK_S = 0.1


def machines(clock: Clock) -> ConnectMachine:
    """What makes the machine of a setting; nothing is dialled before it is asked something."""

    def connect(setting: MachineSetting) -> TicketSource:
        from app.devices.ticket_machine import LineTicketMachine, dial_machine  # most desks have none

        return LineTicketMachine(dial_machine(setting.host, setting.port), now=clock.now)

    return connect


def run_ticket_simulator(listen: tuple[str, int], script: Path | None, clock: Clock, on_ready: Callable[[Running], None]) -> None:
    """A simulated ticket machine answered there until it was stopped. `clock`: what its tickets bear.

    Unavailable `address_in_use`, `file_unreadable`; Refused `script_invalid`.
    """
    from app.devices.ticket_simulator import TicketRoom, TicketServer, read_script

    room = TicketRoom(read_script(script) if script is not None else None, now=clock.now)
    running = Running(TicketServer(room, *listen))
    on_ready(running)
    running.wait()


class Running:
    """It listens until `stop`. `address`: HOST:PORT, also where port 0 was asked for."""

    def __init__(self, server: TicketServer) -> None:
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
