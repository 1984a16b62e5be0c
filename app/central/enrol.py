"""A one-time code becomes a desk: a new PC, a replaced one, or a home that was made without central and is adopted (SYNC §3)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from app.central.database import CentralDatabase
from app.central.give_feed import current_bundle, give_staff
from app.central.problems import Declined
from app.central.receive_push import new_stream
from app.central.state import Identity
from app.central.tables import DeviceRow, InviteRow, OfficeRow, SessionRow, StreamRow
from app.domain.errors import IntegrityViolated
from app.wire.enrolment import office_keys_context, office_keys_id
from app.wire.messages import EnrolAnswer, EnrolRequest, Staff, StreamId, decode, encode
from app.wire.signed import enrolment

OFFICE_KEYS_BYTES = 64
EPOCH_SHOWN_MAX = 2**31  # what a desk shows is gone on from: one must not be able to use up the numbers of its successors


class _Desk(NamedTuple):
    device_id: UUID
    epoch: int
    adopted: bool


def enrol(db: CentralDatabase, identity: Identity, request: EnrolRequest) -> EnrolAnswer:
    """The desk is registered and knows what it needs. The same code and key get the same answer until the code expires.

    Declined `code_wrong`, `enrolment_signature_wrong`, `office_or_desk_differ`, `desk_taken`, `office_keys_differ`,
    `office_keys_missing`, `message_unreadable`.
    """
    crypto = identity.crypto
    secret_hash = sha256(request.secret).digest()
    if len(request.box_key) != 32 or len(request.public_key) != 32 or not 0 <= request.epoch < EPOCH_SHOWN_MAX:
        raise Declined("message_unreadable")
    with db.transaction():
        invite = db.locked(InviteRow.select().where(InviteRow.secret_hash == secret_hash))
        if invite is None or invite["expires_at"] <= crypto.now_ms():
            raise Declined("code_wrong")
        if not crypto.verify(request.public_key, enrolment(secret_hash, request.public_key), request.signature):
            raise Declined("enrolment_signature_wrong")
        if invite["answer"] is not None:
            if bytes(invite["public_key"]) != request.public_key:
                raise Declined("code_wrong")
            return decode(bytes(invite["answer"]), EnrolAnswer)
        answer = _register(db, identity, invite["office_id"], invite["desk"], request)
        used = InviteRow.update(public_key=request.public_key, answer=encode(answer))
        db.run(used.where(InviteRow.office_id == invite["office_id"], InviteRow.secret_hash == secret_hash))
    return answer


def _register(db: CentralDatabase, identity: Identity, office: str, desk: str, request: EnrolRequest) -> EnrolAnswer:
    if (request.office or office, request.desk or desk) != (office, desk):
        raise Declined("office_or_desk_differ", office=office, desk=desk)
    row = db.locked(OfficeRow.select().where(OfficeRow.office_id == office))
    if row is None:
        raise Declined("code_wrong")
    seat = _adopt(db, identity, office, desk, request) if request.device_id is not None else _seat(db, identity, office, desk)
    keys = _office_keys(db, identity, office, row, request)
    if not seat.adopted or not _known(db, office, seat):
        _add_device(db, identity, office, desk, seat, request)
    _add_streams(db, office, desk, seat, request)
    return EnrolAnswer(
        device_id=seat.device_id,
        epoch=seat.epoch,
        office=office,
        office_name=row["name"],
        division=row["division"],
        desk=desk,
        central_id=identity.central_id,
        central_public=identity.public_key,
        ca_pem=identity.ca_pem,
        office_keys_sealed=_seal_keys(identity, office, keys, request),
        generation=row["generation"],
        staff=_all_staff(db, office),
        bundle=current_bundle(db, office),
        adopted=seat.adopted,
        earlier_keys=_earlier_keys(db, office, seat),
    )


def _earlier_keys(db: CentralDatabase, office: str, seat: _Desk) -> list[bytes]:
    query = DeviceRow.select(DeviceRow.public_key).where(
        DeviceRow.office_id == office, DeviceRow.device_id == seat.device_id.bytes, DeviceRow.epoch < seat.epoch
    )
    return [bytes(row["public_key"]) for row in db.all(query.order_by(DeviceRow.epoch))]


def _seat(db: CentralDatabase, identity: Identity, office: str, desk: str) -> _Desk:
    """A new PC at this desk: the desk's device goes on with its next epoch, a first one begins with 1."""
    before = db.first(
        DeviceRow.select()
        .where(DeviceRow.office_id == office, DeviceRow.desk == desk)
        .order_by(DeviceRow.enrolled_at.desc(), DeviceRow.epoch.desc())
    )
    if before is None:
        return _Desk(identity.crypto.new_id(), 1, adopted=False)
    return _Desk(UUID(bytes=bytes(before["device_id"])), before["epoch"] + 1, adopted=False)


def _adopt(db: CentralDatabase, identity: Identity, office: str, desk: str, request: EnrolRequest) -> _Desk:
    """A home that already has a device id: a stranger is adopted as it is, a known one re-enrols with a new epoch."""
    device_id = request.device_id or identity.crypto.new_id()
    known = db.all(DeviceRow.select().where(DeviceRow.device_id == device_id.bytes).order_by(DeviceRow.epoch))
    if any((row["office_id"], row["desk"]) != (office, desk) for row in known):
        raise Declined("office_or_desk_differ", office=office, desk=desk)
    here = DeviceRow.select(DeviceRow.device_id).where(
        DeviceRow.office_id == office, DeviceRow.desk == desk, DeviceRow.retired_at.is_null(), DeviceRow.device_id != device_id.bytes
    )
    if db.first(here) is not None:
        raise Declined("desk_taken", desk=desk)
    if not known:
        return _Desk(device_id, max(1, request.epoch), adopted=True)
    newest = known[-1]
    # The answer to an adoption was lost and its code is gone: the same home with the same key asks again.
    if newest["adopted"] and newest["epoch"] == request.epoch and bytes(newest["public_key"]) == request.public_key:
        return _Desk(device_id, request.epoch, adopted=True)
    return _Desk(device_id, max(newest["epoch"], request.epoch) + 1, adopted=False)


def _known(db: CentralDatabase, office: str, seat: _Desk) -> bool:
    query = DeviceRow.select(DeviceRow.epoch).where(
        DeviceRow.office_id == office, DeviceRow.device_id == seat.device_id.bytes, DeviceRow.epoch == seat.epoch
    )
    return db.first(query) is not None


def _office_keys(db: CentralDatabase, identity: Identity, office: str, row: dict[str, Any], request: EnrolRequest) -> bytes:
    """Office data key ‖ look-up key: the office's own, else those the adopted home brings, else new ones."""
    brought = _brought_keys(identity, office, request)
    context = office_keys_context(office, identity.public_key)
    if row["keys"] is not None:
        if brought and office_keys_id(brought) != bytes(row["keys_id"]):
            raise Declined("office_keys_differ")
        return identity.unseal(bytes(row["keys"]), context)
    if request.device_id is not None and not brought:
        raise Declined("office_keys_missing")
    keys = brought or identity.crypto.random_bytes(OFFICE_KEYS_BYTES)
    sealed = identity.seal(keys, context)
    db.run(OfficeRow.update(keys=sealed, keys_id=office_keys_id(keys)).where(OfficeRow.office_id == office))
    return keys


def _brought_keys(identity: Identity, office: str, request: EnrolRequest) -> bytes:
    if not request.office_keys:
        return b""
    try:
        keys = identity.unseal(request.office_keys, office_keys_context(office, request.public_key))
    except IntegrityViolated as error:
        raise Declined("message_unreadable") from error
    if len(keys) != OFFICE_KEYS_BYTES:
        raise Declined("message_unreadable")
    return keys


def _seal_keys(identity: Identity, office: str, keys: bytes, request: EnrolRequest) -> bytes:
    try:
        return identity.crypto.seal_to(request.box_key, keys, office_keys_context(office, request.public_key))
    except IntegrityViolated as error:
        raise Declined("message_unreadable") from error


def _add_device(db: CentralDatabase, identity: Identity, office: str, desk: str, seat: _Desk, request: EnrolRequest) -> None:
    """The desk has one live key: older ones at this desk are retired and their sessions end."""
    now = identity.crypto.now_ms()
    retire = DeviceRow.update(retired_at=now)
    db.run(retire.where(DeviceRow.office_id == office, DeviceRow.desk == desk, DeviceRow.retired_at.is_null()))
    db.run(SessionRow.delete().where(SessionRow.office_id == office, SessionRow.device_id == seat.device_id.bytes))
    db.run(
        DeviceRow.insert(
            office_id=office,
            device_id=seat.device_id.bytes,
            epoch=seat.epoch,
            desk=desk,
            public_key=request.public_key,
            adopted=seat.adopted,
            enrolled_at=now,
            retired_at=None,
            revoked_at=None,
        )
    )


def _add_streams(db: CentralDatabase, office: str, desk: str, seat: _Desk, request: EnrolRequest) -> None:
    """The streams are known; what an adopted home signed before it had a central may say so, and nothing after."""
    branches = {**request.older_branches, request.branch: request.last_seq} if seat.adopted else {0: 0}
    for branch, last_seq in branches.items():
        if not 0 <= branch < 2**32 or not 0 <= last_seq < 2**63:
            raise Declined("message_unreadable")
        row = new_stream(office, StreamId(seat.device_id, seat.epoch, branch), desk, adopted_seq=last_seq)
        if not db.run(StreamRow.insert(**row).on_conflict_ignore()):
            known = StreamRow.update(adopted_seq=last_seq)
            db.run(
                known.where(
                    StreamRow.office_id == office,
                    StreamRow.device_id == seat.device_id.bytes,
                    StreamRow.epoch == seat.epoch,
                    StreamRow.branch == branch,
                    StreamRow.adopted_seq < last_seq,
                )
            )


def _all_staff(db: CentralDatabase, office: str) -> list[Staff]:
    found: list[Staff] = []
    after = -1
    while page := give_staff(db, office, after=after).staff:
        found.extend(page)
        after = page[-1].changed_at
    return found
