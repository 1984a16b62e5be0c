"""Books and papers of cases, bound to one desk (`DeskServices.books`)."""

from __future__ import annotations

from datetime import date

from app.domain.book_papers import BookPaper
from app.domain.forms import Book
from app.domain.views import Actor
from app.services import print_book
from app.services.desk import Desk


class BookOffice:
    """Writer lane: what is printed was looked at, and both are entries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def books(self) -> list[Book]:
        """See `print_book.books`. Any lane."""
        return print_book.books(self._desk)

    def print_book(self, actor: Actor, code: str, first: date, last: date, *, own: bool = False, reason: str = "") -> BookPaper:
        """See `print_book.print_book`."""
        return print_book.print_book(self._desk, actor, code, first, last, own=own, reason=reason)
