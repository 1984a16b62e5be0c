"""The watched folders of a home: what takes their files in, and a thread for each folder while a window is open."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import Final

from app.blobs.folder import BlobFolder
from app.blobs.offered import FilesOnDisk
from app.bootstrap.attachments import FOLDER
from app.crypto.chunks import FileCipher
from app.devices.code_reader import PageCodes
from app.devices.watched_folder import WatchedFolder
from app.domain.errors import CounterError
from app.domain.watched_folders import FolderNews
from app.services.desk import Desk
from app.services.folder_kinds import KINDS, Rooms
from app.services.inbox import Inbox
from app.services.lanes import Lane
from app.services.watched_folders import FolderSetting, WatchedFolders

AGAIN_S: Final = 60.0  # how often what waits for a case is looked at again


class HomeFolders:
    """One per open home. `lane` carries each ledger call to the writer."""

    def __init__(self, desk: Desk, home: Path, lane: Lane) -> None:
        self._desk, self._lane = desk, lane
        self.inbox = Inbox(desk, BlobFolder(home / FOLDER), FilesOnDisk(), FileCipher(), lane)
        self._codes = PageCodes()
        self.service = WatchedFolders(Rooms(desk, self.inbox, self._codes, lane), home)
        self._watched: dict[str, tuple[FolderSetting, WatchedFolder]] = {}
        self._ended = threading.Event()
        self._again: threading.Thread | None = None

    def start(self) -> None:
        """The folders that are set are watched by themselves from now on, and others as soon as they are set. Writer lane not needed."""
        self.service.on_set(self._settle)
        self._lane(self._settle)
        self._again = threading.Thread(target=self._look_again, name="inbox-again", daemon=True)
        self._again.start()

    def look_once(self) -> dict[str, FolderNews]:
        """What is whole in every folder now was taken in, without a thread; how each folder is. For a home without lanes."""
        found = {}
        for kind, setting in self.service.folders().items():
            watched = self._watching(kind, setting)
            found[kind] = watched.look()
            if found[kind].unfinished:
                self._ended.wait(watched.settle_s)
                found[kind] = watched.look()
        self.inbox.look_again()
        return found

    def close(self) -> bool:
        """Nothing new is begun, and the reader of codes is gone; False if a file is under way still, with which the reader goes."""
        self._ended.set()
        stopped = [watched.stop() for _, watched in self._watched.values()]
        self._codes.close()
        return all(stopped)

    def _settle(self) -> None:
        """What is watched is what is set."""
        wanted = self.service.folders()
        for kind, (setting, watched) in list(self._watched.items()):
            if wanted.get(kind) != setting:
                watched.stop()
                del self._watched[kind]
        for kind, setting in wanted.items():
            if kind in KINDS and kind not in self._watched:
                watched = self._watching(kind, setting)
                self._watched[kind] = (setting, watched)
                watched.start()

    def _watching(self, kind: str, setting: FolderSetting) -> WatchedFolder:
        return WatchedFolder(
            Path(setting.path),
            KINDS[kind].files,
            f"{self._desk.identity.office}-{self._desk.identity.desk}",
            partial(self.service.take, kind),
            partial(self.service.note, kind),
            share=setting.share,
        )

    def _look_again(self) -> None:
        while not self._ended.wait(AGAIN_S):
            self._codes.rest(AGAIN_S)
            try:
                self._lane(self.inbox.look_again)
            except CounterError:
                pass  # a full disk, a desk that closes: it waits on
