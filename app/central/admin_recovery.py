"""What an administrator asks and does after a clone, a theft or a loss; works while central serves."""

from __future__ import annotations

from uuid import UUID

import msgspec

from app.central.admin import retire_device
from app.central.amnesia import MissingRange, missing
from app.central.crypto import CentralCrypto
from app.central.database import CentralDatabase
from app.central.tables import DeviceRow, EvidenceRow, StreamRow
from app.domain.errors import Refused
from app.wire.messages import Push, StreamId, decode

__all__ = ["Fork", "MissingRange", "forks", "missing", "revoke_device"]


class Fork(msgspec.Struct, frozen=True):
    """A stream of which two histories exist: where they part, and how many entries of the other one are kept. `received_at`: ms."""

    office: str
    desk: str
    stream: str
    differs_at: int
    kept: int
    received_at: int


def forks(db: CentralDatabase) -> list[Fork]:
    """Every upload that contradicts what is stored, oldest first. Both computers have to enrol again."""
    query = (
        EvidenceRow.select(EvidenceRow, StreamRow.desk)
        .join(
            StreamRow,
            on=(
                (StreamRow.office_id == EvidenceRow.office_id)
                & (StreamRow.device_id == EvidenceRow.device_id)
                & (StreamRow.epoch == EvidenceRow.epoch)
                & (StreamRow.branch == EvidenceRow.branch)
            ),
        )
        .order_by(EvidenceRow.received_at, EvidenceRow.from_seq)
    )
    return [
        Fork(
            office=row["office_id"],
            desk=row["desk"],
            stream=str(StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"])),
            differs_at=row["differs_at"],
            kept=_kept(bytes(row["push"]), row["differs_at"]),
            received_at=row["received_at"],
        )
        for row in db.all(query)
    ]


def _kept(upload: bytes, differs_at: int) -> int:
    push = decode(upload, Push)
    return push.from_seq + len(push.entries) - max(differs_at, push.from_seq)


def revoke_device(db: CentralDatabase, office: str, desk: str, *, crypto: CentralCrypto, stolen: bool = False) -> int:
    """No key of that desk does more than hand in its backlog; how many were live. Refused `office_unknown`, `desk_never_enrolled`.

    `stolen`: what it says to have recorded from now on is kept without effect, because somebody else may be writing.
    """
    revoked_at = crypto.now_ms()
    live = retire_device(db, office, desk, crypto=crypto)
    if not live and db.first(DeviceRow.select(DeviceRow.desk).where(DeviceRow.office_id == office, DeviceRow.desk == desk)) is None:
        raise Refused("desk_never_enrolled")  # a digit typed wrong, and the stolen one would go on
    if stolen:
        with db.transaction():
            change = DeviceRow.update(revoked_at=revoked_at)
            db.run(change.where(DeviceRow.office_id == office, DeviceRow.desk == desk, DeviceRow.revoked_at.is_null()))
    return live
