"""보안용지 수불 bound to one desk (`DeskServices.security_paper`). What writes belongs on the writer lane, the rest on any."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.book_papers import BookPaper
from app.domain.security_paper import Stock
from app.domain.views import Actor
from app.services import security_paper, security_paper_book
from app.services.desk import Desk
from app.services.security_paper import StockBook, Way


class SecurityPaperOffice:
    def __init__(self, desk: Desk) -> None:
        self._book = StockBook(desk)

    def stock(self) -> Stock:
        return self._book.stock()

    def receive(self, actor: Actor, paper: str, first: str, last: str = "", note: str = "") -> Stock:
        return security_paper.receive(self._book, actor, paper, first, last, note)

    def move(
        self,
        actor: Actor,
        way: Way,
        paper: str,
        first: str,
        last: str = "",
        *,
        to: str = "",
        note: str = "",
        confirmer: Actor | None = None,
    ) -> Stock:
        return security_paper.move(self._book, actor, way, paper, first, last, to=to, note=note, confirmer=confirmer)

    def use(self, actor: Actor, paper: str, first: str = "", last: str = "", *, day: str = "") -> Stock:
        return security_paper.use(self._book, actor, paper, first, last, day=day)

    def spoil(self, actor: Actor, confirmer: Actor | None, paper: str, numbers: str, reason: str, *, from_store: bool = False) -> Stock:
        return security_paper.spoil(self._book, actor, confirmer, paper, numbers, reason, from_store=from_store)

    def missing_of(self, paper: str, numbers: str, *, in_store: bool = False) -> str:
        return security_paper.missing_of(self._book, paper, numbers, in_store=in_store)

    def count(self, actor: Actor, confirmer: Actor | None, paper: str, numbers: str, *, in_store: bool = False, note: str = "") -> Stock:
        return security_paper.count(self._book, actor, confirmer, paper, numbers, in_store=in_store, note=note)

    def void(self, actor: Actor, confirmer: Actor | None, entry: UUID, reason: str) -> Stock:
        return security_paper.void(self._book, actor, confirmer, entry, reason)

    def untold(self) -> list[str]:
        return security_paper.untold(self._book)

    def left_here(self) -> dict[str, int]:
        return security_paper.left_here(self._book)

    def held(self) -> str:
        return security_paper.held(self._book)

    def book(self, actor: Actor, first: date, last: date, *, paper: str = "", own: bool = False) -> BookPaper:
        return security_paper_book.book(self._book, actor, first, last, paper=paper, own=own)
