"""The line to a simulated terminal in the same process, without sockets and without time: who would wait has waited too long."""

from __future__ import annotations

from app.devices.iso8583.line import Line
from app.devices.terminal_simulator.simulator import TerminalSimulator
from app.domain.errors import Unavailable


class InProcessLine:
    """See `iso8583.line.Line`. A late answer comes on the next line, after whoever waited for it has given up."""

    def __init__(self, simulator: TerminalSimulator, place: InProcess) -> None:
        self._simulator, self._place = simulator, place
        self._inward, self._outward = b"", simulator.greeting()
        self._ended = False

    def send(self, data: bytes) -> int:
        if self._ended:
            raise BrokenPipeError
        self._inward += data
        length = int.from_bytes(self._inward[:2], "big")
        if len(self._inward) >= 2 + length:
            payload, self._inward = self._inward[2 : 2 + length], self._inward[2 + length :]
            reply = self._simulator.receive(payload)
            if reply.after_s:
                self._simulator.say_late(reply.send)
            else:
                self._outward += reply.send
            self._ended = reply.hang_up
            self._place.there = not reply.away_s
        return len(data)

    def receive(self, most: int, timeout_s: float) -> bytes:
        if not self._outward and not self._ended:
            raise TimeoutError
        taken, self._outward = self._outward[:most], self._outward[most:]
        return taken

    def close(self) -> None:
        self._ended = True


class InProcess:
    """A `Dial` to that simulator. `there`: False while nobody takes a connection; a script's `away` lasts until it is set again."""

    def __init__(self, simulator: TerminalSimulator) -> None:
        self._simulator, self.there = simulator, True

    def __call__(self) -> Line:
        if not self.there:
            raise Unavailable("terminal_away")
        return InProcessLine(self._simulator, self)
