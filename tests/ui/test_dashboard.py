"""현황판 in the window: charts and tables say the same, a bar opens its cases in the ledger, and only who leads sees them."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.sampling import sample
from app.ui.charts import BarChart
from app.ui.tabs.closing.dashboard_page import AGAIN_MS, DashboardPage
from app.ui.tabs.closing.view import ClosingView
from app.ui.tabs.ledger.view import LedgerView
from app.ui.theme import make_look
from tests.desks import NINE, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock
from tests.ui.counter import Counter
from tests.ui.test_books import papers_shown

COPY, SEAL = "resident_registration_copy", "seal_certificate_issue"


def with_cases(counter: Counter, *services: str) -> None:
    """Those papers, paid in cash, an hour between one and the next."""
    actor = counter.opened.context.session.signed_in()
    clock = counter.home.desk.clock
    assert isinstance(clock, FixedClock)

    def record() -> None:
        for index, service in enumerate(services):
            draft = sample(the_catalogue().forms[service], seed=7, index=index, today=NINE.date(), people=the_people())
            counter.home.services.record_visit(actor, [msgspec.structs.replace(draft, draft_id=None, exemption=None)], tender="cash")
            if index + 1 < len(services):
                clock.advance(timedelta(hours=1))

    counter.on_writer(record)


def the_page(counter: Counter) -> DashboardPage:
    counter.window.go("closing")
    counter.settle()
    counter.press("-")
    view = counter.window.tabs["closing"]
    assert isinstance(view, ClosingView)
    assert view.dashboard.isVisible()
    return view.dashboard


def shown(page: DashboardPage, part: int) -> list[list[str]]:
    table = page.parts[part].table
    assert table is not None
    cells = range(table.columnCount())
    return [[table.item(row, cell).text() for cell in cells] for row in range(table.rowCount())]  # type: ignore[union-attr]


def the_ledger(counter: Counter) -> LedgerView:
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    return view


def test_a_bar_is_read_with_the_arrows_and_enter_shows_its_cases(counter: Counter) -> None:
    counter.sign_in("park")
    with_cases(counter, COPY, SEAL, COPY)
    page = the_page(counter)
    hours = page.parts[0].chart
    assert hours is not None
    assert [bar.values for bar in hours.bars[:4]] == [(1, 0), (1, 0), (1, 0), (0, 0)]
    assert [row[:3] for row in shown(page, 0)][:2] == [["9시", "1", "0"], ["10시", "1", "0"]]
    hours.setFocus(Qt.FocusReason.TabFocusReason)
    counter.settle()
    assert counter.focused() == "시간대별 접수"
    counter.press("Right")
    assert hours.accessibleDescription() == "10시: 이날 1건, 지난주 0건"
    counter.press("Return")
    ledger = the_ledger(counter)
    assert ledger.isVisible()
    assert [ledger.model.case(at).service for at in range(ledger.model.rowCount())] == [SEAL]  # type: ignore[union-attr]
    assert "10시" in ledger.slice_bar.text()
    ledger.slice_bar.clear.click()
    counter.settle()
    assert (ledger.model.rowCount(), ledger.slice_bar.isVisible()) == (3, False)


def test_what_was_chosen_stays_in_the_ledger_until_something_else_is_searched(counter: Counter) -> None:
    counter.sign_in("park")
    with_cases(counter, COPY, SEAL, COPY)
    page = the_page(counter)
    services = page.parts[1].table
    page.swap_views()
    assert services is not None
    services.setFocus(Qt.FocusReason.TabFocusReason)
    services.selectRow(0)
    assert shown(page, 1)[0][:2] == ["주민등록표 등본", "2"]
    counter.press("Return")
    ledger = the_ledger(counter)
    assert ledger.model.rowCount() == 2
    counter.window.go("worklist")
    counter.window.go("ledger")
    counter.settle()
    assert (ledger.model.rowCount(), ledger.slice_bar.isVisible()) == (2, True)
    ledger.search.setText("26410")
    ledger._search()
    counter.settle()
    assert not ledger.slice_bar.isVisible()


def test_another_person_does_not_find_what_the_leader_chose(counter: Counter) -> None:
    counter.sign_in("park")
    with_cases(counter, COPY, SEAL)
    page = the_page(counter)
    page.presenter.pick(0, 0)
    counter.settle()
    assert the_ledger(counter).model.rowCount() == 1
    counter.sign_in("lee", day=False)
    assert page._board.isHidden()  # also before anybody asks for the page again
    counter.window.go("ledger")
    counter.settle()
    assert (the_ledger(counter).model.rowCount(), the_ledger(counter).slice_bar.isVisible()) == (2, False)


def test_tables_and_charts_take_turns(counter: Counter) -> None:
    counter.sign_in("park")
    with_cases(counter, COPY)
    page = the_page(counter)
    part = page.parts[0]
    assert part.chart is not None and part.table is not None and part.chart.isVisible() and not part.table.isVisible()
    page.swap.click()
    assert not part.chart.isVisible() and part.table.isVisible() and page.swap.text() == "그림으로 보기"
    page.swap.click()
    assert part.chart.isVisible()
    desks = page.parts[4]
    assert desks.chart is None and desks.table is not None and desks.table.isVisible()
    assert shown(page, 4)[0][:2] == ["03", "1"]
    desks.table.setFocus(Qt.FocusReason.TabFocusReason)
    counter.press("1")  # a digit chooses a page, also from a table that was made late
    assert not page.isVisible()


def test_parts_stand_below_one_another_where_words_are_large_for_the_screen(counter: Counter) -> None:
    counter.sign_in("park")
    with_cases(counter, COPY)
    page = the_page(counter)
    assert len({part.x() for part in page.parts}) == 3
    page.setFixedWidth(700)
    counter.settle()
    assert len({part.x() for part in page.parts}) == 1
    below = sorted(page.parts, key=lambda part: part.y())
    assert below == page.parts
    assert all(one.geometry().bottom() < other.y() for one, other in pairwise(below))


def test_another_date_and_another_desk_are_chosen(counter: Counter) -> None:
    counter.sign_in("park")
    with_cases(counter, COPY)
    page = the_page(counter)
    page.presenter.go_on(7)
    counter.settle()
    assert "11. 27." in page._title.text()
    assert shown(page, 0)[0][:3] == ["9시", "0", "1"]
    page.day.setText("261121")
    page.presenter.go_to(page.day.text())
    counter.settle()
    assert not page._board.isVisible() and "접수한 민원이 없습니다" in page._empty.text()
    page.presenter.go_to("금요일")
    assert "261120" in page.notice.text()
    page.presenter.go_to("")
    page.presenter.choose_place(1)
    counter.settle()
    assert (page.place.currentText(), page.notice.text()) == ("03번 창구", "")
    assert page._board.isVisible()


def test_a_clerk_is_told_whose_page_it_is(counter: Counter) -> None:
    counter.sign_in("lee")
    page = the_page(counter)
    assert not page._board.isVisible() and "팀장과 대직자" in page._empty.text()
    assert not page.place.isVisible() and not page.swap.isVisible()


def test_it_reads_itself_again_only_while_it_is_seen(counter: Counter) -> None:
    counter.sign_in("park")
    page = the_page(counter)
    assert page._again.isActive() and page._again.interval() == AGAIN_MS
    with_cases(counter, COPY)
    page._again.timeout.emit()
    counter.settle()
    assert shown(page, 0)[0][1] == "1"
    counter.window.go("worklist")
    assert not page._again.isActive()


def test_it_comes_out_as_a_paper(counter: Counter) -> None:
    counter.sign_in("park")
    with_cases(counter, COPY, SEAL)
    page = the_page(counter)
    page.presenter.print()
    counter.settle()
    (paper,) = papers_shown()
    assert paper.windowTitle() == "현황표"


class OneBar(NamedTuple):
    label: str
    values: tuple[float, ...]
    spoken: str = ""
    opens: bool = False


def test_where_bars_are_lower_than_words_one_line_says_the_values_of_all(qtbot: QtBot) -> None:
    chart = BarChart(make_look(Path(__file__).parents[2] / "resources"), "접수", lying=True)
    qtbot.addWidget(chart)
    bars = [OneBar(f"민원 {at}", (6, 14000)) for at in range(9)]
    chart.resize(300, 160)
    chart.show()
    chart.show_bars(["이날", "지난주"], bars)
    assert chart.told(bars[0]) == [(-1, "6 · 14,000")]
    chart.resize(300, 600)
    assert chart.told(bars[0]) == [(0, "6"), (1, "14,000")]
