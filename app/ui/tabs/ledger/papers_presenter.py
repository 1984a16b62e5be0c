"""Which papers of the case in hand there are now, and one of them printed. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.case_papers import CasePaper, OfferedPaper
from app.domain.views import CaseDetail
from app.ui.context import Context


class PapersScreen(Protocol):
    def show_papers(self, papers: Sequence[OfferedPaper]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class PapersPresenter:
    """`show`: sets a paper in type and opens it."""

    def __init__(self, context: Context, screen: PapersScreen, case: CaseDetail, show: Callable[[Callable[[], CasePaper]], object]) -> None:
        self._context, self._screen, self._case, self._show = context, screen, case, show
        self._papers: Sequence[OfferedPaper] = ()

    def start(self) -> None:
        services, case_id = self._context.services, self._case.row.case_id
        self._context.read(lambda: services.books.papers(case_id), done=self._known, failed=self._context.failing(self._screen))

    def name(self, paper: OfferedPaper) -> str:
        """Its name in the language of the screen."""
        return self._context.words.text(f"paper.{paper.code}")

    def print(self, at: int) -> None:
        """That paper is made, which is an entry, and shown."""
        if 0 <= at < len(self._papers):
            code, case_id = self._papers[at].code, self._case.row.case_id
            actor, services = self._context.session.signed_in(), self._context.services
            self._show(lambda: services.books.paper(actor, case_id, code))

    def _known(self, papers: Sequence[OfferedPaper]) -> None:
        self._papers = papers
        self._screen.show_papers(papers)
