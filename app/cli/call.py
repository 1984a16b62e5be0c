"""One call of the program: what was asked, in which words the answer goes where, who asks, and the home it is about."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from app import settings as settings_of
from app import whole_file
from app.cli.wrong_use import WrongUse
from app.domain.errors import Refused, Unavailable
from app.domain.words import Lang, Words
from app.settings import Settings

if TYPE_CHECKING:  # the whole program hangs on these; the window's start waits for none of it
    from app.cli.joints import Joints, OpenHome
    from app.domain.views import Actor

T = TypeVar("T")


_LINE_MAX = 1_000


class Call(msgspec.Struct, dict=True):
    """Made once by `main.run`; commands get it as their only argument."""

    joints: Joints
    args: Any
    lang: Lang

    @cached_property
    def words(self) -> Words:
        """Read when first needed: a command that answers in JSON may never need them."""
        return self.joints.words(self.lang)

    @property
    def json(self) -> bool:
        return bool(getattr(self.args, "json", False))

    @cached_property
    def settings(self) -> Settings:
        get = self.get
        return settings_of.read(home=get("home"), lang=self.lang, user=get("user"), at=get("at"))

    def get(self, name: str, default: Any = None) -> Any:
        """An option's value, or the default where it was not given."""
        return getattr(self.args, name, default)

    def private(self, name: str) -> str:
        """An option's value; for `-` one line of stdin, since others on the computer can read what stands in a command line."""
        given = str(self.get(name))
        return self.private_line() if given == "-" else given

    def private_line(self) -> str:
        """The next line of stdin: what must not stand in a command line at all, as somebody's name."""
        return sys.stdin.readline(_LINE_MAX).strip()

    def path(self, name: str) -> Path | None:
        given = self.get(name)
        return Path(given).expanduser() if given is not None else None

    # ── answers ──

    def say(self, key: str, /, **facts: object) -> None:
        """One line for people on stdout; nothing with `--json`, where stdout belongs to the JSON alone."""
        if not self.json:
            self.line(self.words.text(f"cli.say.{key}", **facts))

    def line(self, text: str) -> None:
        with writing():
            sys.stdout.write(shown(text) + "\n")

    def row(self, found: object) -> None:
        """One JSON line on stdout."""
        self.line(msgspec.json.encode(found).decode())

    def answer(self, found: object, key: str, /, **facts: object) -> None:
        """The JSON object with `--json`, the sentence without."""
        if self.json:
            self.row(found)
        else:
            self.say(key, **facts)

    def listing(self, found: Sequence[T], nothing: str, *, row: Callable[[T], object], line: Callable[[T], str]) -> None:
        """Each in a line of its own: a JSON object with `--json`, text without; where there is none, that is said."""
        for each in found:
            if self.json:
                self.row(row(each))
            else:
                self.line(line(each))
        if not found:
            self.say(nothing)

    def note(self, key: str, /, **facts: object) -> None:
        """A sentence on stderr that is no error."""
        print(self.words.text(f"cli.say.{key}", **facts), file=sys.stderr, flush=True)

    # ── secrets: from the environment, or asked of a person who is there ──

    def ask_passphrase(self, new: bool) -> str:
        """The passphrase of a key file. Unavailable `no_keyring` or `passphrase_needed` when nobody can be asked."""
        if not somebody_is_there():
            raise Unavailable("no_keyring" if new else "passphrase_needed")
        if not new:
            return self._passphrase
        return self._again(_unseen(self.words.text("cli.ask.passphrase_new")), "cli.ask.passphrase_again")

    @cached_property
    def _passphrase(self) -> str:
        """Asked once in a call, however often the file is opened."""
        return _unseen(self.words.text("cli.ask.passphrase"))

    def new_passphrase(self) -> str:
        """What a key file is to be opened with from now on, typed twice where it is typed. WrongUse `passphrase_new_needed`."""
        if self.settings.new_passphrase is not None:
            return self.settings.new_passphrase
        if not somebody_is_there():
            raise WrongUse("passphrase_new_needed", variable="MINWON_NEW_PASSPHRASE")
        return self.ask_passphrase(True)

    def password_of(self, user: str) -> str:
        """The password of who signs in. WrongUse `password_needed` when nobody can be asked."""
        if self.settings.password is not None:
            return self.settings.password
        if not somebody_is_there():
            raise WrongUse("password_needed", variable="MINWON_PASSWORD")
        return _unseen(self.words.text("cli.ask.password", user=user))

    def second_password_of(self, user: str) -> str:
        """The password of who signs beside the one who works. WrongUse `password_needed` when nobody can be asked."""
        if self.settings.second_password is not None:
            return self.settings.second_password
        if not somebody_is_there():
            raise WrongUse("password_needed", variable="MINWON_SECOND_PASSWORD")
        return _unseen(self.words.text("cli.ask.password", user=user))

    def new_password_of(self, user: str) -> str:
        """The password of somebody new, typed twice where it is typed."""
        if self.settings.new_password is not None:
            return self.settings.new_password
        if not somebody_is_there():
            raise WrongUse("password_needed", variable="MINWON_NEW_PASSWORD")
        first = _unseen(self.words.text("cli.ask.new_password", user=user))
        return self._again(first, "cli.ask.new_password_again")

    def _again(self, first: str, key: str) -> str:
        if _unseen(self.words.text(key)) != first:
            raise Refused("typed_differently")
        return first

    # ── the home ──

    @contextmanager
    def looking(self) -> Iterator[OpenHome]:
        """The home, only to be read, also beside a window that holds it; on stderr, whether that window still lists the office's book."""
        home = self.joints.open_home(self.settings, self.ask_passphrase, exclusive=False)
        try:
            self._say_what_is_left_out(home)
            yield home
        finally:
            home.close()

    @contextmanager
    def holding(self) -> Iterator[OpenHome]:
        """The home, held alone; nobody is signed in."""
        home = self.joints.open_home(self.settings, self.ask_passphrase)
        try:
            self._say_what_is_left_out(home)
            yield home
        finally:
            home.close()

    def _say_what_is_left_out(self, home: OpenHome) -> None:
        """Whatever the command answers is a part while entries wait; one that holds the home alone has listed them, unless it could not."""
        if left := home.desk.store.exchange.kept():
            self.note("book_listing", left=left)

    @contextmanager
    def signed_in(self) -> Iterator[tuple[OpenHome, Actor]]:
        """The home, held alone, and the person of `--as`, who is signed out again at the end.

        WrongUse `user_needed`, `password_needed` before anything is opened.
        """
        user = self.get("user")
        if not user:
            raise WrongUse("user_needed")
        password = self.password_of(user)
        with self.holding() as home:
            actor = home.services.sign_in(user, password)
            try:
                yield home, actor
            except Refused:
                home.services.sign_out(actor, "exit")
                raise
            home.services.sign_out(actor, "exit")


def shown(text: str) -> str:
    """The text with every character that would act on a terminal, or turn its writing round, written out (in JSON: escaped)."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in "\n\u3000\u00a0" else _written_out(each) for each in text)


def _written_out(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'big'):04x}" for at in range(0, len(units), 2))


def _unseen(question: str) -> str:
    """What a person typed, which nobody saw."""
    from getpass import getpass  # a window never asks at the shell

    return getpass(question)


def somebody_is_there() -> bool:
    """A person sits in front of it who can be asked; a pipe is nobody."""
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def writing() -> Iterator[None]:
    """Answers are written inside. Unavailable `answer_unwritten`: to where they go nothing can be written; the rest goes nowhere."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        nobody_reads()
        raise Unavailable("answer_unwritten", errno=error.errno) from error


def nobody_reads() -> None:
    """Whoever read our answers has gone: what is still to be written goes nowhere, and Python does not try it again at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


_HOME_FILES = frozenset({"ledger.db", "ledger.db-wal", "ledger.db-shm", "home.toml", "keys.sealed", "lock"})


@contextmanager
def new_file(path: Path) -> Iterator[Any]:
    """What is written inside is that file, complete, only after the block; an exception leaves what was there before.

    Unavailable `file_unwritable`, `disk_full`.
    """
    target = path.resolve()
    if not path.name or (target.name in _HOME_FILES and (target.parent / "home.toml").exists()):
        raise Unavailable("file_unwritable")  # the book's own files are nobody's copy or report
    try:
        with whole_file.new_file(path) as file:
            yield file
    except OSError as error:
        raise Unavailable("disk_full" if error.errno == 28 else "file_unwritable", errno=error.errno) from error


_ROOM = 256 * 1024


class _OnlyAsked(Exception):
    """Nothing was to be written yet."""


def find_room(path: Path | None) -> None:
    """A paper would have fitted there just now. Asked before the book says that it was made: a name typed wrong would make the next one
    a reprint, and people told who never get a letter. Unavailable as `new_file`.
    """
    if path is None:
        return
    with suppress(_OnlyAsked), new_file(path) as file:
        file.write(bytes(_ROOM))
        file.flush()
        raise _OnlyAsked
