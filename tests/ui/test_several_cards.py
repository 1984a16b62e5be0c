"""One basket, several cards: each its own intent at the terminal, one after the other, and what the first paid is never lost."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel

from app.devices.terminal_simulator import Step
from app.services.make_sample import make_samples
from app.ui.tabs.payments.view import PaymentsView
from app.ui.visit import Line
from tests.desks import NINE, the_catalogue, the_people
from tests.ui.counter import Counter
from tests.ui.joined import Joined
from tests.ui.test_flows import cases, stage
from tests.ui.test_tenders import rewrite, seal_in_basket


def in_basket(counter: Counter, service: str) -> None:
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
    context = counter.opened.context
    context.visit.add(Line(context.catalogue.forms[draft.service], draft))
    counter.settle()


def test_a_line_that_is_free_stands_among_what_the_terminal_paid(counter: Counter, joined: Joined) -> None:
    joined()
    counter.sign_in()
    seal_in_basket(counter)
    in_basket(counter, "resident_registration_copy")
    counter.press("F12", "8")
    visit = counter.opened.context.visit
    assert 0 in [line.due_won for line in visit.lines] and visit.total_won > 0
    counter.press("F11", "Return")
    assert stage(counter) == "done"
    done = counter.window.basket.presenter.done
    assert done is not None and len(done.numbers) == 2
    assert [each.state for each in cases(counter)] == ["issued", "issued"]


def two_cards(counter: Counter, first: str = "400") -> None:
    """A seal certificate of 600 won; the citizen pays `first` with one card and the rest with another."""
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "2")
    rewrite(counter, first)
    assert stage(counter) == "split"
    counter.press("2", "Return")


def taken(counter: Counter) -> list[tuple[int, int]]:
    rows = counter.on_writer(lambda: counter.home.services.refunds.taken("2026-11-20"))
    return [(row.amount_won, row.returned_won) for row in rows]


def test_two_cards_pay_one_basket_each_with_its_own_intent(counter: Counter, joined: Joined) -> None:
    joined()
    two_cards(counter)
    assert stage(counter) == "done"
    payments = counter.on_writer(lambda: counter.home.services.cards.of_day("2026-11-20"))
    assert [(each.amount_won, each.state) for each in payments] == [(400, "approved"), (200, "approved")]
    done = counter.window.basket.presenter.done
    assert done is not None and (done.paid_won, done.rest_won, len(done.receipts)) == (600, 0, 2)
    assert [won for _, won in done.means] == ["400", "200"]
    assert [each.state for each in cases(counter)] == ["issued"]


def test_a_second_card_that_is_declined_says_what_is_owed_and_goes_there_by_enter(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="decline", code="51", skip=1))
    two_cards(counter)
    done = counter.window.basket.presenter.done
    assert done is not None and (done.paid_won, done.rest_won) == (400, 200)
    assert "한도 초과" in done.told and counter.opened.context.visit.lines == []
    assert [each.open_won for each in cases(counter)] == [200]
    assert counter.focused() == "남은 금액 받기 ⏎"
    counter.press("Return")
    assert counter.window.tabs["payments"].isVisible()
    counter.press("F10", "Return")
    assert [each.open_won for each in cases(counter)] == [0] and sorted(taken(counter)) == [(200, 0), (400, 0)]


def test_a_first_card_that_is_declined_leaves_the_basket_as_it_was(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="decline", code="51"))
    two_cards(counter)
    assert stage(counter) == "basket" and cases(counter) == []
    assert len(counter.opened.context.visit.lines) == 1


def test_a_second_card_nobody_knows_of_keeps_the_basket_until_it_is_known(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="no_answer", skip=1))
    two_cards(counter)
    assert stage(counter) == "charge"
    counter.press("F10", "F2")
    assert stage(counter) == "charge"
    counter.window.basket.charge._ask.click()
    counter.settle()
    assert stage(counter) == "done" and [each.open_won for each in cases(counter)] == [0]


def test_cash_beside_two_cards_goes_in_with_the_last(counter: Counter, joined: Joined) -> None:
    joined()
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "1")
    rewrite(counter, "100")
    counter.press("Return", "2")
    rewrite(counter, "300")
    counter.press("2", "Return")
    assert stage(counter) == "done"
    done = counter.window.basket.presenter.done
    assert done is not None and [won for _, won in done.means] == ["300", "100", "200"]


def test_two_cards_pay_what_is_owed_at_the_money_tab(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="decline", code="51", skip=1))
    two_cards(counter)
    counter.press("Return", "Shift+F11", "2")
    rewrite(counter, "50")
    counter.press("2", "Return")
    assert [each.open_won for each in cases(counter)] == [0]
    assert sorted(taken(counter)) == [(50, 0), (150, 0), (400, 0)]


def test_what_is_deferred_is_not_told_as_taken_and_the_list_of_claims_has_the_hands(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "6", "Return")
    shown = " ".join(each.text() for each in counter.window.basket.done.findChildren(QLabel))
    assert "후불 600원 · 나중에 받습니다" in shown and "수납액" not in shown
    counter.press("F9", "Escape", "2")
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView) and view.taken.table.item(0, 5).text() == "후불"  # type: ignore[union-attr]
    counter.press("5")
    assert counter.focused() == "후불 내역"
    counter.press("Return", "1", "Return", "Return")
    assert "후불 600원을 수납했습니다" in view.claims.notice.text()
    assert "F9" not in counter.window.foot.truth_text()
    assert view.claims.notice.height() < view.claims.height() // 4  # an empty list below does not blow it up


def test_change_of_a_split_is_told_from_the_cash_that_was_handed_over(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("Shift+F11", "Return", "1")
    rewrite(counter, "400")
    rewrite(counter, "1000")
    counter.press("3", "Return")
    shown = " ".join(each.text() for each in counter.window.basket.done.findChildren(QLabel))
    assert "받은 돈 1,000원" in shown and "거스름돈 600원" in shown
    assert "현금 400원" in shown and "교통카드 200원" in shown
