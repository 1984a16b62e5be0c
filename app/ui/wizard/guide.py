"""연습 안내: the flows of COUNTER §3 as steps at the side of the training desk's window, the one in hand marked."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QDockWidget, QLabel, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from app.domain.training import FLOWS
from app.domain.words import Words
from app.ui.plain import button, clear_layout, column, label, mark, row, shortcut
from app.ui.session import Session
from app.ui.theme import Look

STATION_OF: Final = {"a": "seal", "b": "seal", "c": "integrated", "d": "family", "e": "passport", "f": "passport"}
STEPS_MAX: Final = 20


class Guide(QDockWidget):
    """Its buttons never take the keyboard: the hands stay in the form. Ctrl+] and Ctrl+[ step, Ctrl+; hides it or brings it back."""

    def __init__(self, window: QMainWindow, words: Words, look: Look, session: Session) -> None:
        super().__init__(words.text("guide.title"), window)
        self._words, self._session = words, session
        self._last = session.last
        self.flow, self.at = FLOWS[0], 0
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self.flows = QComboBox()
        self.flows.setAccessibleName(words.text("guide.flow"))
        self.flows.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for each in FLOWS:
            self.flows.addItem(words.text(f"guide.{each}.title"), each)
        self.flows.currentIndexChanged.connect(lambda at: self.begin(FLOWS[at]))
        self._who = label("", "subtle", wrap=True)
        self._steps: QVBoxLayout = column(look, gap="gap_small_px")
        self._lines: list[QLabel] = []
        inside = QWidget()
        inside.setLayout(self._steps)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.back = button(words.text("guide.back"), lambda: self.step(-1), "small")
        self.on = button(words.text("guide.on"), lambda: self.step(1), "small")
        for turn in (self.back, self.on):
            turn.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        body.setObjectName("page")
        box = column(look, self.flows, self._who, margins=True, gap="gap_small_px")
        box.addWidget(scroll, 1)
        box.addLayout(row(look, self.back, self.on, gap="gap_small_px"))
        box.addWidget(label(words.text("guide.hint"), "small", wrap=True))
        body.setLayout(box)
        self.setWidget(body)
        self.setFixedWidth(look.px("list_w") * 4 // 5)
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self)
        for key, act in {"Ctrl+]": lambda: self.step(1), "Ctrl+[": lambda: self.step(-1), "Ctrl+;": self.toggle}.items():
            shortcut(window, key, act)
        session.watch("last", self._recorded)
        session.watch("actor", self._somebody)
        self.begin(self.flow)
        self.hide()

    def begin(self, flow: str) -> None:
        """That flow from its first step."""
        self.flow, self.at = flow, 0
        clear_layout(self._steps)
        self._who.setText(self._words.text(f"guide.{flow}.who"))
        self._lines = [label(f"{number}. {text}", wrap=True) for number, text in enumerate(self.texts(), start=1)]
        for line in self._lines:
            self._steps.addWidget(line)
        self._steps.addStretch(1)
        self._mark()

    def texts(self) -> list[str]:
        """The steps of the flow in hand."""
        keys = [f"guide.{self.flow}.{number}" for number in range(1, STEPS_MAX)]
        return [self._words.text(key) for key in keys if self._words.has(key)]

    def step(self, by: int) -> None:
        """The step after, or before; behind the last one the next flow begins."""
        if by > 0 and self.at == len(self._lines) - 1:
            self.flows.setCurrentIndex((FLOWS.index(self.flow) + 1) % len(FLOWS))
            return
        self.at = max(0, self.at + by)
        self._mark()

    def toggle(self) -> None:
        self.setVisible(not self.isVisible())

    def arrived_at(self, tab: str) -> None:
        """The tab in front is another one: where the flow begins with it, its first step is done."""
        if self.at == 0 and tab == STATION_OF[self.flow]:
            self.step(1)

    def _recorded(self) -> None:
        """Something was recorded: whatever was left of the flow has been done."""
        if self._session.last is not None and self._session.last is not self._last:
            number = self._last.number if self._last is not None else ""
            self._last = self._session.last
            if number != self._last.number and 0 < self.at < len(self._lines) - 1:
                self.at = len(self._lines) - 1
                self._mark()

    def _somebody(self) -> None:
        self.setVisible(self._session.actor is not None)

    def _mark(self) -> None:
        for at, line in enumerate(self._lines):
            mark(line, "role", "lead" if at == self.at else "subtle" if at < self.at else "")
            done = self._words.text("guide.done") if at < self.at else self._words.text("guide.now") if at == self.at else ""
            line.setAccessibleName(f"{line.text()} {done}".strip())
        scroll = self.findChild(QScrollArea)
        if scroll is not None and self._lines:
            scroll.ensureWidgetVisible(self._lines[self.at])
