"""시재 설정: how this desk counts, stamps and closes. No Qt."""

from __future__ import annotations

from typing import Protocol

from app.domain.drawer_settings import DrawerSettings
from app.ui.context import Context


class DrawerSettingsScreen(Protocol):
    def show_settings(self, settings: DrawerSettings, *, may_set: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class DrawerSettingsPresenter:
    def __init__(self, context: Context, screen: DrawerSettingsScreen) -> None:
        self._context, self._screen = context, screen

    def enter(self) -> None:
        drawer = self._context.services.drawer
        self._context.read(drawer.settings, done=self._show, failed=self._context.failing(self._screen))

    def keep(self, settings: DrawerSettings) -> None:
        """They hold at this desk from now on."""
        actor, drawer = self._context.session.signed_in(), self._context.services.drawer

        def kept(_: None) -> None:
            self._screen.say(self._context.words.text("drawer_set.kept"), "success")
            self.enter()

        self._context.write(lambda: drawer.set_drawer(actor, settings), done=kept, failed=self._context.failing(self._screen))

    def _show(self, settings: DrawerSettings) -> None:
        self._screen.show_settings(settings, may_set=self._context.session.may("set_drawer"))
