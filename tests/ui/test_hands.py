"""What hands get used to: one more of the same, the last purposes, terms said in days, Enter to the next step."""

from __future__ import annotations

import pytest

from app.ui.plain import EnterButton
from tests.ui.counter import Counter
from tests.ui.test_flows import approve, cases, until
from tests.ui.test_window import type_name_and_number


def test_one_more_of_what_was_just_issued_takes_r_in_the_ledger(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    counter.press("F11", "Return")
    approve(counter)
    counter.press("F3", "Return", "R")
    assert counter.focused().startswith("통수")
    counter.press("F11", "Return")
    approve(counter)
    first, second = cases(counter)
    assert first.number != second.number
    assert (first.service, first.due_won, first.state) == (second.service, 600, "issued")


def test_one_more_for_the_next_citizen_asks_the_number_again(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    counter.press("F11", "Return")
    approve(counter)
    counter.press("F2", "F3", "Return", "R")
    assert counter.focused().startswith("주민등록번호")
    model = counter.window.intake("seal").presenter.model
    assert model is not None and "applicant.rrn" not in model.raw and model.raw["applicant.name"] == "김민수"


def test_down_brings_the_purposes_of_this_person_back(counter: Counter) -> None:
    counter.sign_in()
    for purpose in ("은행 제출", "법원 제출"):
        type_name_and_number(counter)
        counter.press("Return", "1", "Return")
        assert counter.focused() == "사용용도"
        counter.type(purpose)
        counter.press("Return", "Return")
        counter.window.basket.focus_table()
        counter.press("Del")
    type_name_and_number(counter)
    counter.press("Return", "1", "Return", "Down")
    model = counter.window.intake("seal").presenter.model
    assert model is not None
    brought = [model.raw["use"]]
    counter.press("Down")
    brought.append(model.raw["use"])
    assert brought == ["법원 제출", "은행 제출"]
    counter.press("Ctrl+L")
    counter.sign_in("park", day=False)
    counter.window.forget_forms()
    assert counter.opened.context.session.recent == []


@pytest.mark.parametrize(
    ("born", "said"),
    [("261101 0930", "기한 2026. 11. 30.(월), 기한 내"), ("261001 0930", "기한 2026. 11. 2.(월), 18일 지남.")],
)
def test_a_birth_filing_says_its_term(counter: Counter, born: str, said: str) -> None:
    counter.sign_in()
    counter.press("F6", "2")
    counter.type("ㅊㅅ")
    counter.press("Return")
    view = counter.window.intake("family")
    assert view.form is not None
    view.form.go_to("born_at")
    counter.type(born)
    counter.press("Return")
    assert view.form.editor("born_at").trouble().startswith(said)


def test_a_power_of_attorney_says_until_when_it_is_good(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("2")
    until(counter, "대리인 성명")
    view = counter.window.intake("seal")
    assert view.form is not None
    view.form.go_to("poa_date")
    counter.digits("261015")
    counter.press("Return")
    assert view.form.editor("poa_date").trouble() == "유효 (2027. 4. 15.(목)까지)"


def test_a_row_of_the_work_list_brings_the_hands_to_its_next_step(counter: Counter) -> None:
    counter.sign_in()
    counter.window.shell.set_lamp("seal", True)
    counter.settle()
    type_name_and_number(counter)
    counter.press("F11")
    counter.digits("01012345678")
    counter.press("F11")
    counter.back_to_the_window()
    counter.window.shell.set_lamp("seal", False)
    counter.settle()
    counter.press("Ctrl+1", "Return")
    assert isinstance(counter.focus(), EnterButton) and counter.focused() == "발급"
    counter.press("Return")
    assert cases(counter)[0].due_won == 600
