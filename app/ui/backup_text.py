"""What became of a copy of the ledger, in words: after a closing and on the page that makes them."""

from __future__ import annotations

from app.domain.backups import BackupTaken
from app.domain.words import Words


def taken_text(taken: BackupTaken, words: Words) -> str:
    """Where it lies, how much it holds, and what made room for it."""
    key = "backups.taken_made_room" if taken.removed else "backups.taken"
    return words.text(key, folder=taken.folder, entries=taken.entries, removed=taken.removed)
