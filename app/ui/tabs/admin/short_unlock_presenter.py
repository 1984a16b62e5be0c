"""짧은 번호: whether a short number unlocks the window at this desk, and everybody's own. No Qt."""

from __future__ import annotations

from typing import Protocol

from app.ui.context import Context


class ShortUnlockScreen(Protocol):
    def show_allowed(self, *, allowed: bool, may_allow: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ShortUnlockPresenter:
    def __init__(self, context: Context, screen: ShortUnlockScreen) -> None:
        self._context, self._screen = context, screen
        self._failed = context.failing(screen, self.enter)

    def enter(self) -> None:
        """What holds now stands there; whoever may not allow it only reads it."""
        short = self._context.services.short
        self._context.read(short.allowed, done=self._show, failed=self._context.failing(self._screen))

    def allow(self, wanted: bool) -> None:
        """A short number unlocks here, or no longer does."""
        actor, short = self._context.session.signed_in(), self._context.services.short

        def kept(allowed: bool) -> None:
            self._show(allowed)
            self._screen.say(self._context.words.text("short_unlock.on" if allowed else "short_unlock.off"), "success")

        self._context.write(lambda: short.allow(actor, wanted), done=kept, failed=self._failed)

    def keep(self, password: str, number: str) -> None:
        """The person's own number is that one; without any they have none."""
        actor, short = self._context.session.signed_in(), self._context.services.short

        def kept(_: None) -> None:
            self._show(True)
            self._screen.say(self._context.words.text("short_unlock.kept" if number else "short_unlock.gone"), "success")

        self._context.write(lambda: short.set_number(actor, password, number), done=kept, failed=self._failed)

    def _show(self, allowed: bool) -> None:
        self._screen.show_allowed(allowed=allowed, may_allow=self._context.session.may("set_idle_lock"))
