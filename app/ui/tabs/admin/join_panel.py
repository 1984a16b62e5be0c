"""중앙서버: where this desk belongs, and the form with which one that worked alone joins; two people sign it."""

from __future__ import annotations

from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, row, suggest, tell
from app.ui.second_sign import SecondSign
from app.ui.tabs.admin.join_presenter import JoinPresenter
from app.ui.theme import Look


class JoinPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._notice, self._text = notice, context.words.text
        self.presenter = JoinPresenter(context, self)
        text = self._text
        self.told = label("", "lead", wrap=True)
        self._note = label("", "subtle", wrap=True)
        self.url, self.code = QLineEdit(), QLineEdit()
        suggest(self.url, text("join.url_hint"))
        suggest(self.code, text("join.code_hint"))
        self.second = SecondSign(context.words, look, text("join.second"), done=self._join)
        self.go = button(text("join.go"), self._join, "primary")
        self._form = QWidget()
        box = column(look, gap="gap_small_px")
        for name, line in (("url", self.url), ("code", self.code)):
            heading = heading_of(line, text(f"join.{name}"))
            line.setAccessibleName(text(f"join.{name}"))
            line.setMaximumWidth(look.px("login_w"))
            box.addWidget(heading)
            box.addWidget(line)
        self.url.returnPressed.connect(self.code.setFocus)
        self.code.returnPressed.connect(self.second.take_focus)
        self.second.setMaximumWidth(look.px("login_w"))
        box.addWidget(self.second)
        box.addLayout(row(look, self.go, None))
        box.setContentsMargins(0, 0, 0, 0)
        self._form.setLayout(box)
        whole = column(look, label(text("admin.central"), "title"), self.told, self._note, self._form)
        whole.addStretch(1)
        self.setLayout(whole)
        context.session.watch("actor", self._forget)

    def enter(self) -> None:
        self.presenter.enter()

    def show_place(self, told: str, note: str, *, may_join: bool) -> None:
        self.told.setText(told)
        self._note.setText(note)
        self._form.setVisible(may_join)

    def set_busy(self, busy: bool) -> None:
        self.go.setEnabled(not busy)

    def joined(self) -> None:
        """What the window shows is of a desk that is alone: it goes, and another comes for the desk that is not."""
        tell(self, self._text("admin.central"), self._text("join.done"), self._text("join.reopen"))
        if (window := self.window()) is not None:
            window.close()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _forget(self) -> None:
        for each in (self.url, self.code):
            each.clear()
        self.second.clear()
        self.enter()

    def _join(self) -> None:
        commit_composing()
        self.presenter.join(self.url.text(), self.code.text(), *self.second.taken())
