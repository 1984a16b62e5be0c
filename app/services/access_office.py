"""Who did what at this desk, bound to it: `DeskServices.access`. Methods run on the calling thread; writing ones on the writer lane."""

from __future__ import annotations

from app.domain.views import Actor
from app.services import idle_lock
from app.services.desk import Desk


class AccessOffice:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def idle_minutes(self) -> int:
        return idle_lock.idle_minutes(self._desk)

    def set_idle_minutes(self, actor: Actor, minutes: int) -> int:
        return idle_lock.set_idle_minutes(self._desk, actor, minutes)
