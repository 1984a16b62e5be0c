"""One item of the Secret Service, read as `keyring` would read it, without asking `keyring` which service there is.

That question imports every backend and what is beneath them, an HTTP client among it, and asks each: half of a window's start. Where the
answer is not certain nobody is asked here either, and `keyring_store` goes the long way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def read(service: str, user: str, environment: Mapping[str, str] | None = None) -> str | None:
    """The secret that `keyring` keeps under those names in the open default collection; None wherever it might be another one, where it
    is locked and a person has to be asked, and where there is none. Never asks anybody.
    """
    if not is_certain(os.environ if environment is None else environment):
        return None
    try:
        import secretstorage
        from jeepney import DBusErrorResponse
        from secretstorage.exceptions import SecretStorageException
    except ImportError:
        return None
    try:
        connection = secretstorage.dbus_init()
        try:
            collection = secretstorage.Collection(connection)  # the default one; asked for by that name it would be made, by a dialog
            if collection.is_locked():
                return None
            for item in collection.search_items({"username": user, "service": service}):
                return None if item.is_locked() else item.get_secret().decode("utf-8")
            return None
        finally:
            connection.close()
    except (SecretStorageException, DBusErrorResponse, OSError, EOFError, ValueError, RuntimeError):
        return None  # also a bus of a kind that cannot be called: the long way says what is wrong


def is_certain(environment: Mapping[str, str]) -> bool:
    """Whether `keyring` would take the Secret Service, if there is one: nothing tells it otherwise, and no KWallet stands before it."""
    if not sys.platform.startswith("linux") or not environment.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    if "KDE" in environment.get("XDG_CURRENT_DESKTOP", "") or any(
        name == "PYTHON_KEYRING_BACKEND" or name.startswith("KEYRING_PROPERTY_") for name in environment
    ):
        return False
    settings = environment.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return not Path(settings, "python_keyring", "keyringrc.cfg").exists()
