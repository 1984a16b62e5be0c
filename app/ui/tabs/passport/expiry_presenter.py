"""여권 만료 안내: the passport system's file of people becomes letters with their list, and labels for the envelopes. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.every_paper import Paper
from app.domain.identity import mask_address, mask_name
from app.domain.mailing_papers import ExpiryLetters, LabelSheet, Recipient
from app.services.expiry_letters import BYTES_MAX, people_of
from app.ui.context import Context
from app.whole_file import read_brought

PersonRow = tuple[str, str, str]


class ExpiryScreen(Protocol):
    def show_people(self, rows: Sequence[PersonRow], told: str) -> None: ...
    def show_acts(self, *, ready: bool, made: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class Shown(Protocol):
    def show(self, make: Callable[[], Paper], *, reading: bool = False) -> None: ...


class ExpiryPresenter:
    """What a file says is kept only until the next one is opened or somebody else sits here."""

    def __init__(self, context: Context, screen: ExpiryScreen, papers: Shown) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._data = b""
        self._made: tuple[ExpiryLetters, LabelSheet] | None = None

    def begin(self) -> None:
        self._acts()
        if not self._context.session.may("print_book"):
            self._screen.say(self._text("books.leader"), "warning")

    def open(self, path: Path) -> None:
        """Who stands in that file is shown, masked; nothing is made of it yet."""
        today = self._context.today()
        self.forget()

        def work() -> tuple[bytes, list[Recipient]]:
            data = read_brought(path, bytes_max=BYTES_MAX)
            return data, people_of(data, today)

        def done(found: tuple[bytes, list[Recipient]]) -> None:
            self._data, people = found
            rows = [
                (mask_name(each.name), mask_address(each.address), each.expires_on.isoformat() if each.expires_on else "")
                for each in people
            ]
            self._screen.show_people(rows, self._text("expiry.people", n=f"{len(people):,}"))
            self._acts()

        self._context.net(work, done=done, failed=self._context.failing(self._screen))

    def make(self) -> None:
        """Letters and labels are made, once, which is in the book; the letters are shown."""
        actor, data, books = self._context.session.signed_in(), self._data, self._context.services.books

        def done(made: tuple[ExpiryLetters, LabelSheet]) -> None:
            self._made = made
            self._acts()
            self._screen.say(self._text("expiry.made", n=f"{len(made[0].people):,}"), "success")
            self.letters()

        self._context.write(lambda: books.expiry_letters(actor, data), done=done, failed=self._context.failing(self._screen))

    def letters(self) -> None:
        if self._made is not None:
            letters = self._made[0]
            self._papers.show(lambda: letters, reading=True)

    def labels(self) -> None:
        if self._made is not None:
            labels = self._made[1]
            self._papers.show(lambda: labels, reading=True)

    def forget(self) -> None:
        """No file is open."""
        self._data, self._made = b"", None
        self._screen.show_people([], "")
        self._screen.say("")
        self._acts()

    def _acts(self) -> None:
        allowed = self._context.session.may("print_book")
        self._screen.show_acts(ready=allowed and bool(self._data) and self._made is None, made=self._made is not None)
