"""대장 출력: a statutory book or a list of cases for some days, masked or, with a reason, in full. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.ui.context import Context
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.tabs.closing.typed_days import typed_days


class BooksScreen(Protocol):
    def show_books(self, rows: Sequence[tuple[str, str]]) -> None: ...
    def show_days(self, first: str, last: str) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class BooksPresenter:
    def __init__(self, context: Context, screen: BooksScreen, papers: DayPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        catalogue = context.catalogue
        text = context.words.text
        self._known = [(book.code, context.words.of(book.name), text("books.book")) for book in catalogue.books.values()]
        self._known += [(each.code, each.name, text("books.list")) for each in catalogue.layouts.lists]

    def enter(self) -> None:
        """The books, and this month so far."""
        today = self._context.today()
        self._screen.show_books([(name, kind) for _, name, kind in self._known])
        self._screen.show_days(today.replace(day=1).isoformat(), today.isoformat())
        if not self._context.session.may("print_book"):
            self._screen.say(self._context.words.text("books.leader"), "warning")

    def print(self, index: int, first: str, last: str, reason: str, *, own: bool) -> None:
        """The chosen book of those days is set in type and shown; that it was looked at is in the book before."""
        if not 0 <= index < len(self._known) or (days := typed_days(self._context, self._screen, first, last)) is None:
            return
        code, actor, services = self._known[index][0], self._context.session.signed_in(), self._context.services
        self._papers.show_long(
            "busy.book",
            lambda progress: services.books.print_book(actor, code, *days, own=own, reason=reason.strip(), progress=progress),
        )
