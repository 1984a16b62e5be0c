"""처음 설정: pages that have no page of their own elsewhere: people, keys, a scanner tried, blank slips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.every_paper import Paper
from app.domain.setup_papers import RecoverySheet
from app.domain.views import StaffRow
from app.services.paper_slips import BLOCK, SlipStatus
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, row
from app.ui.second_sign import SecondSign
from app.ui.services import confirmer_of
from app.ui.theme import Look
from app.ui.wizard.scan_words import read_by_scanner


class Papers(Protocol):
    """What shows papers (`ui.papers.PaperShow`)."""

    def show(self, make: Callable[[], Paper], *, by_itself: bool = False, reading: bool = False) -> None: ...
    def blank_slips(self, count: int, then: Callable[[], object]) -> None: ...


class Told(QWidget):
    """A step that is done on other pages: what it is about, and buttons that lead there."""

    def __init__(self, look: Look, ways: Sequence[tuple[str, Callable[[], object]]]) -> None:
        super().__init__()
        box = column(look)
        box.addLayout(row(look, *(button(name, act) for name, act in ways), None))
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        """Nothing to read."""

    def allow(self, may: bool) -> None:
        """The ways lead on for everybody: the pages behind them say themselves who may do what."""


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

    def allow(self, may: bool) -> None:
        """Its ways are acts, not looks; how many people there are is read by everybody."""
        for each in self.findChildren(QPushButton):
            each.setEnabled(may)

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
        line = row(look, button(text("setup.keys.make"), self._make, "primary"), None)
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
        heading = heading_of(self.line, text("setup.scan.name"))
        self.setLayout(column(look, heading, self.line, self.told))

    def enter(self) -> None:
        self.line.clear()
        self.told.setText("")

    def _read(self) -> None:
        commit_composing()
        typed = self.line.text().strip()
        self.line.clear()
        self.told.setText(read_by_scanner(typed, self._context.words, today=self._context.today()))


class SlipsPanel(QWidget):
    """How many blank slips there are, and fifty more."""

    def __init__(self, context: Context, look: Look, notice: Notice, papers: Papers) -> None:
        super().__init__()
        self._context, self._notice, self._papers = context, notice, papers
        self.told = label("", "lead")
        line = row(look, button(context.words.text("setup.slips.print"), self._print, "primary"), None)
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

    def allow(self, may: bool) -> None:
        for each in self._panels:
            allow(each, may)


def allow(page: QWidget, may: bool) -> None:
    """What needs a right on that page is off for who lacks it; what only shows something is not."""
    if isinstance(page, Told | Several):
        page.allow(may)
    else:
        page.setEnabled(may)


def take_focus(panel: QWidget) -> None:
    """The keyboard is at the first thing on the page that takes it."""
    for each in panel.findChildren(QWidget):
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(panel) and each.isEnabled():
            each.setFocus(Qt.FocusReason.OtherFocusReason)
            return
