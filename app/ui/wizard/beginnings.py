"""What a window begins with: the colour, the name and the guide of a training desk; the steps that a new desk still has before it."""

from __future__ import annotations

from typing import Protocol

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QMainWindow

from app.domain.training import is_training_office, title_of
from app.ui.context import Context
from app.ui.plain import mark
from app.ui.strip import Strip
from app.ui.tab_bar import StationBar
from app.ui.theme import Look
from app.ui.wizard.guide import Guide


class DeskWindow(Protocol):
    """What is asked of the window, which is a QMainWindow."""

    strip: Strip
    bar: StationBar

    def go(self, name: str, page: str = "") -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class Beginnings(QObject):
    """Constructed once a window; does nothing at a desk that works and is real."""

    def __init__(self, desk: DeskWindow, context: Context, look: Look) -> None:
        window = _window(desk)
        super().__init__(window)
        self._desk, self._context = desk, context
        identity = context.services.desk.identity
        self.guide: Guide | None = None
        window.setWindowTitle(title_of(context.words, training=identity.training))
        if identity.training:
            mark(desk.strip, "training", True)
        if is_training_office(identity.office):
            guide = self.guide = Guide(window, context.words, look, context.session)
            desk.bar.currentChanged.connect(lambda _: guide.arrived_at(desk.bar.current()))
        context.session.watch("actor", self._somebody)

    def _somebody(self) -> None:
        """Whoever signs in at a desk that was just made, and may, is led through what is still open."""
        actor, setup = self._context.session.actor, self._context.services.setup
        if actor is not None and actor.role in ("supervisor", "administrator"):
            self._context.read(setup.is_first_start, done=self._lead, failed=self._context.failing(self._desk))

    def _lead(self, first: bool) -> None:
        if first and self._context.session.actor is not None:
            self._desk.go("admin", "setup")


def _window(desk: DeskWindow) -> QMainWindow:
    assert isinstance(desk, QMainWindow)  # noqa: S101 — the desk's window is one
    return desk
