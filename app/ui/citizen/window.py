"""The window on the citizen's screen: one page at a time, in large type, made for a finger. It never takes the keyboard from the clerk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QRect, Qt, QTimer
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QGridLayout, QLabel, QLayout, QPushButton, QScrollArea, QScroller, QVBoxLayout, QWidget

from app.domain.citizen_screen import CitizenScreen
from app.domain.words import Words
from app.services.ratings import SCORES
from app.ui.citizen.ink import Ink
from app.ui.citizen.look import citizen_look, dress_window
from app.ui.citizen.pages import Away, Consent, Items, Page, Signing, Thanks, Waiting
from app.ui.citizen.presenter import CitizenPresenter
from app.ui.in_front import InFront
from app.ui.plain import button, card, clear_layout, column, label, row, rule
from app.ui.theme import Look

THANKED_MS: Final = 60_000  # whoever comes next sees nothing of who was here
PREVIEW = (1024, 600)


class CitizenWindow(QWidget):
    """`place`: the office and the desk, as words of that language say it."""

    def __init__(self, presenter: CitizenPresenter, resources: Path, place: Callable[[Words], str]) -> None:
        super().__init__()
        self.setObjectName("citizen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)  # the program ends with the clerk's window
        self._presenter, self._resources, self._place = presenter, resources, place
        self.page: Page = Away()
        self._words: Words = presenter.words
        self._settings = CitizenScreen()
        self._dressed: tuple[int, bool, bool] | None = None
        self._look: Look = self._wanted_look()
        self._title = label("", "place", wrap=True)
        self.language, self.size_key, self.colours = (
            self._turn(presenter.turn_language),
            self._turn(presenter.turn_size),
            self._turn(presenter.turn_colours),
        )
        self._body = InFront()
        self._pages: dict[type[Page], QWidget] = {
            Waiting: self._waiting_page(),
            Away: self._away_page(),
            Items: self._items_page(),
            Consent: self._consent_page(),
            Signing: self._signing_page(),
            Thanks: self._thanks_page(),
        }
        for page in self._pages.values():
            self._body.addWidget(page)
        self._head = row(self._look)
        self._head.addWidget(self._title, 1)
        for each in (self.language, self.size_key, self.colours):
            self._head.addWidget(each)
        self._whole = column(self._look, margins=True)
        self._whole.addLayout(self._head)
        self._whole.addWidget(rule())
        self._whole.addWidget(self._body, 1)
        self._whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it is as large as its screen, never larger
        self.setLayout(self._whole)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(THANKED_MS)
        self._gone.timeout.connect(presenter.enough_thanked)

    # --- where it stands -----------------------------------------------------------------------------------------------------

    def stand(self, geometry: QRect | None) -> None:
        """It fills that screen; without one it is a plain window, as a preview beside the clerk's."""
        flags = Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus
        self.setWindowFlags(flags if geometry is None else flags | Qt.WindowType.FramelessWindowHint)
        if geometry is None:
            self.resize(*PREVIEW)
            self.show()
        else:
            self.setGeometry(geometry)
            self.setWindowState(Qt.WindowState.WindowFullScreen)
            self.show()  # not showFullScreen, which asks for the keyboard

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._dress()

    # --- what the presenter asks for -----------------------------------------------------------------------------------------

    def show_page(self, page: Page, words: Words, settings: CitizenScreen) -> None:
        """That is what the citizen sees, in that language, size and colours."""
        if not isinstance(page, Signing) or self.page != page:
            self.ink.clear()
        if not isinstance(page, Thanks):
            self._gone.stop()
        elif page != self.page:
            self._gone.start()
        self.page, self._words, self._settings = page, words, settings
        self._dress()
        self._name_keys()
        self._title.setText(self._title_of(page))
        self._fill(page)
        self._body.setCurrentWidget(self._pages[type(page)])

    def _title_of(self, page: Page) -> str:
        """What is to be done, else where one is."""
        if isinstance(page, Items):
            return self._words.text("citizen.items_asked" if page.asks else "citizen.items")
        if isinstance(page, Consent):
            return page.question
        return self._words.text("citizen.sign") if isinstance(page, Signing) else self._place(self._words)

    def _fill(self, page: Page) -> None:
        if isinstance(page, Waiting):
            self._ticket.setText(
                self._words.text("queue.number", number=page.ticket) if page.ticket else self._words.text("citizen.welcome")
            )
            self._note.setText(page.note)
        elif isinstance(page, Items):
            self._fill_items(page)
        elif isinstance(page, Consent):
            self._why.setText(page.why)
            self._step.setText(page.step)
        elif isinstance(page, Signing):
            self._signs.setText(page.what)
            self._sign_note.setText(self._words.text("citizen.sign_note"))
        elif isinstance(page, Thanks):
            self._thanked.setText(page.said)
            self._thanked.setVisible(bool(page.said))
            self._rating.setVisible(page.asks)

    def _fill_items(self, page: Items) -> None:
        self._people.setText("\n".join(page.people))
        self._people.setVisible(bool(page.people))
        clear_layout(self._grid)
        for at, line in enumerate(page.lines):
            for place, text in enumerate((line.name, line.copies, line.amount)):
                made = label(text, "item", wrap=place == 0)
                if place:
                    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(made, at, place)
        for at in range(self._grid.rowCount()):
            self._grid.setRowStretch(at, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(len(page.lines), 1)
        self._waived.setText(f"{self._words.text('citizen.waived')} {page.waived}")
        self._waived.setVisible(bool(page.waived))
        self._total.setText(page.total)
        self._said.setText(page.said)
        self._said.setVisible(bool(page.said))
        self.agree.setVisible(page.asks)
        self.doubt.setVisible(page.asks)

    # --- the look ------------------------------------------------------------------------------------------------------------

    def _wanted_look(self) -> Look:
        return citizen_look(self._resources, height=self.height(), large=self._settings.large, contrast=self._settings.contrast)

    def _dress(self) -> None:
        """Sizes follow the screen and what the citizen chose."""
        wanted = (self.height(), self._settings.large, self._settings.contrast)
        if wanted == self._dressed or not self.isVisible():
            return
        self._dressed, self._look = wanted, self._wanted_look()
        dress_window(self, self._resources, self._look)
        self.ink.dress(self._look)
        edge = self._look.px("pad_px")
        self._whole.setContentsMargins(edge, edge, edge, edge)

    def _name_keys(self) -> None:
        """Every key in the language of the window."""
        text = self._words.text
        self.setWindowTitle(text("citizen.title"))
        named = {
            self.language: "citizen.other_language",
            self.size_key: "citizen.plain_size" if self._settings.large else "citizen.large",
            self.colours: "citizen.plain_colours" if self._settings.contrast else "citizen.contrast",
            self.agree: "citizen.agree",
            self.doubt: "citizen.doubt",
            self.yes: "citizen.yes",
            self.no: "citizen.no",
            self.again: "citizen.sign_again",
            self.done: "citizen.sign_done",
        } | {each: f"citizen.score.{score}" for score, each in zip(SCORES, self.scores, strict=True)}
        for made, key in named.items():
            made.setText(text(key))
            made.setAccessibleName(text(key))
        for shown, key in self._fixed.items():
            shown.setText(text(key))
        self.ink.setAccessibleName(text("citizen.pad"))

    # --- building ------------------------------------------------------------------------------------------------------------

    @property
    def _fixed(self) -> dict[QLabel, str]:
        """Words that stand on a page whatever it tells."""
        return {
            self._away: "citizen.away",
            self._away_note: "citizen.away_note",
            self._total_name: "citizen.total",
            self._thanks: "citizen.thanks",
            self._rate: "citizen.rate",
            self._rate_note: "citizen.rate_note",
        }

    def _waiting_page(self) -> QWidget:
        self._ticket, self._note = self._middle("ticket"), self._middle("lead")
        return self._centred(self._ticket, self._note)

    def _away_page(self) -> QWidget:
        self._away, self._away_note = self._middle("sum"), self._middle("lead")
        return self._centred(self._away, self._away_note)

    def _items_page(self) -> QWidget:
        self._people = label("", "item", wrap=True)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        inner = card()
        self._grid.setHorizontalSpacing(self._look.px("pad_px"))
        self._grid.setVerticalSpacing(self._look.px("gap_px"))
        inside = column(self._look, margins=True)
        inside.addLayout(self._grid)
        inner.setLayout(inside)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        QScroller.grabGesture(scroll.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
        self._waived, self._total_name, self._total = label("", "item"), label("", "lead"), label("", "sum")
        sum_line = row(self._look, self._total_name, None)
        sum_line.addWidget(self._waived)
        sum_line.addWidget(self._total)
        self._said = label("", "said", wrap=True)
        self.agree, self.doubt = self._answer(self._presenter.agree, "agree"), self._answer(self._presenter.doubt)
        answers = row(self._look)
        answers.addWidget(self.doubt, 1)
        answers.addWidget(self.agree, 2)
        page = QWidget()
        box = column(self._look, self._people)
        box.addWidget(scroll, 1)
        box.addLayout(sum_line)
        box.addWidget(self._said)
        box.addLayout(answers)
        page.setLayout(box)
        return page

    def _consent_page(self) -> QWidget:
        self._step, self._why = label("", "subtle"), label("", "item", wrap=True)
        self.yes = self._answer(lambda: self._presenter.answer(True), "agree")
        self.no = self._answer(lambda: self._presenter.answer(False))
        answers = row(self._look)
        answers.addWidget(self.no, 1)
        answers.addWidget(self.yes, 1)
        page = QWidget()
        box = column(self._look, self._why, self._step)
        box.addStretch(1)
        box.addLayout(answers)
        page.setLayout(box)
        return page

    def _signing_page(self) -> QWidget:
        self._signs, self._sign_note = label("", "item", wrap=True), label("", "subtle", wrap=True)
        self.ink = Ink(self._look, "")
        self.again, self.done = self._answer(self._sign_again), self._answer(self._sign_done, "agree")
        answers = row(self._look)
        answers.addWidget(self.again, 1)
        answers.addWidget(self.done, 2)
        page = QWidget()
        box = column(self._look, self._signs, self._sign_note)
        box.addWidget(self.ink, 1)
        box.addLayout(answers)
        page.setLayout(box)
        return page

    def _thanks_page(self) -> QWidget:
        self._thanks, self._thanked = self._middle("sum"), self._middle("lead")
        self._rate, self._rate_note = self._middle("lead"), self._middle("subtle")
        self.scores = [self._answer(partial(self._presenter.rate, score)) for score in SCORES]
        line = row(self._look)
        for each in self.scores:
            line.addWidget(each, 1)
        self._rating = QWidget()
        inside = column(self._look, self._rate)
        inside.addLayout(line)
        inside.addWidget(self._rate_note)
        self._rating.setLayout(inside)
        return self._centred(self._thanks, self._thanked, self._rating)

    def _sign_again(self) -> None:
        self.ink.clear()
        self._sign_note.setText(self._words.text("citizen.sign_note"))

    def _sign_done(self) -> None:
        if not self.ink.long_enough:
            self.ink.clear()
            self._sign_note.setText(self._words.text("citizen.sign_short"))
            return
        picture = self.ink.png()
        self.ink.clear()
        self._presenter.signed(picture)

    def _centred(self, *parts: QWidget) -> QWidget:
        page = QWidget()
        box: QVBoxLayout = column(self._look)
        box.addStretch(1)
        for each in parts:
            box.addWidget(each)
        box.addStretch(1)
        page.setLayout(box)
        return page

    def _middle(self, role: str) -> QLabel:
        made = label("", role, wrap=True)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made

    def _answer(self, act: Callable[[], object], role: str = "answer") -> QPushButton:
        return self._touched(act, role)

    def _turn(self, act: Callable[[], object]) -> QPushButton:
        return self._touched(act, "turn")

    def _touched(self, act: Callable[[], object], role: str) -> QPushButton:
        """A key for a finger: the keyboard stays where the clerk has it."""
        made = button("", act, role)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made
