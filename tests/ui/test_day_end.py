"""An evening at the closing tab with keys alone: nothing of one person is left for the next, every paper and every line has its key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
from PyQt6.QtWidgets import QApplication, QLabel

from app.domain.drawer_settings import DrawerSettings
from app.domain.money_entries import RemittanceNumbered, StampsCounted
from app.services.make_sample import make_samples
from app.ui.papers import PaperDialog
from app.ui.tabs.closing.day_text import pairs_of, sums_of
from app.ui.tabs.closing.view import ClosingView
from tests import papers as printed
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people
from tests.ui.counter import Counter, a_counter
from tests.ui.test_closing import count_the_float
from tests.ui.test_drawer import closing, newest
from tests.ui.test_refunds import sign
from tests.ui.test_tenders import seal_in_basket


def papers(counter: Counter) -> list[str]:
    """Titles of the papers that are open; they are put away."""
    shown = [each.windowTitle() for each in counter.window.findChildren(PaperDialog) if each.isVisible()]
    counter.back_to_the_window()
    return shown


def comes_back(counter: Counter, user: str) -> ClosingView:
    """The desk is locked, that person signs in and looks at the closing tab."""
    counter.press("Ctrl+L")
    counter.press(*["Backspace"] * 8)
    counter.window.login.user.setFocus()
    counter.window.login.user.clear()
    counter.type(user)
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    return closing(counter, "close")


def set_drawer(counter: Counter, settings: DrawerSettings) -> None:
    services = counter.home.services
    counter.on_writer(lambda: services.drawer.set_drawer(services.sign_in("park", PASSWORD), settings))


def test_what_one_person_counted_is_gone_when_another_signs_in(counter: Counter) -> None:
    counter.sign_in()
    shift = closing(counter, "shift").shift
    counter.digits("3")
    view = closing(counter, "close")
    counter.digits("2")
    view.cash.amount.setText("60000")
    view.checks.stamps["device"].setText("A1")
    assert (view.close_page.count.total(), shift.count.total()) == (100_000, 150_000)
    comes_back(counter, "choi")
    assert (view.close_page.count.total(), shift.count.total()) == (None, None)
    assert (view.cash.amount.text(), view.checks.stamps["device"].text()) == ("", "")


def test_a_lock_keeps_the_count_for_the_same_person_but_no_signature(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "close").close_page
    count_the_float(counter)
    counter.type("park")
    counter.press("Return")
    counter.type("half a pass")
    comes_back(counter, "lee")
    assert page.count.notes() == {50_000: 2}
    assert (page.sign.user.text(), page.sign.password.text()) == ("", "")


def test_interim_and_reversals_come_by_a_key_from_every_page(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F10", "Return", "Return")
    closing(counter, "cash")
    counter.press("Shift+F7")
    assert papers(counter) == ["중간집계표"]
    counter.press("Shift+F8")
    assert papers(counter) == ["취소·반환 명세"]
    closing(counter, "today")
    counter.press("Shift+F5")
    assert papers(counter) == ["수수료 일계표·일일마감 보고서"]


def test_enter_after_the_closing_opens_no_new_day(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "close").close_page
    count_the_float(counter)
    sign(counter, "park")
    counter.back_to_the_window()
    counter.press("Return")
    page.act.click()
    counter.settle()
    status = counter.on_writer(counter.home.services.day_status)
    assert status.day is None and page.notice.text() != ""


def test_who_opens_an_ordinary_day_is_asked_for_no_second_signature(counter: Counter) -> None:
    counter.sign_in(day=False)
    page = closing(counter, "close").close_page
    assert page.sign.isHidden()
    counter.digits("100000")
    counter.press("Return", "Return")
    assert counter.on_writer(counter.home.services.day_status).float_won == 100_000
    assert not page.sign.isHidden()


def test_a_closing_that_is_held_up_leads_to_what_holds_it_up(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F4")
    page = closing(counter, "close").close_page
    count_the_float(counter)
    sign(counter, "park")
    assert newest(counter, "day_closed") is None and "보류 1" in page.notice.text()
    counter.press("Return")
    assert counter.window.bar.current() == "integrated"


def test_a_count_that_differs_asks_for_the_reason_before_it_is_kept(counter: Counter) -> None:
    counter.sign_in()
    closing(counter, "shift")
    counter.digits("1")
    counter.press(*["Return"] * 9)
    assert counter.focused() == "과부족 사유"
    counter.type("거스름돈 착오")
    counter.press("Return", "Return")
    assert newest(counter, "cash_counted") is not None


def test_the_paper_of_a_hand_over_is_one_enter_away(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "shift").shift
    counter.digits("2")
    counter.press("Return")
    page.papers.setFocus()
    counter.type("열쇠 3")
    counter.press("Return")
    counter.type("choi")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return", "Return")
    assert papers(counter) == ["창구 인수인계서"]


def test_a_bank_number_that_came_later_is_typed_beside_its_deposit(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "cash").cash
    counter.press("3")
    counter.digits("1000")
    page.later.setChecked(True)
    counter.press("Return", "Return", "Return")
    shown = page.table.item(0, 3)
    assert shown is not None and shown.text() == "납입번호 기다림"
    counter.press("6")
    assert page.which.count() == 1 and counter.focused() == "어느 납입"
    counter.press("Return")
    counter.type("118")
    counter.press("Return")
    numbered = newest(counter, "remittance_numbered")
    assert isinstance(numbered, RemittanceNumbered) and numbered.number == "118"
    shown = page.table.item(0, 3)
    assert shown is not None and shown.text() == "118" and page.which.count() == 0


def test_nobody_uncovers_the_book_where_the_office_counts_covered(counter: Counter) -> None:
    set_drawer(counter, DrawerSettings(blind=True))
    counter.sign_in()
    view = closing(counter, "today")
    assert "장부 현금 센 다음에 보입니다" in told(view)
    page = closing(counter, "close").close_page
    assert page.blind.isChecked() and not page.blind.isEnabled()
    assert "100,000" not in told(view).split("장부 현금")[-1]


def told(view: ClosingView) -> str:
    """What the figures of 오늘 say, name and value."""
    pairs = view.today._pairs.findChildren(type(view.today._title))
    return " ".join(each.text() for each in pairs)


def test_spoiled_stamps_are_named_by_their_numbers(counter: Counter) -> None:
    set_drawer(counter, DrawerSettings(stamps="machine"))
    counter.sign_in()
    page = closing(counter, "checks").checks
    assert "인증기" in page._stamps_set.text() and page.mode.currentIndex() == 1
    page.stamps["device"].setFocus()
    for typed in ("A1", "1001", "1003", "1800", "1800", "1001, 1002 1003"):
        counter.type(typed)
        counter.press("Return")
    counter.press("Return")
    counted = newest(counter, "stamps_counted")
    assert isinstance(counted, StampsCounted) and counted.spoiled == [1001, 1002, 1003]
    assert page.stamps["device"].text() == "" and QApplication.focusWidget() is not None


def test_a_long_receipt_number_is_never_cut(counter: Counter) -> None:
    counter.sign_in()
    counter.window.go("payments", "taken")
    counter.settle()
    page = counter.window.tabs["payments"].taken  # type: ignore[attr-defined]
    number = "26410-03E12ZZZZ-R261120-0012-K7"
    page.show_taken([(number, "09:30", "주민등록표 등본 외 2", "현금·신용카드", "12,345,600", "일부 반환 600")])
    counter.settle()
    assert page.table.columnWidth(0) > page.table.fontMetrics().horizontalAdvance(number)
    assert page.table.columnWidth(2) > page.table.fontMetrics().horizontalAdvance("주민등록표")


def test_who_gives_money_back_is_told_that_lines_go_back_whole(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F10", "Return", "Return")
    counter.window.go("payments", "taken")
    counter.settle()
    counter.press("Return")
    panel = counter.window.tabs["payments"].taken.panel  # type: ignore[attr-defined]
    assert any("통째로 반환합니다" in each.text() for each in panel.findChildren(QLabel) if each.isVisible())
    heading = panel.lines.horizontalHeaderItem(0)
    assert panel.lines.columnWidth(0) > panel.lines.fontMetrics().horizontalAdvance(heading.text())


def test_numbers_of_a_later_stream_break_where_their_parts_do(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F10", "Return", "Return")
    day = counter.on_writer(counter.home.services.day_status)
    longer = msgspec.structs.replace(day.totals, first_number="26410-03E3-261120-0001-BD")
    pairs = dict(pairs_of(counter.opened.context, msgspec.structs.replace(day, totals=longer), 0))
    assert pairs["첫 번호 · 끝 번호"] == f"26410-03E3-\n261120-0001-BD\n{day.totals.last_number}"
    none = msgspec.structs.replace(day.totals, first_number=None, last_number=None)
    assert "첫 번호 · 끝 번호" not in dict(pairs_of(counter.opened.context, msgspec.structs.replace(day, totals=none), 0))


def test_who_finds_yesterdays_day_open_begins_by_closing_it(counter: Counter) -> None:
    counter.sign_in()
    counter.window.shell.sign_out("lock")
    counter.settle()
    counter.home.desk.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    counter.sign_in("choi", day=False)
    assert counter.focused() == "마감하러 가기"
    counter.press("Return")
    view = counter.window.tabs["closing"]
    assert isinstance(view, ClosingView) and view.page == "close"
    assert counter.focused() == "50,000원 매수"


def test_the_closing_tab_does_not_push_the_window_over_the_edge_of_the_screen(counter: Counter) -> None:
    counter.sign_in(day=False)
    counter.press("Ctrl+3")
    assert counter.window.width() == 1366
    for page in ("1", "2", "3", "4", "6", "7", "8", "5"):
        counter.press("Escape", page)
        assert counter.window.width() == 1366, page
    counter.press("F5")
    assert counter.window.width() == 1366


def test_a_sum_of_nine_digits_is_read_whole_where_a_sheet_is_typed(counter: Counter) -> None:
    counter.sign_in("park")
    page = closing(counter, "room").room
    for cells in page.figures.values():
        for cell in cells.values():
            assert cell.width() - 2 * cell.height() // 3 > cell.fontMetrics().horizontalAdvance("888888888")


def test_what_was_wrong_on_one_page_is_not_said_on_the_next(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "past").past
    page.period.setText("zz99")
    page._period("desk")
    counter.settle()
    assert "기간을 읽을 수 없습니다" in counter.window.notice.text()
    counter.press("Escape", "2")
    assert counter.window.notice.text() == ""


def test_a_case_that_came_after_yesterdays_closing_is_told_on_todays_page(counter: Counter) -> None:
    actor = counter.sign_in()
    (draft,) = make_samples(the_catalogue(), the_people(), service="seal_certificate_issue", count=1, seed=1, today=NINE.date())
    late = msgspec.structs.replace(draft, intake_at=(NINE - timedelta(hours=14)).isoformat(), late_reason="마감 뒤에 온 민원")
    counter.on_writer(lambda: counter.home.services.record_case(actor, late))
    assert "전일 마감 후 1건" in told(closing(counter, "today"))


def test_a_colleagues_sheet_is_scanned_onto_the_rooms_sheet(counter: Counter, tmp_path: Path) -> None:
    with closing_of_another_desk(tmp_path) as code:
        counter.sign_in("park")
        page = closing(counter, "room").room
        assert counter.focused() == "마감표의 QR"
        counter.type(code)
        counter.press("Return")
        rows = [[page.desks.item(at, place).text() for place in range(7)] for at in range(page.desks.rowCount())]  # type: ignore[union-attr]
    assert [(row[0], row[1], row[3], row[6]) for row in rows] == [("03", "", "미마감", ""), ("05", "26410-05-D0001", "마감", "수기")]
    assert page.code.text() == "" and "05번 창구" in page.notice.text()


@contextmanager
def closing_of_another_desk(folder: Path) -> Iterator[str]:
    """Desk 05 was opened and closed today; the code of its sheet."""
    other = a_home(folder / "five", desk="05", seed=2)
    services = other.services
    lee, park = services.sign_in("lee", PASSWORD), services.sign_in("park", PASSWORD, second=True)
    services.open_day(lee, 50_000)
    closed = services.closing.close(lee, counted_won=50_000, notes={50_000: 1}, confirmer=park)
    yield services.day_report(lee, closed.day, "desk").qr
    other.close()


def test_a_covered_drawer_is_not_told_by_asking_for_too_much_of_it(counter: Counter) -> None:
    set_drawer(counter, DrawerSettings(blind=True))
    counter.sign_in()
    page = closing(counter, "cash").cash
    counter.press("2")
    counter.digits("9999999")
    counter.press("Return", "Return")
    assert newest(counter, "cash_moved") is None
    assert page.notice.text().startswith("서랍의 현금보다 많은") and "100,000" not in page.notice.text()


def test_stamps_that_differ_ask_for_the_reason_and_only_that(counter: Counter) -> None:
    set_drawer(counter, DrawerSettings(stamps="electronic"))
    counter.sign_in()
    page = closing(counter, "checks").checks
    assert counter.focused() == "기기"
    for typed in ("A1", "1001", "1001", "600", "0", "", ""):
        counter.type(typed)
        counter.press("Return")
    assert "600원 다릅니다" in page.notice.text() and counter.focused() == "차이 사유"
    counter.type("어제 찍은 것")
    counter.press("Return")
    counted = newest(counter, "stamps_counted")
    assert isinstance(counted, StampsCounted) and counted.reason == "어제 찍은 것"
    assert page.stamps["device"].text() == "" and page.notice.text().startswith("증지 집계를 기록했습니다")


def test_longer_english_words_do_not_push_it_over_either(counter: Counter) -> None:
    english = a_counter(counter.home, lang="en")
    english.sign_in()
    english.press("F5", "Ctrl+3")
    assert english.window.width() == 1366
    english.opened.context.session.actor = None
    english.opened.close()


def test_services_of_the_day_stand_as_on_its_sheet(counter: Counter) -> None:
    """Their codes are English words: sorted by these, nobody finds a Korean name."""
    names = ("adoption_relation_certificate", "land_register_copy", "seal_certificate_issue", "nobody_knows")
    counter.sign_in()
    context = counter.opened.context
    day = context.session.day
    assert day is not None
    rows = [printed.a_row(each, 1000, cash=1000) for each in names]
    shown = sums_of(context, msgspec.structs.replace(day, totals=printed.totals(rows)))
    assert [cells[0] for cells in shown[:-1]] == ["인감증명서", "입양관계증명서", "토지대장", "nobody_knows"]
