"""An evening in the window: what is in the way is settled, the drawer counted by notes, two people sign, the room's sheet filled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import QRect, Qt

from app.devices.terminal_simulator import Step
from app.domain.money_entries import CashCounted, DayClosed, RoomTotalsTyped
from app.ui.app import open_window
from app.ui.tabs.closing.checks_presenter import TypedStamps
from app.ui.tabs.payments.view import PaymentsView
from tests.ui.counter import Counter, surroundings, words_of
from tests.ui.joined import Joined
from tests.ui.test_drawer import closing, newest
from tests.ui.test_refunds import sign
from tests.ui.test_tenders import seal_in_basket

GAP = 8  # px beside the words of a cell at compact density


def count_the_float(counter: Counter) -> None:
    """Two notes of 50,000 won; Enter goes through the other notes, the sum and on to whoever signs."""
    counter.digits("2")
    counter.press(*["Return"] * 9)


def test_the_drawer_is_counted_by_notes_and_the_leader_signs(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "close").close_page
    count_the_float(counter)
    assert counter.focused().startswith("확인자")
    sign(counter, "park")
    closed, counted = newest(counter, "day_closed"), newest(counter, "cash_counted")
    assert isinstance(closed, DayClosed) and isinstance(counted, CashCounted)
    assert (counted.counted_won, counted.notes) == (100_000, {50_000: 2}) and closed.confirmed_by is not None and not closed.deputy
    assert "마감했습니다" in page.notice.text()
    counter.back_to_the_window()
    past = closing(counter, "past").past
    day, closed_at, by = (past.closed.item(0, place).text() for place in (0, 2, 3))  # type: ignore[union-attr]
    assert past.closed.columnWidth(2) >= past.closed.sizeHintForColumn(2)  # the whole moment
    assert by == "이하늘" and closed_at.startswith(f"{day} ")  # one form of date in one row


def test_sheets_of_closed_days_are_asked_for_once_there_is_one(counter: Counter) -> None:
    counter.sign_in()
    past = closing(counter, "past").past
    assert [each.isEnabled() for each in past.sheets] == [False, False, False]
    closing(counter, "close")
    count_the_float(counter)
    sign(counter, "park")
    counter.back_to_the_window()
    assert closing(counter, "past").past is past and [each.isEnabled() for each in past.sheets] == [True, True, True]


def test_a_deputy_signs_while_the_leader_is_away(counter: Counter) -> None:
    counter.sign_in("park")
    page = closing(counter, "deputies").deputies
    at = next(at for at in range(page.person.count()) if page.person.itemText(at).startswith("최바다"))
    page.person.setCurrentIndex(at)
    page.person.setFocus()
    counter.press("Return")
    counter.digits("261120")
    counter.press("Return", "Return")
    counter.type("출장")
    counter.press("Return")
    assert page.table.rowCount() == 1
    counter.window.shell.sign_out("user")
    counter.settle()
    counter.sign_in("lee", day=False)
    counter.window.go("closing", "close")
    counter.settle()
    count_the_float(counter)
    sign(counter, "choi")
    closed = newest(counter, "day_closed")
    assert isinstance(closed, DayClosed) and closed.deputy
    counter.back_to_the_window()


def test_nobody_closes_the_day_alone(counter: Counter) -> None:
    counter.sign_in("park")
    page = closing(counter, "close").close_page
    count_the_float(counter)
    sign(counter, "park")
    assert newest(counter, "day_closed") is None and page.notice.text() != ""


def test_a_count_that_is_covered_tells_nothing_before_it_is_given(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "close").close_page
    page.blind.setChecked(True)
    page.count.take_focus()
    counter.digits("1")
    assert page._difference.text() == ""
    counter.press(*["Return"] * 9)
    sign(counter, "park")
    assert newest(counter, "day_closed") is None
    assert page._difference.text().startswith("현금이 장부보다 50,000원 적습니다.")


def test_an_unknown_card_stands_in_the_way_and_enter_goes_there(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="no_answer"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    page = closing(counter, "today").today
    assert page.blockers.table.rowCount() == 1
    page.blockers.table.setFocus()
    counter.press("Return")
    view = counter.window.tabs["payments"]
    assert counter.window.bar.current() == "payments" and isinstance(view, PaymentsView) and view.page == "cards"
    counter.press("Return")
    assert "승인을 확인했습니다" in view.cards.notice.text()
    assert closing(counter, "today").today.blockers.table.rowCount() == 0


def test_a_book_that_is_being_listed_holds_up_the_closing_and_enter_shows_how_far_it_is(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.sign_in("park")
    with monkeypatch.context() as patch:
        patch.setattr(counter.home.store.exchange, "listing", lambda: 12_000)
        page = closing(counter, "today").today
        assert [page.blockers.table.item(0, at).text() for at in range(2)] == ["아직 정리되지 않은 대장 기재", "12,000"]  # type: ignore[union-attr]
        page.blockers.table.setFocus()
        counter.press("Return")
        assert counter.window.bar.current() == "sync"
    assert closing(counter, "today").today.blockers.table.rowCount() == 0


@pytest.mark.parametrize("page", ["close", "today"])
@pytest.mark.parametrize(("scale", "size"), [(100, (1366, 768)), (200, (1920, 1080))])
def test_what_is_to_be_settled_is_read_whole(counter: Counter, page: str, scale: int, size: tuple[int, int]) -> None:
    counter.opened.close()
    counter.opened = open_window(surroundings(counter.home), "en", density="compact", scale=scale)
    counter.window.resize(*size)
    counter.window.show()
    counter.sign_in()
    view = closing(counter, page)
    shown = view.close_page if page == "close" else view.today
    table, say = shown.blockers.table, words_of("en").text
    shown.show_blockers([(say(f"blocker.{code}"), "4", say("closing.go_there")) for code in ("agent_notices", "stale_terminal")])
    counter.settle()
    header, across, viewport = table.horizontalHeader(), table.horizontalScrollBar(), table.viewport()
    assert header is not None and across is not None and viewport is not None
    assert across.maximum() == 0 and all(header.sectionSize(place) >= header.sectionSizeHint(place) for place in range(3))
    room = QRect(0, 0, table.columnWidth(0) - 2 * GAP * scale // 100, 10_000)
    for at in range(2):
        item = table.item(at, 0)
        assert item is not None
        needed = table.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, item.text())
        assert needed.height() <= table.rowHeight(at) and needed.width() <= room.width()
    assert viewport.height() >= table.rowHeight(0) + table.rowHeight(1)
    if page == "close":
        lines = view.close_page._pairs.verticalScrollBar()
        assert lines is not None and lines.maximum() == 0  # the figures of the book stand whole above it


def test_a_clerk_reads_who_enters_another_desks_totals_before_typing_them(counter: Counter) -> None:
    counter.sign_in("lee")
    page = closing(counter, "room").room
    assert page._only_leaders.isVisible() and not page.code.isEnabled() and not page.keep.isEnabled()


def test_a_desk_that_only_paper_tells_of_is_typed_onto_the_rooms_sheet(counter: Counter) -> None:
    counter.sign_in("park")
    page = closing(counter, "room").room
    page.desk.setFocus()
    counter.digits("04")
    counter.press("Return")
    counter.type("26410-04-D0012")
    counter.press("Return")
    counter.digits("7")
    counter.press("Return")
    counter.digits("4200")
    page.keep.click()
    counter.settle()
    typed = newest(counter, "room_totals_typed")
    assert isinstance(typed, RoomTotalsTyped) and (typed.desk, typed.closing, typed.source) == ("04", "26410-04-D0012", "typed")
    cells = {page.desks.item(at, 0).text(): page.desks.item(at, 6).text() for at in range(page.desks.rowCount())}  # type: ignore[union-attr]
    assert cells["04"] == "수기"
    states = {page.desks.item(at, 0).text(): page.desks.item(at, 3).text() for at in range(page.desks.rowCount())}  # type: ignore[union-attr]
    assert states["03"] == "미마감"


def test_a_second_closing_of_a_date_is_typed_beside_the_first(counter: Counter) -> None:
    """Typed without its part it took the first one's place, and the room's sum was one closing short."""
    counter.sign_in("park")
    page = closing(counter, "room").room
    assert page.desks.isColumnHidden(7)
    for part, number, won in (("", "26410-04-D0012", "4200"), ("2차", "26410-04-D0013", "800")):
        page.part.setFocus()
        counter.type(part)
        counter.press("Return")
        for each in ("04", number, "1", won):
            counter.type(each)
            counter.press("Return")
        page.keep.click()
        counter.settle()
        assert page.part.text() == ""
    day = counter.opened.context.today().isoformat()
    typed = counter.on_writer(lambda: counter.home.store.closings.typed(day, f"{day}~"))
    assert [(each.day, each.closing) for each in typed] == [(day, "26410-04-D0012"), (f"{day}/2", "26410-04-D0013")]
    shown = [page.desks.item(at, 1).text() for at in range(page.desks.rowCount())]  # type: ignore[union-attr]
    assert [each for each in shown if "-04-" in each] == ["26410-04-D0012", "26410-04-D0013"]
    heading = page.desks.horizontalHeader()
    assert heading is not None and heading.visualIndex(7) == 1 and not page.desks.isColumnHidden(7)
    assert [page.desks.item(at, 7).text() for at, each in enumerate(shown) if "-04-" in each] == ["1차", "2차"]  # type: ignore[union-attr]


@pytest.mark.parametrize("part", ["0", "100", "-1", "둘째"])
def test_a_part_of_the_day_that_can_not_be_is_said_and_nothing_is_kept(counter: Counter, part: str) -> None:
    counter.sign_in("park")
    page = closing(counter, "room").room
    for line, typed in ((page.part, part), (page.desk, "04"), (page.closing, "26410-04-D0012")):
        line.setText(typed)
    page.keep.click()
    counter.settle()
    assert "차수" in page.notice.text() and newest(counter, "room_totals_typed") is None


def test_the_terminals_slip_is_typed_and_the_difference_named(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "checks").checks
    page.presenter.type_terminal("T1", ["1", "600", "0", "0"], "")
    counter.settle()
    assert newest(counter, "terminal_counted") is None and page.notice.text() != ""
    page.presenter.type_terminal("T1", ["1", "600", "0", "0"], "어제 승인분")
    counter.settle()
    assert newest(counter, "terminal_counted") is not None


def test_stamps_are_counted_beside_the_fees_they_stand_for(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F10", "Return", "Return")
    page = closing(counter, "checks").checks
    page.stamps["device"].setFocus()
    for typed in ("A1", "1001", "1001", "600", "0"):
        counter.type(typed)
        counter.press("Return")
    counter.press("Return", "Return")
    assert newest(counter, "stamps_counted") is not None
    assert page.notice.text() == "증지 집계를 기록했습니다. 차이 0원"


def test_a_reason_given_for_the_same_difference_is_not_asked_for_again(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "checks").checks
    first = TypedStamps(mode=0, device="A1", first="1", last="1", issued="300", spoiled="", spoiled_numbers="", reason="오인 발행")
    second = replace(first, device="B2", issued="500", spoiled="500", reason="")
    for typed, said in (
        (first, "기록했습니다. 차이 300원"),
        (second, "기록했습니다. 차이 300원"),
        (replace(second, spoiled=""), "800원 다릅니다"),
    ):
        page.presenter.keep_stamps(typed)
        counter.settle()
        assert said in page.notice.text()
