"""The clerk's side of the citizen's screen: one line in the basket that says what is seen there, and the keys for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PyQt6.QtCore import QPoint, QSize, Qt
from PyQt6.QtWidgets import QFrame, QMenu

from app.domain.words import Words
from app.ui.citizen.presenter import Told, ToSign
from app.ui.lamps import lamp_icon
from app.ui.plain import button, column, label, mark, row
from app.ui.theme import Look

SIGN_KEY = "Ctrl+F8"


@dataclass(frozen=True)
class Acts:
    """What the keys do."""

    ask: Callable[[], object]
    aloud: Callable[[], object]
    take_back: Callable[[], object]
    to_sign: Callable[[], Sequence[ToSign]]
    sign: Callable[[ToSign], object]


class CitizenBar(QFrame):
    """Hidden where the desk has no citizen's screen: everything is then as it is without one."""

    def __init__(self, words: Words, look: Look, acts: Acts) -> None:
        super().__init__()
        self._words, self._look, self._acts = words, look, acts
        text = words.text
        self._lamp, self._told = label(""), label("", "small", wrap=True)
        self.ask = button(text("citizen_bar.ask"), acts.ask, "small")
        self.aloud = button(text("citizen_bar.aloud"), acts.aloud, "small")
        self.back = button(text("citizen_bar.take_back"), acts.take_back, "small")
        self.sign = button(text("citizen_bar.sign"), self.choose_signed, "small")
        self.sign.setToolTip(SIGN_KEY)
        for each in (self.ask, self.aloud, self.back, self.sign):
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the hands stay in the form
        state = row(look, self._lamp, gap="gap_small_px")
        state.addWidget(self._told, 1)
        keys = row(look, self.ask, self.aloud, self.back, self.sign, None, gap="gap_small_px")
        box = column(look, state, keys, gap="gap_small_px")
        self.setLayout(box)
        self.hide()

    def show_told(self, told: Told) -> None:
        """What the citizen sees now, and whether an answer is waited for."""
        size = self._look.px("small_px")
        lamp = lamp_icon(self._look, "down" if told.tone == "warning" else "none" if told.waits else "up")
        self._lamp.setPixmap(lamp.pixmap(QSize(size, size)))
        shown = f"{self._words.text('citizen_bar.name')}: {told.text}"
        self._told.setText(shown)
        mark(self._told, "tone", told.tone)
        self.setAccessibleName(shown)
        self.ask.setVisible(not told.waits)
        self.back.setVisible(told.waits)
        self.aloud.setVisible(told.aloud)

    def text(self) -> str:
        return self._told.text()

    def choose_signed(self) -> None:
        """One case is signed at once; of several the clerk says which."""
        found = list(self._acts.to_sign())
        if len(found) == 1:
            self._acts.sign(found[0])
        elif found:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for each in found:
                action = menu.addAction(f"{self._words.of(each.form.short)}  {each.number}")
                if action is not None:
                    action.triggered.connect(partial(self._acts.sign, each))
            menu.popup(self.sign.mapToGlobal(QPoint(0, self.sign.height())))
