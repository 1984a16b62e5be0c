"""The page 민원인 화면 of the management tab: which screen is the citizen's, and how it begins each visit."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from app.domain.citizen_screen import NOTICE_MAX, CitizenScreen
from app.domain.words import LANGS
from app.ui.choice_box import ChoiceBox
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label
from app.ui.tabs.admin.citizen_presenter import CitizenSettingsPresenter, Plugged
from app.ui.tabs.admin.kept_page import KeptPage
from app.ui.theme import Look


class CitizenPanel(KeptPage):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__(notice)
        self.presenter = CitizenSettingsPresenter(context, self)
        text = context.words.text
        self.chosen, self.lang = ChoiceBox(), ChoiceBox()
        self.notice_text = QLineEdit()
        self.notice_text.setMaxLength(NOTICE_MAX)
        self.notice_text.setPlaceholderText(text("citizen.welcome_note"))
        for lang in LANGS:
            self.lang.addItem(text(f"citizen_page.{lang}"), lang)
        form = QFormLayout()
        named: tuple[tuple[str, QWidget], ...] = (("screen", self.chosen), ("lang", self.lang), ("notice", self.notice_text))
        for key, widget in named:
            widget.setAccessibleName(text(f"citizen_page.{key}"))
            widget.setMaximumWidth(look.px("login_w"))
            heading = heading_of(widget, text(f"citizen_page.{key}"))
            form.addRow(heading, widget)
        self.boxes = {name: QCheckBox(text(f"citizen_page.{name}")) for name in ("large", "contrast", "rating")}
        self.keep = button(text("citizen_page.keep"), self._keep, "primary")
        box = column(look, label(text("admin.citizen"), "title"), label(text("citizen_page.note"), "subtle", wrap=True))
        box.addLayout(form)
        for each in self.boxes.values():
            box.addWidget(each)
        self.last_line(look, box, text("citizen_page.who"), self.keep)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def plugged(self) -> Sequence[Plugged]:
        """Every screen but the clerk's own, as it is named by the system."""
        clerk = self.window()
        others = [each for each in QGuiApplication.screens() if clerk is None or each is not clerk.screen()]
        return [Plugged(each.name(), each.size().width(), each.size().height()) for each in others]

    def show_settings(self, settings: CitizenScreen, choices: Sequence[tuple[str, str]], *, may_set: bool) -> None:
        self.chosen.clear()
        for code, name in choices:
            self.chosen.addItem(name, code)
        self.chosen.setCurrentIndex(self.chosen.findData(settings.screen))
        self.lang.setCurrentIndex(self.lang.findData(settings.lang))
        self.notice_text.setText(settings.notice)
        for name, each in self.boxes.items():
            each.setChecked(getattr(settings, name))
        self.allow(self.chosen, self.lang, self.notice_text, *self.boxes.values(), may_set=may_set)

    def _keep(self) -> None:
        commit_composing()
        wanted = CitizenScreen(
            screen=self.chosen.currentData(),
            lang=self.lang.currentData(),
            notice=self.notice_text.text(),
            **{name: each.isChecked() for name, each in self.boxes.items()},
        )
        self.presenter.keep(wanted)
