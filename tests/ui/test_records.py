"""The page 기록물철: two sign what goes to the centre and what the board decided; the certificate erases nothing; a clerk only looks."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from app.domain.record_files import RecordFile
from app.domain.sampling import sample
from app.ui.papers import PaperDialog
from app.ui.tabs.admin.records_panel import RecordsPanel
from app.ui.tabs.admin.view import AdminView
from tests.desks import NINE, PASSWORD, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock
from tests.ui.counter import Counter

SERVICES = ("birth_filing", "cadastral_change_request")


def record(counter: Counter, user: str) -> None:
    """A case of each service is received."""
    services = counter.home.services

    def work() -> None:
        actor = services.sign_in(user, PASSWORD)
        for service in SERVICES:
            drawn = sample(the_catalogue().forms[service], seed=2, index=1, today=NINE.date(), people=the_people())
            services.record_case(actor, msgspec.structs.replace(drawn, exemption=None, draft_id=None))

    counter.on_writer(work)


def years_later(counter: Counter, years: int) -> None:
    services, clock = counter.home.services, counter.home.desk.clock
    assert isinstance(clock, FixedClock)

    def work() -> None:
        park = services.sign_in("park", PASSWORD)
        services.close_day(park, confirmer=services.sign_in("lee", PASSWORD, second=True))
        clock.advance(timedelta(days=366 * years))
        services.open_day(services.sign_in("park", PASSWORD), 0)

    counter.on_writer(work)


def the_page(counter: Counter) -> RecordsPanel:
    counter.window.go("admin", "records")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    return view.records


def register(counter: Counter) -> dict[str, RecordFile]:
    return {each.book: each for each in counter.on_writer(counter.home.services.records.register)}


def cells(page: RecordsPanel) -> list[list[str]]:
    table = page.table
    return [
        [item.text() if (item := table.item(at, each)) else "" for each in range(table.columnCount())] for at in range(table.rowCount())
    ]


def notice(page: RecordsPanel) -> str:
    return page._notice.text()


@pytest.fixture
def later(counter: Counter) -> Counter:
    """Two files of 2026, and a leader who looks at them six years later."""
    counter.sign_in("park")
    record(counter, "park")
    years_later(counter, 6)
    return counter


def test_two_sign_what_lies_with_the_records_centre(later: Counter) -> None:
    page = the_page(later)
    assert len(cells(page)) == 2 and all("이관할 것" in row[5] for row in cells(page))
    page.table.selectAll()
    page.act("transfer")
    page.on_note.setText("2032년 정기 이관")
    for user, told in (("", "두 사람"), ("park", "다른 사람")):
        page.on_user.setText(user)
        page.on_password.setText(PASSWORD)
        page._transfer()
        later.settle()
        assert told in notice(page) or "서명" in notice(page), notice(page)
        assert page.on_password.text() == "", "a password that was used stands nowhere"
        assert not any(each.transferred_on for each in register(later).values())
    page.on_user.setText("lee")
    page.on_password.setFocus()
    later.type(PASSWORD)
    later.press("Return")
    today = later.opened.context.today().isoformat()
    assert "2철" in notice(page) and {each.transferred_on for each in register(later).values()} == {today}
    assert [row[5] for row in cells(page)] == [today, today]
    page.which.setCurrentIndex(page.which.findData("transfer_due"))
    assert cells(page) == []


def test_the_decision_of_the_board_is_written_down_and_its_certificate_is_printed(later: Counter) -> None:
    page = the_page(later)
    page._destroy_list.click()
    later.settle()
    assert "폐기로 결정된 철이 없습니다" in later.window.notice.text()
    page.which.setCurrentIndex(page.which.findData("expired"))
    (row,) = cells(page)
    assert row[2] == "5년" and row[3].startswith("▲")
    page.table.selectRow(0)
    page.act("appraise")
    assert page.years.isEnabled()
    page.outcome.setCurrentIndex(page.outcome.findData("destroy"))
    assert not page.years.isEnabled(), "new years belong to another class alone"
    page.board.setText("2032년 제1차 기록물평가심의회")
    page.board_user.setText("lee")
    page.board_password.setText(PASSWORD)
    page._appraise()
    later.settle()
    assert "아무것도 지우지 않습니다" in notice(page)
    assert cells(page) == [], "the board has decided"
    page.which.setCurrentIndex(0)
    assert [row[6] for row in cells(page)].count("폐기 결정 · 2032년 제1차 기록물평가심의회") == 1
    page._destroy_list.click()
    later.settle()
    (paper,) = later.window.findChildren(PaperDialog)
    assert paper.windowTitle() == "대장"
    later.back_to_the_window()
    assert len(register(later)) == 2, "nothing was erased"


def test_what_was_counted_and_whether_it_is_open_stands_in_the_register(counter: Counter) -> None:
    counter.sign_in("park")
    record(counter, "park")
    page = the_page(counter)
    page.table.selectAll()
    page.act("count")
    page.found.setText("3")
    page._count()
    assert "한 철" in notice(page)
    page.table.selectRow(0)
    page.found.setText("세 건")
    page._count()
    assert "숫자" in notice(page)
    page.found.setText("3")
    page._count()
    counter.settle()
    assert "+2" in notice(page) and page.found.text() == ""
    page.which.setCurrentIndex(page.which.findData("differing"))
    ((*_, counted, disclosed),) = cells(page)
    assert (counted, disclosed) == ("▲ 3건 (+2)", "")
    page.act("disclose")
    page.as_what.setCurrentIndex(page.as_what.findData("part"))
    page._disclose()
    counter.settle()
    assert [row[8] for row in cells(page)] == ["부분공개"]
    page._register.click()
    counter.settle()
    assert [paper.windowTitle() for paper in counter.window.findChildren(PaperDialog)] == ["대장"]


def test_a_clerk_sees_the_register_and_none_of_its_acts(counter: Counter) -> None:
    counter.sign_in("lee")
    record(counter, "park")
    page = the_page(counter)
    assert len(cells(page)) == 2
    assert page._acting.isHidden() and page._destroy_list.isHidden() and page._register.isHidden()
