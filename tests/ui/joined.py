"""A counter with a simulated card terminal on it, that fails as told."""

from __future__ import annotations

from collections.abc import Callable

from app.devices.iso8583 import Iso8583Terminal
from app.devices.terminal_simulator import InProcess, Step, TerminalSimulator
from app.services.card_payments import CardPayments
from tests.ui.counter import Counter

Joined = Callable[..., InProcess]


def joining(counter: Counter) -> Joined:
    """Joins a simulated terminal that fails as told."""

    def join(*script: Step) -> InProcess:
        clock = counter.home.desk.clock
        dial = InProcess(TerminalSimulator(script, now=clock.now))
        terminal = Iso8583Terminal(dial, "T1", clock=clock, elapsed=lambda: 0.0)
        counter.home.services.cards = CardPayments(counter.home.desk, lambda: terminal, counter.home.on_lane)
        return dial

    return join
