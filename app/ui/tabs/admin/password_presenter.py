"""비밀번호: one's own, changed by who knows the one that held until now. No Qt."""

from __future__ import annotations

from typing import Protocol

from app.ui.context import Context


class PasswordScreen(Protocol):
    def clear_passwords(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class PasswordPresenter:
    def __init__(self, context: Context, screen: PasswordScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text

    def change(self, old: str, new: str, again: str) -> None:
        """The person's own password is the new one."""
        if new != again:
            self._screen.say(self._text("admin.passwords_differ"), "warning")
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def done(_: object) -> None:
            self._screen.clear_passwords()
            self._screen.say(self._text("admin.password_changed"), "success")

        self._context.write(lambda: services.change_password(actor, old, new), done=done, failed=self._context.failing(self._screen))
