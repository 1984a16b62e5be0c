"""How the window looks to somebody: theme, text size, density and language. Pure."""

from __future__ import annotations

from typing import Final, Literal, get_args

import msgspec

from app.domain.errors import Refused

Theme = Literal["light", "high-contrast"]
Room = Literal["auto", "compact", "comfortable"]
Spoken = Literal["", "ko", "en"]
THEMES: Final[tuple[Theme, ...]] = get_args(Theme)
ROOMS: Final[tuple[Room, ...]] = get_args(Room)
SPOKEN: Final[tuple[Spoken, ...]] = get_args(Spoken)
LOOK: Final = "look"  # under which a desk keeps it
TEXTS: Final = (100, 125, 150, 175, 200)  # percent of the text size of the density


class LookChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`text`: percent. `density` auto: by the height of the screen. `lang` empty: the one the program was started in."""

    theme: Theme = "light"
    text: int = 100
    density: Room = "auto"
    lang: Spoken = ""


def checked(choice: LookChoice) -> LookChoice:
    """The choice, if each part of it is one that there is. Refused `look_unknown` with the part and what there is."""
    for part, known in (("theme", THEMES), ("text", TEXTS), ("density", ROOMS), ("lang", SPOKEN)):
        if getattr(choice, part) not in known:
            raise Refused("look_unknown", part=part, known=", ".join(str(each) for each in known if each))
    return choice


def stepped(text: int, step: int) -> int:
    """The next larger or smaller text size, or the same at either end."""
    at = TEXTS.index(text) if text in TEXTS else 0
    return TEXTS[max(0, min(len(TEXTS) - 1, at + step))]
