"""Books and papers of cases, bound to one desk (`DeskServices.books`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.domain.book_papers import BookPaper
from app.domain.case_papers import CasePaper, OfferedPaper, ScanCovers
from app.domain.forms import Book
from app.domain.mailing_papers import ExpiryLetters, LabelSheet
from app.domain.papers import IntakeSlip
from app.domain.views import Actor
from app.ports.progress import UNWATCHED, Progress
from app.services import case_lists, case_papers, expiry_letters, print_book, scan_covers
from app.services.attachments import Attachments
from app.services.desk import Desk


class BookOffice:
    """Writer lane: what is printed was looked at, and both are entries."""

    def __init__(self, desk: Desk, attachments: Attachments) -> None:
        self._desk, self._attachments = desk, attachments

    def books(self) -> list[Book]:
        """See `print_book.books`. Any lane."""
        return print_book.books(self._desk)

    def print_book(
        self,
        actor: Actor,
        code: str,
        first: date,
        last: date,
        *,
        own: bool = False,
        reason: str = "",
        progress: Progress = UNWATCHED,
    ) -> BookPaper:
        """The book of that code, or the list: see `print_book.print_book` and `case_lists.print_list`."""
        is_list = any(each.code == code for each in self._desk.catalogue.layouts.lists)
        make = case_lists.print_list if is_list else print_book.print_book
        return make(self._desk, actor, print_book.Wanted(code, first, last, own, reason), progress)

    def expiry_letters(self, actor: Actor, data: bytes) -> tuple[ExpiryLetters, LabelSheet]:
        """See `expiry_letters.expiry_letters`."""
        return expiry_letters.expiry_letters(self._desk, actor, data)

    def papers(self, number_or_id: str | UUID) -> list[OfferedPaper]:
        """See `case_papers.offered`. Any lane."""
        return case_papers.offered(self._desk, number_or_id)

    def scan_covers(self, actor: Actor, numbers: Sequence[str]) -> ScanCovers:
        """See `scan_covers.scan_covers`."""
        return scan_covers.scan_covers(self._desk, actor, numbers)

    def receipt(self, actor: Actor, case_id: UUID) -> CasePaper | IntakeSlip:
        """See `case_papers.receipt`."""
        return case_papers.receipt(self._desk, actor, case_id)

    def paper(self, actor: Actor, number_or_id: str | UUID, code: str, *, reason: str = "") -> CasePaper:
        """See `case_papers.case_paper`; where the citizen signs it and has done so on the desk's screen, the signature stands on it."""
        signed = self._attachments.signature_of
        return case_papers.case_paper(self._desk, actor, number_or_id, code, reason=reason, signed=signed)
