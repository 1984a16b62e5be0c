"""What the tests of the citizen's screen do at it: a desk with one, a finger on it, and what stands there."""

from __future__ import annotations

import msgspec
from PyQt6.QtCore import QEvent, QPointF, QRect, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.citizen_entries import CitizenConfirmed
from app.domain.citizen_screen import CitizenScreen
from app.ui.citizen.window import CitizenWindow
from app.wire.codec import decode_body
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_flows import to_basket
from tests.ui.test_window import type_name_and_number


def set_screen(counter: Counter, settings: CitizenScreen) -> None:
    """The desk has that screen, whoever works at it."""
    services = counter.home.services
    counter.on_writer(lambda: services.work.set_citizen_screen(services.sign_in("park", PASSWORD), settings))


def with_a_screen(counter: Counter, **how: bool | str) -> CitizenWindow:
    """A clerk works at a desk with a screen for the citizen."""
    set_screen(counter, msgspec.convert({"screen": "window", **how}, CitizenScreen))
    counter.sign_in()
    return the_window(counter)


def the_window(counter: Counter) -> CitizenWindow:
    found = counter.opened.citizen.window
    assert found is not None
    return found


def seen(window: CitizenWindow) -> str:
    """Every word that stands on the screen now."""
    shown = [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
    return "\n".join([*shown, *(each.text() for each in window.findChildren(QPushButton) if each.isVisible())])


def touch(counter: Counter, key: QPushButton) -> None:
    assert key.isVisible() and key.isEnabled()
    key.click()
    counter.settle()


def a_seal_certificate(counter: Counter) -> None:
    """One line in the basket, of 김민수."""
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)


def confirmed(counter: Counter) -> list[CitizenConfirmed]:
    assert counter.home.lanes is not None
    rows = counter.home.lanes.reader.submit(
        counter.home.connections.all, "SELECT body FROM entry WHERE kind = 'citizen_confirmed' ORDER BY seq"
    ).result()
    found = [decode_body("citizen_confirmed", row[0]) for row in rows]
    return [each for each in found if isinstance(each, CitizenConfirmed)]


def draw(window: CitizenWindow, *points: tuple[float, float]) -> None:
    """A finger over the box, each point a share of it."""
    ink = window.ink
    for at, (x, y) in enumerate(points):
        kind = QEvent.Type.MouseMove if at else QEvent.Type.MouseButtonPress
        place = QPointF(x * ink.width(), y * ink.height())
        left = Qt.MouseButton.LeftButton
        QApplication.sendEvent(ink, QMouseEvent(kind, place, ink.mapToGlobal(place), left, left, Qt.KeyboardModifier.NoModifier))


def lock(counter: Counter) -> None:
    counter.press("Ctrl+L")


class Screen:
    """A screen of the desk, as Qt tells of it."""

    def __init__(self, name: str, left: int) -> None:
        self._name, self._place = name, QRect(left, 0, 1024, 600)

    def name(self) -> str:
        return self._name

    def geometry(self) -> QRect:
        return self._place
