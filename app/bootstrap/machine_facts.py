"""What only the machine knows, for the readiness page: key store, anchor, disk, fonts, printer, certificate."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from app.bootstrap.anchor import read_anchor
from app.bootstrap.backup_notes import BACKUP_STAMP, FAILURE, TEST_STAMP, noted
from app.bootstrap.self_check import OpenHome, check_beside
from app.domain.readiness import MachineFacts
from app.domain.watched_folders import TROUBLE, FolderNews
from app.keystore.passphrase_file import PassphraseFile
from app.ports.exchange import Head
from app.ports.progress import UNWATCHED, Progress
from app.ports.secrets import KeyStore
from app.services.desk import DeskIdentity, to_ms

FONTS = ("PretendardGOV-Regular.ttf", "PretendardGOV-SemiBold.ttf", "PretendardGOV-Bold.ttf")
_PRINTER_S = 2.0


class HomeMachine:
    """See `services.offline.Machine`. `folders`: how the watched ones are, asked on any thread."""

    def __init__(self, home: OpenHome, folders: Callable[[], Mapping[str, FolderNews]]) -> None:
        self._home, self._folders = home, folders

    def facts(self) -> MachineFacts:
        home = self._home
        found = machine_facts(home.settings.home, home.settings.data, home.keystore, home.desk.identity, home.store.head)
        away = sorted(kind for kind, news in self._folders().items() if news.state in TROUBLE)
        return msgspec.structs.replace(found, folders_away=away)

    def check_ledger(self, progress: Progress = UNWATCHED) -> tuple[int, int]:
        return check_beside(self._home, progress)


def machine_facts(home: Path, data: Path, keystore: KeyStore, identity: DeskIdentity, head: Head) -> MachineFacts:
    """Asked of the machine now. Network pool or the command line: a spooler may take two seconds."""
    backup, failure, test = (noted(home, name) for name in (BACKUP_STAMP, FAILURE, TEST_STAMP))
    ledger = [home / f"ledger.db{end}" for end in ("", "-wal")]
    return MachineFacts(
        keys="file" if isinstance(keystore, PassphraseFile) else "keyring",
        anchor_behind=_behind(keystore, head),
        disk_free=shutil.disk_usage(home).free,
        ledger_bytes=sum(file.stat().st_size for file in ledger if file.exists()),
        fonts_missing=sum(1 for name in FONTS if not (data / "resources" / "fonts" / name).is_file()),
        printer=_printer(),
        certificate_until=_certificate_until(identity.ca_pem),
        backup_at=backup[0] if backup else None,
        backup_failed=failure[1] if failure else "",
        backup_failed_at=failure[0] if failure else None,
        restore_tested_at=test[0] if test else None,
    )


def _behind(keystore: KeyStore, head: Head) -> int | None:
    """How many entries the anchor lacks; None where it is not of this stream or not there."""
    anchor = read_anchor(keystore)
    if anchor is None or (anchor[0], anchor[1], anchor[2]) != (head.stream.device_id.bytes, head.stream.epoch, head.stream.branch):
        return None
    return max(0, head.seq - anchor[3])


def _certificate_until(ca_pem: str) -> int | None:
    """The last good moment of central's own authority."""
    if not ca_pem:
        return None
    from cryptography.x509 import load_pem_x509_certificate

    return to_ms(load_pem_x509_certificate(ca_pem.encode()).not_valid_after_utc)


def _printer() -> str:
    """The name of the default printer, empty where there is none or nobody can say."""
    if sys.platform == "win32":
        return _windows_printer()
    tool = shutil.which("lpstat")
    if tool is None:
        return ""
    try:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MINWON_")}  # a password may be among them
        said = subprocess.run([tool, "-d"], capture_output=True, text=True, timeout=_PRINTER_S, check=False, env=kept)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    name = said.stdout.strip().rpartition(":")[2].strip()
    return name if said.returncode == 0 and ":" in said.stdout else ""


def _windows_printer() -> str:
    import winreg

    place = r"Software\Microsoft\Windows NT\CurrentVersion\Windows"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:  # type: ignore[attr-defined,unused-ignore]
            return str(winreg.QueryValueEx(key, "Device")[0]).partition(",")[0]  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return ""
