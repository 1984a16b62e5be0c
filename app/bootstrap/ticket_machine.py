"""Joins the ticket machine of a home, and runs the simulated one for `minwon ticket-sim`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.running import RunningServer
from app.ports.clock import Clock

if TYPE_CHECKING:
    from app.ports.tickets import TicketSource
    from app.services.ticket_machine import ConnectMachine, MachineSetting


def machines(clock: Clock) -> ConnectMachine:
    """What makes the machine of a setting; nothing is dialled before it is asked something."""

    def connect(setting: MachineSetting) -> TicketSource:
        from app.devices.ticket_machine import LineTicketMachine, dial_machine  # most desks have none

        return LineTicketMachine(dial_machine(setting.host, setting.port), now=clock.now)

    return connect


def run_ticket_simulator(listen: tuple[str, int], script: Path | None, clock: Clock, on_ready: Callable[[RunningServer], None]) -> None:
    """A simulated ticket machine answered there until it was stopped. `clock`: what its tickets bear.

    Unavailable `address_in_use`, `file_unreadable`; Refused `script_invalid`.
    """
    from app.devices.ticket_simulator import TicketRoom, TicketServer, read_script

    room = TicketRoom(read_script(script) if script is not None else None, now=clock.now)
    running = RunningServer(TicketServer(room, *listen))
    on_ready(running)
    running.wait()
