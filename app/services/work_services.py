"""The 업무함 of one desk, bound to it: `DeskServices.work`. Each method runs on the calling thread; what writes, on the writer lane."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.citizen_screen import CitizenScreen
from app.domain.official_numbers import Matches
from app.domain.views import Actor, WorkItem
from app.services import citizen_screen, desk_stations, fill_numbers, worklist
from app.services.desk import Desk


class WorkServices:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def counts(self, user: str | None = None, *, days: int = worklist.NUMBERLESS_DAYS) -> dict[str, int]:
        return worklist.duty_counts(self._desk, user, days=days)

    def pressing(self) -> int:
        return worklist.pressing(self._desk)

    def page(
        self,
        code: str,
        *,
        user: str | None = None,
        after: tuple[int, int] | None = None,
        limit: int = worklist.PAGE_MAX,
        days: int = worklist.NUMBERLESS_DAYS,
    ) -> list[WorkItem]:
        return worklist.duty_page(self._desk, code, user=user, after=after, limit=limit, days=days)

    def people(self) -> dict[str, int]:
        return worklist.people_counts(self._desk)

    def hand_over(self, actor: Actor, from_user: str, to_user: str, reason: str) -> int:
        return worklist.hand_over_cases(self._desk, actor, from_user, to_user, reason)

    def stations(self) -> tuple[str, ...]:
        return desk_stations.stations(self._desk)

    def set_stations(self, actor: Actor, served: Iterable[str]) -> tuple[str, ...]:
        return desk_stations.set_stations(self._desk, actor, served)

    def citizen_screen(self) -> CitizenScreen:
        return citizen_screen.citizen_screen(self._desk)

    def set_citizen_screen(self, actor: Actor, wanted: CitizenScreen) -> CitizenScreen:
        return citizen_screen.set_citizen_screen(self._desk, actor, wanted)

    def note_citizen_screen(self, *, missing: bool) -> None:
        citizen_screen.note_citizen_screen(self._desk, missing=missing)

    def match_numbers(self, actor: Actor, text: str) -> Matches:
        return fill_numbers.match_numbers(self._desk, actor, text)

    def fill_numbers(self, actor: Actor, text: str) -> Matches:
        return fill_numbers.fill_numbers(self._desk, actor, text)
