"""The first half of opening a home: it is held, its keys are there, its ledger is open and checked, and the login page knows the desk.

Nothing here needs a service, a form or a line to central, so that a window is on the screen before those are imported; `homes` does the
other half, before anybody can sign in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from shutil import disk_usage
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

import msgspec

from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.domain.place_words import place_text
from app.domain.training import said_of_place, title_of
from app.keystore.choice import choose
from app.ledger.database import Connections
from app.ledger.home_lock import FileLock

if TYPE_CHECKING:
    from app.domain.words import Words
    from app.ports.secrets import HomeKeys, KeyStore
    from app.settings import Settings

Passphrase = Callable[[bool], str]
LEDGER: Final = "ledger.db"
HOME_FILE: Final = "home.toml"
IDENTITY: Final = "identity"
ANOTHER_LOOK_S: Final = 5.0  # most ledgers are copied and brought up sooner; an older program keeps one for the day
ASK_AGAIN_S: Final = 0.1


class OpenLedger(msgspec.Struct, frozen=True):
    """`connections`: of the thread that opened it, the writer's. `lock`: None where it is only looked at beside who holds it."""

    settings: Settings
    connections: Connections
    keystore: KeyStore
    keys: HomeKeys
    lock: FileLock | None

    def setting(self, name: str) -> bytes | None:
        """What this home keeps under that name. Writer lane."""
        value = self.connections.value("SELECT value FROM setting WHERE name = ?", (name,))
        return None if value is None else bytes(value)

    def close(self) -> None:
        """The file is closed and another program may have the home. Writer lane."""
        self.connections.leave()
        if self.lock is not None:
            self.lock.release()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Of `services.desk.DeskIdentity` what the login page says."""

    office: str
    desk: str
    office_name: str = ""
    division: str = ""
    training: bool = False

    def said(self, words: Words) -> str:
        """The office and the desk in one line; at the training desk also with whom one may sign in."""
        return said_of_place(words, place_text(self, words), office=self.office)

    def title(self, words: Words) -> str:
        """What the window is called before anybody has signed in."""
        return title_of(words, training=self.training)


def place_of(ledger: OpenLedger) -> Place:
    """Whose desk this is. IntegrityViolated `home_damaged`. Writer lane."""
    stored = ledger.setting(IDENTITY)
    if stored is None:
        raise IntegrityViolated("home_damaged")
    return msgspec.msgpack.decode(stored, type=Place)


# The engine calls a disk without room for its shared index broken; a person with a full disk should not look for another one.
_NO_ROOM: Final = 64 * 1024


def open_ledger(settings: Settings, ask: Passphrase, *, exclusive: bool = True) -> OpenLedger:
    """The ledger of that home is open on the calling thread, which is its writer. Not `exclusive`: beside the program that holds it.

    Refused `home_missing`, `keys_missing`, `passphrase_wrong`, `key_does_not_fit`, `ledger_newer`; Unavailable `home_in_use`,
    `no_keyring`, `keyring_locked`; IntegrityViolated `ledger_damaged`.
    """
    keystore = keystore_of(settings, ask)
    lock = FileLock(settings.home) if exclusive else None
    try:
        keys = keystore.load()
        steps = settings.data / "migrations" / "local"
        if exclusive:
            connections = Connections(settings.home / LEDGER, keys.database, steps, peewee_later=True)
        else:
            connections = _beside(settings.home, keys.database, steps)
    except BaseException as error:
        if lock is not None:
            lock.release()
        if isinstance(error, Unavailable) and error.code == "disk_failed" and disk_usage(settings.home).free < _NO_ROOM:
            raise Unavailable("disk_full") from error
        raise
    return OpenLedger(settings, connections, keystore, keys, lock)


def _beside(home: Path, key: bytes, steps: Path) -> Connections:
    """A look at the ledger. One that nobody has opened since an update is brought up first; whoever holds it then is an older program,
    or another look that does the same, and that one is waited for.
    """
    until = monotonic() + ANOTHER_LOOK_S
    while True:
        try:
            return Connections(home / LEDGER, key, steps, read_only=True)
        except Unavailable as error:
            if error.code != "home_in_use":
                raise
        try:
            lock = FileLock(home)
        except Unavailable as error:
            if error.code != "home_in_use" or monotonic() >= until:
                raise
            sleep(ASK_AGAIN_S)
            continue
        try:
            Connections(home / LEDGER, key, steps, peewee_later=True).leave()
        finally:
            lock.release()
        return Connections(home / LEDGER, key, steps, read_only=True)


def keystore_of(settings: Settings, ask: Passphrase, *, new_file: bool = False) -> KeyStore:
    """Where the keys of that home lie. `ask(new)`: a passphrase from a person, twice for a new one."""
    home_id = _home_id(settings.home)

    def passphrase() -> str:
        return settings.passphrase if settings.passphrase is not None else ask(new_file)

    @cache  # it stays where it was first found, whatever becomes of the environment
    def anchor() -> Path:
        from platformdirs import user_state_path

        return user_state_path("minwon", appauthor=False) / f"{home_id}.anchor"

    return choose(settings.home, home_id=home_id, passphrase=passphrase, anchor_path=anchor, new_file=new_file)


def _home_id(home: Path) -> str:
    """The home's name in the keyring. Refused `home_missing` where no home was ever made."""
    try:
        text = (home / HOME_FILE).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Refused("home_missing") from error
    except UnicodeDecodeError as error:
        raise IntegrityViolated("home_damaged") from error
    except OSError as error:
        raise Unavailable("home_unreachable") from error
    if text.startswith('id = "') and text.endswith('"\n') and text[6:-2].isalnum():
        return text[6:-2]  # as `init` wrote it; a parser takes longer to import than the ledger to open
    import tomllib

    try:
        found = tomllib.loads(text).get("id")
    except tomllib.TOMLDecodeError as error:
        raise IntegrityViolated("home_damaged") from error
    if not isinstance(found, str) or not found.isalnum():
        raise IntegrityViolated("home_damaged")
    return found
