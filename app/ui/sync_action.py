"""A command of the 동기화 tab that another part of the program brings: backup, restore, what is pending into a file, its answer back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from app.domain.words import Words
from app.ports.progress import Progress


class SyncAction(NamedTuple):
    """`name`: key of the words on its button. `run` works on its lane and gives the report that is shown, in the words it is given.

    `stoppable`: it can be ended before it is done.
    `for_central`: of no use at a desk that has none.
    `asks`: a folder, a file to write or a file to read is chosen first and handed to `run`; it is None where nothing is asked.
    """

    name: str
    run: Callable[[Words, Path | None, Progress], str]
    asks: Literal["", "folder", "save", "open"] = ""
    lane: Literal["write", "read", "net"] = "write"
    stoppable: bool = False
    for_central: bool = False
