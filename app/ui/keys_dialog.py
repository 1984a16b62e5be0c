"""F1: the keys, on one page."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from app.domain.words import Words
from app.ui.plain import button, column, label, room_for, row, shown_whole
from app.ui.roomy import Roomy
from app.ui.theme import Look

# What stands left and what it does: words under `keys.`
KEYS = (
    ("F1", "help"), ("F1 F1", "help_pages"), ("F2", "next"), ("Shift+F2", "recall"), ("Ctrl+F2", "tickets"),
    ("F3", "find"), ("F4", "park"), ("F5", "seal"), ("F6", "family"), ("F7", "passport"),
    ("F8", "integrated"),
    ("F9", "payments"), ("Shift+F9", "receipt"), ("Shift+F6", "late_notice"),
    ("F10", "cash"), ("F11", "card"), ("Shift+F11", "split"), ("F12", "exempt"), ("Shift+F12", "why"),
    ("Enter", "enter"), ("Shift+Enter  ↑", "back"), ("Esc", "escape"), ("1 … 9", "digits"), ("PgUp  PgDn", "page"), ("+  −", "copies"),
    ("*", "again"), ("Del", "delete"), ("Enter", "reopen"), ("F3 ⏎ R", "one_more"),
    ("↓", "recent"), ("Ctrl+K", "box"), ("Ctrl+P", "covers"), ("Ctrl+F9", "citizen"), ("Ctrl+F8", "citizen_signs"),
    ("Shift+F1", "lamps"), ("Shift+F4", "late"), ("Ctrl+L", "lock"), ("Ctrl+1 … 5", "tabs"),
    ("Ctrl+F10", "undo"), ("Shift+Esc", "stop"), ("F3  Ctrl+C", "copy"),
    ("Shift+F5  F3  F7  F8", "day_papers"), ("Ctrl++  Ctrl+-  Ctrl+0", "text_size"),
)  # fmt: skip


class KeysDialog(QDialog):
    """Two columns of keys; any of Esc and the button closes it, F1 opens the help instead."""

    def __init__(self, parent: QWidget, words: Words, look: Look, open_help: Callable[[], object]) -> None:
        super().__init__(parent)
        self._open_help = open_help
        self.setWindowTitle(words.text("keys.title"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, look.px("gap_px"), 0)
        grid.setHorizontalSpacing(look.px("pad_px"))
        grid.setVerticalSpacing(look.px("gap_small_px"))
        half = (len(KEYS) + 1) // 2
        caps: list[tuple[QLabel, int]] = []
        said: list[QLabel] = []
        for number, (key, what) in enumerate(KEYS):
            line, side = number % half, number // half * 2
            caps.append((label(key, "key"), side))
            said.append(label(words.text(f"keys.{what}"), wrap=True))
            said[-1].setWordWrap(False)
            grid.addWidget(caps[-1][0], line, side)
            grid.addWidget(said[-1], line, side + 1)
        box = column(look, label(words.text("keys.title"), "title"), margins=True)
        box.addWidget(Roomy(grid), 1)
        close = button(words.text("button.close"), self.accept)
        foot = row(look, button(words.text("help.key"), self._help, "quiet"), None)
        foot.addWidget(close)
        box.addLayout(foot)
        self.setLayout(box)
        for cap, side in caps:  # the style sheet lets a cap be as narrow as a picture
            cap.ensurePolished()
            grid.setColumnMinimumWidth(side, max(grid.columnMinimumWidth(side), cap.sizeHint().width()))
        room = room_for(self).width()
        too_wide = box.sizeHint().width() > room
        for each in said:
            each.setWordWrap(too_wide)
        if too_wide:
            for side in (1, 3):  # both columns of sentences share what the caps leave
                grid.setColumnStretch(side, 1)
        shown_whole(self, room if too_wide else 0)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_F1:
            self._help()
            return
        super().keyPressEvent(event)

    def _help(self) -> None:
        self.accept()
        self._open_help()
