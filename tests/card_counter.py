"""A counter with a card terminal: a real ledger, the real ISO 8583 adapter, the simulated terminal in the same process, no time passing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import msgspec

from app.devices.iso8583 import Iso8583Terminal
from app.devices.terminal_simulator import InProcess, Step, TerminalSimulator
from app.domain.answers import Draft
from app.domain.entries import Header
from app.domain.entry_body import Body
from app.domain.sampling import sample
from app.domain.views import Actor
from app.ledger.tables import row_ids
from app.ports.card_terminal import CardTerminal
from app.services.card_payments import CardPayments
from app.wire.codec import decode_body, decode_header
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

TERMINAL = "T1"


@cache
def a_draft(service: str = "land_register_copy", index: int = 1) -> Draft:
    """Somebody's request for that service, nothing paid with it."""
    drawn = sample(the_catalogue().forms[service], seed=2, index=index, today=NINE.date(), people=the_people())
    return msgspec.structs.replace(drawn, draft_id=None, tender="none", approval_no=None, exemption=None, evidence=None)


class CardCounter:
    """Its day is open and lee signed in. `script`: how the terminal fails; it keeps its truth over `restart`."""

    def __init__(self, folder: Path, script: Iterable[Step] = (), *, at: datetime = NINE) -> None:
        self._folder, self._at = folder, at
        self.simulator = TerminalSimulator(script, now=lambda: self.clock.now())
        self.dial = InProcess(self.simulator)
        self._open()
        self.services.open_day(self.lee, 100_000)

    def _open(self) -> None:
        self.home = a_home(self._folder, at=self._at)
        assert isinstance(self.home.desk.clock, FixedClock)
        self.clock = self.home.desk.clock
        self.services = self.home.services
        self.joined: CardTerminal | None = Iso8583Terminal(self.dial, TERMINAL, clock=self.clock, elapsed=lambda: 0.0)
        self.services.cards = CardPayments(self.home.desk, lambda: self.joined, self.home.on_lane)
        self.cards = self.services.cards
        self.lee: Actor = self.services.sign_in("lee", PASSWORD)

    def restart(self) -> None:
        """The program died and was started again: what was only in memory is gone."""
        self._at = self.clock.now()
        self.home.close()
        self._open()

    def park(self) -> Actor:
        """The team leader, signed in to confirm."""
        return self.services.sign_in("park", PASSWORD, second=True)

    def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))

    def heal(self, most: int = 20) -> None:
        """Time passes and the terminal answers to everything: the queue is worked off."""
        self.simulator.script.clear()
        self.simulator.deliver_held()
        self.dial.there = True
        for _ in range(most):
            if not self.cards.waiting():
                return
            self.later(minutes=6)
            self.cards.resolve_once()
        raise AssertionError(f"the queue of the terminal does not empty: {self.cards.unsettled()}")

    def entries(self, *, after: int = 0) -> list[tuple[Header, Body | None]]:
        """Everything in the book behind that seq, in its order."""
        places = row_ids(self.home.store.own.stream_id, after + 1)
        rows = self.home.connections.all("SELECT header, kind, body FROM entry WHERE place BETWEEN ? AND ? ORDER BY place", places)
        return [(decode_header(bytes(row[0])), decode_body(row[1], bytes(row[2]))) for row in rows]

    def kinds(self) -> list[str]:
        """What was written about payments, in its order."""
        return [header.kind for header, _ in self.entries() if header.kind.startswith("payment_")]

    def recorded(self, *services: str) -> list[UUID]:
        """Cases that were only recorded and owe their fees."""
        drafts = [a_draft(service) for service in services or ("land_register_copy",)]
        return [each.case_id for each in self.services.record_visit(self.lee, drafts, tender="none").cases]

    def close(self) -> None:
        self.home.close()
        self.simulator.close()
