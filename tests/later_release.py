"""The program's data as a release after this one has it: one more step of the ledger's schema."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.desks import ROOT

NEW_TABLE = "CREATE TABLE later (x INTEGER)"


def later_release(folder: Path, *statements: str) -> Path:
    """The folder `data` of that release. `statements`: what its step does; without any a table comes."""
    folder.mkdir()
    for each in ROOT.iterdir():
        if each.name in ("forms", "resources"):
            (folder / each.name).symlink_to(each)
    steps = folder / "migrations" / "local"
    shutil.copytree(ROOT / "migrations" / "local", steps, ignore=shutil.ignore_patterns("__pycache__"))
    body = "".join(f"    db.execute_sql({each!r})\n" for each in statements or (NEW_TABLE,))
    (steps / "9999_later.py").write_text(f"def up(migrator, db):\n{body}", encoding="utf-8")
    return folder
