"""Where nothing is yet, the list says so and says what to do; it is never just blank."""

from __future__ import annotations

from collections.abc import Iterator

from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from app.ui.main_window import TABS
from app.ui.paged import PagedTab
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.sync.view import PAGES as SYNC_PAGES
from app.ui.tabs.sync.view import SyncView
from tests.ui.counter import Counter

LISTS = ("fees", "share", "services", "handbook", "records", "kiosks", "ratings", "calendar", "log")  # management pages with one


def pages(counter: Counter) -> Iterator[tuple[str, QWidget]]:
    for name in TABS[4:]:  # stations always list their services
        counter.window.go(name)
        counter.settle()
        tab = counter.window.tabs[name]
        names = tab.names if isinstance(tab, PagedTab) else SYNC_PAGES if isinstance(tab, SyncView) else ()
        for page in LISTS if isinstance(tab, AdminView) else names or ("",):
            if page:
                counter.window.go(name, page)
                counter.settle()
            yield f"{name} {page}".strip(), tab


def blank(tab: QWidget) -> list[str]:
    """Names of the lists that are seen, have no row and say nothing."""
    found = []
    for view in tab.findChildren(QAbstractItemView):
        model = view.model()
        if isinstance(view, QHeaderView) or not view.isVisible() or model is None or model.rowCount():
            continue
        words = [each for each in view.findChildren(QLabel) if each.isVisible() and each.text()]
        if not words or view.accessibleDescription() != words[0].text():
            found.append(view.accessibleName())
    return found


def test_no_list_of_a_new_desk_is_blank(counter: Counter) -> None:
    counter.sign_in("park")
    assert {where: found for where, tab in pages(counter) if (found := blank(tab))} == {}


def test_no_list_of_the_passport_pages_is_blank(counter: Counter) -> None:
    counter.sign_in("park")
    for key in "234":
        counter.press("F7", key)
        counter.settle()
        assert blank(counter.window.tabs["passport"]) == [], key


def test_the_word_goes_when_the_first_row_comes(counter: Counter) -> None:
    counter.sign_in("park")
    view = counter.window.intake("family")
    counter.window.go("family")
    view.box.setText("없는 민원")
    counter.settle()
    assert blank(view) == [] and view.findChildren(QTableView)[0].accessibleDescription() != ""
    view.box.setText("")
    counter.settle()
    assert view.findChildren(QTableView)[0].accessibleDescription() == ""
