"""양방향: the citizen sees what is asked for, says that it is right and agrees; and sees nothing of anybody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PyQt6.QtCore import Qt

from app.domain.citizen_screen import Confirmation
from app.ui.citizen.pages import Away, Consent, Items, Waiting
from tests.desks import PASSWORD
from tests.ui.citizen import a_seal_certificate, confirmed, lock, seen, touch, with_a_screen
from tests.ui.counter import Counter
from tests.ui.test_flows import approve, cases


def test_a_desk_without_a_screen_works_as_it_did(counter: Counter) -> None:
    counter.sign_in()
    assert counter.opened.citizen.window is None and not counter.opened.citizen.bar.isVisible()
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    assert "관리 › 민원인 화면" in counter.window.basket.notice.text()
    assert counter.opened.context.visit.confirmed is None


def test_the_citizen_sees_the_request_masked_and_says_that_it_is_right(counter: Counter) -> None:
    window = with_a_screen(counter)
    assert isinstance(window.page, Waiting)
    a_seal_certificate(counter)
    assert isinstance(window.page, Items) and not window.page.asks
    words = seen(window)
    assert "김*수" in words and "1990. 1. 1." in words and "인감증명서" in words and "600원" in words
    assert "김민수" not in words and "1234568" not in words
    assert not window.agree.isVisible()
    counter.press("Ctrl+F9")
    assert "확인을 기다립니다" in counter.opened.citizen.bar.text()
    touch(counter, window.agree)
    assert "확인했습니다 (09:00)" in counter.opened.citizen.bar.text()
    counter.press("F11", "Return")
    approve(counter)
    (case,) = cases(counter)
    (told,) = confirmed(counter)
    assert (told.due_won, told.total_won, told.cases, told.by, told.lang) == (600, 600, 1, "citizen", "ko")
    detail = counter.on_writer(partial(counter.home.services.view_case, counter.opened.context.session.signed_in(), case.number))
    assert "citizen_confirmed" in [line.kind for line in detail.history] and case.state == "issued"


def said(counter: Counter) -> Confirmation | None:
    """What the citizen has said of the basket as it stands."""
    return counter.opened.context.visit.confirmed


def test_what_changes_after_the_page_was_sent_has_to_be_sent_again(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    assert window.agree.isVisible()
    counter.window.basket.presenter.more(0, 1)
    counter.settle()
    assert not window.agree.isVisible() and "다시 보내십시오" in counter.opened.citizen.bar.text()
    counter.press("Ctrl+F9")
    touch(counter, window.agree)
    assert said(counter) is not None
    counter.window.basket.presenter.more(0, 1)
    counter.settle()
    assert said(counter) is None
    counter.opened.citizen.bar.aloud.click()
    counter.settle()
    told = said(counter)
    assert told is not None and (told.by, told.total_won) == ("clerk", 1_800)


def test_who_says_that_it_is_not_right_makes_the_clerk_ask(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    touch(counter, window.doubt)
    assert "담당자에게" in seen(window) and "다르다고" in counter.opened.citizen.bar.text()
    assert counter.opened.context.visit.confirmed is None


def next_citizen(counter: Counter) -> None:
    counter.opened.context.visit.lines.clear()
    counter.press("F2")


def nobody_touches_it(counter: Counter) -> None:
    counter.window.idle.timer.timeout.emit()
    counter.settle()


def sign_out(counter: Counter) -> None:
    counter.window.shell.sign_out()
    counter.settle()


def put_aside(counter: Counter) -> None:
    counter.press("F4")


def take_out(counter: Counter) -> None:
    counter.window.basket.presenter.remove(0)
    counter.settle()


WAYS_OUT = (next_citizen, lock, nobody_touches_it, sign_out, put_aside, take_out)


@pytest.mark.parametrize("goes", WAYS_OUT, ids=lambda each: each.__name__)
def test_nothing_of_a_visit_outlives_it(counter: Counter, goes: Callable[[Counter], None]) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    touch(counter, window.language)
    assert "It is right" in seen(window)
    goes(counter)
    words = seen(window)
    assert isinstance(window.page, Away if counter.opened.context.session.actor is None else Waiting)
    assert not any(each in words for each in ("김*수", "1990", "인감", "600", "Seal"))
    window.agree.click()
    counter.settle()
    assert counter.opened.context.visit.confirmed is None
    if goes is not take_out:
        assert "맞습니다" not in words and "English" in words


def test_after_a_lock_nothing_comes_back_by_itself(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    lock(counter)
    assert "잠시 기다려 주십시오" in seen(window)
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    assert len(counter.opened.context.visit.lines) == 1
    assert isinstance(window.page, Waiting) and "김*수" not in seen(window)
    counter.press("F5", "Ctrl+F9")
    assert isinstance(window.page, Items) and "김*수" in seen(window)


def test_a_visit_that_was_put_aside_comes_back_to_the_clerk_alone(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F4", "F4")
    assert len(counter.opened.context.visit.lines) == 1 and counter.opened.context.visit.priced
    assert isinstance(window.page, Waiting)
    counter.window.basket.presenter.more(0, 1)
    counter.settle()
    assert isinstance(window.page, Items) and "김*수" in seen(window)


def test_consent_is_the_citizens_own_and_the_box_of_the_form_takes_it(counter: Counter) -> None:
    window = with_a_screen(counter)
    counter.press("F6", "Ctrl+K")
    counter.type("출생신고")
    counter.press("Return", "1")
    counter.type("이서연")
    counter.press("Ctrl+F9")
    assert isinstance(window.page, Consent) and "문자" in seen(window)
    view = counter.window.intake("family")
    assert view.form is not None and not view.form.editor("sms_consent").value()
    touch(counter, window.yes)
    assert view.form.editor("sms_consent").value() is True
    assert view.presenter.model is not None and view.presenter.model.raw["sms_consent"] is True
    assert "동의 여부를 받았습니다" in counter.opened.citizen.bar.text()


def test_a_consent_that_was_refused_is_not_asked_again(counter: Counter) -> None:
    window = with_a_screen(counter)
    counter.press("F6", "Ctrl+K")
    counter.type("출생신고")
    counter.press("Return", "1")
    counter.type("이서연")
    counter.press("Ctrl+F9")
    touch(counter, window.no)
    view = counter.window.intake("family")
    assert view.form is not None and view.form.editor("sms_consent").value() is False
    counter.press("Ctrl+F9")
    assert not isinstance(window.page, Consent)


def test_language_size_and_colours_are_the_citizens_for_this_visit(counter: Counter) -> None:
    window = with_a_screen(counter, notice="점심시간은 12시부터입니다.")
    assert "점심시간" in seen(window)
    a_seal_certificate(counter)
    small, light = window._look.px("text_px"), window._look.mode
    touch(counter, window.language)
    touch(counter, window.size_key)
    touch(counter, window.colours)
    assert "Seal certificate issue" in seen(window) and "₩600" in seen(window) and "To pay" in seen(window)
    assert window._look.px("text_px") > small and (light, window._look.mode) == ("light", "high-contrast")
    next_citizen(counter)
    assert window._look.px("text_px") == small and window._look.mode == "light" and "English" in seen(window)


def test_the_screen_takes_neither_the_keyboard_nor_the_count_of_the_lock(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    before = counter.focus()
    counter.press("Ctrl+F9")
    started = counter.window.idle.timer.id()
    touch(counter, window.agree)
    assert counter.focus() is before and counter.window.idle.timer.id() == started
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus


def test_the_number_that_is_served_stands_on_the_waiting_screen(counter: Counter) -> None:
    window = with_a_screen(counter)
    counter.window.basket.queue.presenter.take("general")
    counter.settle()
    counter.press("F8", "F2")
    assert "대기번호 1" in seen(window)


def test_while_the_money_is_taken_nothing_of_the_basket_changes(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    counter.window.basket.presenter.recording = True
    window.agree.click()
    counter.settle()
    assert said(counter) is None
    counter.press("Ctrl+F9")
    assert "잠시 뒤에" in counter.window.basket.notice.text()
    counter.window.basket.presenter.recording = False
    touch(counter, window.agree)
    assert said(counter) is not None
