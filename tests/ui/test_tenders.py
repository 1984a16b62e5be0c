"""Money by other means than one card or one hand of cash: several means for one basket, at the stations and at the money tab."""

from __future__ import annotations

from app.domain.money_entries import PaymentPart, PaymentSettled
from app.wire.codec import decode_body
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN, stage, to_basket


def seal_in_basket(counter: Counter) -> None:
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("Return", "1")
    to_basket(counter)


def parts(counter: Counter) -> list[PaymentPart]:
    """Of the newest payment."""
    body = counter.on_writer(
        lambda: counter.home.connections.value("SELECT body FROM entry WHERE kind = 'payment_settled' ORDER BY seq DESC LIMIT 1")
    )
    found = decode_body("payment_settled", body)
    assert isinstance(found, PaymentSettled)
    return found.parts


def rewrite(counter: Counter, digits: str) -> None:
    """The amount that stands in the field is marked, so digits take its place."""
    counter.digits(digits)
    counter.press("Return")


def test_a_basket_is_split_between_cash_with_change_and_a_transit_card(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return")
    assert stage(counter) == "split" and counter.focused() == "결제수단 고르기"
    counter.press("1")
    rewrite(counter, "400")
    rewrite(counter, "1000")
    assert counter.window.basket.split._rest.text() == "200원"
    counter.press("3", "Return")
    assert stage(counter) == "done"
    assert [(each.tender, each.amount_won, each.change_won) for each in parts(counter)] == [("cash", 400, 600), ("transit", 200, 0)]
    done = counter.window.basket.presenter.done
    assert done is not None and (done.paid_won, done.change_won) == (600, 600)


def test_a_part_that_was_wrong_is_taken_out_again_and_nothing_is_recorded(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "3")
    rewrite(counter, "700")
    panel = counter.window.basket.split
    assert "600원까지" in panel._says.text()
    counter.press("Escape", "3")
    rewrite(counter, "100")
    counter.press("Delete")
    assert panel._rest.text() == "600원"
    counter.press("Escape")
    assert stage(counter) == "basket" and counter.opened.context.visit.total_won == 600
    counter.press("F10", "Return", "Return")
    assert [each.tender for each in parts(counter)] == ["cash"]


def test_a_bank_transfer_takes_its_digit_and_enter(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "5", "Return")
    assert stage(counter) == "done"
    assert [(each.tender, each.amount_won) for each in parts(counter)] == [("transfer", 600)]


def test_simple_pay_is_not_taken_without_its_number(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "4", "Return", "Return")
    assert stage(counter) == "split"
    assert counter.window.basket.split._says.text() == "승인번호를 적으십시오. 카드단말기 전표에 있습니다."
    counter.digits("777001")
    counter.press("Return")
    assert [(each.tender, each.approval_no) for each in parts(counter)] == [("simple_pay", "777001")]
