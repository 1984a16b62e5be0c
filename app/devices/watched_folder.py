"""One watched folder: what is whole is handed over, one file after the other; what is still written is left until it is.

The folder itself is the queue. Each look reads its names anew, so nothing is lost when notices of changes are (a burst, a network share,
a folder that was away); watchdog's notices only make the next look come sooner. A file is whole when neither size nor time changed between
two looks and its own end is there. Before it is handed over it is moved aside, into a hidden folder of this desk: another desk that watches
the same share does not find it any more, and what a crash leaves there is handed over first.
"""

from __future__ import annotations

import errno
import itertools
import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.domain.errors import CounterError, Refused, Unavailable
from app.domain.watched_folders import HEAD_BYTES, TAIL_BYTES, FolderKind, FolderNews, is_taken, seems_whole

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

SETTLE_S: Final = 2.0
PATIENCE_S: Final = 600.0  # a file without its own end that nobody touches any more is handed over as it is
EVERY_S: Final = 5.0  # a look all the same: of a network share no notices come, and none of a folder that goes away
_BREATH_S: Final = 0.5  # between two looks however many notices there are
_END_S: Final = 2.0
_UNREADABLE: Final = "file_unreadable"  # somebody else's, or on a bad spot of the disk: it must not stand before all that come after it
_REFUSED_MAX: Final = 100  # are named

Mark = tuple[int, int, int]  # inode, size, modified (ns)
Take = Callable[[Path, str], object]


class WatchedFolder:
    """`take`: hands a file over, with a mark that says which one it was; Refused: never, it is put back; other errors: later, once more.

    `desk`: which desk's the files are that were moved aside. `told`: called when the news are others. `look` may be called without `start`.
    """

    def __init__(
        self,
        folder: Path,
        kind: FolderKind,
        desk: str,
        take: Take,
        told: Callable[[FolderNews], object],
        *,
        share: bool = False,
        settle_s: float = SETTLE_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._kind, self._take, self._told = folder, kind, take, told
        self._aside = folder / f".{desk}"
        self._share, self.settle_s, self._now = share, settle_s, now
        self._seen: dict[str, tuple[Mark, float]] = {}
        self._refused: dict[str, tuple[Mark, str]] = {}
        self._taken = 0
        self._news: FolderNews | None = None
        self._woken, self._ended = threading.Event(), threading.Event()
        # A share that hangs may keep a look for ever: it does not keep the program alive for that.
        self._thread = threading.Thread(target=self._run, name="watched-folder", daemon=True)
        self._observer: BaseObserver | None = None
        self._observed: int | None = None  # inode of the folder the notices come from

    # ── the thread ──

    def start(self) -> None:
        """What lies there already is handed over first."""
        self._thread.start()

    def wake(self) -> None:
        """The next look comes now. Any thread."""
        self._woken.set()

    def stop(self) -> bool:
        """No new file is begun; False if one is under way still: it is handed over or left, whole."""
        self._ended.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(_END_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                self._woken.clear()
                news = self.look()
                self._listen(news.state != "away")
                pause = self.settle_s if news.unfinished else EVERY_S
                if not self._ended.wait(_BREATH_S):
                    self._woken.wait(pause)
            self._listen(False)
        finally:
            if not self._ended.is_set():
                self._told(self._state("stopped"))  # a bug of ours: nobody may believe that the folder is still watched

    # ── one look ──

    def look(self) -> FolderNews:
        """What is whole now is handed over; how the folder is."""
        try:
            news = self._look()
        except OSError as error:
            self._seen.clear()
            self._refused.clear()
            news = self._state("away", str(error.errno or ""))
        except _Barred:
            news = self._state("barred")
        except CounterError as error:
            news = self._state("waiting", error.code)
        if news != self._news:
            self._news = news
            self._told(news)
        return news

    def _look(self) -> FolderNews:
        self._left_over()
        now, seen, others = self._now(), dict[str, tuple[Mark, float]](), 0
        ready: list[tuple[str, Mark]] = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if not is_taken(self._kind, entry.name):
                    others += entry.is_file(follow_symlinks=False) and not entry.name.startswith(".")
                    continue
                mark = self._mark(entry)
                if mark is None:
                    continue
                since = self._since(entry.name, mark, now)
                seen[entry.name] = (mark, since)
                if mark[1] and now - since >= self.settle_s and (now - since >= PATIENCE_S or self._is_whole(entry.name)):
                    ready.append((entry.name, mark))
        self._seen = seen
        self._refused = {name: found for name, found in self._refused.items() if name in seen and self._stands(found, seen[name], now)}
        for name, mark in sorted(ready):
            if self._ended.is_set():
                break
            if name not in self._refused:
                self._hand_over(name, mark)
        return self._state("watching", others=others)

    def _mark(self, entry: os.DirEntry[str]) -> Mark | None:
        """None for what is gone meanwhile."""
        try:
            found = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return None
        mark = (found.st_ino, found.st_size, found.st_mtime_ns)
        if not stat.S_ISREG(found.st_mode):
            self._refused[entry.name] = (mark, "file_not_plain")
        elif found.st_size > self._kind.bytes_max:
            self._refused[entry.name] = (mark, "file_too_large")
        return mark

    def _stands(self, refused: tuple[Mark, str], seen: tuple[Mark, float], now: float) -> bool:
        """False if it is another file now, or one that may be readable meanwhile: that shows in none of its marks."""
        return refused[0] == seen[0] and (refused[1] != _UNREADABLE or now - seen[1] < PATIENCE_S)

    def _since(self, name: str, mark: Mark, now: float) -> float:
        before = self._seen.get(name)
        return before[1] if before is not None and before[0] == mark else now

    def _is_whole(self, name: str) -> bool:
        """False while its own end is missing, or somebody keeps it to themselves."""
        if name in self._refused:
            return True
        try:
            with open(self._folder / name, "rb", opener=_plainly) as file:
                head = file.read(HEAD_BYTES)
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - TAIL_BYTES))
                return seems_whole(head, file.read(TAIL_BYTES))
        except OSError:
            return False

    def _hand_over(self, name: str, mark: Mark) -> None:
        aside = self._aside / name
        if os.path.lexists(aside):
            return  # the earlier one of that name comes first
        try:
            self._aside.mkdir(mode=0o700, exist_ok=True)
            self._must_be_our_own()
            os.rename(self._folder / name, aside)
        except FileNotFoundError:
            return  # another desk was quicker, or the person who brought it took it away
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise _Barred from error
            if os.name == "nt":
                return  # somebody has it open still
            raise
        self._seen.pop(name, None)
        self._take_aside(aside, mark)

    def _left_over(self) -> None:
        """What an earlier look moved aside and did not hand over to its end."""
        try:
            names = sorted(os.listdir(self._aside))
        except FileNotFoundError:
            os.stat(self._folder)
            return
        self._must_be_our_own()
        for name in names:
            if self._ended.is_set():
                return
            path = self._aside / name
            found = os.lstat(path)
            self._take_aside(path, (found.st_ino, found.st_size, found.st_mtime_ns))

    def _must_be_our_own(self) -> None:
        """What lies aside is taken in and removed: a link of that name would lead us to somebody else's files."""
        if os.path.realpath(self._aside) != os.path.join(os.path.realpath(self._folder), self._aside.name):
            raise _Barred

    def _take_aside(self, path: Path, mark: Mark) -> None:
        try:
            self._take(path, f"{_written(path.name)}:{mark[1]}:{mark[2]}")
        except (Refused, Unavailable) as refused:
            if isinstance(refused, Unavailable) and refused.code != _UNREADABLE:
                raise  # it is not the file's fault
            back = self._free(path.name)
            os.rename(path, self._folder / back)
            self._refused[back] = (mark, refused.code)
            self._seen[back] = (mark, self._now())
            return
        self._taken += 1
        os.unlink(path)

    def _free(self, name: str) -> str:
        """The name, or one like it, that nothing in the folder has."""
        stem, suffix = os.path.splitext(name)
        tried = itertools.chain([name], (f"{stem} ({number}){suffix}" for number in itertools.count(2)))
        return next(each for each in tried if not os.path.lexists(self._folder / each))

    def _state(self, state: str, code: str = "", *, others: int = 0) -> FolderNews:
        refused = tuple(sorted((_shown(name), why) for name, (_, why) in self._refused.items()))[:_REFUSED_MAX]
        unfinished = sum(name not in self._refused for name in self._seen)
        return FolderNews(state=state, code=code, taken=self._taken, unfinished=unfinished, others=others, refused=refused)

    # ── notices ──

    def _listen(self, wanted: bool) -> None:
        """Notices come from the folder that is there now: one that was deleted gives none, and says nothing about it either."""
        inode = self._inode() if wanted and not self._share else None
        alive = self._observer is not None and all(each.is_alive() for each in self._observer.emitters)
        if self._observer is not None and (inode is None or inode != self._observed or not alive):
            self._observer.stop()
            self._observer = None
        if self._observer is None and inode is not None:
            self._observer, self._observed = self._observing(), inode

    def _inode(self) -> int | None:
        try:
            return self._folder.stat().st_ino
        except OSError:
            return None

    def _observing(self) -> BaseObserver | None:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer

        woken = self._woken

        class Wakes(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if event.event_type in ("created", "moved", "closed", "modified"):
                    woken.set()

        observer = Observer()
        try:
            observer.schedule(Wakes(), str(self._folder), recursive=False)
            observer.start()
        except OSError:
            return None  # the system watches no more folders: looks come by themselves
        return observer


def _plainly(path: str, flags: int) -> int:
    """It may be another file than the one that was looked at: a pipe must not make us wait, a link not lead elsewhere."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))


def _written(name: str) -> str:
    """The name as a database can hold it: what is no character stands by its number."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _shown(name: str) -> str:
    """The name in one line, for a screen or a shell that does what some characters say."""
    return "".join(each if each.isprintable() else "·" for each in _written(name))


class _Barred(Exception):
    """Nothing can be moved out of the folder."""
