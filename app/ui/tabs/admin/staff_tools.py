"""Below the list of people: the chosen one's role changed or rights taken, and the log of all such changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QTableWidget, QWidget

from app.domain.views import StaffLogRow
from app.ui import formats
from app.ui.context import Context
from app.ui.plain import Notice, button, column, label, row
from app.ui.tables import fit_column, plain_table, put_rows, show_rows_at_least
from app.ui.tabs.admin.presenter import ROLES
from app.ui.theme import Look

ROWS_SEEN = 3


class StaffTools(QWidget):
    """`staff`: the table whose first column names the chosen person. `changed`: called when the list is to be read again."""

    def __init__(self, context: Context, look: Look, notice: Notice, staff: QTableWidget, changed: Callable[[], object]) -> None:
        super().__init__()
        self._context, self._notice, self._staff, self._changed = context, notice, staff, changed
        text = context.words.text
        self.role = QComboBox()
        self.role.setAccessibleName(text("admin.role"))
        for each in ROLES:
            self.role.addItem(text(f"role.{each}"), each)
        self.change = button(text("access.change_role"), self._change)
        self.remove = button(text("access.remove"), self._ask)
        self._leaving = ""
        self._question = label("", "strong", wrap=True)
        self.yes = button(text("access.remove"), self._remove, "primary")
        self.no = button(text("access.keep"), self._keep)
        self._asking = QWidget()
        asking = row(look, self._question, self.yes, self.no)
        asking.addStretch(1)
        self._asking.setLayout(asking)
        self._asking.hide()
        self._acts = QWidget()
        line = row(look, label(text("access.chosen"), "strong"), self.role, self.change, self.remove)
        line.addStretch(1)
        self._acts.setLayout(line)
        headings = [text(f"access.log_{each}") for each in ("at", "user", "action", "role", "by", "desk")]
        self.log = plain_table(look, headings, stretch=len(headings) - 1, name=text("access.staff_log"))
        for place in range(len(headings) - 1):
            fit_column(self.log, place)
        for table in (staff, self.log):
            show_rows_at_least(table, look, ROWS_SEEN)
        self._log_title = label(text("access.staff_log"), "lead")
        self.setLayout(column(look, self._acts, self._asking, self._log_title, self.log))

    def enter(self) -> None:
        """Who may see the log sees it as it is now; who may change people has the keys for it."""
        actor, access = self._context.session.actor, self._context.services.access
        alone = not self._context.services.desk.identity.central_url
        self._keep()
        self._acts.setVisible(alone and self._context.session.may("manage_staff"))
        sees = self._context.session.may("view_access_log")
        self._log_title.setVisible(sees)
        self.log.setVisible(sees)
        if actor is not None and sees:
            self._context.read(lambda: access.staff_log(actor), done=self._show, failed=self._context.failing(self._notice))

    def _show(self, found: list[StaffLogRow]) -> None:
        text = self._context.words.text
        rows = [
            (
                formats.stamp_text(each.at),
                each.user,
                text(f"staff_action.{each.action}"),
                text(f"role.{each.role}") if each.role else each.note,
                each.by,
                each.desk,
            )
            for each in found
        ]
        put_rows(self.log, rows)

    def _chosen(self) -> str | None:
        item = self._staff.item(self._staff.currentRow(), 0)
        if item is None:
            self._notice.say(self._context.words.text("access.choose_first"), "warning")
            return None
        return item.text()

    def _change(self) -> None:
        if (user := self._chosen()) is not None:
            actor, access, role = self._context.session.signed_in(), self._context.services.access, self.role.currentData()
            self._start(lambda: access.change_role(actor, user, role), "access.role_changed", user)

    def _ask(self) -> None:
        """Who signs in no more is asked once: the person named may be the one in the line above."""
        if (user := self._chosen()) is not None:
            self._leaving = user
            self._question.setText(self._context.words.text("access.remove_question", user=user))
            self._asking.show()
            self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        self._asking.hide()

    def _remove(self) -> None:
        self._keep()
        actor, access, user = self._context.session.signed_in(), self._context.services.access, self._leaving
        self._start(lambda: access.remove_staff(actor, user), "access.removed", user)

    def _start(self, work: Callable[[], Any], said: str, user: str) -> None:
        def done(_: object) -> None:
            self._notice.say(self._context.words.text(said, user=user), "success")
            self._changed()

        self._context.write(work, done=done, failed=self._context.failing(self._notice))
