"""What a person who does not see the screen is told: everything that takes the keyboard has a name in the window's language, comes in
reading order and shows that it has the keyboard; what a colour says is said in words too."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QAbstractButton, QApplication, QDialog, QHeaderView, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from app.domain.duties import LISTS, OPEN
from app.ui.main_window import TABS
from app.ui.paged import PagedTab
from app.ui.papers import PaperDialog
from app.ui.plain import Notice
from app.ui.reading_order import in_reading_order
from app.ui.shots import pump
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.passport.view import PassportView
from app.ui.tabs.sync.view import PAGES, SyncView
from app.ui.tabs.worklist.view import WorklistView
from tests.desks import a_home
from tests.ui.counter import Counter, a_counter

HANGUL = re.compile("[가-힣]")
ITSELF = "한국어"  # in every language, so that who does not read the others finds it
OF_QT = ("qt_spinbox_lineedit", "qt_scrollarea_viewport")


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Counter]:
    """In English, where a word left in Korean is seen as well."""
    home = a_home(tmp_path / "home", on_lanes=True)
    made = a_counter(home, lang="en")
    made.sign_in("park")
    yield made
    made.opened.context.session.actor = None
    made.opened.close()
    pump()
    home.close()


def pages(counter: Counter) -> Iterator[str]:
    """Every tab and every page of it in turn, each at rest in front."""
    for name in TABS:
        counter.window.go(name)
        counter.settle()
        yield name
        tab = counter.window.tabs[name]
        for page in further(tab):
            counter.window.go(name, page) if not isinstance(tab, PassportView | SyncView) else turn(tab, page)
            counter.settle()
            yield f"{name}/{page}"


def further(tab: QWidget) -> list[str]:
    if isinstance(tab, PassportView):
        return ["deliver", "arrive"]
    if isinstance(tab, PagedTab):
        return list(tab.names)
    if isinstance(tab, SyncView):
        return list(PAGES)
    if isinstance(tab, WorklistView):
        return [*LISTS, OPEN]
    return admin_pages() if isinstance(tab, AdminView) else []


def admin_pages() -> list[str]:
    from app.ui.tabs.admin.view import PAGES as ADMIN_PAGES

    return list(ADMIN_PAGES)


def turn(tab: PassportView | SyncView, page: str) -> None:
    if isinstance(tab, SyncView):
        tab.choose(page)
    else:
        tab.show_page(page)


def takes_keyboard(widget: QWidget) -> bool:
    return (
        widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.isVisible()
        and widget.objectName() not in OF_QT
        and not isinstance(widget, QHeaderView)
        and not widget.metaObject().className().startswith("QTableCorner")  # type: ignore[union-attr]
    )


def name_of(widget: QWidget) -> str:
    """As Qt tells a screen reader: the name that was given, else what stands on it, else the label that belongs to it."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton):
        return widget.text()
    labels = [each.text() for each in widget.window().findChildren(QLabel) if each.buddy() is widget]  # type: ignore[union-attr]
    return labels[0] if labels else ""


def in_reach(window: QWidget) -> list[QWidget]:
    return [each for each in window.findChildren(QWidget) if takes_keyboard(each)]


def test_every_page_is_told_whole_in_the_language_of_the_window(desk: Counter) -> None:
    unnamed, other_language, bare_tables = set[str](), set[str](), set[str]()
    for page in pages(desk):
        for each in in_reach(desk.window):
            name = name_of(each)
            if not name.strip():
                unnamed.add(f"{page}: {type(each).__name__}")
            if HANGUL.search(name.replace(ITSELF, "")):
                other_language.add(f"{page}: {name}")
        for table in desk.window.findChildren(QTableView):
            if table.isVisible() and not (table.accessibleName() and has_headings(table)):
                bare_tables.add(f"{page}: {table.accessibleName()!r}")
    assert (sorted(unnamed), sorted(other_language), sorted(bare_tables)) == ([], [], [])


def has_headings(table: QTableView) -> bool:
    model = table.model()
    heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())] if model is not None else []
    return bool(heads) and all(str(each or "").strip() for each in heads)


@pytest.mark.parametrize("page", ["seal", "integrated", "worklist", "closing"])
def test_tab_goes_in_reading_order_and_comes_round(counter: Counter, page: str) -> None:
    counter.sign_in("park")
    counter.window.go("seal")
    counter.window.go(page)
    counter.settle()
    chain = by_tab(counter)
    assert len(chain) >= 4
    assert [f"{name_of(one)} → {name_of(other)}" for one, other in itertools.pairwise(chain) if goes_back(one, other)] == []


def by_tab(counter: Counter) -> list[QWidget]:
    """What Tab reaches, from the first in the window once round; back with Shift+Tab it is the same."""
    first = next(each for each in in_reading_order(counter.window.centralWidget()) if each.focusPolicy() & Qt.FocusPolicy.TabFocus)  # type: ignore[arg-type]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    chain = [counter.focus()]
    while True:
        QtBot.keyClick(counter.focus(), Qt.Key.Key_Tab)
        if counter.focus() is chain[0]:
            break
        chain.append(counter.focus())
        assert len(chain) < 200
    QtBot.keyClick(counter.focus(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert counter.focus() is chain[-1]
    return chain


def goes_back(one: QWidget, other: QWidget) -> bool:
    """True if the parts that hold them, side by side in one place, are read in the other order."""
    above = [one]
    while (parent := above[-1].parentWidget()) is not None:
        above.append(parent)
    inner = other
    while inner.parentWidget() is not None and inner.parentWidget() not in above:
        inner = inner.parentWidget()  # type: ignore[assignment]
    shared = inner.parentWidget()
    if shared is None or inner in above:
        return False
    outer = above[above.index(shared) - 1]
    first, second = place(outer), place(inner)
    beside = min(first.bottom(), second.bottom()) - max(first.top(), second.top()) > min(first.height(), second.height()) // 2
    return second.left() < first.left() if beside else second.top() < first.top()


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def test_dialogs_have_a_title_and_names(desk: Counter) -> None:
    for show in (desk.window.show_keys, desk.window.show_lamps):
        show()
        desk.settle()
        (dialog,) = [each for each in desk.window.findChildren(QDialog) if each.isVisible() and not isinstance(each, PaperDialog)]
        assert dialog.windowTitle()
        assert [each for each in in_reach(dialog) if not name_of(each)] == []
        assert QApplication.focusWidget() is None or dialog.isAncestorOf(desk.focus())
        dialog.close()
        desk.settle()


def test_lamps_say_in_words_what_their_colour_says(desk: Counter) -> None:
    actor = desk.opened.context.session.signed_in()
    services, words = desk.home.services, desk.opened.context.words
    desk.on_writer(lambda: services.set_lamp(actor, "seal", True))
    desk.window.shell.refresh()
    desk.settle()
    lamp = desk.window.strip._lamps["seal"]
    assert words.text("lamp.down") in lamp.text() and words.text("lamp.down") in lamp.accessibleName()
    assert words.text("lamp.up") in desk.window.strip._lamps["family"].accessibleName()


def test_news_is_told_when_it_is_seen_and_taken_back_when_it_is_gone(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = next(each for each in counter.window.findChildren(Notice))
    told: list[tuple[str | None, bool]] = []
    monkeypatch.setattr(notice, "setAccessibleName", lambda text: told.append((text, notice.isHidden())))
    notice.say("저장했습니다.", "success")
    notice.say("")
    assert told == [("저장했습니다.", False), ("", True)]


def test_what_has_the_keyboard_is_seen(counter: Counter) -> None:
    """A picture of it differs from one without the keyboard, whatever it is."""
    counter.sign_in("park")
    seen: set[str] = set()
    for page in ("seal", "ledger", "closing", "admin"):
        counter.window.go(page)
        counter.settle()
        for each in list(in_reading_order(counter.window)):
            kind = next(cls.__name__ for cls in type(each).__mro__ if cls.__module__.startswith("PyQt6"))
            if kind in seen:
                continue
            each.setFocus(Qt.FocusReason.TabFocusReason)
            counter.settle()
            if not each.hasFocus():
                continue
            seen.add(kind)
            bright = each.grab().toImage()
            counter.window.setFocus(Qt.FocusReason.OtherFocusReason)
            counter.settle()
            assert bright != each.grab().toImage(), f"{page}: {kind} {name_of(each)}"
    assert {"QPushButton", "QLineEdit", "QRadioButton", "QTableWidget", "QListWidget", "QTabBar"} <= seen
