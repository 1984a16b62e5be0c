"""A step that two people sign: the second one signs beside the questions, never alone and never the same person."""

from __future__ import annotations

from PyQt6.QtWidgets import QApplication

from app.ui.step_panel import StepPanel
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_room import a_passport


def uncollected(counter: Counter) -> str:
    """A passport on its shelf; its number."""
    number = a_passport(counter)
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
