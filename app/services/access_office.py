"""Who did what at this desk, bound to it: `DeskServices.access`. Methods run on the calling thread; writing ones on the writer lane."""

from __future__ import annotations

from datetime import date

from app.domain.book_papers import BookPaper
from app.domain.views import Actor
from app.ports.sheets import Sheets
from app.services import access_review, idle_lock
from app.services.desk import Desk


class AccessOffice:
    def __init__(self, desk: Desk, sheets: Sheets) -> None:
        self._desk, self._sheets = desk, sheets

    # ── the lock ──

    def idle_minutes(self) -> int:
        return idle_lock.idle_minutes(self._desk)

    def set_idle_minutes(self, actor: Actor, minutes: int) -> int:
        return idle_lock.set_idle_minutes(self._desk, actor, minutes)

    # ── the access log ──

    def log_table(self, actor: Actor, first: date, last: date) -> bytes:
        """Every line of those days as CSV. See `access_review.table`."""
        return self._sheets.write(access_review.table(self._desk, actor, first, last), workbook=False)

    def review_sheet(self, actor: Actor, first: date, last: date) -> BookPaper:
        return access_review.sheet(self._desk, actor, first, last)

    def review(self, actor: Actor, first: date, last: date, *, unusual: int = 0, measure: str = "") -> int:
        return access_review.review(self._desk, actor, first, last, unusual=unusual, measure=measure)
