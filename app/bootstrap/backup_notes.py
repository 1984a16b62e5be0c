"""What is remembered of backups for the readiness page, in small files of the home: they are also made beside an open window."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.whole_file import new_file

BACKUP_STAMP: Final = "last_backup"
TEST_STAMP: Final = "last_restore_test"
FAILURE: Final = "last_backup_failure"


def note(home: Path, name: str, at_ms: int, code: str = "") -> None:
    """That happened at that moment, in ms."""
    with new_file(home / name) as file:
        file.write(f"{at_ms} {code}".strip().encode("ascii"))


def noted(home: Path, name: str) -> tuple[int, str] | None:
    """When that happened last, and its code; None if it is not known."""
    try:
        moment, _, code = (home / name).read_text(encoding="ascii").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return None
    return (int(moment), code) if moment.isascii() and moment.isdigit() else None


def forget(home: Path, name: str) -> None:
    """That is no longer so."""
    (home / name).unlink(missing_ok=True)
