"""How long a hand waits at the window over a million entries: from the key to what is painted (issue 6).

Tab change ≤ 50 ms, form open ≤ 100 ms, search as you type ≤ 100 ms, each the 95th percentile, beside bare Qt in the same run: ratios,
because the machines differ. A search is logged on disk before it is shown, and that is in the figure.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from random import Random

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from app.bootstrap.homes import Home, open_home_on_lanes
from app.bootstrap.surroundings import surroundings
from app.domain.identity import initials
from app.settings import Settings, data_root
from app.ui.app import Opened, application, open_window
from app.ui.main_window import TABS
from app.ui.shots import sign_in
from app.ui.tabs.intake.view import IntakeView
from app.ui.tabs.ledger.view import LedgerView
from tests.bench import floor_window
from tests.bench.build import a_name, build, people_of
from tests.bench.home import AT, PASSPHRASE, PASSWORD, practice_home
from tests.bench.painted import Painted, p95

LIMITS = {"tab": 50.0, "form": 100.0, "search": 100.0}
TURNS = 6
FORMS = ("resident_registration_copy", "seal_certificate_issue", "family_relation_certificate", "passport_multiple_10y")
NAMES = 12


def run(entries: int, folder: Path | None) -> int:
    """The figures are printed; 1 if a limit is missed. `folder`: where the book is kept for the next time."""
    place: AbstractContextManager[str] = tempfile.TemporaryDirectory(prefix="minwon-bench-") if folder is None else nullcontext(str(folder))
    with place as made:
        with practice_home(Path(made)) as (home, clerk):
            build(home, clerk, entries)
            print(f"{home.store.head.seq:,} entries, {home.services.count_cases():,} cases")
        app = application()
        painted = Painted(app)
        floors = floor_window.measure(painted)
        settings = Settings(home=Path(made) / "home", data=data_root(), passphrase=PASSPHRASE, at=AT)
        home = open_home_on_lanes(settings, lambda _: PASSPHRASE)
        try:
            return _report(_measure(home, painted), floors)
        finally:
            painted.stop()
            home.close()


Found = dict[str, tuple[list[float], list[float]]]


def _measure(home: Home, painted: Painted) -> Found:
    opened = open_window(surroundings(home, data_root()), "ko", density="compact")
    window = opened.window
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    actor = home.on_lane(lambda: home.services.sign_in("leader", PASSWORD))
    sign_in(opened, actor)
    desk = _Desk(opened, painted)
    desk.settle()
    found: Found = {}
    for what, turn, turns in (
        ("first tab", desk.tabs, 1),
        ("tab", desk.tabs, TURNS),
        ("form", desk.forms, TURNS),
        ("search services", partial(desk.services, ("등본", "ㄱㅈ", "토지", "여권")), TURNS),
        ("search", partial(desk.names, home), 1),
        ("last row", desk.last_rows, 1),
    ):
        desk.worked.clear()
        found[what] = [took for _ in range(turns) for took in turn()], list(desk.worked)
    desk.settle()
    opened.context.session.actor = None
    opened.close()
    return found


class _Desk:
    def __init__(self, opened: Opened, painted: Painted) -> None:
        self._opened, self._painted = opened, painted
        self.worked: list[float] = []  # the window's own work in each measurement: what a quiet machine would not wait less for

    def settle(self) -> None:
        self._painted.settle(lambda: self._opened.jobs.running == 0)

    def _ms(self, act: Callable[[], object], shown: Callable[[], bool]) -> float:
        took = self._painted.ms(act, shown)
        self.worked.append(self._painted.worked_ms)
        self.settle()
        return took

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self._opened.window

    def _key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._focus(), key, modifier)  # type: ignore[call-overload]  # PyQt6 6.11 says it is no static method

    def _type(self, text: str) -> None:
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self._focus(), event)

    def tabs(self) -> list[float]:
        """Each tab by its key, until its page is painted."""
        window = self._opened.window
        keys = [
            (key, Qt.KeyboardModifier.NoModifier) for key in (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9)
        ]
        keys += [(Qt.Key(Qt.Key.Key_1 + at), Qt.KeyboardModifier.ControlModifier) for at in range(5)]
        found = []
        for name, (key, modifier) in zip(TABS, keys, strict=True):
            act: Callable[[], object] = lambda key=key, modifier=modifier: self._key(key, modifier)  # type: ignore[misc]  # noqa: E731
            found.append(self._ms(act, lambda name=name: window.bar.current() == name and window.tabs[name].isVisible()))  # type: ignore[misc]
        return found

    def forms(self) -> list[float]:
        """Enter in the service box, until the form is painted."""
        found = []
        for service in FORMS:
            self._key(Qt.Key.Key_F8)
            self.settle()
            view = self._opened.window.intake("integrated")
            view.focus_box()
            self._type(self._opened.context.words.of(self._opened.context.catalogue.forms[service].name))
            self.settle()
            found.append(self._ms(lambda: self._key(Qt.Key.Key_Return), lambda view=view: _open(view)))  # type: ignore[misc]
            view.presenter.leave_form()
        return found

    def services(self, texts: tuple[str, ...]) -> list[float]:
        """Each character in the service box, until the list is painted."""
        self._key(Qt.Key.Key_F8)
        self.settle()
        view = self._opened.window.intake("integrated")
        found = []
        for text in texts:
            view.focus_box()
            view.box.clear()
            self.settle()
            found += [self._ms(lambda char=char: self._type(char), lambda: True) for char in text]  # type: ignore[misc]
        return found

    def names(self, home: Home) -> list[float]:
        """Each syllable of a name, and of its 초성, in the ledger's search, until what was found is painted."""
        self._opened.window.find_case()
        self.settle()
        view = self._opened.window.tabs["ledger"]
        assert isinstance(view, LedgerView)
        random, people = Random(7), people_of(home)
        whole = [a_name(random, people) for _ in range(NAMES)]
        found = []
        for text in [*whole, *(initials(name) for name in whole), "4711"]:
            view.focus_search()
            view.search.clear()
            self.settle()
            for char in text:
                shown = partial(view.presenter.answered, view.search.text() + char)
                found.append(self._ms(partial(self._type, char), shown))
        return found

    def last_rows(self) -> list[float]:
        """Ctrl+End and Ctrl+Home in the whole ledger, until the rows there are painted."""
        self._opened.window.find_case()
        view = self._opened.window.tabs["ledger"]
        assert isinstance(view, LedgerView)
        view.search.clear()
        self.settle()
        view.table.setFocus()
        found = []
        for _ in range(TURNS):
            for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
                found.append(
                    self._ms(
                        lambda key=key: self._key(key, Qt.KeyboardModifier.ControlModifier),  # type: ignore[misc]
                        lambda: view.model.case(view.table.currentIndex().row()) is not None,
                    )
                )
        return found


def _open(view: IntakeView) -> bool:
    return view.form is not None and view.form.isVisible()


def _report(found: Found, floors: dict[str, float]) -> int:
    good = True
    for what, (took, worked) in found.items():
        kind = what.split()[0] if what.split()[0] in LIMITS and what != "first tab" else ""
        line = f"{what:<18} p50 {sorted(took)[len(took) // 2]:7.1f}   p95 {p95(took):7.1f} ms, own work {p95(worked):6.1f}  ×{len(took)}"
        if kind:
            kept = p95(took) <= LIMITS[kind]
            good = good and kept
            times = p95(took) / floors[kind]
            line += f"   limit {LIMITS[kind]:.0f}: {'kept' if kept else 'MISSED'}   bare Qt {floors[kind]:.1f} ms, × {times:.1f}"
        print(line)
    print("limits kept" if good else "limits MISSED")
    return 0 if good else 1
