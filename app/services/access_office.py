"""Who did what at this desk, bound to it: `DeskServices.access`. Methods run on the calling thread; writing ones on the writer lane."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.book_papers import BookPaper
from app.domain.entries import Role
from app.domain.privacy_duty import PrivacyDuty
from app.domain.views import Actor, StaffLogRow
from app.ports.progress import UNWATCHED, Progress
from app.ports.sheets import Sheets
from app.services import access_review, idle_lock, people, privacy_duty, staff_changes
from app.services.desk import Desk


class AccessOffice:
    def __init__(self, desk: Desk, sheets: Sheets, duty: Callable[[], PrivacyDuty]) -> None:
        self._desk, self._sheets, self._duty = desk, sheets, duty

    # ── the lock ──

    def idle_minutes(self) -> int:
        return idle_lock.idle_minutes(self._desk)

    def set_idle_minutes(self, actor: Actor, minutes: int) -> int:
        return idle_lock.set_idle_minutes(self._desk, actor, minutes)

    # ── the access log ──

    def log_table(self, actor: Actor, first: date, last: date, progress: Progress = UNWATCHED) -> bytes:
        """Every line of those days as CSV. See `access_review.table`."""
        return self._sheets.write(access_review.table(self._desk, actor, first, last, progress), workbook=False)

    def review_sheet(self, actor: Actor, first: date, last: date) -> BookPaper:
        return access_review.sheet(self._desk, actor, first, last)

    def review(self, actor: Actor, first: date, last: date, *, unusual: int = 0, measure: str = "") -> int:
        return access_review.review(self._desk, actor, first, last, unusual=unusual, measure=measure)

    # ── people ──

    def may_stay(self, actor: Actor) -> bool:
        """See `people.may_stay`. Any lane."""
        return people.may_stay(self._desk, actor)

    def remove_staff(self, actor: Actor, user: str) -> None:
        staff_changes.remove_staff(self._desk, actor, user)

    def change_role(self, actor: Actor, user: str, role: str) -> Role:
        return staff_changes.change_role(self._desk, actor, user, role)

    def give_password(self, actor: Actor, user: str, password: str) -> None:
        staff_changes.give_password(self._desk, actor, user, password)

    def staff_log(self, actor: Actor) -> list[StaffLogRow]:
        return staff_changes.staff_log(self._desk, actor)

    # ── the duty of secrecy ──

    def duty(self) -> PrivacyDuty:
        """The text as it is now. Any lane."""
        return self._duty()

    def duty_pending(self, actor: Actor) -> PrivacyDuty | None:
        return privacy_duty.pending(self._desk, actor, self._duty())

    def acknowledge_duty(self, actor: Actor) -> bool:
        return privacy_duty.acknowledge(self._desk, actor, self._duty())
