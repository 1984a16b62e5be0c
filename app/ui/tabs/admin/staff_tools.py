"""Below the list of people: the chosen one's role changed, rights taken or a new password given, and the log of all such changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLineEdit, QTableWidget, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, column, heading_of, label, row
from app.ui.tables import fit_column, plain_table, put_rows, show_rows_at_least
from app.ui.tabs.admin.presenter import ROLES
from app.ui.tabs.admin.staff_presenter import Row, StaffPresenter
from app.ui.theme import Look

ROWS_SEEN = 3


class StaffTools(QWidget):
    """`staff`: the table whose first column names the chosen person. `changed`: called when the list is to be read again."""

    def __init__(self, context: Context, look: Look, notice: Notice, staff: QTableWidget, changed: Callable[[], object]) -> None:
        super().__init__()
        self._notice, self._staff = notice, staff
        self.presenter = StaffPresenter(context, self, changed)
        text = context.words.text
        self.role = QComboBox()
        self.role.setAccessibleName(text("admin.role"))
        for each in ROLES:
            self.role.addItem(text(f"role.{each}"), each)
        self.change = button(text("access.change_role"), self._change)
        self.remove = button(text("access.remove"), self._ask)
        self._question = label("", "strong", wrap=True)
        self.yes = button(text("access.remove"), self.presenter.remove, "primary")
        self.no = button(text("access.keep"), self.presenter.stay)
        self._asking = QWidget()
        asking = row(look, self._question, self.yes, self.no, None)
        self._asking.setLayout(asking)
        self._asking.hide()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(text("access.new_password"))
        heading = heading_of(self.password, text("access.new_password"))
        self.give = button(text("access.give_password"), self._give)
        self.password.returnPressed.connect(self._give)
        self._acts = QWidget()
        rights = row(look, label(text("access.chosen"), "strong"), self.role, self.change, self.remove, None)
        self._acts.setLayout(column(look, rights, row(look, heading, self.password, self.give, None)))
        headings = [text(f"access.log_{each}") for each in ("at", "user", "action", "role", "by", "desk")]
        self.log = plain_table(look, headings, stretch=len(headings) - 1, name=text("access.staff_log"))
        for place in range(len(headings) - 1):
            fit_column(self.log, place)
        for table in (staff, self.log):
            show_rows_at_least(table, look, ROWS_SEEN)
        self._log_title = label(text("access.staff_log"), "lead")
        self.setLayout(column(look, self._acts, self._asking, self._log_title, self.log))

    def enter(self) -> None:
        self.presenter.enter()

    def show_allowed(self, *, may_change: bool, sees_log: bool) -> None:
        self._acts.setVisible(may_change)
        self._log_title.setVisible(sees_log)
        self.log.setVisible(sees_log)

    def show_log(self, rows: Sequence[Row]) -> None:
        put_rows(self.log, rows)

    def ask(self, question: str) -> None:
        self._question.setText(question)
        self._asking.show()
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_question(self) -> None:
        self._asking.hide()

    def clear_password(self) -> None:
        self.password.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _change(self) -> None:
        self.presenter.change(self._chosen(), self.role.currentData())

    def _give(self) -> None:
        self.presenter.give_password(self._chosen(), self.password.text())

    def _ask(self) -> None:
        self.presenter.ask(self._chosen())

    def _chosen(self) -> str:
        item = self._staff.item(self._staff.currentRow(), 0)
        return item.text() if item is not None else ""
