"""민원인 화면: which screen is the citizen's, and how it begins each visit. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.domain.citizen_screen import NONE, SECOND, WINDOW, CitizenScreen
from app.ui.context import Context


class Plugged(NamedTuple):
    """A screen that is there, and its size in pixels."""

    name: str
    wide: int
    high: int


class CitizenSettingsScreen(Protocol):
    def plugged(self) -> Sequence[Plugged]: ...
    def show_settings(self, settings: CitizenScreen, choices: Sequence[tuple[str, str]], *, may_set: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class CitizenSettingsPresenter:
    def __init__(self, context: Context, screen: CitizenSettingsScreen) -> None:
        self._context, self._screen = context, screen

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        work = self._context.services.work
        self._context.read(work.citizen_screen, done=self._show, failed=self._context.failing(self._screen))

    def keep(self, wanted: CitizenScreen) -> None:
        """The citizen's screen is as told from now on, at once."""
        session, work = self._context.session, self._context.services.work
        actor = session.signed_in()

        def kept(_: CitizenScreen) -> None:
            session.tell("citizen")
            self._screen.say(self._context.words.text("citizen_page.kept"), "success")

        self._context.write(lambda: work.set_citizen_screen(actor, wanted), done=kept, failed=self._context.failing(self._screen))

    def _show(self, settings: CitizenScreen) -> None:
        self._screen.show_settings(settings, self._choices(settings.screen), may_set=self._context.session.may("set_citizen_screen"))

    def _choices(self, chosen: str) -> Sequence[tuple[str, str]]:
        """None, a window, the second one whatever its name, and every screen but the clerk's own; the chosen one even if it is gone."""
        text = self._context.words.text
        found = [(NONE, text("citizen_page.none")), (WINDOW, text("citizen_page.window")), (SECOND, text("citizen_page.second"))]
        for each in self._screen.plugged():
            found.append((each.name, text("citizen_page.named", name=each.name, width=str(each.wide), height=str(each.high))))
        if chosen not in {code for code, _ in found}:
            found.append((chosen, text("citizen_page.gone", name=chosen)))
        return found
