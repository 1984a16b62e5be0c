"""How an office's messages travel: sealed in the database, so that a copy of it gives away no password; and who sends now."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from app.central.database import CentralDatabase
from app.central.message_provider import ProviderSettings
from app.central.state import Identity
from app.central.tables import NoticeProviderRow, OfficeRow
from app.domain.errors import IntegrityViolated, Refused

HELD_MS = 30_000
_CONTEXT = b"minwon/1 notice provider\x00"


class Held(NamedTuple):
    """A provider this process may use for a while. `office` empty: of every office without its own; `offices`: its own ones."""

    office: str
    offices: list[str]
    settings: ProviderSettings
    changed_at: int


def put_provider(db: CentralDatabase, identity: Identity, office: str, settings: ProviderSettings) -> None:
    """Messages of that office (empty: of every one without its own) travel so from now on. Refused `office_unknown`."""
    sealed = identity.seal(msgspec.msgpack.encode(settings), _CONTEXT + office.encode())
    now = identity.crypto.now_ms()
    with db.transaction():
        if office and db.first(OfficeRow.select(OfficeRow.office_id).where(OfficeRow.office_id == office)) is None:
            raise Refused("office_unknown", office=office)
        known = db.locked(NoticeProviderRow.select().where(NoticeProviderRow.office_id == office))
        changed = max(now, known["changed_at"] + 1 if known else 0)
        new = NoticeProviderRow.insert(office_id=office, settings=sealed, changed_at=changed, holder=b"", held_until=0)
        update = {NoticeProviderRow.settings: sealed, NoticeProviderRow.changed_at: changed}
        db.run(new.on_conflict(conflict_target=[NoticeProviderRow.office_id], update=update))


def drop_provider(db: CentralDatabase, office: str) -> bool:
    """Nothing is sent that way any more; whether there was one. What waits goes on waiting."""
    with db.transaction():
        return db.run(NoticeProviderRow.delete().where(NoticeProviderRow.office_id == office)) > 0


def providers(db: CentralDatabase, identity: Identity) -> dict[str, ProviderSettings]:
    """Every provider, by office; the one for all has the empty name."""
    return {row["office_id"]: _opened(identity, row["office_id"], row["settings"]) for row in db.all(NoticeProviderRow.select())}


def hold(db: CentralDatabase, identity: Identity, holder: bytes, now_ms: int) -> list[Held]:
    """The providers that are this process's for the next half minute; another process gets none of them meanwhile."""
    rows = db.all(NoticeProviderRow.select(NoticeProviderRow.office_id, NoticeProviderRow.holder, NoticeProviderRow.held_until))
    if not rows:
        return []
    named = [row["office_id"] for row in rows]
    offices = [row["office_id"] for row in db.all(OfficeRow.select(OfficeRow.office_id))]
    found = []
    for office in named:
        with db.transaction():
            row = db.locked(NoticeProviderRow.select().where(NoticeProviderRow.office_id == office))
            if row is None or (bytes(row["holder"]) != holder and row["held_until"] > now_ms):
                continue
            change = NoticeProviderRow.update(holder=holder, held_until=now_ms + HELD_MS)
            if bytes(row["holder"]) != holder or row["held_until"] - now_ms < HELD_MS // 2:
                db.run(change.where(NoticeProviderRow.office_id == office))
        served = [office] if office else [each for each in offices if each not in named]
        found.append(Held(office, served, _opened(identity, office, row["settings"]), row["changed_at"]))
    return found


def let_go(db: CentralDatabase, holder: bytes) -> None:
    """Another process may send at once."""
    with db.transaction():
        db.run(NoticeProviderRow.update(held_until=0).where(NoticeProviderRow.holder == holder))


def _opened(identity: Identity, office: str, sealed: bytes) -> ProviderSettings:
    try:
        return msgspec.msgpack.decode(identity.unseal(bytes(sealed), _CONTEXT + office.encode()), type=ProviderSettings)
    except msgspec.DecodeError as error:
        raise IntegrityViolated("provider_settings_unreadable") from error
