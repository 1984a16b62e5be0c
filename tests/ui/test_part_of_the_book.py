"""A new desk lists the office's book: what a list shows meanwhile is a part, and the list says so until all of it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
import pytest

from app.domain.views import Far
from app.ui.tabs.closing.dashboard_page import DashboardPage
from app.ui.tabs.closing.statistics_page import StatisticsPage
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.payments.open_page import OpenPage
from app.ui.tabs.worklist.view import WorklistView
from tests.ui.counter import Counter
from tests.ui.test_ledger_tab import logged
from tests.ui.test_scans import a_case
from tests.ui.test_statistics import choose, with_cases

HALF, LATER = Far(20_000, 36_000, folding=True), Far(28_000, 36_000, folding=True)
Filling = Callable[[Far | None], None]
View = TypeVar("View", LedgerView, WorklistView)


@pytest.fixture
def filling(counter: Counter) -> Filling:
    """How far the desk is with the book from now on; None: all of it is listed."""
    plain = counter.on_writer(counter.home.services.sync_status)

    def tell(far: Far | None) -> None:
        told = msgspec.structs.replace(plain, central="up", line=True, filling=far)
        counter.home.services.sync_status = lambda: told
        counter.window.shell.refresh()
        counter.settle()

    return tell


def tab(counter: Counter, name: str, kind: type[View]) -> View:
    counter.window.go(name)
    counter.settle()
    view = counter.window.tabs[name]
    assert isinstance(view, kind)
    return view


def open_fees(counter: Counter) -> OpenPage:
    counter.window.go("payments", "open")
    counter.settle()
    (page,) = counter.window.tabs["payments"].findChildren(OpenPage)
    return page


def test_an_empty_ledger_is_not_called_empty_before_all_of_the_book_is_listed(counter: Counter, filling: Filling) -> None:
    actor = counter.sign_in()
    filling(Far(20_000, 36_000))
    view = tab(counter, "ledger", LedgerView)
    assert view._empty._word.text() == "민원실 대장을 받아 정리하고 있습니다. 끝나면 여기에 모두 보입니다."
    assert view._count.text() == "지금까지 0건"
    counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    filling(HALF)
    assert view.model.rowCount() == 0  # nothing moves under the hands while parts of it come
    filling(None)
    assert (view.model.rowCount(), view._count.text()) == (1, "모두 1건")
    counter.on_writer(lambda: a_case(counter.home, actor, index=1))
    filling(None)
    assert view.model.rowCount() == 1  # once


def test_a_search_says_that_it_looked_through_a_part_and_is_not_logged_twice(counter: Counter, filling: Filling) -> None:
    counter.sign_in()
    filling(HALF)
    view = tab(counter, "ledger", LedgerView)
    view.presenter.search("없는사람", "", "")
    counter.settle()
    assert view._empty._word.text().startswith("지금까지 정리한 대장에는 없습니다") and view._count.text() == "지금까지 0건 찾음"
    before = len(logged(counter))
    filling(LATER)
    filling(None)
    assert len(logged(counter)) == before
    view.presenter.search("없는사람", "", "")
    counter.settle()
    assert view._empty._word.text().startswith("찾은 민원이 없습니다") and view._count.text() == "0건 찾음"


def test_a_case_in_hand_stays_when_the_last_of_the_book_is_listed(counter: Counter, filling: Filling) -> None:
    actor = counter.sign_in()
    number = counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    filling(HALF)
    view = tab(counter, "ledger", LedgerView)
    counter.window.show_case(number)
    counter.settle()
    filling(None)
    assert view.presenter.case is not None and view.presenter.case.row.number == number


def test_the_work_list_does_not_say_that_nothing_is_to_do_before_all_is_listed(counter: Counter, filling: Filling) -> None:
    actor = counter.sign_in()
    filling(HALF)
    view = tab(counter, "worklist", WorklistView)
    assert view._empty.isVisible() and view._empty.text().startswith("지금까지 정리한 대장에는 할 일이 없습니다")
    counter.on_writer(lambda: a_case(counter.home, actor, "birth_filing"))
    filling(None)
    assert view.table.rowCount() == 1 and not view._empty.isVisible()


def test_no_fee_is_open_among_what_is_listed_so_far(counter: Counter, filling: Filling) -> None:
    actor = counter.sign_in()
    filling(HALF)
    page = open_fees(counter)
    assert page._empty.isVisible() and page._empty.text().startswith("지금까지 정리한 대장에는 받을 수수료가 없습니다")
    counter.on_writer(lambda: a_case(counter.home, actor, "seal_certificate_issue"))
    filling(None)
    assert page.table.rowCount() == 0  # nothing takes the keyboard from somebody who types a receipt's number
    assert open_fees(counter)._empty.text().startswith("받을 수수료가 없습니다")


PART = "지금까지 정리한 대장만 센 것입니다."


def test_a_yearly_table_says_that_it_counts_a_part_and_is_counted_again(counter: Counter, filling: Filling) -> None:
    counter.sign_in("park")
    filling(HALF)
    counter.window.go("closing", "statistics")
    counter.settle()
    (page,) = counter.window.tabs["closing"].findChildren(StatisticsPage)
    choose(counter, page, "R20")
    assert page._notes.text().startswith(PART)
    with_cases(counter)
    cells = range(page.counts.columnCount())
    assert "3" not in [page.counts.item(0, at).text() for at in cells]  # type: ignore[union-attr]
    filling(None)
    assert PART not in page._notes.text()
    assert "3" in [page.counts.item(0, at).text() for at in cells]  # type: ignore[union-attr]


def test_the_board_says_that_it_counts_a_part_and_is_counted_again(counter: Counter, filling: Filling) -> None:
    actor = counter.sign_in("park")
    filling(HALF)
    counter.window.go("closing", "dashboard")
    counter.settle()
    (page,) = counter.window.tabs["closing"].findChildren(DashboardPage)
    assert page.notice.text().startswith(PART)
    counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    filling(None)
    assert page.notice.text() == "" and page._tiles[0]._value.text() == "1건"


def test_without_a_book_under_way_nothing_to_do_is_nothing_to_do(counter: Counter) -> None:
    counter.sign_in()
    assert tab(counter, "worklist", WorklistView)._empty.text() == "지금 할 일이 없습니다."
