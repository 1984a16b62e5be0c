"""Quick homes for tests: a real ledger in a temporary folder, cheap passwords, keys in memory, a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch
from uuid import UUID

import msgspec

from app.bootstrap.homes import Home
from app.bootstrap.opening import IDENTITY, LEDGER
from app.crypto.ids import SystemIds
from app.crypto.passwords import Argon2Passwords
from app.crypto.sealer import OfficeSealer
from app.crypto.signer import Ed25519Signer
from app.domain.entries import Fact, Role, StaffChanged
from app.domain.forms import Catalogue
from app.domain.sampling import People
from app.domain.views import Actor
from app.formfiles.catalogue import load_catalogue
from app.formfiles.people import load_people
from app.keystore.passphrase_file import PassphraseFile
from app.ledger.database import Connections, Lanes
from app.ledger.store import Identity, PeeweeStore
from app.ports.secrets import HomeKeys
from app.ports.store import Credential
from app.services.desk import SEOUL, Desk, DeskIdentity, entry_day, to_ms
from app.settings import Settings
from tests.fakes.fixed_clock import FixedClock
from tests.fakes.memory_keys import MemoryKeys

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "sam-pass-2026"
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=SEOUL)
STAFF: tuple[tuple[str, Role, str], ...] = (
    ("admin", "administrator", "관리자"),
    ("lee", "clerk", "이하늘"),
    ("choi", "passport_clerk", "최바다"),
    ("park", "supervisor", "박가람"),
)


@cache
def the_catalogue() -> Catalogue:
    """All forms of this program, read once for the whole session."""
    return load_catalogue(ROOT / "forms")


@cache
def the_people() -> People:
    """Whom `sample` invents people from."""
    return load_people(ROOT / "resources" / "demo" / "people.toml")


@cache
def _verifier() -> str:
    return cheap_passwords().verifier(PASSWORD)


def cheap_passwords() -> Argon2Passwords:
    return Argon2Passwords(memory_kib=8, passes=1)


@contextmanager
def cheap_keys() -> Iterator[None]:
    """Key files and verifiers made in the block cost next to nothing. They remember it: opening them later is as cheap, in any process."""
    costs = {"memory_kib": 8, "passes": 1}
    made = (PassphraseFile.__init__.__kwdefaults__, Argon2Passwords.__init__.__kwdefaults__)
    with patch.dict(made[0] or {}, costs), patch.dict(made[1] or {}, costs):
        yield


def keys_of(seed: int) -> HomeKeys:
    """Keys of a home for tests: the same for the same seed."""
    one, two, three, four = (bytes([seed, n]) * 16 for n in range(4))
    return HomeKeys(database=one, device=two, office_data=three, office_lookup=four)


def a_home(
    folder: Path,
    *,
    training: bool = True,
    at: datetime = NINE,
    staff: bool = True,
    office: str = "26410",
    desk: str = "03",
    seed: int = 1,
    on_lanes: bool = False,
) -> Home:
    """An open home without central, its clock standing at `at` (a FixedClock as `home.desk.clock`); the caller closes it.

    `staff`: admin, lee (clerk), choi (passport clerk) and park (supervisor), all with `PASSWORD`. A second call with the same
    folder and seed opens the same ledger again. `on_lanes`: writer and reader threads, as a window has them; `on_writer` then
    runs a function where it may write.
    """
    if not on_lanes:
        return _opened(folder, training, at, staff, office, desk, seed)
    lanes = Lanes()
    home = lanes.writer.submit(_opened, folder, training, at, staff, office, desk, seed).result()
    lanes.reader.submit(home.connections.join_as_reader).result()
    home.lanes = lanes
    return home


def on_writer(home: Home, work: Callable[[], T]) -> T:
    """`work` done on the writer lane of a home with lanes, here on one without."""
    return home.on_lane(work)


def _opened(folder: Path, training: bool, at: datetime, staff: bool, office: str, desk: str, seed: int) -> Home:
    path = folder / LEDGER
    fresh = not path.exists()
    folder.mkdir(parents=True, exist_ok=True)
    clock = FixedClock(at)
    ids, keys = SystemIds(clock), keys_of(seed)
    connections = Connections(path, keys.database, ROOT / "migrations" / "local", create=fresh)
    if fresh:
        made = DeskIdentity(
            office=office, desk=desk, office_name="가온구청", division="민원여권과", device_id=ids.new_id(), training=training
        )
        with connections.atomic() as connection:
            connection.execute("INSERT INTO setting (name, value) VALUES (?, ?)", (IDENTITY, msgspec.msgpack.encode(made)))
    stored = connections.value("SELECT value FROM setting WHERE name = ?", (IDENTITY,))
    identity = msgspec.msgpack.decode(stored, type=DeskIdentity)
    own = Identity(
        office=identity.office,
        desk=identity.desk,
        device_id=identity.device_id,
        epoch=identity.epoch,
        branch=identity.branch,
        training=identity.training,
    )
    catalogue, signer = the_catalogue(), Ed25519Signer(keys.device)
    store = PeeweeStore(connections, own, catalogue.bundle, clock=clock, ids=ids, signer=signer)
    sealer = OfficeSealer(keys.office_data, keys.office_lookup)
    joined = Desk(
        identity=identity, catalogue=catalogue, store=store, clock=clock, ids=ids, signer=signer, sealer=sealer, passwords=cheap_passwords()
    )
    if fresh and staff:
        _add_staff(joined)
    return Home(Settings(home=folder, data=ROOT), connections, joined, store, MemoryKeys(keys), keys, lock=None)


def _add_staff(desk: Desk) -> None:
    now = to_ms(desk.clock.now())
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
        for user, role, name in STAFF:
            tx.put_credential(Credential(user=user, name=name, role=role, verifier=_verifier(), active=True, changed_at=now))
            tx.append(Fact(StaffChanged(user=user, action="added", name=name, role=role), desk.ids.new_id()))


def case_ids(home: Home) -> list[UUID]:
    """Every case of the home, newest first."""
    return [row.case_id for row in home.services.ledger_page(limit=1000)]


def second(home: Home, user: str = "lee") -> Actor:
    """Somebody who signs beside whoever works, as a closing needs it."""
    return home.services.sign_in(user, PASSWORD, second=True)
