"""The whole ledger checked beside the work: by the independent checker, over a connection of its own."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from app.bootstrap.anchor import read_anchor
from app.ledger.database import Connections, translated
from app.ledger.store import PeeweeStore
from app.ports.progress import UNWATCHED, Progress
from app.ports.secrets import HomeKeys, KeyStore
from app.services.desk import Desk
from app.settings import Settings
from app.verify.book import Trust
from app.verify.ledger import check_ledger

LEDGER = "ledger.db"


class OpenHome(Protocol):
    """What is asked of a home that is open."""

    @property
    def settings(self) -> Settings: ...

    @property
    def desk(self) -> Desk: ...

    @property
    def store(self) -> PeeweeStore: ...

    @property
    def keystore(self) -> KeyStore: ...

    @property
    def keys(self) -> HomeKeys: ...


def trust_of(home: OpenHome, *, anchored: bool) -> Trust:
    """What this home knows apart from its ledger: its device's key, its central's, the newest entry it was told to remember."""
    anchor = read_anchor(home.keystore) if anchored else None
    return trust_in(home.keys, home.desk.identity.device_id, home.desk.signer.public_key, anchor)


def trust_in(keys: HomeKeys, device: UUID, public_key: bytes, anchor: tuple[bytes, int, int, int, bytes] | None = None) -> Trust:
    """What those keys of a home vouch for: its device's own, those it had before, its central's."""
    before = keys.devices_before
    own = [public_key, *(before[start : start + 32] for start in range(0, len(before), 32))]
    return Trust(device_keys={device.bytes: own}, central_keys=(keys.central_public,) if keys.central_public else (), anchor=anchor)


def check_beside(home: OpenHome, progress: Progress = UNWATCHED) -> tuple[int, int]:
    """Entries looked at and streams with something wrong in them. Any thread but the lanes; the counter goes on meanwhile."""
    settings = home.settings
    beside = Connections(settings.home / LEDGER, home.keys.database, settings.data / "migrations" / "local", read_only=True)
    try:
        with beside.stoppable(progress), translated():
            report = check_ledger(beside.here, trust_of(home, anchored=False))
    finally:
        beside.leave()
    return report.entries, len(report.bad)
