"""A step that two people sign: the second one signs beside the questions, never alone and never the same person."""

from __future__ import annotations

from datetime import timedelta

from PyQt6.QtWidgets import QApplication

from app.domain.money_entries import DraftTender
from app.ui.step_panel import StepPanel
from tests.desks import PASSWORD
from tests.open_days import wait
from tests.ui.counter import Counter
from tests.ui.test_room import a_passport


def uncollected(counter: Counter, *, tender: DraftTender = "cash") -> str:
    """A passport on its shelf; its number."""
    number = a_passport(counter, tender=tender)
    actor = counter.opened.context.session.signed_in()
    (case,) = counter.on_writer(lambda: counter.home.services.find_cases(actor, number))
    for step in ("send", "arrive"):
        counter.on_writer(lambda step=step: counter.home.services.advance_case(actor, case.case_id, step))  # type: ignore[misc]
    return number


def test_an_uncollected_passport_is_made_void_by_two(counter: Counter) -> None:
    counter.sign_in("park")
    counter.window.show_case(uncollected(counter))
    counter.settle()
    view = counter.window.tabs["ledger"]
    presenter = view.presenter  # type: ignore[attr-defined]
    presenter.step("void")
    counter.settle()
    panel = view.panel  # type: ignore[attr-defined]
    assert isinstance(panel, StepPanel) and panel.second is not None
    counter.press("2", "Return")
    assert QApplication.focusWidget() is panel.second.user
    assert presenter.case.row.state == "arrived", "nobody signs a paper for two alone"

    def sign(user: str) -> None:
        counter.type(user)
        counter.press("Return")
        counter.type(PASSWORD)
        counter.press("Return")
        counter.settle()

    sign("park")
    assert presenter.case.row.state == "arrived"
    assert "다른 사람" in view.notice.text() or "두 사람" in view.notice.text()  # type: ignore[attr-defined]
    panel.second.clear()
    panel.second.take_focus()
    sign("lee")
    assert presenter.case.row.state == "void"


def test_an_unpaid_passport_stays_and_what_was_handed_over_on_paper_is_signed_by_two(counter: Counter) -> None:
    actor = counter.sign_in("park")
    number = uncollected(counter, tender="none")
    counter.press("F7", "2")
    view = counter.window.tabs["passport"].delivery  # type: ignore[attr-defined]
    counter.type(number)
    counter.press("Return")
    assert isinstance(view.panel, StepPanel) and view.panel.second is None
    counter.press("1", "1")
    counter.type("M12345678")
    counter.press("Return", "Return")
    counter.settle()
    assert view.notice.text() == (
        "여권 수수료 52,000원을 받지 않았거나 돌려주었습니다. 여권은 내보내지 않았고 저장되지 않았습니다. 먼저 수납하십시오."
    )
    for down in (True, False):
        wait(counter.home, timedelta(minutes=5))
        counter.on_writer(lambda down=down: counter.home.services.set_lamp(actor, "passport", down))  # type: ignore[misc]
    view.presenter.back()
    counter.type(number)
    counter.press("Return")
    counter.press("1", "1")
    counter.type("M12345678")
    counter.press("Return")
    assert QApplication.focusWidget() is getattr(view.panel.second, "user", view)
    counter.type("lee")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    counter.settle()
    row = counter.on_writer(lambda: counter.home.services.find_cases(actor, number))[0]
    assert row.state == "delivered" and "교부" in view.notice.text()
