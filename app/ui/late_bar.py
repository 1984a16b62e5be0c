"""소급 입력: number, moment and reason of a case that was written on paper during an outage, above its form (ARCHITECTURE A11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QLineEdit, QWidget

from app.domain.words import Words
from app.ui.free_text import warned
from app.ui.plain import button, column, commit_composing, heading_of, label, mark, row, waits_for_scans
from app.ui.theme import Look

FIELDS = ("slip_no", "intake_at", "late_reason")


class LateBar(QFrame):
    """`changed(values)` while it is typed, `forward()` on Enter in the last field, `left()` when it is closed."""

    def __init__(
        self,
        words: Words,
        look: Look,
        *,
        changed: Callable[[dict[str, str]], object],
        forward: Callable[[], object],
        left: Callable[[], object],
    ) -> None:
        super().__init__()
        self._words, self._changed, self._forward, self._left = words, changed, forward, left
        text = words.text
        self.setProperty("role", "notice")
        mark(self, "tone", "warning")
        self.lines = {name: self._line(name) for name in FIELDS}
        self.lines["intake_at"].setPlaceholderText(text("late.hint_moment"))
        self._trouble = label("", "error", wrap=True)
        self._trouble.hide()
        cells = row(look)
        for name, share in zip(FIELDS, (3, 2, 4), strict=True):
            cell = QWidget()
            heading = heading_of(self.lines[name], text(f"late.{name}"))
            cell.setLayout(column(look, heading, self.lines[name], gap="gap_small_px"))
            cells.addWidget(cell, share)
        close = button(text("late.close"), self._left, "small")
        close.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head = row(look, label(text("late.title"), "strong"), None)
        head.addWidget(close)
        box = column(look, head, cells, warned(self.lines["late_reason"], words), self._trouble, gap="gap_small_px")
        edge = look.px("gap_px")
        box.setContentsMargins(edge, edge // 2, edge, edge // 2)
        self.setLayout(box)
        self.hide()

    def show_values(self, values: Mapping[str, str] | None) -> None:
        """These values stand in it; None: the case was not written on paper."""
        self.setVisible(values is not None)
        self.complain({})
        for name, line in self.lines.items():
            line.blockSignals(True)
            line.setText((values or {}).get(name, ""))
            line.blockSignals(False)

    def start(self) -> None:
        """The keyboard is in the first field that is empty."""
        empty = next((line for line in self.lines.values() if not line.text().strip()), self.lines["slip_no"])
        empty.setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, problems: Mapping[str, str]) -> None:
        """What is wrong with each of the three, in one line below them."""
        mine = {name: self._words.problem(code) for name, code in problems.items() if name in FIELDS}
        self._trouble.setText(" · ".join(f"{self._words.text(f'late.{name}')}: {said}" for name, said in mine.items()))
        self._trouble.setVisible(bool(mine))
        for name, line in self.lines.items():
            mark(line, "wrong", name in mine)
            line.setAccessibleDescription(mine.get(name, ""))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._forward()
            return
        super().keyPressEvent(event)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._words.text(f"late.{name}"))
        if name == "slip_no":
            waits_for_scans(line)
        line.textChanged.connect(lambda _: self._changed({each: made.text() for each, made in self.lines.items()}))
        line.returnPressed.connect(lambda: self._next(name))
        return line

    def _next(self, name: str) -> None:
        commit_composing()
        place = FIELDS.index(name)
        if place + 1 < len(FIELDS):
            self.lines[FIELDS[place + 1]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._forward()
