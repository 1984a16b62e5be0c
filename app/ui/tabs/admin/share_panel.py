"""The page 구 몫 of the management tab: what was said of the office's share, and below it the form two people sign."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.ui.context import Context
from app.ui.free_text import warned
from app.ui.line_form import LineForm
from app.ui.plain import Notice, column, commit_composing, label, suggest
from app.ui.tables import plain_table, put_rows
from app.ui.tabs.admin.share_presenter import Row, SharePresenter, TypedShare
from app.ui.theme import Look

COLUMNS = ("since", "percent", "source", "signed")
FIELDS = ("share.percent_field", "fees_page.from", "fees_page.source", "fees_page.second", "login.password")


class SharePanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._words, self._look, self._notice = context.words, look, notice
        self.presenter = SharePresenter(context, self)
        text = self._words.text
        self.now = label("", "lead")
        self.table = plain_table(
            look, [text(f"share.{each}") for each in COLUMNS], stretch=2, name=text("admin.share"), none=text("empty.share")
        )
        for place, size in ((0, "field_w"), (1, "label_w"), (3, "field_w")):
            self.table.setColumnWidth(place, look.px(size))
        self._form = self._setting()
        context.session.watch("actor", self.forget)
        note = label(text("share.note"), "subtle", wrap=True)
        self.setLayout(column(look, label(text("admin.share"), "title"), note, self.now, self.table, self._form))

    def enter(self) -> None:
        self.presenter.enter()

    def show_shares(self, now: str, rows: Sequence[Row], *, may_set: bool) -> None:
        self.now.setText(now)
        put_rows(self.table, rows, right=(1,))
        self._form.setVisible(may_set)

    def forget(self) -> None:
        """Nothing that was typed stands here: another person sees none of it."""
        for each in (self.percent, self.since, self.source, self.user, self.password):
            each.clear()

    def clear_typed(self) -> None:
        self.forget()
        self.percent.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _setting(self) -> QWidget:
        """Each line moves on with Enter; Enter in the last one sets the share."""
        text = self._words.text
        self.percent, self.since, self.source, self.user, self.password = lines = [QLineEdit() for _ in FIELDS]
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        suggest(self.percent, text("share.hint"))
        suggest(self.since, text("fees_page.now"))
        fields = [(text(name), line) for name, line in zip(FIELDS, lines, strict=True)]
        return LineForm(self._look, fields, (text("fees_page.set"), self._set), wide=2, below=[warned(self.source, self._words)])

    def _set(self) -> None:
        commit_composing()
        password = self.password.text()
        self.password.clear()
        self.presenter.set(TypedShare(self.percent.text(), self.since.text(), self.source.text(), self.user.text().strip(), password))
