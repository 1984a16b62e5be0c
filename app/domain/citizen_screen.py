"""양방향: what the citizen is shown on a screen of their own, and what they say there. Pure."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from app.domain.bounds import Int, Won

ScreenLang = Literal["ko", "en"]
By = Literal["citizen", "clerk"]

NONE: Final = ""
WINDOW: Final = "window"  # 미리 보기: a plain window, where the desk has one screen
SECOND: Final = "second"  # the first screen that is not the clerk's
NOTICE_MAX: Final = 80
SCREEN_MAX: Final = 80
SIGNATURE_FILE: Final = "민원인 서명.png"  # as it is kept with the case, and found for its paper
SIGNATURE_BROUGHT: Final = "민원인 서명 (파일).png"  # a file that somebody brought under that name: nobody gave it on the screen
# Boxes of a form that are the citizen's own to tick.
CONSENTS: Final = ("sms_consent", "sharing_consent")


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """The citizen saw one line of the basket and said that it is right. `at`: ms; `due_won`: of the line as it was shown; `total_won`,
    `cases`: of the whole page; `by` clerk: they said so aloud; `consents`: boxes of the form that they answered themselves.
    """

    at: Int
    due_won: Won
    total_won: Won
    cases: Int = 1
    lang: ScreenLang = "ko"
    by: By = "citizen"
    consents: list[str] = []


class CitizenScreen(msgspec.Struct, frozen=True, kw_only=True):
    """How this desk shows it. `screen`: nothing, `window`, `second` or the name of a screen; `notice`: what stands there between visits."""

    screen: str = NONE
    lang: ScreenLang = "ko"
    large: bool = False
    contrast: bool = False
    rating: bool = True
    notice: str = ""
