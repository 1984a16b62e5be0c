"""Joins the card terminal of a home, and runs the simulated one for `minwon terminal-sim`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.running import RunningServer
from app.crypto.clock import SystemClock
from app.ports.clock import Clock

if TYPE_CHECKING:
    from app.ports.card_terminal import CardTerminal
    from app.services.desk_terminal import Connect, TerminalSetting


def connects(clock: Clock, *, training: bool, practice: bool) -> Connect:
    """What makes the device of a setting; nothing is dialled before it is asked something. A simulator is one in training homes only;
    at the desk of training mode (`practice`) nothing else is.
    """

    def connect(setting: TerminalSetting) -> CardTerminal:
        from app.devices.iso8583 import Iso8583Terminal, dial_tcp  # most starts have no terminal

        dial = dial_tcp(setting.host, setting.port)
        return Iso8583Terminal(dial, setting.terminal_id, clock=clock, real_only=not training, simulated_only=practice)

    return connect


def run_simulator(listen: tuple[str, int], script: Path | None, truth: Path | None, on_ready: Callable[[RunningServer], None]) -> None:
    """A simulated terminal answered there until it was stopped.

    Unavailable `address_in_use`, `file_unreadable`, `file_unwritable`; Refused `script_invalid`.
    """
    from app.devices.terminal_simulator import SimulatorServer, TerminalSimulator, read_script

    steps = read_script(script) if script is not None else []
    simulator = TerminalSimulator(steps, now=SystemClock().now, path=truth)
    running = RunningServer(SimulatorServer(simulator, *listen))
    on_ready(running)
    running.wait()
    simulator.close()
