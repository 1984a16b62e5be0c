"""What the office says of itself, bound to one desk (`DeskServices.office`): fees and services from a sheet, handbook, kiosks, ratings.

Each method runs on the calling thread; what writes belongs on the writer lane, the rest on either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.handbook import Handbook
from app.domain.kiosks import KioskDay, KioskMachine
from app.domain.views import Actor
from app.ports.progress import UNWATCHED, Progress
from app.ports.sheets import Sheets
from app.services import handbook, import_services, kiosk_book, kiosk_machines, ratings
from app.services.desk import Desk
from app.services.import_services import SheetPlan
from app.services.kiosk_book import NOTHING_BESIDE, Beside
from app.services.ratings import RatedMonth


class OfficeDesk:
    def __init__(self, desk: Desk, sheets: Sheets) -> None:
        self._desk, self._sheets = desk, sheets

    # ── fees and services from a sheet ──

    def rows_of(self, data: bytes) -> list[list[str]]:
        """The rows of a sheet somebody filled in. Any thread."""
        return self._sheets.read(data)

    def plan_sheet(self, actor: Actor, rows: Sequence[Sequence[str]], progress: Progress = UNWATCHED) -> SheetPlan:
        return import_services.plan_sheet(self._desk, actor, rows, progress)

    def apply_sheet(
        self, actor: Actor, confirmer: Actor | None, rows: Sequence[Sequence[str]], *, mark: str = "", progress: Progress = UNWATCHED
    ) -> SheetPlan:
        return import_services.apply_sheet(self._desk, actor, confirmer, rows, mark=mark, progress=progress)

    def template(self, actor: Actor, *, workbook: bool) -> bytes:
        """The sheet filled with what holds now, as a file."""
        return self._sheets.write(import_services.template_rows(self._desk, actor), workbook=workbook)

    def table(self, rows: Sequence[Sequence[str]]) -> bytes:
        """Those rows as CSV, the first one headings. Any thread."""
        return self._sheets.write(rows, workbook=False)

    # ── handbook ──

    def handbook(self, text: str = "", *, service: str | None = None, overdue: bool = False) -> Handbook:
        return handbook.handbook(self._desk, text, service=service, overdue=overdue)

    def review_services(self, actor: Actor, services: Sequence[str], note: str = "") -> int:
        return handbook.review_services(self._desk, actor, services, note)

    # ── kiosks ──

    def machines(self, *, closed: bool = True) -> list[KioskMachine]:
        return kiosk_machines.machines(self._desk, closed=closed)

    def set_machine(
        self, actor: Actor, machine: str, place: str, hours: str = "", kinds: Sequence[str] = (), note: str = ""
    ) -> KioskMachine:
        return kiosk_machines.set_machine(self._desk, actor, machine, place, hours, kinds, note)

    def close_machine(self, actor: Actor, machine: str, note: str = "") -> KioskMachine:
        return kiosk_machines.close_machine(self._desk, actor, machine, note)

    def count_kiosk(
        self,
        actor: Actor,
        machine: str,
        day: str,
        papers: Mapping[str, int],
        amount_won: int = 0,
        *,
        note: str = "",
        beside: Beside = NOTHING_BESIDE,
    ) -> KioskDay:
        return kiosk_book.count_kiosk(self._desk, actor, machine, day, papers, amount_won, note=note, beside=beside)

    def kiosk_days(self, first: str, last: str) -> list[KioskDay]:
        return kiosk_book.kiosk_days(self._desk, first, last)

    # ── ratings ──

    def give_rating(self, actor: Actor, score: int) -> None:
        ratings.give_rating(self._desk, actor, score)

    def rated_month(self, month: str = "", *, own: bool = False) -> RatedMonth:
        return ratings.rated_month(self._desk, month, own=own)
