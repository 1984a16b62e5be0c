"""The drawer of one desk, bound to it: `services.drawer`. Lanes as in `desk_services`."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.drawer import DrawerDay
from app.domain.money_entries import ShiftHandedOver
from app.domain.views import Actor
from app.ports.drawer import Done
from app.services import drawer, drawer_settings
from app.services.desk import Desk
from app.services.drawer import Count, Counting, DrawerState, Purpose, Way
from app.services.drawer_settings import DrawerSettings


class DrawerServices:
    """Each method runs its service on the calling thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def settings(self) -> DrawerSettings:
        return drawer_settings.drawer_settings(self._desk)

    def set_drawer(self, actor: Actor, settings: DrawerSettings) -> None:
        drawer_settings.set_drawer(self._desk, actor, settings)

    def state(self, actor: Actor, day: str = "") -> DrawerState:
        return drawer.state(self._desk, actor, day)

    def move_cash(
        self,
        actor: Actor,
        way: Way,
        purpose: Purpose,
        amount_won: int,
        *,
        reason: str = "",
        number: str = "",
        later: bool = False,
        confirmer: Actor | None = None,
    ) -> DrawerDay:
        return drawer.move_cash(self._desk, actor, way, purpose, amount_won, reason=reason, number=number, later=later, confirmer=confirmer)

    def count(
        self,
        actor: Actor,
        purpose: Counting,
        notes: Mapping[int, int],
        *,
        blind: bool | None = None,
        reason: str = "",
        confirmer: Actor | None = None,
    ) -> Count:
        return drawer.count(self._desk, actor, purpose, notes, blind=blind, reason=reason, confirmer=confirmer)

    def hand_over(
        self, actor: Actor, taken_by: Actor, notes: Mapping[int, int], *, reason: str = "", papers: str = ""
    ) -> Done[ShiftHandedOver]:
        return drawer.hand_over(self._desk, actor, taken_by, notes, reason=reason, papers=papers)
