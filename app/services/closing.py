"""Closing, the room sheet, months and deputies of one desk, bound to it: `services.closing`. Lanes as in `desk_services`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.views import Actor, ClosedDay
from app.ports.closings import Deputy
from app.services import close_day, closing_blockers, leading
from app.services.close_day import Draw
from app.services.closing_blockers import Blocker
from app.services.desk import Desk


class Closing:
    """`draw`: makes the PDF of a day's report; a closing keeps its hash."""

    def __init__(self, desk: Desk, draw: Draw) -> None:
        self._desk, self._draw = desk, draw

    def blockers(self) -> list[Blocker]:
        return closing_blockers.blockers(self._desk)

    def close(
        self,
        actor: Actor,
        *,
        counted_won: int | None = None,
        notes: Mapping[int, int] | None = None,
        reason: str = "",
        confirmer: Actor | None = None,
    ) -> ClosedDay:
        return close_day.close_day(self._desk, actor, self._draw, counted_won=counted_won, notes=notes, reason=reason, confirmer=confirmer)

    # ── who leads ──

    def leads(self, actor: Actor, on: date | None = None) -> bool:
        return leading.leads(self._desk, actor, on)

    def deputies(self, first: date | None = None, last: date | None = None) -> list[Deputy]:
        return leading.deputies(self._desk, first, last)

    def name_deputy(self, actor: Actor, user: str, first: date, last: date, reason: str = "", *, ended: bool = False) -> Deputy:
        return leading.name_deputy(self._desk, actor, user, first, last, reason, ended=ended)
