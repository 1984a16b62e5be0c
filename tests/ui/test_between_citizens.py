"""Between two citizens: putting aside, taking back, and nothing of the first one in the hands of the second."""

from __future__ import annotations

from tests.ui.counter import Counter
from tests.ui.test_flows import RRN, cases, to_basket
from tests.ui.test_window import type_name_and_number


def test_a_form_that_is_not_finished_keeps_the_next_citizen_waiting(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("F2")
    model = counter.window.intake("seal").presenter.model
    assert model is not None and model.raw["applicant.name"] == "김민수"
    assert "F4" in counter.window.basket.notice.text()


def test_a_form_that_is_not_finished_is_parked_with_its_visit_and_comes_back_whole(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F8")
    counter.type("ㄷㅂ")
    counter.press("Return")
    counter.press("Return", "Return", "1")
    counter.press("F4")
    assert counter.opened.context.visit.lines == []
    counter.press("F5")
    assert counter.window.intake("seal").presenter.model is not None
    assert not counter.window.intake("seal").presenter.is_open()
    counter.press("F8", "F4")
    assert len(counter.opened.context.visit.lines) == 1
    model = counter.window.intake("integrated").presenter.model
    assert model is not None and model.form.id == "resident_registration_copy"
    assert model.raw["applicant.id_document"] == "resident_card"


def test_who_sits_down_before_the_day_is_open_begins_by_opening_it(counter: Counter) -> None:
    counter.sign_in(day=False)
    assert counter.focused() == "준비금(잔돈)"
    counter.digits("100000")
    counter.press("Return")
    assert counter.opened.context.session.day_is_open
    assert counter.focused().startswith("인감신고인 성명")


def test_money_before_the_day_is_open_brings_the_hands_to_its_opening(counter: Counter) -> None:
    counter.sign_in(day=False)
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("F11")
    assert counter.focused() == "준비금(잔돈)"
    counter.digits("100000")
    counter.press("Return")
    assert counter.opened.context.session.day_is_open
    assert counter.window.basket.notice.text() == ""
    assert cases(counter) == []
