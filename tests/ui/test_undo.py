"""What was recorded last is taken back in two keys, and by two people where money goes back (COUNTER §6, message 9)."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QLabel, QLineEdit

from app.domain.rights import RIGHTS
from app.ui.tabs.ledger.view import LedgerView
from app.ui.undo_dialog import UndoDialog
from tests.desks import PASSWORD
from tests.scans import a_case
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN, approve, cases


def just_received(counter: Counter, user: str = "lee") -> None:
    """A paper was taken in while the seal system is away: nothing is paid and nothing issued."""
    counter.sign_in(user)
    counter.window.shell.set_lamp("seal", True)
    counter.settle()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("F11")
    counter.digits("01012345678")
    counter.press("F11")
    counter.back_to_the_window()


def a_seal_certificate(counter: Counter) -> None:
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("Return", "1", "Return", "Return")


def the_dialog(counter: Counter) -> UndoDialog:
    dialog = counter.window.foot.undo.dialog
    assert dialog is not None
    return dialog


def test_two_keys_take_back_what_was_recorded_last(counter: Counter) -> None:
    just_received(counter)
    (case,) = cases(counter)
    assert (case.state, case.number in counter.window.foot.truth_text()) == ("received_only", True)
    counter.presses.clear()
    counter.press("Ctrl+F10", "1")
    assert len(counter.presses) == 2
    (case,) = cases(counter)
    assert case.state == "cancelled"
    assert counter.window.notice.text() == f"{case.number} 건을 취소했습니다. 번호는 '취소'로 남습니다."
    assert counter.opened.context.session.last is None and not counter.window.foot.undo.isVisible()
    (line,) = [
        each for each in counter.on_writer(lambda: counter.home.desk.store.cases.history(case.case_id)) if each.kind == "case_cancelled"
    ]
    assert line.note == "민원인 요청"


def test_escape_and_enter_alone_take_nothing_back(counter: Counter) -> None:
    just_received(counter)
    counter.press("Ctrl+F10", "Escape")
    counter.press("Ctrl+F10", "Return")
    assert counter.window.foot.undo.dialog is None
    assert [case.state for case in cases(counter)] == ["received_only"]


def test_a_reason_of_ones_own_is_written_and_an_empty_one_is_asked_for(counter: Counter) -> None:
    just_received(counter)
    counter.press("Ctrl+F10", "5", "Return")
    dialog = the_dialog(counter)
    assert dialog.notice.text() and [case.state for case in cases(counter)] == ["received_only"]
    counter.type("다른 사람의 신청이었음")
    counter.press("Return")
    assert [case.state for case in cases(counter)] == ["cancelled"]


def test_who_may_cancel_nothing_is_asked_nothing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RIGHTS, "cancel_case", frozenset({"supervisor"}))
    just_received(counter)
    counter.press("Ctrl+F10")
    assert counter.window.foot.undo.dialog is None
    assert counter.window.notice.text() == counter.opened.context.words.text("undo.not_now")


def test_money_goes_back_only_under_two_names(counter: Counter) -> None:
    counter.sign_in()
    a_seal_certificate(counter)
    counter.press("F10", "Return")
    counter.digits("600")
    counter.press("Return")
    (case,) = cases(counter)
    assert (case.state, case.money) == ("issued", "paid")
    counter.press("Ctrl+F10", "2")
    dialog = the_dialog(counter)
    assert dialog.second.user.hasFocus()
    assert [each.state for each in cases(counter)] == ["issued"]
    counter.type("park")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    assert [each.state for each in cases(counter)] == ["voided"]
    assert "600원을 민원인에게 돌려주십시오" in counter.window.notice.text()


def test_where_nothing_was_recorded_the_key_says_where_to_look(counter: Counter) -> None:
    actor = counter.sign_in()
    counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    counter.press("Ctrl+F10")
    assert "방금 기재한 건이 없습니다" in counter.window.notice.text()


def test_a_lock_takes_the_question_away(counter: Counter) -> None:
    just_received(counter)
    counter.press("Ctrl+F10")
    assert the_dialog(counter).isVisible()
    counter.window.shell.sign_out("lock")
    counter.settle()
    assert counter.window.foot.undo.dialog is None


def test_what_was_typed_from_a_terminal_of_its_own_goes_back_by_hand(counter: Counter) -> None:
    counter.sign_in()
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    counter.press("Ctrl+F10", "1")
    counter.type("park")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    (case,) = cases(counter)
    assert case.state == "voided"  # typed by hand, at no terminal of ours: it goes back by hand too


def signed(counter: Counter) -> None:
    """A team leader signs what is asked."""
    counter.type("park")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")


def said_in_the_basket(counter: Counter) -> set[str]:
    return {each.text() for each in counter.window.basket.findChildren(QLabel) if each.isVisible()}


def test_a_case_that_was_taken_back_is_not_said_to_be_saved(counter: Counter) -> None:
    counter.sign_in()
    a_seal_certificate(counter)
    counter.press("F10", "Return", "Return")
    (case,) = cases(counter)
    assert {case.number, "수납액 600원"} <= said_in_the_basket(counter)
    counter.press("Ctrl+F10", "2")
    signed(counter)
    assert not {case.number, "수납액 600원"} & said_in_the_basket(counter)
    assert counter.window.basket.presenter.done is None


def test_of_two_cases_the_other_one_stays_and_both_say_what_they_are(counter: Counter) -> None:
    counter.sign_in()
    a_seal_certificate(counter)
    counter.press("Return")
    counter.type("인감증명")
    counter.press("Return")
    counter.press("F10", "Return", "Return")
    first, second = sorted(cases(counter), key=lambda each: each.number)
    counter.press("Ctrl+F10", "2")
    signed(counter)
    assert {each.number: each.state for each in cases(counter)} == {first.number: "issued", second.number: "voided"}
    done = counter.window.basket.presenter.done
    assert done is not None and dict(done.numbers) == {first.number: "인감증명서", second.number: "인감증명서 · 취소함"}
    assert [number for number, _ in done.papers] == [first.number]
    assert "인감증명서 · 취소함" in said_in_the_basket(counter)
    counter.window.show_case(first.number)
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView)
    ledger.presenter.cancel("입력 착오", "park", PASSWORD)
    counter.settle()
    assert "받은 600원을 민원인에게 돌려주십시오" in said_at(ledger)
    assert counter.window.basket.presenter.done is None


def said_at(ledger: LedgerView) -> str:
    return "\n".join(each.text() for each in ledger.findChildren(QLabel) if each.isVisible())


def test_the_ledger_asks_for_a_leader_only_where_one_is_needed(counter: Counter) -> None:
    just_received(counter)
    (case,) = cases(counter)
    counter.window.show_case(case.number)
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView)
    ledger.presenter.ask_cancel()
    counter.settle()
    assert "팀장" not in {each.accessibleName().split(" ")[0] for each in ledger.findChildren(QLineEdit) if each.isVisible()}
    assert "팀장 확인이 필요합니다" not in said_at(ledger)
