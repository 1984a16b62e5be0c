"""Everything of a desk that works without others, bound to it: outages, paper slips, the outage sheet (`DeskServices.offline`).

Each method runs on the calling thread; what writes belongs on the writer lane, the rest on either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from app.domain.outage_papers import BlankSlips, OutageSheet
from app.domain.outages import Outage, RoomOutage
from app.domain.readiness import MachineFacts, ReadyLine
from app.domain.slips import Mark
from app.domain.views import Actor, SyncStatus
from app.ports.progress import UNWATCHED, Progress
from app.services import outage_sheet, outages, paper_slips, readiness
from app.services.desk import Desk
from app.services.paper_slips import SlipStatus


class Machine(Protocol):
    """What bootstrap knows of the machine."""

    def facts(self) -> MachineFacts:
        """Asked of the machine now; network pool or the command line, never a lane."""
        ...

    def check_ledger(self, progress: Progress = UNWATCHED) -> tuple[int, int]:
        """Entries looked at and streams with something wrong, over a connection of its own."""
        ...


class Offline:
    """`sheets`: security paper at this desk, by its name."""

    def __init__(
        self, desk: Desk, sync_status: Callable[[], SyncStatus], machine: Machine, sheets: Callable[[], Mapping[str, int]]
    ) -> None:
        self._desk, self._sync_status, self._machine, self._sheets = desk, sync_status, machine, sheets

    # ── readiness ──

    def machine_facts(self) -> MachineFacts:
        """Network pool or the command line."""
        return self._machine.facts()

    def readiness(self, machine: MachineFacts, sync: SyncStatus | None = None) -> list[ReadyLine]:
        return readiness.readiness(self._desk, sync or self._sync_status(), machine, self._sheets())

    def check_ledger(self, progress: Progress = UNWATCHED) -> tuple[int, int]:
        """Network pool or the command line; minutes for a large ledger. `note_verified` keeps what it found."""
        return self._machine.check_ledger(progress)

    def note_verified(self, entries: int, bad: int) -> None:
        readiness.note_verified(self._desk, entries, bad)

    # ── outages ──

    def report_outage(
        self, actor: Actor, system: str, since: datetime, until: datetime | None = None, cause: str = "", *, room: bool = False
    ) -> None:
        outages.report_outage(self._desk, actor, system, since, until, cause, room=room)

    def outages(self, since: int, until: int) -> list[Outage]:
        return outages.outages(self._desk, since, until)

    def room_outages(self, since: int, until: int) -> list[RoomOutage]:
        return outages.room_outages(self._desk, since, until)

    def outage_sheet(self, actor: Actor, label: str = "") -> OutageSheet:
        return outage_sheet.outage_sheet(self._desk, actor, label)

    # ── slips on paper ──

    def slip_status(self) -> SlipStatus:
        return paper_slips.slip_status(self._desk)

    def print_slips(self, actor: Actor, count: int = paper_slips.BLOCK) -> BlankSlips:
        return paper_slips.print_slips(self._desk, actor, count)

    def slips_again(self, actor: Actor, first: str, last: str) -> BlankSlips:
        return paper_slips.slips_again(self._desk, actor, first, last)

    def mark_slips(self, actor: Actor, first: str, last: str, mark: Mark, reason: str = "") -> int:
        return paper_slips.mark_slips(self._desk, actor, first, last, mark, reason)

    def find_slip(self, text: str) -> str:
        return paper_slips.find_slip(self._desk, text)
