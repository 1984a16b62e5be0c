"""관리: people of this desk, one's own password, the access log. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from app.domain.entries import Role
from app.domain.views import AccessRow, StaffRow
from app.ui import formats
from app.ui.context import Context

ROLES: tuple[Role, ...] = ("clerk", "passport_clerk", "supervisor", "administrator")
LOG_PAGE = 200
# What the program itself writes as the purpose of a look stays in the book as it is; the page says it in the words of its reader. Behind
# a colon stands which paper it was.
PURPOSES: Final = {
    "업무처리": "purpose.work",
    "검색": "purpose.search",
    "클립보드 복사": "purpose.copy",
    "첨부 열람": "purpose.attachment",
    "스캔 대기 열람": "purpose.inbox",
    "어디서나민원": "purpose.transfer",
    "원장 반출": "purpose.export",
    "반환 지급": "purpose.refund",
    "확인할 일": "purpose.settle",
    "여권 만료 안내문 출력": "purpose.expiry",
    "문서 출력": "purpose.paper",
    "대장 출력": "purpose.book",
    "목록 출력": "purpose.list",
}


class AdminScreen(Protocol):
    def show_staff(self, rows: Sequence[tuple[str, str, str, str]], *, may_add: bool) -> None: ...
    def show_log(self, rows: Sequence[tuple[str, ...]], *, allowed: bool) -> None: ...
    def clear_person(self) -> None: ...
    def clear_passwords(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class AdminPresenter:
    def __init__(self, context: Context, screen: AdminScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text

    def enter(self) -> None:
        failed = self._context.failing(self._screen)
        self._context.read(self._context.services.staff, done=self._staff, failed=failed)
        if self._context.session.may("view_access_log"):
            actor = self._context.session.signed_in()
            self._context.read(lambda: self._context.services.access_log(actor, limit=LOG_PAGE), done=self._log, failed=failed)
        else:
            self._screen.show_log([], allowed=False)

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

    def change_password(self, old: str, new: str, again: str) -> None:
        """The person's own password is the new one."""
        if new != again:
            self._screen.say(self._text("admin.passwords_differ"), "warning")
            return
        actor = self._context.session.signed_in()

        def done(_: object) -> None:
            self._screen.clear_passwords()
            self._screen.say(self._text("admin.password_changed"), "success")

        self._context.write(
            lambda: self._context.services.change_password(actor, old, new), done=done, failed=self._context.failing(self._screen)
        )

    def _staff(self, rows: list[StaffRow]) -> None:
        shown = [
            (row.user, row.name, self._text(f"role.{row.role}"), self._text("admin.active" if row.active else "admin.inactive"))
            for row in rows
        ]
        self._screen.show_staff(shown, may_add=self._context.session.may("manage_staff"))

    def _log(self, rows: list[AccessRow]) -> None:
        shown = [
            (
                formats.stamp_text(row.at),
                row.user,
                self._purpose(row.purpose),
                self._text(f"query.{row.query}"),
                ", ".join(row.numbers[:3]) or self._text("unit.cases", n=row.count),
                row.desk,
                row.address,
            )
            for row in rows
        ]
        self._screen.show_log(shown, allowed=True)

    def _purpose(self, kept: str) -> str:
        """As the book keeps it where a person wrote it."""
        said, colon, which = kept.partition(": ")
        return self._text(PURPOSES[said]) + colon + which if said in PURPOSES else kept
