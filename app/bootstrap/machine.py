"""Which machine this is: a home copied to another one must not go on in the same stream (SYNC §1)."""

from __future__ import annotations

import getpass
import sys
from hashlib import sha256
from pathlib import Path

_PLACES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def machine_mark() -> bytes | None:
    """A hash of the operating system's own id of this machine, None where it has none. The id itself is never kept."""
    found = _windows() if sys.platform == "win32" else _file()
    return None if not found else sha256(b"minwon/1 machine\x00" + found.strip().encode()).digest()


def _file() -> str:
    for place in _PLACES:
        try:
            return place.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            continue
    return ""


def shell_user() -> str:
    """Who sits at this shell, as the operating system calls them; empty where it has no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _windows() -> str:
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:  # type: ignore[attr-defined,unused-ignore]
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return ""
