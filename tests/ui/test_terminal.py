"""A card terminal on the counter, as the clerk sees it: asked once, never twice, and nothing of the basket is lost meanwhile."""

from __future__ import annotations

from app.devices.terminal_simulator import Step
from tests.ui.counter import Counter
from tests.ui.joined import Joined
from tests.ui.test_flows import cases, stage
from tests.ui.test_tenders import parts, rewrite, seal_in_basket


def says(counter: Counter) -> str:
    return counter.window.basket.notice.text()


def test_a_card_is_charged_and_nothing_is_typed(counter: Counter, joined: Joined) -> None:
    joined()
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    assert stage(counter) == "done"
    (part,) = parts(counter)
    assert (part.tender, part.amount_won, part.terminal, part.manual) == ("card", 600, "T1", False) and part.approval_no
    assert cases(counter)[0].state == "issued"


def test_a_declined_card_leaves_the_basket_for_cash(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="decline", code="51"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    assert says(counter) == "카드 승인이 거절되었습니다(한도 초과). 결제된 금액은 없습니다. 다른 수단으로 받으십시오."
    assert stage(counter) == "basket" and cases(counter) == []
    assert counter.focused() == "현재 민원인"  # not in the row of stations, where nobody put the keyboard
    counter.press("F10", "Return", "Return")
    assert [each.tender for each in parts(counter)] == ["cash"]


def test_an_unknown_result_forbids_another_charge_until_it_is_known(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="no_answer"), Step(on="inquiry", do="no_answer"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    panel = counter.window.basket.charge
    assert panel._says.text() == "카드 결제 결과를 확인하지 못했습니다. 다시 결제하지 마십시오. 단말기에 조회하고 있습니다."
    counter.press("F2")
    assert "보류" not in says(counter) and says(counter) == counter.opened.context.words.text("charge.wait")  # F4 would refuse, too
    counter.press("Escape", "F10", "F11")
    assert stage(counter) == "charge" and len(counter.opened.context.visit.lines) == 1
    counter.window.basket.presenter.remove(0)
    assert len(counter.opened.context.visit.lines) == 1
    panel._ask.click()
    counter.settle()
    assert stage(counter) == "charge"
    panel._ask.click()
    counter.settle()
    assert stage(counter) == "done" and len(cases(counter)) == 1
    assert len(counter.on_writer(lambda: counter.home.services.cards.of_day("2026-11-20"))) == 1


def test_what_the_card_company_says_by_telephone_ends_it(counter: Counter, joined: Joined) -> None:
    dial = joined(Step(on="purchase", do="no_answer"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    dial.there = False
    panel = counter.window.basket.charge
    panel.approval.setFocus()
    counter.digits("30112233")
    counter.press("Return")
    counter.digits("4321")
    counter.press("Return")
    assert stage(counter) == "done"
    (part,) = parts(counter)
    assert (part.approval_no, part.last4, part.manual) == ("30112233", "4321", True)


def test_a_charge_that_is_given_up_leaves_the_basket_for_cash(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="no_answer"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    counter.window.basket.charge._give_up.click()
    counter.settle()
    assert stage(counter) == "basket" and "물렸습니다" in says(counter)
    counter.press("F10", "Return", "Return")
    assert [each.tender for each in parts(counter)] == ["cash"] and len(cases(counter)) == 1


def test_a_terminal_that_is_away_lets_the_approval_be_typed(counter: Counter, joined: Joined) -> None:
    joined().there = False
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    assert stage(counter) == "card" and "결제된 금액은 없습니다" in says(counter)
    counter.digits("12345678")
    counter.press("Return")
    counter.digits("4321")
    counter.press("Return")
    assert [(each.approval_no, each.manual) for each in parts(counter)] == [("12345678", True)]


def test_what_is_added_while_the_card_is_charged_stays_for_the_next_payment(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="no_answer"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    assert stage(counter) == "charge"
    seal_in_basket(counter)
    counter.window.basket.charge._ask.click()
    counter.settle()
    assert len(cases(counter)) == 1 and len(counter.opened.context.visit.lines) == 1


def test_a_card_pays_what_cash_leaves(counter: Counter, joined: Joined) -> None:
    joined()
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "2")
    rewrite(counter, "400")
    counter.press("1", "Return", "Return")
    assert stage(counter) == "done"
    assert {(each.tender, each.amount_won) for each in parts(counter)} == {("card", 400), ("cash", 200)}
