"""An old screen of 1366 × 768 is enough, and the keyboard is never nowhere."""

from __future__ import annotations

from PyQt6.QtWidgets import QApplication

from app.domain.answers import Draft
from app.domain.money_entries import DraftTender
from app.ui.tabs.ledger.view import LedgerView
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN


def a_passport(counter: Counter, *, tender: DraftTender = "cash") -> str:
    """A passport application is received and paid; its number. `tender`: `none` for one that is owed."""
    draft = Draft(
        service="passport_multiple_10y",
        applicant={"name": "김민수", "rrn": RRN, "id_document": "resident_card", "phone": "01000000001"},
        answers={"surname_latin": "KIM", "given_name_latin": "MINSU", "old_passport": "none", "photo_ok": True, "fingerprint_ok": True},
    )
    actor = counter.opened.context.session.signed_in()
    (case,) = counter.on_writer(lambda: counter.home.services.record_visit(actor, [draft], tender=tender)).cases
    return case.number


def test_a_case_in_hand_does_not_push_the_basket_off_the_screen(counter: Counter) -> None:
    counter.sign_in("park")
    counter.window.show_case(a_passport(counter))
    counter.settle()
    counter.press("F7")
    assert counter.window.width() == 1366
    assert counter.window.minimumSizeHint().width() <= 1366


def test_after_a_step_enter_goes_on_from_the_row(counter: Counter) -> None:
    counter.sign_in("park")
    counter.window.show_case(a_passport(counter))
    counter.settle()
    counter.press("Return")  # the first step has the keyboard
    view = counter.window.tabs["ledger"]
    assert view.presenter.case.row.state == "examined"  # type: ignore[attr-defined]
    assert QApplication.focusWidget() is view.table  # type: ignore[attr-defined]


def test_who_may_not_hand_over_is_told_so_and_not_that_the_passport_is_not_there(counter: Counter) -> None:
    counter.sign_in("park")
    number = a_passport(counter)
    actor = counter.opened.context.session.signed_in()
    case = counter.on_writer(lambda: counter.home.services.find_cases(actor, number))[0]
    for step in ("examine", "send", "arrive"):
        counter.on_writer(lambda step=step: counter.home.services.advance_case(actor, case.case_id, step, facts={}))  # type: ignore[misc]
    counter.sign_in("lee", day=False)
    counter.press("F7", "2")
    counter.type(number)
    counter.press("Return")
    view = counter.window.tabs["passport"]
    assert "여권 담당자나 팀장" in view.delivery.notice.text()  # type: ignore[attr-defined]


def test_a_passport_that_was_to_be_fetched_is_asked_where_it_is_posted_to(counter: Counter) -> None:
    actor = counter.sign_in("park")
    number = a_passport(counter)
    case = counter.on_writer(lambda: counter.home.services.find_cases(actor, number))[0]
    for step in ("examine", "send", "arrive"):
        counter.on_writer(lambda step=step: counter.home.services.advance_case(actor, case.case_id, step, facts={}))  # type: ignore[misc]
    counter.window.show_case(number)
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView)
    ledger.presenter.step("dispatch")
    counter.settle()
    counter.digits("1234567890123")
    counter.press("Return")
    assert counter.focused() == "받을 주소, 필수"
    counter.press("Return", "Return")  # nothing was typed: it is not posted, and asked for again
    counter.settle()
    assert counter.focused() == "받을 주소, 필수"
    counter.type("가온광역시 나루구 별빛로 8")
    counter.press("Return", "Return")
    counter.settle()
    assert ledger.presenter.case is not None and ledger.presenter.case.row.state == "dispatched"


def test_each_line_of_a_history_is_one_line(counter: Counter) -> None:
    """Money was charged and taken: when stands beside what, who and whether it is saved, and nothing is broken."""
    counter.sign_in("park")
    counter.window.show_case(a_passport(counter))
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    lines = view._pairs._lines
    first = [heading.text() for heading, _ in lines].index("이력") + 1
    history = [(heading.text(), shown) for heading, shown in lines[first:]]
    assert [when for when, _ in history] == ["11-20 09:00"] * 3
    assert [shown.text().split("\u00a0· ")[1:3] for _, shown in history[1:]] == [["52,000원", "박가람"]] * 2
    for _, shown in history:
        assert shown.fontMetrics().horizontalAdvance(shown.text()) <= shown.width(), shown.text()
