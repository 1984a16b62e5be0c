"""`look`: how the window looks to whoever signs in, or to everybody at this desk."""

from __future__ import annotations

import msgspec

from app.cli.call import Call
from app.cli.options import Commands
from app.domain.look_choice import ROOMS, TEXTS, THEMES, LookChoice


def add(commands: Commands) -> None:
    """`look`."""
    made = commands.add("look", "look", look)
    made.add_argument("--theme", choices=THEMES, help="option.look_theme")
    made.add_argument("--text", type=int, choices=TEXTS, metavar="PERCENT", help="option.look_text")
    made.add_argument("--density", choices=ROOMS, help="option.look_density")
    made.add_argument("--language", choices=("ko", "en"), help="option.look_language")
    made.add_argument("--desk", action="store_true", help="option.look_desk")


def look(call: Call) -> int:
    """The look as it is kept now; with options, as it is kept from now on."""
    named = {"theme": call.get("theme"), "text": call.get("text"), "density": call.get("density"), "lang": call.get("language")}
    wanted = {name: value for name, value in named.items() if value is not None}
    with call.signed_in() as (home, actor):
        looks = home.services.looks
        kept: LookChoice = looks.desk() if call.get("desk") else looks.of(actor.user)
        if wanted:
            kept = msgspec.structs.replace(kept, **wanted)
            kept = looks.set_desk(kept) if call.get("desk") else looks.set_own(actor, kept)
    call.answer(msgspec.to_builtins(kept), "look", theme=kept.theme, n=kept.text, density=kept.density, lang=kept.lang or call.lang)
    return 0
