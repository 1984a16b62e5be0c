"""민원인 화면: which screen of this desk is the citizen's and how it speaks. Kept at the desk, never sent."""

from __future__ import annotations

from typing import Final

import msgspec

from app.domain.citizen_screen import NOTICE_MAX, SCREEN_MAX, CitizenScreen
from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk
from app.services.free_text import checked

SETTING: Final = "citizen_screen"
MISSING: Final = "citizen_screen_missing"


def citizen_screen(desk: Desk) -> CitizenScreen:
    """As it is set; no screen until somebody chose one. Any lane."""
    stored = desk.store.working.setting(SETTING)
    return msgspec.msgpack.decode(stored, type=CitizenScreen) if stored else CitizenScreen()


def set_citizen_screen(desk: Desk, actor: Actor, wanted: CitizenScreen) -> CitizenScreen:
    """It is so from now on. Writer lane.

    Refused `not_allowed`, `citizen_screen_invalid`, `citizen_notice_too_long`, `rrn_in_text`, `control_characters`.
    """
    require(actor.role, "set_citizen_screen")
    wanted = msgspec.structs.replace(wanted, screen=checked(wanted.screen), notice=checked(wanted.notice))
    if len(wanted.screen) > SCREEN_MAX or not wanted.screen.isprintable():
        raise Refused("citizen_screen_invalid", most=SCREEN_MAX)
    if len(wanted.notice) > NOTICE_MAX or "\n" in wanted.notice:
        raise Refused("citizen_notice_too_long", most=NOTICE_MAX)
    desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(wanted))
    return wanted


def citizen_screen_missing(desk: Desk) -> bool:
    """Whether the chosen screen could not be found when the window last looked for it. Any lane."""
    return desk.store.working.setting(MISSING) == b"1"


def note_citizen_screen(desk: Desk, *, missing: bool) -> None:
    """The window looked for the chosen screen just now; written only where that is news, as a write syncs the disk. Writer lane."""
    if citizen_screen_missing(desk) != missing:
        desk.store.working.put_setting(MISSING, b"1" if missing else b"0")
