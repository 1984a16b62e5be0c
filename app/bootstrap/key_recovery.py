"""The keys of a home, brought back from the lines of its recovery sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.bootstrap.new_homes import name_home
from app.bootstrap.opening import LEDGER, Passphrase, keystore_of
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.keystore.choice import KEY_FILE
from app.keystore.spelling import understood
from app.ledger.database import fits
from app.ledger.home_lock import FileLock
from app.ports.secrets import KeyStore
from app.settings import Settings

BEFORE: Final = f"{KEY_FILE}.before"
_LOST: Final = frozenset({"keys_missing", "keys_damaged", "key_file_damaged", "passphrase_wrong"})


def restore_keys(settings: Settings, ask: Passphrase, lines: Sequence[str]) -> None:
    """This home's key store holds the keys of those lines, which open its ledger; a key file nobody can open lies beside as `.before`.

    A folder with nothing but a backup's ledger becomes a home: that and the sheet are all that a lost computer without a central leaves.

    Refused `home_missing`, `keys_there` (they open it already), `key_does_not_fit`, `ledger_missing`, and as `spelling.understood`;
    Unavailable `home_in_use`, `no_keyring`; IntegrityViolated `ledger_damaged`.
    """
    if not settings.home.is_dir():
        raise Refused("home_missing")
    lock = FileLock(settings.home)
    try:
        if (settings.home / LEDGER).is_file():
            name_home(settings)
        sealed, keyring = (settings.home / KEY_FILE).exists(), True
        try:
            lost = _lost(keystore_of(settings, ask))
        except Unavailable as error:
            if error.code != "no_keyring":
                raise
            lost, keyring = True, False
        if not lost:
            raise Refused("keys_there")
        keys = understood(lines)
        # Only keys that open this very ledger are kept: those of another desk would hide that the right ones are still missing.
        # It may still be as an older release left it: it is brought up when it is opened with them.
        fits(settings.home / LEDGER, keys.database)
        if sealed:
            (settings.home / KEY_FILE).replace(settings.home / BEFORE)
        keystore_of(settings, ask, new_file=sealed or not keyring or settings.passphrase is not None).save(keys)
    finally:
        lock.release()


def _lost(keystore: KeyStore) -> bool:
    """No keys come out of there: they are gone, damaged, or under a passphrase nobody knows any more."""
    try:
        keystore.load()
    except (Refused, IntegrityViolated) as error:
        if error.code not in _LOST:
            raise
        return True
    return False
