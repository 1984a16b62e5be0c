"""The page 달력: a team leader declares a day off by the keyboard and sees which due dates moved."""

from __future__ import annotations

import msgspec
from PyQt6.QtWidgets import QLabel, QPushButton, QTableWidget

from app.services.make_sample import make_samples
from app.ui.tabs.admin.calendar_panel import CalendarPanel
from app.ui.tabs.admin.hours_panel import HoursPanel
from app.ui.tabs.admin.view import PAGES
from app.ui.tabs.ledger.due_panel import DuePanel
from app.ui.tabs.ledger.view import LedgerView
from tests.desks import NINE, PASSWORD, the_catalogue, the_people
from tests.ui.counter import Counter


def page(counter: Counter) -> CalendarPanel:
    """The page is in front, as Ctrl+Tab and the arrow keys bring it."""
    counter.window.go("admin")
    counter.settle()
    counter.press("Home", *["Down"] * PAGES.index("calendar"))
    counter.settle()
    panel: CalendarPanel = counter.window.tabs["admin"].calendar  # type: ignore[attr-defined]
    assert panel.isVisible()
    return panel


def rows(table: QTableWidget) -> list[list[str]]:
    return [
        [item.text() if (item := table.item(at, place)) else "" for place in range(table.columnCount())] for at in range(table.rowCount())
    ]


def a_petition(counter: Counter) -> str:
    (draft,) = make_samples(the_catalogue(), the_people(), service="grievance_petition", count=1, seed=1, today=NINE.date())

    def work() -> str:
        lee = counter.home.services.sign_in("lee", PASSWORD)
        return counter.home.services.record_case(lee, msgspec.structs.replace(draft, draft_id=None)).number

    return counter.on_writer(work)


def test_a_day_is_declared_and_the_due_dates_it_moved_are_shown_old_and_new(counter: Counter) -> None:
    counter.sign_in("park")
    number = a_petition(counter)
    panel = page(counter)
    assert panel.year.text() == "2026년"
    assert any("공휴일" in row[1] for row in rows(panel.table))
    panel.day.setFocus()
    counter.type("20261123")
    counter.press("Return")
    counter.type("임시공휴일")
    counter.press("Return")
    counter.type("대통령령 제1호")
    counter.press("Return")
    counter.settle()
    assert "1건" in panel._notice.text()
    (row,) = rows(panel.moved)
    assert (row[0], row[2], row[3]) == (number, "2026-11-30 18:00", "2026-12-01 18:00")
    said = next(each for each in rows(panel.table) if "기관이 정한" in each[1])
    assert said[2:] == ["임시공휴일", "대통령령 제1호", "park"]
    assert panel.day.hasFocus()
    panel.kind.setCurrentIndex(1)
    panel.day.setText("2026-11-23")
    panel.reason.setText("취소 공고")
    panel.reason.setFocus()
    counter.press("Return")
    counter.settle()
    assert [each[2:] for each in rows(panel.moved)] == [["2026-12-01 18:00", "2026-11-30 18:00"]]
    panel.presenter.turn(1)
    counter.settle()
    assert panel.year.text() == "2027년"


def test_why_a_case_is_due_is_told_day_by_day(counter: Counter) -> None:
    counter.sign_in("lee")
    number = a_petition(counter)
    counter.window.show_case(number)
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    (why,) = [each for each in view.findChildren(QPushButton) if each.isVisible() and each.text() == "처리기한 근거"]
    why.click()
    counter.settle()
    panel = view.panel
    assert isinstance(panel, DuePanel)
    told = {each.text() for each in panel.pairs.findChildren(QLabel)}
    assert {"처리예정일시", "2026-11-30 18:00", "토요일, 산입하지 않음"} <= told
    assert panel.back.hasFocus()
    counter.press("Esc")
    assert not panel.isVisible()


def test_what_was_typed_wrong_is_said_and_stays(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter)
    panel.day.setText("내일")
    panel.reason.setFocus()
    counter.press("Return")
    counter.settle()
    assert "날짜" in panel._notice.text()
    panel.day.setText("2026-11-22")
    panel.name.setText("임시공휴일")
    panel.reason.setText("공고")
    counter.press("Return")
    counter.settle()
    assert "일요일" in panel._notice.text()
    assert panel.day.text() == "2026-11-22"
    assert not panel.moved.isVisible()


def test_a_clerk_sees_the_calendar_and_sets_nothing(counter: Counter) -> None:
    counter.sign_in("lee")
    panel = page(counter)
    assert rows(panel.table)
    assert not panel.day.isVisible()


def test_other_hours_of_work_move_the_due_dates_and_empty_ones_bring_them_back(counter: Counter) -> None:
    counter.sign_in("park")
    number = a_petition(counter)
    counter.window.go("admin")
    counter.settle()
    counter.press("Home", *["Down"] * PAGES.index("hours"))
    panel: HoursPanel = counter.window.tabs["admin"].hours  # type: ignore[attr-defined]
    assert panel.isVisible() and panel.now.text() == "09:00–12:00, 13:00–18:00 (하루 8시간)"
    panel.hours.setText("9시부터")
    panel.reason.setText("단축 근무")
    panel.presenter.set(panel.hours.text(), panel.reason.text())
    counter.settle()
    assert "09:00-12:00" in panel._notice.text() and panel.moved.isHidden()
    panel.hours.setText("09:00-12:00,13:00-17:00")
    panel.reason.setFocus()
    counter.press("Return")
    counter.settle()
    assert panel.now.text() == "09:00–12:00, 13:00–17:00 (하루 7시간)"
    (row,) = rows(panel.moved)
    assert (row[0], row[2], row[3]) == (number, "2026-11-30 18:00", "2026-11-30 17:00")
    panel.hours.clear()
    panel.presenter.set("", "원래대로")
    counter.settle()
    assert "8시간" in panel.now.text() and rows(panel.moved)[0][3] == "2026-11-30 18:00"


def test_a_clerk_reads_the_hours_and_sets_none(counter: Counter) -> None:
    counter.sign_in("lee")
    counter.window.go("admin")
    counter.settle()
    counter.press("Home", *["Down"] * PAGES.index("hours"))
    panel: HoursPanel = counter.window.tabs["admin"].hours  # type: ignore[attr-defined]
    assert "8시간" in panel.now.text() and not panel.reason.isVisible()
