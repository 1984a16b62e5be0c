"""Which folders this desk watches (settings of the desk), how they are, and what becomes of a file that is found in one.

Watching itself is an adapter's work (`devices.watched_folder`): it hands over whole files, and nothing else of the program is called by it.
"""

from __future__ import annotations

from collections.abc import Callable
from os.path import isdir
from pathlib import Path
from typing import Final

import msgspec

from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.domain.watched_folders import FolderNews
from app.services.folder_kinds import KINDS, Rooms
from app.services.inbox import TakenIn

SETTING: Final = "watched_folders"
PATH_MAX: Final = 1_000
_SERVER: Final = "\\\\"  # how Windows writes that it lies on another computer: asking one that is off takes a minute


class FolderSetting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`share`: on another computer, from which no notices of changes come."""

    path: str
    share: bool = False


class WatchedFolders:
    """`home`: the desk's own folder, which is none to watch. `on_set`: called when the settings are others."""

    def __init__(self, rooms: Rooms, home: Path) -> None:
        self._desk, self._rooms, self._home = rooms.desk, rooms, home
        self._news: dict[str, FolderNews] = {}
        self._set: list[Callable[[], object]] = []

    def folders(self) -> dict[str, FolderSetting]:
        """Those that are watched, by kind. Any lane."""
        stored = self._desk.store.working.setting(SETTING)
        return msgspec.msgpack.decode(stored, type=dict[str, FolderSetting]) if stored else {}

    def set_folder(self, actor: Actor, kind: str, path: Path | None, *, share: bool = False) -> dict[str, FolderSetting]:
        """Files for that kind are taken from that folder from now on; None: from nowhere. Writer lane.

        `share`: it lies on another computer, which may be off just now. Refused `not_allowed`, `folder_kind_unknown`, `folder_invalid` (no
        whole path, or the desk's own), `folder_used` (by another kind), `folder_missing` (no folder of this computer is there).
        """
        require(actor.role, "set_folders")
        if kind not in KINDS:
            raise Refused("folder_kind_unknown", kind=kind[:40], kinds=", ".join(KINDS))
        kept = {each: setting for each, setting in self.folders().items() if each != kind}
        if path is not None:
            text = str(path)
            if not path.is_absolute() or len(text) > PATH_MAX or not text.isprintable() or self._is_own(path):
                raise Refused("folder_invalid")
            if any(Path(each.path) == path for each in kept.values()):
                raise Refused("folder_used")
            if not share and not text.startswith(_SERVER) and not isdir(path):
                raise Refused("folder_missing", path=text)
            kept[kind] = FolderSetting(path=text, share=share)
        self._desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(kept))
        self._news.pop(kind, None)
        for each in self._set:
            each()
        return kept

    def on_set(self, call: Callable[[], object]) -> None:
        """`call` is called when a folder was set or taken away, on the writer lane."""
        self._set.append(call)

    def news(self) -> dict[str, FolderNews]:
        """How the folders are, by kind; nothing of one that nobody watches now. Any thread."""
        return dict(self._news)

    def note(self, kind: str, news: FolderNews) -> None:
        """That folder is so from now on; whoever shows it reads again. Any thread."""
        self._news[kind] = news
        self._desk.store.changed(frozenset({"folders"}), ())

    def _is_own(self, path: Path) -> bool:
        return path == self._home or self._home in path.parents or path in self._home.parents

    def take(self, kind: str, path: Path, mark: str) -> TakenIn:
        """A file of that folder is the desk's. Any thread; Refused: it never will be; other errors: it may be tried again."""
        return KINDS[kind].take(self._rooms)(path, mark)
