"""처음 설정: pages that have no page of their own elsewhere: people, keys, a scanner tried, texts of messages, blank slips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.errors import Refused
from app.domain.every_paper import Paper
from app.domain.mrz import parse_holder, parse_names
from app.domain.numbers import looks_like_number, looks_like_slip, parse_number
from app.domain.setup_papers import RecoverySheet
from app.domain.views import StaffRow
from app.services.notice_office import NoticeText
from app.services.paper_slips import BLOCK, SlipStatus
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, label, row
from app.ui.second_sign import SecondSign
from app.ui.services import confirmer_of
from app.ui.theme import Look

MRZ_LENGTH = 44


class Papers(Protocol):
    """What shows papers (`ui.papers.PaperShow`)."""

    def show(self, make: Callable[[], Paper], *, by_itself: bool = False, reading: bool = False) -> None: ...
    def blank_slips(self, count: int, then: Callable[[], object]) -> None: ...


class Told(QWidget):
    """A step that is done on other pages: what it is about, and buttons that lead there."""

    def __init__(self, look: Look, ways: Sequence[tuple[str, Callable[[], object]]]) -> None:
        super().__init__()
        box = column(look)
        line = row(look, *(button(name, act) for name, act in ways))
        line.addStretch(1)
        box.addLayout(line)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        """Nothing to read."""


class PeoplePanel(Told):
    """Who can sign in, by role."""

    def __init__(self, context: Context, look: Look, notice: Notice, ways: Sequence[tuple[str, Callable[[], object]]]) -> None:
        super().__init__(look, ways)
        self._context, self._notice = context, notice
        self.told = label("", wrap=True)
        box = self.layout()
        if isinstance(box, QVBoxLayout):
            box.insertWidget(0, self.told)

    def enter(self) -> None:
        self._context.read(self._context.services.staff, done=self._show, failed=self._context.failing(self._notice))

    def _show(self, rows: Sequence[StaffRow]) -> None:
        here = [each for each in rows if each.active]
        leaders = sum(each.role == "supervisor" for each in here)
        self.told.setText(self._context.words.text("setup.note.people", people=len(here), leaders=leaders))


class KeysPanel(QWidget):
    """The recovery sheet, made by who is signed in and another one."""

    def __init__(self, context: Context, look: Look, notice: Notice, papers: Papers) -> None:
        super().__init__()
        self._context, self._notice, self._papers = context, notice, papers
        text = context.words.text
        self.second = SecondSign(context.words, look, text("setup.keys.second"), done=self._make)
        self.second.setMaximumWidth(look.px("login_w"))
        line = row(look, button(text("setup.keys.make"), self._make, "primary"))
        line.addStretch(1)
        box = column(look, self.second)
        box.addLayout(line)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.second.clear()

    def _make(self) -> None:
        commit_composing()
        actor, services = self._context.session.signed_in(), self._context.services
        user, password = self.second.taken()

        def made() -> RecoverySheet:
            return services.setup.recovery_sheet(actor, confirmer_of(services, user, password))

        self._papers.show(made)


class ScanTest(QWidget):
    """A line into which a scanner types: it says what was read, and keeps none of it."""

    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._context = context
        text = context.words.text
        self.line = QLineEdit()
        self.line.setAccessibleName(text("setup.scan.name"))
        self.line.setPlaceholderText(text("setup.scan.hint"))
        self.line.returnPressed.connect(self._read)
        self.told = label("", wrap=True)
        heading = label(text("setup.scan.name"), "strong")
        heading.setBuddy(self.line)
        self.setLayout(column(look, heading, self.line, self.told))

    def enter(self) -> None:
        self.line.clear()
        self.told.setText("")

    def _read(self) -> None:
        commit_composing()
        typed = self.line.text().strip()
        self.line.clear()
        self.told.setText(self._said(typed))

    def _said(self, typed: str) -> str:
        text, plain = self._context.words.text, typed.removeprefix("MINWON:C:").partition(":")[0]
        if looks_like_slip(plain):
            return text("setup.scan.slip", number=plain)
        try:
            if looks_like_number(plain):
                return text("setup.scan.number", number=parse_number(plain))
            if len(typed) == MRZ_LENGTH and typed.startswith("P"):
                parse_names(typed)
                return text("setup.scan.mrz_one")
            if len(typed) == MRZ_LENGTH:
                parse_holder(typed, today=self._context.today())
                return text("setup.scan.mrz")
        except Refused as error:
            return self._context.words.message(error)
        return text("setup.scan.other", n=len(typed))


class TextsPanel(QWidget):
    """The words of each notice; an office's own are set by two."""

    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._context, self._notice = context, notice
        self._texts: list[NoticeText] = []
        text = context.words.text
        self.which = QComboBox()
        self.which.setAccessibleName(text("setup.texts.notice"))
        self.which.currentIndexChanged.connect(self._show_one)
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
            heading = label(text(f"setup.texts.{key}"), "strong")
            heading.setBuddy(line)
            box.addWidget(heading)
            box.addWidget(line)
        box.addWidget(self.second)
        last = row(look, button(text("setup.texts.keep"), self._keep, "primary"))
        last.addStretch(1)
        box.addLayout(last)
        self.setLayout(box)
        context.session.watch("actor", self._forget)

    def enter(self) -> None:
        self._context.read(self._context.services.notices.texts, done=self._show, failed=self._context.failing(self._notice))

    def _show(self, found: list[NoticeText]) -> None:
        at = max(0, self.which.currentIndex())
        self._texts = found
        own = self._context.words.text("setup.texts.own")
        self.which.blockSignals(True)
        self.which.clear()
        names = [(each.definition.name[self._context.words.lang], each.own) for each in found]
        self.which.addItems([f"{name} · {own}" if has_own else name for name, has_own in names])
        self.which.setCurrentIndex(min(at, len(found) - 1))
        self.which.blockSignals(False)
        self._show_one(self.which.currentIndex())

    def _show_one(self, at: int) -> None:
        if 0 <= at < len(self._texts):
            self.words.setPlainText(self._texts[at].wording.text)
            self.subject.setText(self._texts[at].wording.subject)

    def _keep(self) -> None:
        commit_composing()
        at, actor, services = self.which.currentIndex(), self._context.session.signed_in(), self._context.services
        if not 0 <= at < len(self._texts):
            return
        code, words = self._texts[at].definition.code, self.words.toPlainText()
        subject, reason, (user, password) = self.subject.text(), self.reason.text(), self.second.taken()

        def work() -> None:
            services.notices.set_text(actor, code, words, subject, reason, confirmer_of(services, user, password))

        def done(_: None) -> None:
            self._forget()
            self._notice.say(self._context.words.text("setup.texts.kept"), "success")
            self.enter()

        self._context.write(work, done=done, failed=self._context.failing(self._notice))

    def _forget(self) -> None:
        self.reason.clear()
        self.second.clear()


class SlipsPanel(QWidget):
    """How many blank slips there are, and fifty more."""

    def __init__(self, context: Context, look: Look, notice: Notice, papers: Papers) -> None:
        super().__init__()
        self._context, self._notice, self._papers = context, notice, papers
        self.told = label("", "lead")
        line = row(look, button(context.words.text("setup.slips.print"), self._print, "primary"))
        line.addStretch(1)
        box = column(look, self.told)
        box.addLayout(line)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self._context.read(self._context.services.offline.slip_status, done=self._show, failed=self._context.failing(self._notice))

    def _show(self, found: SlipStatus) -> None:
        self.told.setText(self._context.words.text("setup.slips.stock", stock=found.stock))

    def _print(self) -> None:
        self._papers.blank_slips(BLOCK, self.enter)


class Several(QWidget):
    """Some panels one below the other, as one page of the guide."""

    def __init__(self, look: Look, *panels: QWidget) -> None:
        super().__init__()
        self._panels = panels
        box = column(look, *panels, gap="pad_px")
        box.setStretch(len(panels) - 1, 1)  # the room that is left lies below the last one, not between them
        self.setLayout(box)

    def enter(self) -> None:
        for each in self._panels:
            each.enter()  # type: ignore[attr-defined]


def take_focus(panel: QWidget) -> None:
    """The keyboard is at the first thing on the page that takes it."""
    for each in panel.findChildren(QWidget):
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(panel) and each.isEnabled():
            each.setFocus(Qt.FocusReason.OtherFocusReason)
            return
