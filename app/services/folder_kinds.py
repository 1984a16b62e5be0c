"""The kinds of folders a desk can watch. A new kind is one line in `KINDS`, and its words `folder_kind.<code>` and `work.<code>`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from app.domain.watched_folders import LISTS, PICTURES, FolderKind
from app.ports.inbox import CodeReader
from app.services.desk import Desk
from app.services.inbox import Inbox, TakenIn
from app.services.lanes import Lane
from app.services.take_list import take_list
from app.services.take_scan import take_scan


@dataclass(frozen=True)
class Rooms:
    """What taking a file in may need. `lane`: the way to the ledger from any thread."""

    desk: Desk
    inbox: Inbox
    codes: CodeReader
    lane: Lane


Take = Callable[[Path, str], TakenIn]


class Kind(NamedTuple):
    """`files`: which files are its; `take`: takes one in, given its path and a mark that says which file it is."""

    files: FolderKind
    take: Callable[[Rooms], Take]


KINDS: Final[Mapping[str, Kind]] = {
    "scans": Kind(PICTURES, lambda rooms: partial(take_scan, rooms.inbox, rooms.codes)),
    "passport_arrivals": Kind(LISTS, lambda rooms: partial(take_list, rooms.inbox, "passport_arrivals")),
    "kiosk_counts": Kind(LISTS, lambda rooms: partial(take_list, rooms.inbox, "kiosk_counts")),
}
