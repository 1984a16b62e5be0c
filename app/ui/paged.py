"""A tab with several pages, each on a digit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QButtonGroup, QTableView, QWidget

from app.ui.flow_layout import FlowLayout
from app.ui.in_front import InFront
from app.ui.plain import button, column
from app.ui.theme import Look

KEYS = "1234567890-="  # of the pages in their order: one row of the keyboard


class Page(Protocol):
    def enter(self) -> None: ...


class PagedTab(QWidget):
    """Pages in their order with their names; a digit that no field wants chooses one, Esc gives the keyboard back to the digits."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.pages = InFront()
        self._buttons = QButtonGroup(self)
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._named: dict[str, QWidget] = {}  # those that were seen
        self._order: list[str] = []
        self.page = ""
        buttons = QWidget()
        self._head = FlowLayout(buttons, look.px("gap_px"))  # where words are large the pages stand on two lines
        whole = column(look, buttons)
        whole.addWidget(self.pages, 1)
        self.setLayout(whole)

    def set_pages(self, pages: Mapping[str, tuple[str, Callable[[], QWidget]]]) -> None:
        """Name → (what stands on its button, what makes the page), once. The first one is in front; the others are made when they are
        first seen, so that nobody waits for all of them at once.
        """
        for key, (name, (title, make)) in zip(KEYS[: len(pages)], pages.items(), strict=True):
            made = button(f"{key} {title}", partial(self.choose, name), "quiet")
            made.setCheckable(True)
            made.setProperty("page", name)
            made.setMinimumWidth(made.sizeHint().width() + self._look.px("gap_px"))  # the chosen one is set bold, which is wider
            self._buttons.addButton(made)
            self._head.addWidget(made)
            self._makers[name] = make
        self._order = list(pages)
        self.page = self._order[0]
        self._mark()

    @property
    def names(self) -> tuple[str, ...]:
        """The pages in the order of their digits."""
        return tuple(self._order)

    def page_of(self, name: str) -> QWidget:
        """That page, made now if it was never seen."""
        page = self._named.get(name)
        if page is None:
            page = self._named[name] = self._makers[name]()
            self.pages.addWidget(page)
            for table in page.findChildren(QTableView):
                table.installEventFilter(self)
        return page

    def enter(self) -> None:
        self._enter_page()

    def choose(self, name: str) -> None:
        """That page is in front, the keyboard where its work begins."""
        self.page = name
        self._mark()
        self._enter_page()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """A table would search its rows for a digit; here digits choose pages, as they choose everywhere. Lists have their own."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text() and event.text() in KEYS:
            self.keyPressEvent(event)
            return True
        if event is not None and event.type() == QEvent.Type.Hide and self.isVisible() and QApplication.focusWidget() is watched:
            self.focus_digits()  # a list that became empty would leave the keyboard to the stations, where no digit is heard
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if event.text() and event.text() in KEYS[: len(self._order)]:
            self.choose(self._order[KEYS.index(event.text())])
        elif event.key() == Qt.Key.Key_Escape:
            self.focus_digits()
        else:
            super().keyPressEvent(event)

    def focus_digits(self) -> None:
        """The keyboard is at the buttons of the pages, so that a digit chooses one."""
        checked = self._buttons.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter_page(self) -> None:
        self.focus_digits()  # until the page knows better
        page = self.page_of(self.page)
        page.enter()  # type: ignore[attr-defined]

    def _mark(self) -> None:
        self.pages.setCurrentWidget(self.page_of(self.page))
        for made in self._buttons.buttons():
            made.setChecked(made.property("page") == self.page)
