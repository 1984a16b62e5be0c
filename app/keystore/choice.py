"""Where the keys of a home lie: the key file if it has one, the OS keyring otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.keystore import secret_service
from app.keystore.keyring_store import UNLOCK_TIMEOUT_S, KeyringStore

if TYPE_CHECKING:
    from app.keystore.passphrase_file import PassphraseFile

KEY_FILE = "keys.sealed"


def choose(
    home: Path,
    *,
    home_id: str,
    passphrase: Callable[[], str],
    anchor_path: Path | Callable[[], Path],
    new_file: bool = False,
    timeout_s: float = UNLOCK_TIMEOUT_S,
) -> KeyringStore | PassphraseFile:
    """The store of that home's keys: its key file `HOME/keys.sealed` if it is there, else the keyring.

    `new_file`: the home is being made on a machine without a keyring; take the file though it is not there yet. `passphrase`
    is only called when the file is opened. `anchor_path`: where the file store keeps its anchor, outside the home.
    """
    path = home / KEY_FILE
    # A link whose target is away counts as a key file: its keys are missing, they are not in the keyring.
    if new_file or path.exists() or path.is_symlink():
        from app.keystore.passphrase_file import PassphraseFile  # and with it ciphers that a desk with a keyring needs only later

        return PassphraseFile(path, passphrase, anchor_path=anchor_path)
    return KeyringStore(home_id, timeout_s=timeout_s, quickly=secret_service.read)
