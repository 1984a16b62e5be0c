"""Central as the services see it. Network thread; nothing here touches the ledger.

Every call may raise Unavailable: `central_unreachable` (no line), `central_down` (line up, central does not answer as it
should), `central_busy` (it asks to wait; `facts["retry_after_s"]`), and Refused: `session_refused`, `device_revoked`,
`gap` (`facts["expected"]`), `bad_chain`, `fork`, `generation_changed`, `protocol_too_old`.
"""

from __future__ import annotations

from typing import Protocol

from app.wire.day_check import DayMarks
from app.wire.messages import Ack, FeedPage, OfficeSums, Push, StaffPage, StreamId
from app.wire.notices import NoticePage
from app.wire.recovery import AmnesiaProof, GenerationNotice, SnapshotManifest
from app.wire.transfers import TransferPage


class Central(Protocol):
    """One desk's line to central; opens and renews its session by itself."""

    def alive(self) -> bool:
        """True if central itself answers (not just the network)."""
        ...

    def push(self, stream: StreamId, batch: Push) -> Ack:
        """Central's signed acknowledgement, its signature already checked. Safe to repeat."""
        ...

    def feed(self, office: str, *, generation: int, after: int, limit: int = 1000, wait_s: float = 0) -> FeedPage:
        """Entries of the office after that order number."""
        ...

    def prove(self, office: str, proof: AmnesiaProof) -> GenerationNotice:
        """Central's word on its generation, its signature already checked, after it has seen what we hold."""
        ...

    def check_day(self, office: str, day: str) -> OfficeSums:
        """What central has of that business date, stream by stream."""
        ...

    def day_marks(self, office: str, day: str, stream: StreamId) -> DayMarks:
        """Every entry of one stream on that date."""
        ...

    def snapshot(self, office: str) -> SnapshotManifest:
        """What a new desk may take instead of the whole feed; its signature already checked. May take minutes."""
        ...

    def snapshot_chunk(self, office: str, as_of: int, number: int) -> bytes:
        """One chunk's bytes, decompressed; the caller checks their hash."""
        ...

    def transfers(self, office: str, *, after: int) -> TransferPage:
        """What other offices asked of ours, and answered, after that place."""
        ...

    def notices(self, office: str, *, after: int) -> NoticePage:
        """What became of notices that desks of ours asked for, after that place."""
        ...

    def staff(self, office: str, *, after: int) -> StaffPage:
        """People of the office changed since `after` (ms)."""
        ...
