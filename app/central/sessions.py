"""Sessions: a signed challenge opens one, a random token carries it for an hour, bound to device and epoch (SYNC §3).

Challenges are not stored: each carries its time and a MAC, so any process of central can check what another one gave.
"""

from __future__ import annotations

import base64
import hmac
from collections import OrderedDict
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from app.central.database import CentralDatabase
from app.central.problems import Declined
from app.central.state import Identity
from app.central.tables import DeviceRow, SessionRow
from app.wire.messages import Challenge, SessionAnswer, SessionRequest
from app.wire.signed import session

SESSION_MS = 60 * 60 * 1000
CHALLENGE_MS = 60 * 1000
SESSIONS_A_MINUTE = 120  # of one device: each is a row for an hour
SESSIONS_KEPT = 64  # of one device, those of the last minute apart: the older ones are over
_SHOWN_MAX = 20_000  # sessions; a country's desks are spread over many processes
_RANDOM_BYTES = 24
_MAC_BYTES = 16


class Caller(NamedTuple):
    """Who a session belongs to."""

    office: str
    device_id: UUID
    epoch: int
    desk: str
    retired: bool = False


class Shown:
    """Which device showed which session here before: a hint for who may come in, and no proof of who it is."""

    def __init__(self) -> None:
        self._devices: OrderedDict[bytes, UUID] = OrderedDict()

    def by(self, authorization: str) -> UUID | None:
        """The device that showed this `Authorization` header."""
        return self._devices.get(_token_hash(authorization))

    def note(self, authorization: str, device_id: UUID | None) -> None:
        """That is whose it is; None: nobody's any more."""
        key = _token_hash(authorization)
        self._devices.pop(key, None)
        if device_id is not None:
            self._devices[key] = device_id
            if len(self._devices) > _SHOWN_MAX:
                self._devices.popitem(last=False)


def new_challenge(identity: Identity) -> Challenge:
    """Something to sign, good for a minute."""
    stamp = identity.crypto.now_ms().to_bytes(8, "big") + identity.crypto.random_bytes(_RANDOM_BYTES)
    return Challenge(challenge=stamp + _mac(identity, stamp), central_id=identity.central_id)


def open_session(db: CentralDatabase, identity: Identity, request: SessionRequest) -> SessionAnswer:
    """A new session. Declined `challenge_expired`, `session_refused`; `central_busy` for a device that opens one after the other. A
    retired device gets one too, for its backlog alone (SYNC §7)."""
    now = identity.crypto.now_ms()
    stamp, mac = request.challenge[:-_MAC_BYTES], request.challenge[-_MAC_BYTES:]
    if len(stamp) != 8 + _RANDOM_BYTES or not hmac.compare_digest(mac, _mac(identity, stamp)):
        raise Declined("challenge_expired")
    if not 0 <= now - int.from_bytes(stamp[:8], "big") <= CHALLENGE_MS:
        raise Declined("challenge_expired")
    if not 0 <= request.epoch < 2**32:
        raise Declined("session_refused")
    device = db.first(DeviceRow.select().where(DeviceRow.device_id == request.device_id.bytes, DeviceRow.epoch == request.epoch))
    message = session(identity.central_id, request.device_id, request.epoch, request.challenge)
    if device is None or not identity.crypto.verify(bytes(device["public_key"]), message, request.signature):
        raise Declined("session_refused")
    token = base64.urlsafe_b64encode(identity.crypto.random_bytes(32)).decode().rstrip("=")
    with db.transaction():
        db.run(SessionRow.delete().where(SessionRow.office_id == device["office_id"], SessionRow.expires_at <= now))
        _make_room(db, device, now)
        new = SessionRow.insert(
            office_id=device["office_id"],
            token_hash=_token_hash(token),
            device_id=request.device_id.bytes,
            epoch=request.epoch,
            expires_at=now + SESSION_MS,
            challenge=request.challenge,
        )
        # A challenge opens one session: who says a captured request again gets none (GUARANTEES G21).
        if not db.run(new.on_conflict_ignore()):
            raise Declined("challenge_expired")
    return SessionAnswer(token=token, expires_in_s=SESSION_MS // 1000)


def _make_room(db: CentralDatabase, device: dict[str, Any], now: int) -> None:
    """The device has no more sessions than a computer could use. Those of the last minute stay: they say which challenges are used."""
    here = (
        (SessionRow.office_id == device["office_id"])
        & (SessionRow.device_id == bytes(device["device_id"]))
        & (SessionRow.epoch == device["epoch"])
    )
    fresh = now + SESSION_MS - CHALLENGE_MS
    ends = [
        row["expires_at"] for row in db.all(SessionRow.select(SessionRow.expires_at).where(here).order_by(SessionRow.expires_at.desc()))
    ]
    if sum(end > fresh for end in ends) >= SESSIONS_A_MINUTE:
        raise Declined("central_busy", retry_after_s=CHALLENGE_MS // 1000)
    if len(ends) > SESSIONS_KEPT:
        db.run(SessionRow.delete().where(here, SessionRow.expires_at <= min(fresh, ends[SESSIONS_KEPT - 1])))


def caller_of(db: CentralDatabase, identity: Identity, authorization: str) -> Caller:
    """Who sent this `Authorization` header. Declined `session_refused`."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Declined("session_refused")
    query = (
        SessionRow.select(SessionRow.office_id, SessionRow.device_id, SessionRow.epoch, DeviceRow.desk, DeviceRow.retired_at)
        .join(
            DeviceRow,
            on=(
                (DeviceRow.office_id == SessionRow.office_id)
                & (DeviceRow.device_id == SessionRow.device_id)
                & (DeviceRow.epoch == SessionRow.epoch)
            ),
        )
        .where(SessionRow.token_hash == _token_hash(token), SessionRow.expires_at > identity.crypto.now_ms())
    )
    row = db.first(query)
    if row is None:
        raise Declined("session_refused")
    return Caller(row["office_id"], UUID(bytes=bytes(row["device_id"])), row["epoch"], row["desk"], row["retired_at"] is not None)


def _mac(identity: Identity, stamp: bytes) -> bytes:
    return hmac.digest(identity.keys.challenge, b"minwon/1 challenge\x00" + stamp, sha256)[:_MAC_BYTES]


def _token_hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
