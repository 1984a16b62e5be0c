"""What the whole window knows at this moment: who is signed in, the day, the lamps, the last record. No Qt, no decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.domain.dashboard import Slice
from app.domain.errors import Refused
from app.domain.rights import Operation, may
from app.domain.views import Actor, DayStatus, Lamp, SyncStatus

RECENT_MOST = 8

Topic = Literal["actor", "day", "lamps", "sync", "cases", "last", "drafts", "stations", "idle", "rating", "citizen", "handed_over"]


@dataclass(frozen=True)
class LastRecord:
    """The record of the foot: its number is on disk, or it would not be here."""

    number: str
    service: str
    provisional: bool
    receipt_no: str | None
    standing: str = "saved"

    def with_standing(self, standing: str) -> LastRecord:
        """The same record, further on its way to central."""
        return replace(self, standing=standing)


@dataclass
class Session:
    """Shared by the tabs of one window. Whoever changes something tells its topic; whoever shows it watches."""

    actor: Actor | None = None
    day: DayStatus | None = None
    lamps: dict[str, Lamp] = field(default_factory=dict)
    sync: SyncStatus | None = None
    last: LastRecord | None = None
    undone: str = ""  # the number that was cancelled last
    recent: list[str] = field(default_factory=list)  # purposes this person wrote since signing in, the newest first
    stations: tuple[str, ...] = ("seal", "family", "passport", "integrated")  # those this desk serves (취급업무)
    slice: Slice | None = None  # cases that were asked for on the 현황판; the ledger shows them when it is entered
    _watchers: dict[str, list[Callable[[], Any]]] = field(default_factory=dict)

    def signed_in(self) -> Actor:
        """The person at the desk. Refused `not_signed_in` while the window is locked."""
        if self.actor is None:
            raise Refused("not_signed_in")
        return self.actor

    def may(self, operation: Operation) -> bool:
        """True while somebody is signed in whose role may do that."""
        return self.actor is not None and may(self.actor.role, operation)

    def take_slice(self) -> Slice | None:
        """The cases that were asked for, once."""
        wanted, self.slice = self.slice, None
        return wanted

    def watch(self, topic: Topic, call: Callable[[], Any]) -> None:
        self._watchers.setdefault(topic, []).append(call)

    def watch_another(self, call: Callable[[], Any]) -> None:
        """`call` whenever another person sits down than the one before; who comes back from a lock is the same."""
        last = self.actor.user if self.actor is not None else ""

        def somebody() -> None:
            nonlocal last
            if self.actor is not None and self.actor.user != last:
                last = self.actor.user
                call()

        self.watch("actor", somebody)

    def tell(self, *topics: Topic) -> None:
        for topic in topics:
            for call in list(self._watchers.get(topic, ())):
                call()

    def remember(self, purpose: str) -> None:
        """That purpose is the first one ↓ brings."""
        if purpose:
            self.recent = [purpose, *(each for each in self.recent if each != purpose)][:RECENT_MOST]

    def taken_back(self, number: str) -> None:
        """That case is cancelled: nothing of the window offers to go on with it."""
        if self.last is not None and self.last.number == number:
            self.last = None
        self.undone = number
        self.tell("last", "cases", "sync")

    def down(self, system: str | None) -> bool:
        """True while that national system is away."""
        lamp = self.lamps.get(system or "")
        return lamp is not None and lamp.down

    @property
    def filling(self) -> bool:
        """True while this desk takes the office's book, or lists it: what any list shows is a part."""
        return self.sync is not None and self.sync.filling is not None

    @property
    def day_was_left(self) -> bool:
        """True while the open day is an earlier date's: it is closed before anything else (COUNTER §6, 15)."""
        return self.day is not None and self.day.unclosed is not None

    @property
    def day_is_open(self) -> bool:
        return self.day is not None and self.day.day is not None
