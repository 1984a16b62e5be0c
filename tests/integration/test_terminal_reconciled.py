"""The terminal's totals at the end of a day, asked of the (simulated) terminal: where it differs, each payment has its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.terminal_simulator import Step
from app.services import till_totals
from app.services.till_totals import TerminalAnswer
from tests.card_counter import TERMINAL, CardCounter, a_draft


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[CardCounter]:
    found = CardCounter(tmp_path / "home")
    yield found
    found.close()


def charge(counter: CardCounter, service: str = "land_register_copy") -> int:
    result = counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft(service)]))
    assert result.state == "approved"
    return result.amount_won


def ask(counter: CardCounter) -> TerminalAnswer:
    assert counter.joined is not None
    return till_totals.ask(counter.joined, counter.services.drawer.terminal_question())


def test_a_terminal_and_a_book_that_agree(counter: CardCounter) -> None:
    won = charge(counter) + charge(counter, "vehicle_register_copy")
    counter.services.record_visit(counter.lee, [a_draft()], tender="cash")
    done = counter.services.drawer.count_terminal(counter.lee, ask(counter), "terminal")
    body = done.body
    assert (body.terminal, body.purchases, body.purchases_won, body.apart, body.source) == (TERMINAL, 2, won, [], "terminal")
    (line,) = counter.services.drawer.card_sheet(counter.lee).terminals
    assert line.counted == line.book


def test_an_approval_that_the_host_lost_is_named_by_its_receipt(counter: CardCounter) -> None:
    counter.simulator.script.add(Step(on="purchase", do="forget", skip=1))
    kept, lost = charge(counter), charge(counter, "vehicle_register_copy")
    answer = ask(counter)
    body = counter.services.drawer.count_terminal(counter.lee, answer, "terminal").body
    assert body.purchases_won == kept
    (apart,) = body.apart
    assert (apart.code, apart.terminal_won, apart.book_won) == ("not_at_terminal", 0, lost)
    assert apart.receipt_no.startswith("26410-03-R")
    (shown,) = counter.services.drawer.card_sheet(counter.lee).differences
    assert (shown.receipt_no, shown.note) == (apart.receipt_no, "장부에는 있으나 단말기에 없음")


def test_a_payment_nobody_knows_the_end_of_is_named_and_not_counted(counter: CardCounter) -> None:
    won = charge(counter)
    counter.simulator.script.add(Step(on="purchase", do="drop_after"))
    unknown = counter.cards.charge(counter.cards.begin(counter.lee, drafts=[a_draft("vehicle_register_copy")]))
    assert unknown.state == "unknown"
    body = counter.services.drawer.count_terminal(counter.lee, ask(counter), "terminal").body
    assert (body.purchases, body.purchases_won) == (2, won + unknown.amount_won)
    assert [(each.code, each.terminal_won, each.book_won) for each in body.apart] == [("unknown", unknown.amount_won, 0)]
    assert counter.services.drawer.card_sheet(counter.lee).unknown == 1
    counter.heal()
    again = counter.services.drawer.count_terminal(counter.lee, ask(counter), "terminal").body
    assert again.apart == []
    assert counter.services.drawer.card_sheet(counter.lee).differences == []


def test_money_that_went_back_the_same_day_stands_on_both_sides(counter: CardCounter) -> None:
    won = charge(counter)
    (line,) = counter.services.drawer.interim(counter.lee).tenders[1:2]
    assert (line.payments, line.taken_won) == (1, won)
    receipt = counter.home.store.drawer.paid_parts("2026-11-20")[0].receipt_no
    back = counter.services.refunds.terminal_back(counter.lee, receipt, "착오", confirmer=counter.park())
    assert back is not None
    assert counter.cards.charge(counter.cards.begin_refund(counter.lee, back)).state == "approved"
    body = counter.services.drawer.count_terminal(counter.lee, ask(counter), "terminal").body
    assert (body.purchases_won, body.cancels_won, body.apart) == (won, won, [])


def test_a_terminal_counts_by_the_date_also_where_it_has_two_business_days(counter: CardCounter) -> None:
    morning = charge(counter)
    counter.services.close_day(counter.lee, confirmer=counter.park())
    assert counter.services.open_day(counter.lee, 0) == "2026-11-20/2"
    evening = charge(counter, "vehicle_register_copy")
    body = counter.services.drawer.count_terminal(counter.lee, ask(counter), "terminal").body
    assert (body.purchases, body.purchases_won, body.apart) == (2, morning + evening, [])
    (line,) = counter.services.drawer.card_sheet(counter.lee).terminals
    assert line.book == line.counted
