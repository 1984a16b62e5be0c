"""A card terminal for training and tests: it speaks the terminal's protocol, keeps its own truth and fails as a script says."""

from __future__ import annotations

from app.devices.terminal_simulator.in_process import InProcess
from app.devices.terminal_simulator.script import FAULTS, Fault, Script, Step, read_script
from app.devices.terminal_simulator.server import SimulatorServer
from app.devices.terminal_simulator.simulator import TerminalSimulator
from app.devices.terminal_simulator.truth import Charge

__all__ = ["Charge", "FAULTS", "Fault", "InProcess", "Script", "SimulatorServer", "Step", "TerminalSimulator", "read_script"]
