"""`citizen-screen show|set`: which screen of this desk is the citizen's (양방향), and how it speaks."""

from __future__ import annotations

from typing import Any

import msgspec

from app.cli.call import Call
from app.cli.options import Commands
from app.domain.citizen_screen import NONE, CitizenScreen
from app.domain.words import LANGS

OFF = "none"
_SWITCH = ("on", "off")


def add(commands: Commands) -> None:
    """`citizen-screen`."""
    group = commands.group("citizen-screen", "citizen_screen")
    group.add("show", "citizen_screen_show", show)
    setting = group.add("set", "citizen_screen_set", change)
    setting.add_argument("--screen", metavar="none|window|second|NAME", help="option.citizen_screen")
    setting.add_argument("--window-lang", choices=LANGS, help="option.citizen_lang")
    for name in ("large", "contrast", "rating"):
        setting.add_argument(f"--{name}", choices=_SWITCH, help=f"option.citizen_{name}")
    setting.add_argument("--notice", metavar="TEXT", help="option.citizen_notice")


def show(call: Call) -> int:
    """How it is set."""
    with call.looking() as home:
        found = home.services.work.citizen_screen()
    _answer(call, found)
    return 0


def change(call: Call) -> int:
    """What was named is so from now on, the rest stays."""
    with call.signed_in() as (home, actor):
        work = home.services.work
        found = work.set_citizen_screen(actor, msgspec.structs.replace(work.citizen_screen(), **_wanted(call)))
    _answer(call, found)
    return 0


def _wanted(call: Call) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if (screen := call.get("screen")) is not None:
        wanted["screen"] = NONE if screen == OFF else screen
    if (lang := call.get("window_lang")) is not None:
        wanted["lang"] = lang
    if (notice := call.get("notice")) is not None:
        wanted["notice"] = notice
    return wanted | {name: call.get(name) == "on" for name in ("large", "contrast", "rating") if call.get(name) is not None}


def _answer(call: Call, found: CitizenScreen) -> None:
    told = msgspec.to_builtins(found) | {"screen": found.screen or OFF}
    key = "citizen_screen_none" if found.screen == NONE else "citizen_screen"
    call.answer(told, key, screen=found.screen, lang=found.lang)
