"""담당자: the chosen one's role changed, rights taken or a new password given, and the log of all such changes. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from app.domain.entries import Role
from app.domain.views import StaffLogRow
from app.ui import formats
from app.ui.context import Context

Row = tuple[str, ...]


class StaffScreen(Protocol):
    def show_allowed(self, *, may_change: bool, sees_log: bool) -> None: ...
    def show_log(self, rows: Sequence[Row]) -> None: ...
    def ask(self, question: str) -> None: ...
    def end_question(self) -> None: ...
    def clear_password(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class StaffPresenter:
    """`changed`: called when the list of people is to be read again. A `user` is empty where nobody was chosen."""

    def __init__(self, context: Context, screen: StaffScreen, changed: Callable[[], object]) -> None:
        self._context, self._screen, self._changed = context, screen, changed
        self._text = context.words.text
        self._leaving = ""

    def enter(self) -> None:
        """Who may see the log sees it as it is now; who may change people has the keys for it, at a desk that is alone."""
        session, services = self._context.session, self._context.services
        self.stay()
        self._screen.clear_password()
        sees_log = session.may("view_access_log")
        self._screen.show_allowed(may_change=not services.desk.identity.central_url and session.may("manage_staff"), sees_log=sees_log)
        if sees_log:
            actor = session.signed_in()
            self._context.read(lambda: services.access.staff_log(actor), done=self._log, failed=self._context.failing(self._screen))

    def change(self, user: str, role: Role) -> None:
        """That person has that role."""
        if self._is_chosen(user):
            actor, access = self._context.session.signed_in(), self._context.services.access
            self._start(lambda: access.change_role(actor, user, role), "access.role_changed", user)

    def give_password(self, user: str, password: str) -> None:
        """Who forgot theirs signs in with that one."""
        if not self._is_chosen(user):
            return
        if not password:
            self._screen.say(self._text("access.password_missing"), "warning")
            return
        actor, access = self._context.session.signed_in(), self._context.services.access
        self._screen.clear_password()
        self._start(lambda: access.give_password(actor, user, password), "access.password_given", user)

    def ask(self, user: str) -> None:
        """Who signs in no more is asked once: the person named may be the one in the line above."""
        if self._is_chosen(user):
            self._leaving = user
            self._screen.ask(self._text("access.remove_question", user=user))

    def stay(self) -> None:
        """Nobody is asked about: everybody keeps what they may."""
        self._leaving = ""
        self._screen.end_question()

    def remove(self) -> None:
        """Whoever was asked about signs in no more."""
        actor, access, user = self._context.session.signed_in(), self._context.services.access, self._leaving
        self.stay()
        self._start(lambda: access.remove_staff(actor, user), "access.removed", user)

    def _is_chosen(self, user: str) -> bool:
        if not user:
            self._screen.say(self._text("access.choose_first"), "warning")
        return bool(user)

    def _log(self, found: Sequence[StaffLogRow]) -> None:
        self._screen.show_log([self._row(each) for each in found])

    def _row(self, each: StaffLogRow) -> Row:
        what = self._text(f"role.{each.role}") if each.role else each.note
        return formats.stamp_text(each.at), each.user, self._text(f"staff_action.{each.action}"), what, each.by, each.desk

    def _start(self, work: Callable[[], Any], said: str, user: str) -> None:
        def done(_: object) -> None:
            self._screen.say(self._text(said, user=user), "success")
            self._changed()

        self._context.write(work, done=done, failed=self._context.failing(self._screen))
