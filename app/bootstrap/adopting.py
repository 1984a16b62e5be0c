"""A desk that worked alone becomes one of a central: its device, its entries and its office keys stay (SYNC §3)."""

from __future__ import annotations

from typing import Protocol

import msgspec

from app.bootstrap.opening import IDENTITY
from app.crypto.box import box_private_key, box_public_key, open_sealed, seal_to
from app.crypto.signer import Ed25519Signer
from app.ledger.store import PeeweeStore
from app.ports.secrets import HomeKeys, KeyStore
from app.services.desk import Desk, DeskIdentity
from app.sync.enrol import DeviceBoxes, ExistingHome, enrol


class OpenHome(Protocol):
    """Of an open home what joining a central needs (`bootstrap.homes.Home`)."""

    desk: Desk
    store: PeeweeStore
    keys: HomeKeys
    keystore: KeyStore


def boxes_of(keys: HomeKeys) -> DeviceBoxes:
    """Sealed boxes under the device's own key."""
    private = box_private_key(keys.device)
    return DeviceBoxes(private, box_public_key(private), seal_to=seal_to, open_sealed=open_sealed)


def adopt(home: OpenHome, url: str, code: str) -> DeskIdentity:
    """Central knows this desk; who may sign in comes from there. The home is opened anew before it is worked with.

    On the writer lane, so that no entry comes between what central is told of the stream and the word that it belongs there. Raises
    what `sync.enrol.enrol` raises; safe to repeat with the same code until it expires.
    """
    identity, keys, store = home.desk.identity, home.keys, home.store
    existing = ExistingHome(
        identity.office,
        identity.desk,
        identity.device_id,
        identity.epoch,
        identity.branch,
        store.head.seq,
        keys.office_data + keys.office_lookup,
        {
            info.stream.branch: store.exchange.last_seq(info.stream) or 0
            for _, info, own, _ in store.book.streams()
            if own and info.stream.branch != identity.branch
        },
    )
    enrolled = enrol(url, code, signer=Ed25519Signer(keys.device), boxes=boxes_of(keys), home=existing)
    answer = enrolled.answer
    home.keystore.save(msgspec.structs.replace(keys, central_public=answer.central_public))
    fresh = msgspec.structs.replace(
        identity,
        office_name=answer.office_name,
        division=answer.division,
        central_url=enrolled.url,
        central_id=answer.central_id,
        ca_pem=answer.ca_pem,
        central_box=enrolled.central_box,
    )
    store.exchange.adopt(answer.central_id)
    store.working.put_setting(IDENTITY, msgspec.msgpack.encode(fresh))
    store.working.replace_staff(answer.staff)
    return fresh
