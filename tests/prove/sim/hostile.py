"""A desk with a valid key and no ledger of ours: it hands in whatever it likes over its real line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.bootstrap import homes
from app.domain.errors import CounterError
from app.sync.https_central import HttpsCentral
from app.wire.messages import Ack
from tests.desks import PASSWORD
from tests.prove.sim.desk import SimDesk
from tests.streams import Stream, an_entry

if TYPE_CHECKING:
    from tests.prove.sim.world import World


class HostileDesk:
    """`wanted`: what central should say of each seq, by our knowledge of what we wrote."""

    def __init__(self, world: World, desk: SimDesk) -> None:
        with world.opening(desk):
            home = homes.open_home(desk.settings, lambda _new: PASSWORD)
            line = home.central
            assert isinstance(line, HttpsCentral)
        identity = home.desk.identity
        self._line, self._world = line, world
        self.stream = Stream(
            seed=1_000 + world.seed,
            office=identity.office,
            desk=identity.desk,
            device_id=identity.device_id,
            epoch=identity.epoch,
            central_id=identity.central_id,
            signer=home.desk.signer,  # type: ignore[arg-type]
        )
        self.wanted: dict[int, str] = {}
        self.told: dict[int, str] = {}
        self._acked = 0
        home.connections.leave()
        if home._lock is not None:
            home._lock.release()

    def write_good(self) -> None:
        """An honest entry more; now and then a whole case."""
        if self._world.random.random() < 0.3:
            first = len(self.stream.entries) + 1
            self.stream.add_case()
            self.wanted.update(dict.fromkeys(range(first, len(self.stream.entries) + 1), "applied"))
        else:
            self.wanted[an_entry(self.stream)] = "applied"

    def hand_in(self) -> bool:
        """What is not acknowledged was sent; whether it was taken."""
        if self._acked == len(self.stream.entries):
            return True
        try:
            ack: Ack = self._line.push(self.stream.id, self.stream.push(self._acked + 1))
        except CounterError as error:
            self._world.counts[f"hostile told {error.code}"] += 1
            return False
        self.told.update(dict.fromkeys(range(self._acked + 1, ack.acked_seq + 1), "applied"))
        self.told.update({each.seq: each.outcome for each in ack.outcomes})
        self._acked = ack.acked_seq
        return True
