"""What the simulated devices have in common at a shell: an address, one line when they listen, an end by signal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import FrameType

from app.cli.call import Call
from app.cli.joints import RunningSimulator
from app.domain.errors import Refused


def address(text: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`, also `[::1]:8583`. Refused `listen_unknown_form`."""
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isascii() or not port.isdigit() or len(port) > 5 or int(port) > 65_535:
        raise Refused("listen_unknown_form", listen=text)
    return host, int(port)


def until_told(call: Call, word: str, run: Callable[[Callable[[RunningSimulator], None]], None]) -> int:
    """`run` answered until this program was told to stop; it gets what is to be called once it listens. One line, `word`, says where."""
    running: list[RunningSimulator] = []
    told: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        for each in running:
            each.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)

    def ready(simulator: RunningSimulator) -> None:
        call.answer({"address": simulator.address}, word, address=simulator.address)
        sys.stdout.flush()
        running.append(simulator)
        if told:
            simulator.stop()

    run(ready)
    return 0
