"""Lamps of the national systems, of central and of the card terminal: a shape and a word, never colour alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, Protocol

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QIcon, QKeyEvent, QPainter, QPen, QPixmap, QPolygonF
from PyQt6.QtWidgets import QCheckBox, QDialog, QPushButton, QWidget

from app.domain.words import Words
from app.ui.icons import icon_size
from app.ui.plain import button, column, label, mark, row, tip_text
from app.ui.session import Session
from app.ui.shell import LAMP_ORDER
from app.ui.theme import Look

State = Literal["up", "down", "none"]


class TurnLamp(Protocol):
    """Turns the lamp of that system, at this desk or for the whole room."""

    def __call__(self, system: str, *, room: bool = False) -> None: ...


def lamp_icon(look: Look, state: State, ring: str = "") -> QIcon:
    """up: filled disc · down: triangle with a bar · none: empty ring. `ring`: the colour of their edge, seen on any ground."""
    size = look.px("text_px")
    picture = QPixmap(size * 2, size * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = look.colour({"up": "icon_success", "down": "icon_danger", "none": "icon"}[state])
    pen = QPen(look.colour(ring) if ring else colour)
    pen.setWidthF(size / 8)
    painter.setPen(pen)
    edge = size / 6
    if state == "up":
        painter.setBrush(colour)
    if state == "down":
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(size / 2, edge), QPointF(size - edge, size - edge), QPointF(edge, size - edge)]))
    else:
        painter.drawEllipse(QRectF(edge, edge, size - 2 * edge, size - 2 * edge))
    painter.end()
    return QIcon(picture)


class LampButton(QPushButton):
    """One lamp of the strip."""

    def __init__(self, words: Words, look: Look, system: str, on_click: Callable[[], object]) -> None:
        super().__init__()
        self._words, self._look, self._system = words, look, system
        self.setProperty("role", "strip")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setIconSize(QSize(look.px("small_px"), look.px("small_px")))
        self.clicked.connect(lambda: on_click())
        self._short = False
        self.show_state("none")

    @property
    def alarm(self) -> bool:
        """It stands in red."""
        return self._state == "down"

    def shorten(self, short: bool) -> None:
        """In red too it is written with its name alone: its shape, its tip and its accessible name say that it is down."""
        self._short = short
        self.setText(f"{self._name} {self._says}" if self.alarm and not short else self._name)

    def show_state(self, state: State, since: str = "") -> None:
        """The lamp shows that state, in shape and words."""
        name = self._name = self._words.text(f"system.{self._system}")
        own = f"{self._system}_" if self._system in ("central", "card") else ""
        says = self._says = self._words.text(f"lamp.{own}{state}")
        self._state: State = state
        self.setIcon(lamp_icon(self._look, state, "strip_icon"))
        self.shorten(self._short)
        self.setAccessibleName(self._words.text("lamp.name", system=name, state=says))
        tip = self._words.text("lamp.tip", system=name, state=says, since=since) if since else f"{name} {says}"
        self.setToolTip(tip_text(tip))
        mark(self, "alarm", state == "down")


class LampDialog(QDialog):
    """Set the lamps: the digit of a system turns it, for the team leader 0 turns them for the whole room. Open until Esc."""

    def __init__(self, parent: QWidget, words: Words, look: Look, session: Session, turn: TurnLamp) -> None:
        super().__init__(parent)
        self._words, self._look, self._session, self._turn_lamp = words, look, session, turn
        self.setWindowTitle(words.text("lamp.title"))
        self.setMinimumWidth(look.px("dialog_w"))
        self._buttons: dict[str, QPushButton] = {}
        self.room = QCheckBox(words.text("lamp.room"))
        self.room.setAccessibleName(words.text("lamp.room"))
        self.room.setVisible(session.may("set_room_outage"))
        box = column(look, label(words.text("lamp.help"), "subtle", wrap=True), margins=True)
        for number, system in enumerate(LAMP_ORDER, start=1):
            made = button("", partial(self._turn, system), "quiet")
            made.setIconSize(icon_size(look))
            self._buttons[system] = made
            line = row(look, label(str(number), "key"))
            line.addWidget(made, 1)
            box.addLayout(line)
        box.addWidget(self.room)
        box.addWidget(button(words.text("button.close"), self.accept))
        self.setLayout(box)
        session.watch("lamps", self._show)
        self._show()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.text() == "0" and not self.room.isHidden():
            self.room.toggle()
            return
        if event is not None and event.text().isdigit() and 1 <= int(event.text()) <= len(LAMP_ORDER):
            self._turn(LAMP_ORDER[int(event.text()) - 1])
            return
        super().keyPressEvent(event)

    def _turn(self, system: str) -> None:
        self._turn_lamp(system, room=self.room.isChecked())

    def _show(self) -> None:
        for system, made in self._buttons.items():
            down = self._session.down(system)
            state = self._words.text("lamp.down" if down else "lamp.up")
            made.setIcon(lamp_icon(self._look, "down" if down else "up"))
            made.setText(f"{self._words.text(f'system_long.{system}')}  {state}")
            made.setAccessibleName(made.text())
