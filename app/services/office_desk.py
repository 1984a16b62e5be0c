"""What the office says of itself, bound to one desk (`DeskServices.office`): its own fees and services from a sheet, and its kiosks.

Each method runs on the calling thread; what writes belongs on the writer lane, the rest on either.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.kiosks import KioskDay, KioskMachine
from app.domain.views import Actor
from app.ports.sheets import Sheets
from app.services import import_services, kiosk_book, kiosk_machines
from app.services.desk import Desk
from app.services.import_services import SheetPlan


class OfficeDesk:
    def __init__(self, desk: Desk, sheets: Sheets) -> None:
        self._desk, self._sheets = desk, sheets

    def rows_of(self, data: bytes) -> list[list[str]]:
        """The rows of a sheet somebody filled in. Any thread."""
        return self._sheets.read(data)

    def plan_sheet(self, actor: Actor, rows: Sequence[Sequence[str]]) -> SheetPlan:
        return import_services.plan_sheet(self._desk, actor, rows)

    def apply_sheet(self, actor: Actor, confirmer: Actor | None, rows: Sequence[Sequence[str]], *, mark: str = "") -> SheetPlan:
        return import_services.apply_sheet(self._desk, actor, confirmer, rows, mark=mark)

    def template(self, actor: Actor, *, workbook: bool) -> bytes:
        """The sheet filled with what holds now, as a file."""
        return self._sheets.write(import_services.template_rows(self._desk, actor), workbook=workbook)

    def machines(self, *, closed: bool = True) -> list[KioskMachine]:
        return kiosk_machines.machines(self._desk, closed=closed)

    def kiosk_days(self, first: str, last: str) -> list[KioskDay]:
        return kiosk_book.kiosk_days(self._desk, first, last)
