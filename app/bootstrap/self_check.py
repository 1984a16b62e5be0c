"""The whole ledger checked beside the work: by the independent checker, over a connection of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.bootstrap.anchor import read_anchor
from app.ledger.database import Connections, translated
from app.ledger.store import PeeweeStore
from app.ports.progress import UNWATCHED, Progress
from app.ports.secrets import HomeKeys, KeyStore
from app.services.desk import Desk
from app.settings import Settings

if TYPE_CHECKING:
    from app.verify.book import Trust

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
    from app.verify.book import Trust

    before = home.keys.devices_before
    keys = [home.desk.signer.public_key, *(before[start : start + 32] for start in range(0, len(before), 32))]
    own = {home.desk.identity.device_id.bytes: keys}
    central = (home.keys.central_public,) if home.keys.central_public else ()
    return Trust(device_keys=own, central_keys=central, anchor=read_anchor(home.keystore) if anchored else None)


def check_beside(home: OpenHome, progress: Progress = UNWATCHED) -> tuple[int, int]:
    """Entries looked at and streams with something wrong in them. Any thread but the lanes; the counter goes on meanwhile."""
    from app.verify.ledger import check_ledger

    settings = home.settings
    beside = Connections(settings.home / LEDGER, home.keys.database, settings.data / "migrations" / "local", read_only=True)
    try:
        with beside.stoppable(progress), translated():
            report = check_ledger(beside.here, trust_of(home, anchored=False))
    finally:
        beside.leave()
    return report.entries, len(report.bad)
