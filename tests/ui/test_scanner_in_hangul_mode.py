"""A scanner while the keyboard is in Hangul mode: an input method makes syllables of its letters, and they do not stay in the line."""

from __future__ import annotations

import pytest
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QApplication, QLineEdit

from app.ui.tabs.ledger.view import LedgerView
from tests.korean_keyboard import written
from tests.ui.counter import Counter
from tests.ui.scanner import HAND_MS, HangulMode
from tests.ui.test_flows import RRN, booklet
from tests.ui.test_scanner import NAMES, name, number, served

KIM = "rlawjdgns"  # 김정훈, its last syllable not finished


def line(counter: Counter) -> QLineEdit:
    focus = counter.focus()
    assert isinstance(focus, QLineEdit)
    return focus


@pytest.mark.parametrize("tells", [True, False], ids=["keys are seen to go up", "nothing is seen of keys"])
def test_a_slip_opens_its_case_and_what_was_composed_before_stands_finished(counter: Counter, tells: bool) -> None:
    counter.sign_in()
    case = served(counter)
    counter.press("F2", "F5")
    method = HangulMode(counter, tells=tells)
    method.keys(KIM, gap_ms=HAND_MS)
    assert line(counter).text() == "김정"
    method.scan(f"MINWON:C:{case}")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.presenter.case is not None and view.presenter.case.row.number == case
    assert name(counter) == "김정훈"


def test_a_name_that_was_marked_stands_marked_again(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return", "Shift+Return")
    assert line(counter).selectedText() == "김민수"
    method = HangulMode(counter)
    method.scan("HELLOWORLD")
    assert "입력되지 않았습니다" in counter.window.notice.text()
    assert name(counter) == "김민수" and line(counter).selectedText() == "김민수"
    method.scan("HELLOWORLD\nAB1\n")  # a code of several lines
    assert name(counter) == "김민수" and line(counter).selectedText() == "김민수"


def test_what_hands_type_is_never_taken_back(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    method = HangulMode(counter)
    method.keys("rlaalstn\n", gap_ms=HAND_MS)
    assert name(counter) == "김민수" and counter.focused().startswith("주민등록번호")
    counter.press("Shift+Return")
    method.keys("aaaaaaaaaa", gap_ms=25)  # a key held down
    method.keys("\n")
    assert name(counter) == "ㅁ" * 10
    line(counter).selectAll()
    untold = HangulMode(counter, tells=False)
    untold.keys("qkrehdbs\n")  # the window was busy meanwhile: everything is seen at once
    assert name(counter) == "박도윤"


def test_an_enter_that_comes_later_and_what_came_in_one_piece_are_a_hands(counter: Counter) -> None:
    counter.sign_in()
    case = served(counter)
    counter.press("F2", "F5")
    method = HangulMode(counter)
    method.keys("HELLOWORLD1")  # a scanner that ends with nothing, and a hand that goes on
    method.keys("\n")
    assert line(counter).text() == written("HELLOWORLD1") and "입력되지 않았습니다" not in counter.window.notice.text()
    line(counter).selectAll()
    pasted, code = QInputMethodEvent("", []), written(f"MINWON:C:{case}")
    pasted.setCommitString(code)
    method = HangulMode(counter, tells=False)
    QApplication.sendEvent(line(counter), pasted)
    method.press("\n")
    assert name(counter) == code


@pytest.mark.parametrize("tells", [True, False], ids=["keys are seen to go up", "nothing is seen of keys"])
def test_a_code_that_ends_in_an_unfinished_syllable_needs_its_enter_as_soon_as_any_other(counter: Counter, tells: bool) -> None:
    counter.sign_in()
    case = served(counter)
    counter.press("F2", "F5")
    method = HangulMode(counter, tells=tells)
    method.keys("AB12HELLOWORLD")  # Enter finishes the syllable, a second later
    method.keys("\n")
    assert name(counter) == written("AB12HELLOWORLD") and "입력되지 않았습니다" not in counter.window.notice.text()
    counter.press("Shift+Return")
    line(counter).selectAll()
    method = HangulMode(counter, tells=tells)
    method.keys(f"MINWON:C:{case}:HELLO")
    method.later(200)  # an input method that answers late
    method.press("\n")
    assert name(counter) == written("AB12HELLOWORLD") and counter.window.bar.current() == "ledger"


def test_a_line_that_waits_has_what_the_paper_says(counter: Counter) -> None:
    counter.sign_in()
    case = served(counter)
    counter.press("F9", "F3")
    method = HangulMode(counter)
    method.scan(f"MINWON:C:{case}")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.search.text() == f"MINWON:C:{case}" and view.model.rowCount() == 1


def test_a_number_goes_into_its_own_field_and_the_next_field_waits(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    HangulMode(counter).scan(RRN)
    assert number(counter) == RRN and counter.focused().startswith("신청인")


def test_an_old_passport_is_read_letter_for_letter(counter: Counter) -> None:
    counter.sign_in("choi")
    counter.press("F7", "1", "Return")
    method = HangulMode(counter)
    method.scan(NAMES)
    method.scan(booklet("M12345678", "900101"))
    form = counter.window.intake("passport").form
    assert form is not None
    raw = form.model.raw
    assert (raw["surname_latin"], raw["given_name_latin"], raw["old_passport_no"]) == ("PARK", "DOYUN", "M12345678")
    assert not raw.get("applicant.name")
