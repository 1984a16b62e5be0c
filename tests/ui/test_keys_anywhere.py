"""No key of the visit is dead because another tab is in front: it brings the station back, or says where it works."""

from __future__ import annotations

import pytest

from tests.ui.counter import Counter
from tests.ui.test_flows import a_line, stage

OTHERS = ("payments", "worklist", "ledger", "closing", "sync", "admin")


@pytest.mark.parametrize("tab", OTHERS)
def test_the_next_citizen_is_served_from_any_tab(counter: Counter, tab: str) -> None:
    counter.sign_in()
    a_line(counter)
    counter.press("F10", "Return", "Return")
    assert stage(counter) == "done"
    counter.window.go("family")
    counter.window.go(tab)
    counter.press("F2")
    assert stage(counter) == "basket" and counter.window.basket.presenter.done is None
    assert counter.window.bar.current() == "family" and counter.focused() == "민원 찾기"


def test_a_visit_is_put_aside_and_taken_back_from_another_tab(counter: Counter) -> None:
    counter.sign_in()
    a_line(counter)
    counter.window.go("ledger")
    counter.press("F4")
    assert counter.opened.context.visit.lines == [] and counter.window.bar.current() == "seal"
    counter.window.go("worklist")
    counter.press("F4")
    assert len(counter.opened.context.visit.lines) == 1 and counter.window.bar.current() == "seal"


def test_what_a_visit_costs_is_explained_from_another_tab(counter: Counter) -> None:
    counter.sign_in()
    a_line(counter)
    counter.window.go("sync")
    counter.press("Shift+F12")
    assert stage(counter) == "why" and counter.window.bar.current() == "seal"


@pytest.mark.parametrize("key", ["F10", "F11", "Shift+F11"])
def test_money_is_not_taken_where_the_basket_is_not_seen(counter: Counter, key: str) -> None:
    counter.sign_in()
    a_line(counter)
    counter.window.go("ledger")
    counter.press(key)
    assert stage(counter) == "basket" and counter.window.bar.current() == "ledger"
    assert "받은 돈은 없습니다" in counter.window.notice.text()
