"""One walk through the window in one look: every tab, every page of it, every form, every list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from PyQt6.QtWidgets import QListWidget, QWidget

from app.bootstrap.homes import Home
from app.domain.duties import LISTS, OPEN
from app.domain.words import Lang
from app.ui.app import open_window
from app.ui.main_window import INTAKE, TABS
from app.ui.paged import PagedTab
from app.ui.shots import pump, settle, sign_in
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.passport.view import PassportView
from app.ui.tabs.sync.view import PAGES, SyncView
from app.ui.tabs.worklist.view import WorklistView
from app.ui.theme import Density, Mode, density_for
from tests.desks import PASSWORD, on_writer
from tests.gallery.situations import situations
from tests.ui.counter import Counter, surroundings

LEADER = "park"


class OneLook(NamedTuple):
    """`width`, `height`: of the window, in px; `scale`: of its words, in percent."""

    lang: Lang
    mode: Mode
    width: int
    height: int
    scale: int = 100

    @property
    def density(self) -> Density:
        return density_for(self.height * 100 // self.scale)

    @property
    def name(self) -> str:
        whole = f"{self.lang}-{self.mode}-{self.width}x{self.height}"
        return whole if self.scale == 100 else f"{whole}-{self.scale}"


_SIZES = ((1366, 768), (1920, 1080))
_LANGS: tuple[Lang, ...] = ("ko", "en")
_MODES: tuple[Mode, ...] = ("light", "high-contrast")
LOOKS = [OneLook(lang, mode, *size) for size in _SIZES for lang in _LANGS for mode in _MODES]
LOOKS += [OneLook(lang, "light", 1920, 1080, 200) for lang in _LANGS]
LOOKS += [OneLook("ko", "light", 3840, 2160, 200), OneLook("ko", "light", 1366, 768, 200)]  # … and the least room there is for words


LEVELS = 8  # a longer text makes its page, the tab and the window around it larger one turn of the loop after the other


def laid_out() -> None:
    """Everything has the room it asked for, as a person sees it a moment later."""
    for _ in range(LEVELS):
        pump()


class Gallery:
    """The window over that home, in that look; its pictures go into the folder."""

    prefix = ""

    def __init__(self, home: Home, out: Path, look: OneLook) -> None:
        self._home, self._out, self.look = home, out, look
        self._opened = open_window(surroundings(home), look.lang, density=look.density, mode=look.mode, scale=look.scale, wide=look.width)
        self._window = self._opened.window
        self._window.resize(look.width, look.height)
        self._made = 0

    def shoot(self, only: Sequence[str] = ()) -> int:
        """How many pictures were made. `only`: of those tabs."""
        self._out.mkdir(parents=True, exist_ok=True)
        try:
            self._window.show()
            settle(self._opened)
            if not only:
                self._grab("00-login")
            sign_in(self._opened, on_writer(self._home, lambda: self._home.services.sign_in(LEADER, PASSWORD)))
            for number, name in enumerate(TABS, start=1):
                if not only or name in only:
                    self._window.go(name)
                    for state in self._states(name):
                        settle(self._opened)
                        self._grab(f"{number:02d}-{name}-{state}")
            if not only:
                self._situations()
        finally:
            self._opened.context.session.actor = None
            self._opened.close()
            pump()
        return self._made

    def _states(self, name: str) -> Iterator[str]:
        """Each state of that tab in turn, by name; its picture is taken before the next is asked for."""
        yield "first"
        tab = self._window.tabs[name]
        if name in INTAKE:
            yield from self._forms(name)
        if isinstance(tab, PassportView):
            for mode in tab.presenter.station.modes:
                if mode.page:
                    tab.presenter.choose_mode(mode.key)
                    yield mode.page
        elif isinstance(tab, PagedTab):
            for page in tab.names:
                self._window.go(name, page)
                yield page
        elif isinstance(tab, SyncView):
            for page in PAGES:
                tab.choose(page)
                yield page
        elif name == "worklist":
            assert isinstance(tab, WorklistView)
            for code in self._lists():
                self._window.go(name, code)
                settle(self._opened)
                if tab.presenter.list_code == code:  # a list in which nothing waits is not there
                    yield code
        elif isinstance(tab, LedgerView):
            yield from self._cases(tab)
        elif name == "admin":
            (pages,) = tab.findChildren(QListWidget)[:1]
            for place in range(pages.count()):
                pages.setCurrentRow(place)
                yield f"{place + 1:02d}"

    def _lists(self) -> Sequence[str]:
        return (OPEN, *LISTS)

    def _forms(self, name: str) -> Iterator[str]:
        presenter = self._window.intake(name).presenter
        for form in self._home.desk.catalogue.forms.values():
            if form.station == name:
                presenter.choose(form.id)
                yield form.id

    def _cases(self, view: LedgerView) -> Iterator[str]:
        """A case of each service in hand."""
        numbers: dict[str, str] = {}
        for place in range(view.model.rowCount()):
            case = view.model.case(place)
            if case is not None:
                numbers.setdefault(case.service, case.number)
        for service, number in numbers.items():
            self._window.show_case(number)
            yield service

    def _situations(self) -> None:
        """What is met in the middle of a visit, dialogs among it."""
        for name, shown in situations(Counter(self._home, self._opened)):
            settle(self._opened)
            self._grab(f"11-{name}", shown)

    def _grab(self, name: str, shown: QWidget | None = None) -> None:
        """`shown`: a dialog, without one the window."""
        laid_out()
        (shown or self._window).grab().save(str(self._out / f"{self.prefix}{name}.png"))
        self._made += 1
