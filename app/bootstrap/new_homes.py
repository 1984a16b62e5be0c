"""Homes that begin: alone (`init`), or as a desk of a central (`enroll`), or alone first and joined to a central later."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import msgspec

from app.bootstrap.adopting import adopt, boxes_of
from app.bootstrap.anchor import anchor_of
from app.bootstrap.homes import DEVICE_PUBLIC, Home, joined, open_home, renewed, stream_of
from app.bootstrap.opening import HOME_FILE, IDENTITY, LEDGER, Passphrase, keystore_of
from app.crypto.ids import SystemIds
from app.crypto.signer import Ed25519Signer
from app.domain.errors import Refused, Unavailable
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.recovery import Span
from app.domain.training import TRAINING_SUFFIX, is_training_office
from app.domain.views import Actor
from app.keystore.choice import KEY_FILE
from app.ledger.database import Connections
from app.ledger.home_lock import FileLock
from app.ports.secrets import HomeKeys, KeyStore
from app.services import people
from app.services.desk import DeskIdentity, entry_day
from app.services.join_central import has_worked, join_central
from app.services.people import REVOKED
from app.services.recovery_reports import keep_report, new_report
from app.settings import Settings
from app.sync.enrol import ExistingHome, enrol
from app.whole_file import new_file
from app.wire.messages import parse_stream


def name_home(settings: Settings) -> None:
    """The folder is there and has the name under which its keys are kept. Unavailable `home_unreachable`."""
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (home / HOME_FILE).exists():
            with new_file(home / HOME_FILE) as file:  # whole or not at all: half of it would be a damaged home
                file.write(f'id = "{secrets.token_hex(16)}"\n'.encode())
    except OSError as error:
        raise Unavailable("home_unreachable") from error


def _begin(settings: Settings, ask: Passphrase) -> tuple[KeyStore, HomeKeys, FileLock]:
    """The folder, its name, its keys. Keys of an earlier try that never got a ledger are used again (an enrolment may be repeated)."""
    name_home(settings)
    home = settings.home
    lock = FileLock(home)
    try:
        if (home / LEDGER).exists():
            raise Refused("home_exists")
        keystore = _new_keystore(settings, ask)
        if keystore.exists():
            return keystore, keystore.load(), lock
        token = secrets.token_bytes
        keys = HomeKeys(database=token(32), device=token(32), office_data=token(32), office_lookup=token(32))
        keystore.save(keys)
        return keystore, keys, lock
    except BaseException:
        lock.release()
        raise


def _new_keystore(settings: Settings, ask: Passphrase) -> KeyStore:
    """A passphrase that was given is an administrator's wish for a key file; else the keyring, else a passphrase is asked for."""
    if settings.passphrase is not None or (settings.home / KEY_FILE).exists():
        return keystore_of(settings, ask, new_file=True)
    keystore = keystore_of(settings, ask)
    try:
        keystore.exists()
    except Unavailable as error:
        if error.code != "no_keyring":
            raise
        return keystore_of(settings, ask, new_file=True)
    return keystore


def _new_ledger(settings: Settings, keys: HomeKeys, identity: DeskIdentity, fill: Callable[[Home], None], keystore: KeyStore) -> None:
    """The ledger gets its name only when it is complete: a crash before leaves nothing that looks like a home."""
    path = settings.home / f"{LEDGER}.new"
    for leftover in settings.home.glob(f"{LEDGER}.new*"):
        leftover.unlink()
    connections = Connections(path, keys.database, settings.data / "migrations" / "local", create=True)
    try:
        with connections.atomic() as connection:
            connection.execute("INSERT INTO setting (name, value) VALUES (?, ?)", (IDENTITY, msgspec.msgpack.encode(identity)))
        home = joined(settings, connections, keystore, keys, None)
        try:
            fill(home)
        finally:
            home.store.close()
    finally:
        connections.leave()  # also where nothing came of it: whoever tries again in this program removes the file first
    path.rename(settings.home / LEDGER)


def nothing_more(_: Home) -> None:
    """The desk begins as it is made."""


def init_home(
    settings: Settings,
    ask: Passphrase,
    place: NewDesk,
    admin: FirstPerson,
    *,
    training: bool,
    then: Callable[[Home], None] = nothing_more,
) -> DeskIdentity:
    """A desk that has no central yet, with its first administrator and what `then` does there; all of it or no desk.

    Refused `home_exists`, `office_unknown_form`, `desk_unknown_form`.
    """
    _check_place(place.office, place.desk, training=training)
    if not training:
        _not_trainings_place(settings)
    keystore, keys, lock = _begin(settings, ask)
    try:
        identity = DeskIdentity(
            office=place.office,
            desk=place.desk,
            office_name=place.office_name or place.office,
            division=place.division,
            device_id=SystemIds().new_id(),
            training=training,
        )

        def begun(home: Home) -> None:
            people.add_staff(home.desk, None, admin.user, "administrator", admin.name, admin.password)
            then(home)

        _new_ledger(settings, keys, identity, begun, keystore)
        return identity
    finally:
        lock.release()


def _not_trainings_place(settings: Settings) -> None:
    """A real desk there would take the place where its neighbour practises. Refused `home_is_for_training`."""
    if settings.home.name.endswith(TRAINING_SUFFIX):
        raise Refused("home_is_for_training")


def _check_place(office: str, desk: str, *, training: bool) -> None:
    if not (office.isascii() and office.isdigit() and len(office) == 5):
        raise Refused("office_unknown_form", office=office[:20])
    if is_training_office(office) and not training:
        raise Refused("office_is_for_training", office=office)
    if not (desk.isascii() and desk.isdigit() and len(desk) == 2):
        raise Refused("desk_unknown_form", desk=desk[:20])


Signers = Callable[[Home], AbstractContextManager[tuple[Actor, Actor | None]]]


def nobody_signs(_: Home) -> AbstractContextManager[tuple[Actor, Actor | None]]:
    """Refused `join_needs_two`: a desk that has worked is not given to a central by whoever sits at its shell."""
    raise Refused("join_needs_two")


def enroll_home(
    settings: Settings,
    ask: Passphrase,
    *,
    url: str,
    code: str,
    training: bool,
    then: Callable[[Home], None] = nothing_more,
    signers: Signers = nobody_signs,
) -> DeskIdentity:
    """This home is that desk of central; staff come from central. On a home made by `init`, its entries and device stay.

    On one that was enrolled before its entries stay too, and it goes on as the next epoch with a new key: after a fork, a
    revocation, or when central has lost it. Nobody signs that at the desk: it speaks to its own central alone and gives nothing to
    another, the code is the word of central's administrator for this very desk, and at one that was revoked nobody can sign in.

    `then`: what else a new desk begins with. `signers`: who signs where a desk has worked alone, its administrator first (`join_central`).

    Raises what `sync.enrol.enrol` raises, and what `join_central` refuses. Safe to repeat with the same code until it expires.
    """
    if (settings.home / LEDGER).exists():
        return _adopt(settings, ask, url, code, signers)
    if not training:
        _not_trainings_place(settings)
    keystore, keys, lock = _begin(settings, ask)
    try:
        enrolled = enrol(url, code, signer=Ed25519Signer(keys.device), boxes=boxes_of(keys))
        answer = enrolled.answer
        keys = msgspec.structs.replace(
            keys, office_data=enrolled.office_keys[:32], office_lookup=enrolled.office_keys[32:], central_public=answer.central_public
        )
        keys = msgspec.structs.replace(keys, devices_before=b"".join(answer.earlier_keys))
        keystore.save(keys)
        identity = DeskIdentity(
            office=answer.office,
            desk=answer.desk,
            office_name=answer.office_name,
            division=answer.division,
            device_id=answer.device_id,
            epoch=answer.epoch,
            training=training,
            central_url=enrolled.url,
            central_id=answer.central_id,
            ca_pem=answer.ca_pem,
            central_box=enrolled.central_box,
        )

        def take_staff(made: Home) -> None:
            made.store.working.take_staff(answer.staff)
            then(made)

        _new_ledger(settings, keys, identity, take_staff, keystore)
        return identity
    finally:
        lock.release()


def _adopt(settings: Settings, ask: Passphrase, url: str, code: str, signers: Signers) -> DeskIdentity:
    home = open_home(settings, ask)
    try:
        identity = home.desk.identity
        if is_training_office(identity.office):
            raise Refused("training_stays_alone")
        if identity.central_url:
            return _enrol_again(home, url, code)
        if not has_worked(home.desk):
            return adopt(home, url, code)
        with signers(home) as (actor, confirmer):
            return join_central(home.desk, actor, confirmer, url, code, partial(adopt, home))
    finally:
        home.close()


def _enrol_again(home: Home, url: str, code: str) -> DeskIdentity:
    """The same desk with a new key and its next epoch; what the streams before hold is sent through the new one's session (SYNC §8)."""
    identity, keys = home.desk.identity, home.keys
    # The new key is kept before central hears of it and becomes the device's own with the identity: a crash in between loses neither.
    fresh_key = keys.device_next or secrets.token_bytes(32)
    keys = msgspec.structs.replace(keys, device_next=fresh_key)
    home.keystore.save(keys)
    future = msgspec.structs.replace(keys, device=fresh_key)
    office_keys = keys.office_data + keys.office_lookup
    existing = ExistingHome(identity.office, identity.desk, identity.device_id, identity.epoch, 0, 0, office_keys, ca_pem=identity.ca_pem)
    enrolled = enrol(url, code, signer=Ed25519Signer(fresh_key), boxes=boxes_of(future), home=existing)
    answer = enrolled.answer
    if answer.central_id != identity.central_id:
        raise Refused("central_not_trusted")
    fresh = msgspec.structs.replace(
        identity,
        epoch=answer.epoch,
        branch=0,
        office_name=answer.office_name,
        division=answer.division,
        central_url=enrolled.url,
        central_box=enrolled.central_box,
    )
    missing = [
        Span(each.stream, each.seq, home.store.exchange.last_seq(parse_stream(each.stream)) or each.seq)
        for each in home.store.exchange.stopped()
    ]
    store = home.store
    with store.transaction(actor=None, day=entry_day(home.desk)) as tx:
        tx.put_setting(IDENTITY, msgspec.msgpack.encode(fresh))
        tx.put_setting(DEVICE_PUBLIC, Ed25519Signer(fresh_key).public_key)
        store.begin_stream(stream_of(fresh), Ed25519Signer(fresh_key).public_key)
        tx.put_setting(REVOKED, b"")
        keep_report(home.desk, new_report(home.desk, "replaced", missing, epoch=answer.epoch), tx)
    store.working.replace_staff(answer.staff)
    home.keystore.save_anchor(anchor_of(store.head))  # under the new key, before the old one is gone
    home.keystore.save(msgspec.structs.replace(renewed(keys), central_public=answer.central_public))
    return fresh
