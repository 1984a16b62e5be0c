"""The sealed files of cases beside a backup: one folder for all copies after closings, as ciphertexts never change; a set has its own.

They are as they lie in the home, each under its SHA-256 and sealed with a key that stands in the encrypted ledger alone. None is removed
here: of an entry that was erased the key is gone, and so is what its file says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.blobs.folder import BlobFolder
from app.bootstrap.attachments import FOLDER
from app.domain.errors import IntegrityViolated
from app.services.desk import DeskIdentity

OWN: Final = "files"


def shared_files(folder: Path, identity: DeskIdentity) -> Path:
    """Where the files of all copies of that desk lie, beside the copies."""
    return folder / f"minwon-{identity.office}-{identity.desk}-files"


def files_of(backup: Path, identity: DeskIdentity) -> list[Path]:
    """Where files of that backup may lie: in it, or beside it."""
    return [path for path in (backup / OWN, shared_files(backup.absolute().parent, identity)) if path.is_dir() and not path.is_symlink()]


def copy_files(home: Path, target: Path) -> int:
    """Every complete file of the home is there too; how many were not before. Unavailable `disk_full`, `disk_failed`."""
    return _copy(BlobFolder(home / FOLDER), BlobFolder(target))


def bring_back(home: Path, source: Path) -> int:
    """Every file that lies there is in the home too; how many were not. Errors as above; IntegrityViolated `backup_damaged`."""
    return _copy(BlobFolder(source), BlobFolder(home / FOLDER))


def proven_files(folder: Path) -> int:
    """How many files lie there, each of them whole. IntegrityViolated `backup_damaged`."""
    files = BlobFolder(folder)
    found = files.addresses()
    if not all(files.proven(address) for address in found):
        raise IntegrityViolated("backup_damaged")
    return len(found)


def _copy(source: BlobFolder, target: BlobFolder) -> int:
    missing = [address for address in source.addresses() if target.size(address) != source.size(address)]
    for address in missing:
        put, _ = target.put(source.blocks(address))
        if put != address:
            target.drop(put)
            raise IntegrityViolated("backup_damaged")
    return len(missing)
