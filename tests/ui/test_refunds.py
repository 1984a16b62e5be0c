"""Money goes back at the money tab: by keyboard, never without a second person, now or by a promise."""

from __future__ import annotations

from datetime import date

import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QLabel

from app.devices.terminal_simulator import Step
from app.domain.money_entries import PaymentReversed, PaymentSettled
from app.ui.app import open_window
from app.ui.tabs.closing.view import ClosingView
from app.ui.tabs.payments.taken_page import TakenPage
from app.ui.tabs.payments.view import PaymentsView
from tests.desks import PASSWORD
from tests.ui.counter import Counter, surroundings
from tests.ui.joined import Joined
from tests.ui.test_drawer import newest
from tests.ui.test_flows import stage
from tests.ui.test_tenders import seal_in_basket

GAP = 8  # px beside the words of a cell at compact density


def taken(counter: Counter) -> TakenPage:
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView) and view.page == "taken"
    return view.taken


def one_paid(counter: Counter, key: str = "F10") -> TakenPage:
    """A seal certificate is paid, and its payment is in front."""
    counter.sign_in()
    seal_in_basket(counter)
    counter.press(key, "Return")
    if key == "F10":
        counter.press("Return")
    counter.press("F9", "Escape", "2")
    return taken(counter)


def sign(counter: Counter, user: str) -> None:
    """That person signs where the keyboard is."""
    counter.type(user)
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")


def shown(page: TakenPage, column: int) -> list[str]:
    cells = [page.table.item(at, column) for at in range(page.table.rowCount())]
    return [each.text() for each in cells if each is not None]


def test_cash_goes_back_when_the_leader_signs_beside(counter: Counter) -> None:
    page = one_paid(counter)
    assert shown(page, 3) == ["현금"] and shown(page, 4) == ["600"]
    counter.press("Return", "Return")
    assert counter.focused() == "반환 사유"
    counter.type("잘못 발급")
    counter.press("Return", "Return")
    assert counter.focused().startswith("승인자")
    sign(counter, "park")
    back = newest(counter, "payment_reversed")
    assert isinstance(back, PaymentReversed)
    assert sum(each.amount_won for each in back.allocations) == 600 and back.confirmed_by is not None and back.receipt_no
    assert back.receipt_no in page.notice.text() and shown(page, 5) == ["반환"]


def test_nobody_gives_money_back_alone(counter: Counter) -> None:
    page = one_paid(counter)
    counter.press("Return", "Return")
    counter.type("잘못 발급")
    page.panel.give.click()
    counter.settle()
    assert page.panel.notice.text() == "승인하는 사람의 사용자와 비밀번호를 적으십시오."
    page.panel.sign.take_focus()
    sign(counter, "lee")
    assert newest(counter, "payment_reversed") is None and page.panel.notice.text() != ""
    assert page.panel.reason.text() == "잘못 발급"


def test_what_can_not_go_back_now_is_promised(counter: Counter) -> None:
    page = one_paid(counter)
    counter.press("Return", "Return")
    counter.type("착오 납부")
    page.panel.later.setChecked(True)
    counter.press("Return")
    assert counter.focused() == "지급 예정일"
    counter.digits("261127")
    counter.press("Return")
    counter.type("가온은행")
    counter.press("Return")
    counter.digits("1234567890")
    counter.press("Return")
    counter.type("김민수")
    counter.press("Return")
    sign(counter, "park")
    assert newest(counter, "refund_promised") is not None
    assert "확인증 번호" in page.notice.text() and shown(page, 5) == ["반환 약속"]


def test_with_nothing_to_pay_a_digit_chooses_a_page_at_once(counter: Counter) -> None:
    page = one_paid(counter)
    counter.press("F9", "1")
    open_page = counter.window.tabs["payments"].open_page  # type: ignore[attr-defined]
    assert open_page.isVisible() and not open_page.receipt_no.hasFocus()
    counter.press("2")
    assert page.isVisible()


def test_escape_closes_a_refund_and_nothing_has_happened(counter: Counter) -> None:
    page = one_paid(counter)
    counter.press("Return")
    opened = page.panel.is_open
    counter.press("Escape")
    assert (opened, page.panel.is_open) == (True, False)
    assert newest(counter, "payment_reversed") is None


def test_the_terminal_gives_back_what_it_took(counter: Counter, joined: Joined) -> None:
    joined()
    page = one_paid(counter, "F11")
    counter.press("Return", "Return")
    counter.type("카드 바꿈")
    counter.press("Return", "Return", "Return")
    sign(counter, "park")
    back = newest(counter, "payment_reversed")
    assert isinstance(back, PaymentReversed) and back.terminal == "T1" and back.approval_no
    assert "카드로 600원을 반환했습니다." in page.notice.text()


def test_what_was_deferred_is_paid_in_cash(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "6", "Return")
    counter.press("F9", "5")
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView) and view.page == "claims" and view.claims.table.rowCount() == 1
    counter.press("F10")
    assert view.page == "claims" and counter.focused() == "결제수단 고르기"
    counter.press("1", "Return")
    counter.digits("1000")
    counter.press("Return")
    assert view.claims.notice.text() == "후불 600원을 수납했습니다. 거스름돈 400원"
    assert view.claims.table.rowCount() == 0
    counter.press("2")
    assert view.page == "taken" and sorted(shown(view.taken, 5)) == ["수납", "후불 정산"]
    counter.window.go("closing", "today")
    counter.settle()
    evening = counter.window.tabs["closing"]
    assert isinstance(evening, ClosingView)
    said = [each.text() for each in evening.today.findChildren(QLabel)]
    for line in ("후불 (받을 돈)", "후불 수납 (반환 아님)"):
        assert said[said.index(line) + 1] == "600원", line
    assert "후불 취소" not in said


def test_what_was_deferred_is_paid_at_the_terminal(counter: Counter, joined: Joined) -> None:
    dial = joined(Step(on="purchase", do="decline", code="51"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "6", "Return")
    counter.press("F9", "Escape", "5")
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView)
    counter.press("Return", "2", "Return")
    assert "한도 초과" in view.claims.notice.text() and view.claims.table.rowCount() == 1
    dial.there = False
    counter.press("Return", "2", "Return")
    assert view.claims.split.isVisible()  # the approval may be typed, nothing was charged
    counter.press("Escape")
    dial.there = True
    counter.press("Return", "2", "Return")
    assert view.claims.notice.text().startswith("후불 600원을 수납했습니다.") and view.claims.table.rowCount() == 0
    paid = newest(counter, "payment_settled")
    assert isinstance(paid, PaymentSettled) and paid.settles is not None and paid.parts[0].terminal == "T1"


def test_a_promise_is_kept_by_the_terminal_that_took_the_money(counter: Counter, joined: Joined) -> None:
    joined()
    one_paid(counter, "F11")
    number = counter.on_writer(lambda: counter.home.services.refunds.taken("2026-11-20"))[0].receipt_no
    promised(counter, number)
    counter.window.go("payments", "promises")
    counter.settle()
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView) and view.promises.table.rowCount() == 1
    view.promises.way.setCurrentIndex(1)
    counter.press("Return")
    sign(counter, "park")
    assert "카드로 600원을 반환했습니다." in view.promises.notice.text()
    assert view.promises.table.rowCount() == 0
    back = newest(counter, "payment_reversed")
    assert isinstance(back, PaymentReversed) and back.terminal == "T1" and back.promise is not None


def promised(counter: Counter, receipt_no: str) -> None:
    """That payment will go back later."""
    services = counter.home.services

    def write() -> None:
        lee, park = services.sign_in("lee", PASSWORD), services.sign_in("park", PASSWORD, second=True)
        services.refunds.promise(lee, receipt_no, "단말기 고장", confirmer=park, due=date(2026, 11, 27))

    counter.on_writer(write)


def test_a_promise_is_kept_in_cash_and_is_gone(counter: Counter) -> None:
    test_what_can_not_go_back_now_is_promised(counter)
    counter.back_to_the_window()
    counter.window.go("payments", "promises")
    counter.settle()
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView) and view.promises.table.rowCount() == 1
    view.promises.way.setCurrentIndex(1)
    counter.press("Return")
    sign(counter, "park")
    assert view.promises.table.rowCount() == 0
    back = newest(counter, "payment_reversed")
    assert isinstance(back, PaymentReversed) and back.promise is not None and back.way == "original"


def test_the_basket_tells_why_it_costs_what_it_costs(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F12")
    assert stage(counter) == "why" and counter.window.basket.why._title.text() == "600원의 근거"
    counter.press("Escape")
    assert stage(counter) == "basket"


def test_a_case_given_back_and_not_cancelled_says_so_where_it_is_to_be_paid(counter: Counter) -> None:
    test_cash_goes_back_when_the_leader_signs_beside(counter)
    counter.back_to_the_window()
    counter.window.go("payments", "open")
    counter.settle()
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView)
    row = view.open_page.table
    assert [row.item(0, place).text() for place in (2, 4)] == ["인감증명서 (반환함)", "600"]  # type: ignore[union-attr]
    assert view.open_page._given_back.isVisible() and "취소하십시오" in view.open_page._given_back.text()
    counter.press("F10")
    counter.press("Return")
    assert not view.open_page._given_back.isVisible()


def test_the_service_has_the_room_that_the_other_columns_leave(counter: Counter) -> None:
    table = one_paid(counter).table
    header = table.horizontalHeader()
    assert header is not None
    others = (0, 1, 3, 4, 5)
    wanted = [max(table.sizeHintForColumn(place), header.sectionSizeHint(place)) for place in others]
    assert [table.columnWidth(place) for place in others] == wanted


@pytest.mark.parametrize(("scale", "size"), [(100, (1366, 768)), (200, (1920, 1080))])
def test_what_is_given_back_is_read_whole(counter: Counter, scale: int, size: tuple[int, int]) -> None:
    counter.opened.close()
    counter.opened = open_window(surroundings(counter.home), "en", density="compact", scale=scale)
    counter.window.resize(*size)
    counter.window.show()
    counter.window.activateWindow()
    counter.settle()
    page = one_paid(counter)
    counter.press("Return")
    lines = page.panel.lines
    item = lines.item(0, 1)
    assert item is not None and item.text() == "Seal certificate, one copy"
    narrow = QRect(0, 0, lines.columnWidth(1) - 2 * GAP * scale // 100, 1000)
    needed = lines.fontMetrics().boundingRect(narrow, Qt.TextFlag.TextWordWrap, item.text())
    assert needed.height() <= lines.rowHeight(0) and needed.width() <= narrow.width()
    heading, viewport = lines.horizontalHeader(), lines.viewport()
    assert heading is not None and viewport is not None and viewport.height() >= lines.rowHeight(0)
