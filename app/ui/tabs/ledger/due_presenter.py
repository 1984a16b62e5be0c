"""Why the case in hand is due when it is, day by day. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.explain_deadline import day_words
from app.domain.views import CaseDetail
from app.services.office_calendar import CaseDue
from app.ui import formats
from app.ui.context import Context

Pair = tuple[str, str]


class DueScreen(Protocol):
    def show_pairs(self, pairs: Sequence[Pair]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class DuePresenter:
    def __init__(self, context: Context, screen: DueScreen, case: CaseDetail) -> None:
        self._context, self._screen, self._case = context, screen, case

    def start(self) -> None:
        actor, calendar, number = self._context.session.signed_in(), self._context.services.calendar, self._case.row.number
        self._context.read(lambda: calendar.why(actor, number), done=self._told, failed=self._context.failing(self._screen))

    def _told(self, why: CaseDue) -> None:
        text, words = self._context.words.text, self._context.words
        pairs: list[Pair] = []
        if why.due_at is not None and why.due_at != why.limit_at:
            pairs.append((text("deadline.next"), formats.stamp_text(why.due_at)))
        if why.limit_at is not None:
            pairs.append((text("deadline.limit"), formats.stamp_text(why.limit_at)))
        if why.own_due_at is not None:
            pairs.append((text("deadline.own"), formats.stamp_text(why.own_due_at)))
        pairs += [(formats.day_text(step.day, words), day_words(step, words)) for step in why.told.steps]
        self._screen.show_pairs(pairs)
