"""The page 민원인 화면 of the management tab: which screen is the citizen's, and how it begins each visit."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from app.domain.citizen_screen import NONE, NOTICE_MAX, SECOND, WINDOW, CitizenScreen
from app.domain.words import LANGS
from app.ui.choice_box import ChoiceBox
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, label, row
from app.ui.theme import Look


class CitizenPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._context, self._notice = context, notice
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
            heading = label(text(f"citizen_page.{key}"), "strong")
            heading.setBuddy(widget)
            form.addRow(heading, widget)
        self.boxes = {name: QCheckBox(text(f"citizen_page.{name}")) for name in ("large", "contrast", "rating")}
        self.keep = button(text("citizen_page.keep"), self._keep, "primary")
        self._who = label(text("citizen_page.who"), "subtle", wrap=True)
        box = column(look, label(text("admin.citizen"), "title"), label(text("citizen_page.note"), "subtle", wrap=True))
        box.addLayout(form)
        for each in self.boxes.values():
            box.addWidget(each)
        last = row(look, self.keep)
        last.addStretch(1)
        box.addLayout(last)
        box.addWidget(self._who)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        work = self._context.services.work
        self._context.read(work.citizen_screen, done=self._show, failed=self._context.failing(self._notice))

    def _show(self, settings: CitizenScreen) -> None:
        allowed = self._context.session.may("set_citizen_screen")
        self.chosen.clear()
        for code, name in self._screens(settings.screen):
            self.chosen.addItem(name, code)
        self.chosen.setCurrentIndex(self.chosen.findData(settings.screen))
        self.lang.setCurrentIndex(self.lang.findData(settings.lang))
        self.notice_text.setText(settings.notice)
        for name, each in self.boxes.items():
            each.setChecked(getattr(settings, name))
        fields: tuple[QWidget, ...] = (self.chosen, self.lang, self.notice_text, *self.boxes.values())
        for widget in fields:
            widget.setEnabled(allowed)
        self.keep.setVisible(allowed)
        self._who.setVisible(not allowed)

    def _screens(self, chosen: str) -> Sequence[tuple[str, str]]:
        """None, a window, the second one whatever its name, and every screen but the clerk's own; the chosen one even if it is gone."""
        text, clerk = self._context.words.text, self.window()
        found = [(NONE, text("citizen_page.none")), (WINDOW, text("citizen_page.window")), (SECOND, text("citizen_page.second"))]
        for each in QGuiApplication.screens():
            if clerk is None or each is not clerk.screen():
                wide, high = str(each.size().width()), str(each.size().height())
                found.append((each.name(), text("citizen_page.named", name=each.name(), width=wide, height=high)))
        if chosen not in {code for code, _ in found}:
            found.append((chosen, text("citizen_page.gone", name=chosen)))
        return found

    def _keep(self) -> None:
        commit_composing()
        actor, work = self._context.session.signed_in(), self._context.services.work
        wanted = CitizenScreen(
            screen=self.chosen.currentData(),
            lang=self.lang.currentData(),
            notice=self.notice_text.text(),
            **{name: each.isChecked() for name, each in self.boxes.items()},
        )

        def done(_: CitizenScreen) -> None:
            self._context.session.tell("citizen")
            self._notice.say(self._context.words.text("citizen_page.kept"), "success")

        self._context.write(lambda: work.set_citizen_screen(actor, wanted), done=done, failed=self._context.failing(self._notice))
