"""관리: people of this desk. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.entries import Role
from app.domain.views import StaffRow
from app.ui.context import Context

ROLES: tuple[Role, ...] = ("clerk", "passport_clerk", "supervisor", "administrator")


class AdminScreen(Protocol):
    def show_staff(self, rows: Sequence[tuple[str, str, str, str]], *, may_add: bool) -> None: ...
    def clear_person(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class AdminPresenter:
    def __init__(self, context: Context, screen: AdminScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text

    def enter(self) -> None:
        """Who works at this desk, as it is now."""
        self._context.read(self._context.services.staff, done=self._staff, failed=self._context.failing(self._screen))

    def add(self, user: str, name: str, role: Role, password: str) -> None:
        """One more person may work at this desk."""
        actor = self._context.session.signed_in()

        def done(_: object) -> None:
            self._screen.clear_person()
            self._screen.say(self._text("admin.added", user=user.strip()), "success")
            self.enter()

        self._context.write(
            lambda: self._context.services.add_staff(actor, user.strip(), role, name.strip(), password),
            done=done,
            failed=self._context.failing(self._screen),
        )

    def _staff(self, rows: list[StaffRow]) -> None:
        shown = [
            (row.user, row.name, self._text(f"role.{row.role}"), self._text("admin.active" if row.active else "admin.inactive"))
            for row in rows
        ]
        self._screen.show_staff(shown, may_add=self._context.session.may("manage_staff"))
