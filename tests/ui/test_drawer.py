"""The drawer in the window: cash in and out by digit and Enter, a count that tells what is missing, the hand-over two people sign."""

from __future__ import annotations

from app.domain.money_entries import CashMoved, ShiftHandedOver
from app.ui.tabs.closing.view import ClosingView
from app.wire.codec import decode_body
from tests.desks import PASSWORD
from tests.ui.counter import Counter


def closing(counter: Counter, page: str) -> ClosingView:
    counter.window.go("closing", page)
    counter.settle()
    view = counter.window.tabs["closing"]
    assert isinstance(view, ClosingView) and view.page == page
    return view


def newest(counter: Counter, kind: str) -> object:
    body = counter.on_writer(
        lambda: counter.home.connections.value("SELECT body FROM entry WHERE kind = ? ORDER BY seq DESC LIMIT 1", (kind,))
    )
    return None if body is None else decode_body(kind, body)


def test_cash_goes_to_the_bank_with_its_number(counter: Counter) -> None:
    counter.sign_in()
    counter.press("Ctrl+3", "2")
    assert counter.focused() == "현금 넣기·빼기 고르기"
    counter.press("3")
    counter.digits("60000")
    counter.press("Return")
    counter.type("20261120-7")
    counter.press("Return", "Return")
    moved = newest(counter, "cash_moved")
    assert isinstance(moved, CashMoved)
    assert (moved.way, moved.purpose, moved.amount_won, moved.number) == ("out", "remit", 60_000, "20261120-7")
    page = closing(counter, "cash").cash
    shown = page.table.item(0, 2)
    assert shown is not None and shown.text() == "△60,000"


def test_taking_cash_out_for_another_reason_waits_for_the_leader(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "cash").cash
    counter.press("5")
    counter.digits("5000")
    counter.press("Return")
    counter.type("우표 구입")
    counter.press("Return", "Return", "Return")
    assert newest(counter, "cash_moved") is None and "팀장" in page.notice.text()
    page.sign.take_focus()
    counter.type("park")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    moved = newest(counter, "cash_moved")
    assert isinstance(moved, CashMoved) and moved.reason == "우표 구입" and moved.confirmed_by is not None
    assert page.amount.text() == "" and page.sign.user.text() == ""


def test_a_count_tells_what_is_missing_before_it_is_kept(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "shift").shift
    counter.digits("1")
    counter.press("Return")
    counter.digits("4")
    counter.press("Return")
    assert page.count.total() == 90_000
    assert page._difference.text().startswith("현금이 장부보다 10,000원 적습니다.")
    page.keep.click()
    counter.settle()
    assert newest(counter, "cash_counted") is None


def test_the_drawer_goes_to_the_colleague_who_signs(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "shift").shift
    counter.digits("2")
    counter.press("Return")
    page.papers.setFocus()
    counter.type("보안용지 A-1201")
    page.sign.take_focus()
    counter.type("choi")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    handed = newest(counter, "shift_handed_over")
    assert isinstance(handed, ShiftHandedOver)
    assert (handed.counted_won, handed.notes, handed.papers) == (100_000, {50_000: 2}, "보안용지 A-1201")
    assert "최바다" in page.notice.text()


def test_what_was_counted_is_handed_over_without_counting_again(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "shift").shift
    counter.digits("2")
    counter.press("Return")
    page.keep.click()
    counter.settle()
    assert newest(counter, "cash_counted") is not None and page.count.notes() == {50_000: 2}
    page.sign.take_focus()
    counter.type("choi")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    handed = newest(counter, "shift_handed_over")
    assert isinstance(handed, ShiftHandedOver) and handed.notes == {50_000: 2}
    assert page.count.notes() == {}


def test_nobody_hands_over_to_themselves(counter: Counter) -> None:
    counter.sign_in()
    page = closing(counter, "shift").shift
    counter.digits("2")
    page.presenter.hand_over(page.count.notes(), "", "", "lee", PASSWORD)
    counter.settle()
    assert newest(counter, "shift_handed_over") is None and page.notice.text() != ""
