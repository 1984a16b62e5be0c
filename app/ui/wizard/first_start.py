"""The window of the first start: five pages make the desk of this computer; each can be left and is there again (COUNTER §8)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from PyQt6.QtCore import QEventLoop, Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QGuiApplication
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.domain.errors import CounterError
from app.domain.first_start import PAGES, FirstAnswers, FirstSecrets, refusal, wrong_with
from app.domain.look_choice import LookChoice
from app.domain.words import Lang, Words
from app.services.setup_steps import CODES
from app.settings import Settings
from app.ui.front import application, look_for
from app.ui.in_front import InFront
from app.ui.jobs import Jobs
from app.ui.plain import Notice, button, card, column, commit_composing, label, mark, row, rule, shortcut
from app.ui.roomy import Roomy
from app.ui.theme import Look, dress
from app.ui.wizard.first_pages import CentralPage, FirstPage, KeysPage, LookPage, OfficePage, PeoplePage

LIST_UP_TO: Final = 125  # percent: larger words leave the whole width to the page in hand
SAVE_MS: Final = 400  # after the last key: what is typed on a page is kept while it is typed


class Maker(Protocol):
    """What makes the desk, from bootstrap. Everything here may block."""

    def kept(self) -> FirstAnswers: ...
    def keep(self, answers: FirstAnswers) -> None: ...
    def has_keyring(self) -> bool: ...
    def make(self, answers: FirstAnswers, secrets: FirstSecrets) -> Settings: ...


class FirstStartPages(QWidget):
    """The steps at the left, the page in hand at the right, the three ways on below it. `made` is told the settings of the new desk."""

    def __init__(
        self,
        words: Words,
        look: Look,
        maker: Maker,
        answers: FirstAnswers,
        jobs: Jobs,
        *,
        made: Callable[[Settings], object],
        on_look: Callable[[LookChoice], object],
        practise: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._words, self._maker, self._jobs, self._made, self._on_look = words, maker, jobs, made, on_look
        self._net = ThreadPoolExecutor(max_workers=1, thread_name_prefix="first-start")
        self.answers = answers
        self.setWindowTitle(words.text("first.title"))
        self.pages: dict[str, FirstPage] = {
            "look": LookPage(words, look, self.go_on, self._look_changed),
            "office": OfficePage(words, look, self.go_on),
            "central": CentralPage(words, look, self.go_on),
            "people": PeoplePage(words, look, self.go_on),
            "keys": KeysPage(words, look, self.go_on),
        }
        self._stack = InFront()
        for page in self.pages.values():
            page.listen()
            self._stack.addWidget(page)
        self.notice = Notice(look)
        self.back = button(words.text("first.back"), self.go_back, "quiet")
        self.later = button(words.text("first.later"), self.close, "quiet")
        self.practise = button(words.text("first.practise"), practise, "quiet")
        self.next = button("", self.go_on, "primary")
        self._steps: dict[str, QLabel] = {}
        self.setLayout(self._frame(look))
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(SAVE_MS)
        self._save.timeout.connect(self.keep)
        shortcut(self, "Escape", self.go_back)
        shortcut(self, "Alt+Left", self.go_back)
        shortcut(self, "Alt+Right", self.go_on)
        self._busy = self._is_made = False
        self.left: Callable[[], object] = lambda: None
        self._ask_keyring()
        self.show_page(answers.page if answers.page in PAGES else PAGES[0])

    @property
    def page(self) -> str:
        return self.answers.page

    def show_page(self, name: str) -> None:
        """That page is in front with what was answered before, the keyboard where its work begins."""
        self.answers = msgspec.structs.replace(self.answers, page=name)
        page = self.pages[name]
        page.put(self.answers)
        self._stack.setCurrentWidget(page)
        self.notice.say("")
        self.next.setText(self._words.text("first.make" if name == PAGES[-1] else "first.next"))
        self.next.setAccessibleName(self.next.text())
        self.back.setEnabled(name != PAGES[0])
        for each, step in self._steps.items():
            mark(step, "role", "lead" if each == name else "" if each in PAGES else "subtle")
        page.begin()
        self._save.start()

    def go_on(self) -> None:
        """The page is complete and the next one in front; behind the last one the desk is made."""
        if self._busy:
            return
        self._take()
        if code := wrong_with(self.page, self.answers, self._secrets()):
            self._refused(refusal(self.page, code))
            return
        place = PAGES.index(self.page)
        if place + 1 < len(PAGES):
            self.show_page(PAGES[place + 1])
        else:
            self._make()

    def go_back(self) -> None:
        """The page before; nothing that was typed is lost."""
        if not self._busy and self.page != PAGES[0]:
            self._take()
            self.show_page(PAGES[PAGES.index(self.page) - 1])

    def keep(self) -> None:
        """What was answered lies in the home: the program may be left at any moment."""
        if self._busy:  # the answers are being made into a desk, or were
            return
        self._take()
        answers = self.answers
        self._run(lambda: self._maker.keep(answers), lambda _: None)

    def stop(self) -> None:
        """Nothing runs here any more."""
        self._save.stop()
        self._net.shutdown(wait=True)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if self._busy and not self._is_made and event is not None:
            event.ignore()  # a desk is being made: it is waited for
            return
        self.keep()
        super().closeEvent(event)
        self.left()

    def _take(self) -> None:
        commit_composing()
        for page in self.pages.values():
            if page is self._stack.currentWidget():
                self.answers = page.taken(self.answers)

    def _secrets(self) -> FirstSecrets:
        secrets = FirstSecrets()
        for page in self.pages.values():
            secrets = page.secrets(secrets)
        return secrets

    def _make(self) -> None:
        answers, secrets = self.answers, self._secrets()
        self._set_busy(True)
        self.notice.say(self._words.text("first.making"))
        self._run(lambda: self._maker.make(answers, secrets), self._finished)

    def _finished(self, settings: Settings) -> None:
        self._is_made = True
        self._made(settings)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self._jobs.start(self._net, work, done=done, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        if not isinstance(error, CounterError):
            raise error
        page = str(error.facts.get("page", ""))
        if page in PAGES:
            self.show_page(page)
        self._refused(error)

    def _refused(self, error: CounterError) -> None:
        self.notice.say(self._words.message(error), "danger")

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for each in (self.next, self.back, self.later, self.practise, self._stack):
            each.setEnabled(not busy)
        self.back.setEnabled(not busy and self.page != PAGES[0])

    def _ask_keyring(self) -> None:
        page = self.pages["keys"]
        if isinstance(page, KeysPage):
            self._run(self._maker.has_keyring, page.offer_keyring)

    def _look_changed(self, choice: LookChoice) -> None:
        self._take()
        self._on_look(choice)

    def _frame(self, look: Look) -> QVBoxLayout:
        """Fourteen steps are seen from the beginning, so that nobody is surprised by what comes after the desk is made."""
        text = self._words.text
        left = card()
        steps = column(look, label(text("first.title"), "lead", wrap=True), rule(), margins=True, gap="gap_small_px")
        for number, code in enumerate(CODES, start=1):
            self._steps[code] = label(f"{number} {text(f'setup.step.{code}')}", wrap=True)
            steps.addWidget(self._steps[code])
            if code == PAGES[-1]:
                steps.addWidget(rule())
                steps.addWidget(label(text("first.afterwards"), "small", wrap=True))
        steps.addStretch(1)
        left.setLayout(steps)
        left.setFixedWidth(look.px("list_w"))
        left.setVisible(look.crowd <= LIST_UP_TO)
        right = card()
        inside = column(look, margins=True)
        inside.addWidget(self._stack, 1)
        inside.addWidget(self.notice)
        inside.addWidget(rule())
        acts = row(look, self.later, self.practise, None)
        acts.addWidget(self.back)
        acts.addWidget(self.next)
        inside.addLayout(acts)
        inside.addWidget(label(text("first.hint"), "small", wrap=True))
        right.setLayout(inside)
        body = row(look, left, margins=True)
        body.addWidget(right, 1)
        return column(look, Roomy(body))


class FirstStartWindow:
    """Holds the pages, and makes them anew where another language or size is chosen; what was typed stays."""

    def __init__(
        self, maker: Maker, words_of: Callable[[Lang], Words], resources: Path, *, lang: Lang, practise: Callable[[], object]
    ) -> None:
        self._maker, self._words_of, self._resources, self._lang = maker, words_of, resources, lang
        self._practise = practise
        self._jobs = Jobs()
        self.settings: Settings | None = None
        self._loop = QEventLoop()
        self.pages: FirstStartPages = self._made_from(maker.kept())

    def run(self) -> Settings | None:
        """The window was open until the desk was made, or until the person left: then None."""
        self.show()
        self._loop.exec()
        self.close()
        return self.settings

    def show(self) -> None:
        self.pages.resize(1120, 700)
        screen = QGuiApplication.primaryScreen()
        if screen is not None and screen.availableGeometry().height() < 800:
            self.pages.showMaximized()
        else:
            self.pages.show()
        self.pages.activateWindow()
        self.pages.show_page(self.pages.page)

    def wait(self) -> None:
        """Every answer that was asked for has come and is seen."""
        application().processEvents()
        while self._jobs.running:
            application().processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        application().processEvents()

    def close(self) -> None:
        self.pages.hide()
        self.pages.stop()
        self._jobs.close()
        self.pages.deleteLater()

    def _made_from(self, answers: FirstAnswers) -> FirstStartPages:
        spoken: Lang = answers.look.lang or self._lang
        look = look_for(answers.look, self._resources)
        dress(application(), look, self._resources, korean=spoken == "ko")
        pages = FirstStartPages(
            self._words_of(spoken),
            look,
            self._maker,
            answers,
            self._jobs,
            made=self._done,
            on_look=self._look_chosen,
            practise=self._to_practise,
        )
        pages.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        pages.left = self._loop.quit
        return pages

    def _look_chosen(self, choice: LookChoice) -> None:
        QTimer.singleShot(0, partial(self._again, choice))  # after the click that asked for it is over

    def _again(self, choice: LookChoice) -> None:
        before = self.pages
        self.pages = self._made_from(msgspec.structs.replace(before.answers, look=choice))
        self.pages.setGeometry(before.geometry())
        self.pages.setWindowState(before.windowState())
        self.pages.show()
        self.pages.activateWindow()
        self.pages.show_page(before.page)
        before.stop()
        before.hide()
        before.deleteLater()

    def _done(self, settings: Settings) -> None:
        self.settings = settings
        self._loop.quit()

    def _to_practise(self) -> None:
        self.pages.keep()
        self._practise()
