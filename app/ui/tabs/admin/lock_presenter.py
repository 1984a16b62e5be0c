"""화면 잠금: after how many minutes without a hand the window locks by itself. No Qt."""

from __future__ import annotations

from typing import Protocol

from app.ui.context import Context


class LockScreen(Protocol):
    def show_minutes(self, minutes: int, *, may_set: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class LockPresenter:
    def __init__(self, context: Context, screen: LockScreen) -> None:
        self._context, self._screen = context, screen

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        access = self._context.services.access
        self._context.read(access.idle_minutes, done=self._show, failed=self._context.failing(self._screen))

    def keep(self, minutes: int) -> None:
        """The window locks after so many from now on."""
        session, access = self._context.session, self._context.services.access
        actor = session.signed_in()

        def kept(held: int) -> None:
            session.tell("idle")
            self._screen.say(self._context.words.text("idle.kept", n=held), "success")

        self._context.write(lambda: access.set_idle_minutes(actor, minutes), done=kept, failed=self._context.failing(self._screen))

    def _show(self, minutes: int) -> None:
        self._screen.show_minutes(minutes, may_set=self._context.session.may("set_idle_lock"))
