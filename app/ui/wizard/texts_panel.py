"""처음 설정: the words of each notice in a form, and below them the second signature."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, row
from app.ui.second_sign import SecondSign
from app.ui.theme import Look
from app.ui.wizard.texts_presenter import TextsPresenter, TypedText


class TextsPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._notice = notice
        self.presenter = TextsPresenter(context, self)
        text = context.words.text
        self.which = QComboBox()
        self.which.setAccessibleName(text("setup.texts.notice"))
        self.which.currentIndexChanged.connect(self.presenter.choose)
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(text("setup.texts.text"))
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(look.px("field_px") * 3)
        self.subject, self.reason = QLineEdit(), QLineEdit()
        self.subject.setAccessibleName(text("setup.texts.subject"))
        self.reason.setAccessibleName(text("setup.texts.reason"))
        self.second = SecondSign(context.words, look, text("setup.texts.second"), done=self._keep)
        self.second.setMaximumWidth(look.px("login_w"))
        gaps = {name: f"{{{name}}}" for name in ("office", "service", "number")}
        box = column(look, self.which, self.words, label(text("setup.texts.gaps", **gaps), "small", wrap=True), gap="gap_small_px")
        for key, line in (("subject", self.subject), ("reason", self.reason)):
            box.addWidget(heading_of(line, text(f"setup.texts.{key}")))
            box.addWidget(line)
        box.addWidget(self.second)
        box.addLayout(row(look, button(text("setup.texts.keep"), self._keep, "primary"), None))
        self.setLayout(box)
        context.session.watch("actor", self.forget)

    def enter(self) -> None:
        self.presenter.enter()

    def show_notices(self, names: Sequence[str]) -> None:
        """The one in hand stays in hand."""
        at = max(0, self.which.currentIndex())
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems(names)
        self.which.setCurrentIndex(min(at, len(names) - 1))
        self.which.blockSignals(False)
        self.presenter.choose(self.which.currentIndex())

    def show_text(self, words: str, subject: str) -> None:
        self.words.setPlainText(words)
        self.subject.setText(subject)

    def forget(self) -> None:
        """Nothing stands here of why, and of who signs second."""
        self.reason.clear()
        self.second.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _keep(self) -> None:
        commit_composing()
        typed = TypedText(self.words.toPlainText(), self.subject.text(), self.reason.text(), *self.second.taken())
        self.presenter.keep(self.which.currentIndex(), typed)
