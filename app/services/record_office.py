"""기록물철 bound to one desk (`DeskServices.records`). What writes belongs on the writer lane; the register is read on any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.book_papers import BookPaper
from app.domain.record_entries import Disclosure, Outcome
from app.domain.record_files import RecordFile
from app.domain.views import Actor
from app.services import destroy_list, record_files
from app.services.desk import Desk


class RecordOffice:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self) -> list[RecordFile]:
        return record_files.record_files(self._desk)

    def transfer(self, actor: Actor, files: Sequence[str], on: date, confirmer: Actor | None, note: str = "") -> int:
        return record_files.transfer(self._desk, actor, files, on, confirmer, note)

    def appraise(
        self,
        actor: Actor,
        files: Sequence[str],
        outcome: Outcome,
        board: str,
        on: date,
        confirmer: Actor | None,
        *,
        years: int | None = None,
    ) -> int:
        return record_files.appraise(self._desk, actor, files, outcome, board, on, confirmer, years=years)

    def count_file(self, actor: Actor, file: str, found: int, note: str = "") -> RecordFile:
        return record_files.count_file(self._desk, actor, file, found, note)

    def disclose(self, actor: Actor, files: Sequence[str], disclosure: Disclosure, note: str = "") -> int:
        return record_files.disclose(self._desk, actor, files, disclosure, note)

    def destroy_list(self, actor: Actor, *, board: str = "", year: int | None = None) -> BookPaper:
        return destroy_list.destroy_list(self._desk, actor, board=board, year=year)
