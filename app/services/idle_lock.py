"""After how many minutes without a hand on it the window locks by itself (safety standard Art. 6 (4)). Kept at the desk, never sent."""

from __future__ import annotations

from typing import Final

from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk

SETTING: Final = "idle_lock_minutes"
MINUTES: Final = 15  # until somebody says otherwise
MINUTES_MAX: Final = 60  # there is no "never": a desk that nobody minds stands open to whoever passes


def idle_minutes(desk: Desk) -> int:
    """Minutes without a hand after which the window locks. Any lane."""
    stored = desk.store.working.setting(SETTING)
    return int(stored) if stored else MINUTES


def set_idle_minutes(desk: Desk, actor: Actor, minutes: int) -> int:
    """The window locks after so many minutes from now on. Refused `not_allowed`, `idle_minutes_invalid`."""
    require(actor.role, "set_idle_lock")
    if not 1 <= minutes <= MINUTES_MAX:
        raise Refused("idle_minutes_invalid", most=MINUTES_MAX)
    desk.store.working.put_setting(SETTING, str(minutes).encode())
    return minutes
