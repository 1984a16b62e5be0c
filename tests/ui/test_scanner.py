"""What a scanner reads goes where it belongs and never into a name; what a hand types comes through as it was typed."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication

from app.ui.scans import what_was_read
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.payments.view import PaymentsView
from tests.ui.counter import Counter
from tests.ui.scanner import HAND_MS, NO_GAP_MS, keys, scan
from tests.ui.test_flows import RRN, approve, booklet, cases
from tests.ui.test_window import type_name_and_number

NAMES = "P<KORPARK<<DOYUN<<<<<<<<<<<<<<<<<<<<<<<<<<<<"


@pytest.mark.parametrize(
    ("read", "kind", "text"),
    [
        ("MINWON:C:26410-03-261120-0042-K7", "case", "26410-03-261120-0042-K7"),
        ("26410-03-261120-0042-K7", "case", "26410-03-261120-0042-K7"),
        ("MINWON:R:26410-03-R261120-0042-K7:600", "receipt", "26410-03-R261120-0042-K7"),
        ("26410-03-R261120-0042-K7", "receipt", "26410-03-R261120-0042-K7"),
        ("MINWON:P:26410-03-P-0042-4M", "slip", "26410-03-P-0042-4M"),
        (NAMES.lower(), "booklet", NAMES),
        ("1234-5678-9012", "official", "1234-5678-9012"),
        ("MINWON:O:26410:2026-11-20", "unknown", "MINWON:O:26410:2026-11-20"),
        (RRN, "unknown", RRN),
        ("HELLOWORLD", "unknown", "HELLOWORLD"),
    ],
)
def test_a_code_says_what_was_read(read: str, kind: str, text: str) -> None:
    found = what_was_read(read)
    assert (found.kind, found.text) == (kind, text)


def served(counter: Counter) -> str:
    """One certificate, issued and paid by card."""
    type_name_and_number(counter)
    counter.press("Return", "1")
    counter.press("F11", "Return")
    approve(counter)
    return cases(counter)[0].number


def name(counter: Counter) -> object:
    form = counter.window.intake("seal").form
    assert form is not None
    return form.editor("applicant.name").value()


def number(counter: Counter) -> str:
    model = counter.window.intake("seal").presenter.model
    assert model is not None
    return str(model.raw["applicant.rrn"]).replace("-", "")


def test_a_slip_read_while_a_name_is_typed_opens_its_case(counter: Counter) -> None:
    counter.sign_in()
    case = served(counter)
    counter.press("F5")
    counter.type("박도윤")
    scan(counter, f"MINWON:C:{case}")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.presenter.case is not None and view.presenter.case.row.number == case
    assert name(counter) == "박도윤"


def test_a_slip_is_read_where_nothing_has_the_keyboard(counter: Counter) -> None:
    counter.sign_in()
    case = served(counter)
    counter.press("F2", "F5")
    counter.focus().clearFocus()
    assert QApplication.focusWidget() is None
    scan(counter, f"MINWON:C:{case}")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.presenter.case is not None and view.presenter.case.row.number == case


def test_fewer_keys_than_any_code_has_are_typed_however_fast_they_come(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    scan(counter, "kim12")
    assert name(counter) == "kim12" and "입력되지 않았습니다" not in counter.window.notice.text()


def test_what_nobody_knows_is_said_and_typed_nowhere(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    for read in ("HELLOWORLD", RRN, "1234567890128"):
        scan(counter, read)
        assert "입력되지 않았습니다" in counter.window.notice.text()
    assert name(counter) == "" and "성명" in counter.focused()


def test_a_hand_types_through_even_when_the_window_was_busy(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    keys(counter, "KIM MINSU", gap_ms=HAND_MS)
    assert name(counter) == "KIM MINSU"
    keys(counter, "\n", gap_ms=HAND_MS)
    keys(counter, RRN[:5], gap_ms=NO_GAP_MS)  # a roll over the keys is no scanner: it is too short
    keys(counter, RRN[5:], gap_ms=HAND_MS)
    assert number(counter) == RRN and counter.focused().startswith("신청인")


def test_a_key_of_the_desk_comes_after_the_digit_before_it(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    keys(counter, "K")
    counter.type("김")  # an input method brings its syllable while the key before it is still held back
    assert name(counter) == "K김"


def test_the_issued_papers_barcode_is_its_official_number(counter: Counter) -> None:
    counter.sign_in()
    case = served(counter)
    scan(counter, "2026-1120-004217")
    assert case in counter.window.notice.text()
    assert cases(counter)[0].official_no == "2026-1120-004217"
    counter.press("F2")
    scan(counter, "2026-1120-004218")  # nothing is in hand any more
    assert cases(counter)[0].official_no == "2026-1120-004217" and "쓸 수 없습니다" in counter.window.notice.text()


def test_a_receipt_opens_at_the_money_tab_and_a_line_that_waits_gets_what_was_read(counter: Counter) -> None:
    counter.sign_in()
    case = served(counter)
    receipt = counter.window.basket.presenter.done
    assert receipt is not None and receipt.receipt_no is not None
    scan(counter, f"MINWON:R:{receipt.receipt_no}:600")
    payments = counter.window.tabs["payments"]
    assert isinstance(payments, PaymentsView) and payments.page == "taken" and payments.taken.presenter._paid is not None
    counter.press("F3")
    scan(counter, f"MINWON:C:{case}")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.search.text() == f"MINWON:C:{case}" and view.model.rowCount() == 1


def test_a_number_read_into_its_own_field_stands_there(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    scan(counter, RRN)
    assert number(counter) == RRN and counter.focused().startswith("신청인")


def test_what_stands_behind_a_number_in_the_same_code_passes_no_field(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    scan(counter, f"{RRN}\nAB1")  # the field is full and has gone on by itself
    assert number(counter) == RRN and counter.focused().startswith("신청인")


def test_an_old_passport_fills_the_application_and_what_differs_is_said(counter: Counter) -> None:
    counter.sign_in("choi")
    counter.press("F7", "1", "Return")
    counter.type("박도윤")
    scan(counter, NAMES)
    scan(counter, booklet("M12345678", "900101"))
    view = counter.window.intake("passport")
    assert view.form is not None
    raw = view.form.model.raw
    read = {each: raw.get(each) for each in ("applicant.name", "applicant.rrn", "surname_latin", "given_name_latin")}
    assert read == {"applicant.name": "박도윤", "applicant.rrn": "900101", "surname_latin": "PARK", "given_name_latin": "DOYUN"}
    assert (raw["old_passport"], raw["old_passport_no"]) == ("valid_returned", "M12345678")
    assert counter.focused().startswith("주민등록번호")
    counter.digits(RRN[6:])
    assert str(raw["applicant.rrn"]).replace("-", "") == RRN and "주민등록번호" not in counter.focused()
    view.form.go_to("given_name_latin")
    counter.type("DOYOON")
    counter.press("Return")
    assert "구여권의 로마자와 다릅니다" in view.form.editor("given_name_latin").trouble()
    assert view.form.model.checked().warnings["given_name_latin"] == "differs_from_old_passport"


def test_a_damaged_line_is_said_and_a_slow_scanner_is_understood(counter: Counter) -> None:
    counter.sign_in("choi")
    counter.press("F7", "1", "Return")
    view = counter.window.intake("passport")
    line = booklet("M12345678", "900101")
    scan(counter, line.replace("M12345678", "M12345679"))
    assert view.form is not None and not view.form.model.raw.get("old_passport_no")
    assert view.notice.text() != ""
    counter.type(line)  # no key of it was faster than a hand
    counter.press("Return")
    assert view.form.model.raw["old_passport_no"] == "M12345678" and view.form.model.raw.get("applicant.name") in (None, "")


def test_a_booklet_in_the_wrong_place_is_typed_nowhere(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    scan(counter, NAMES)
    assert name(counter) == "" and "쓸 수 없습니다" in counter.window.notice.text()


def test_what_stands_behind_the_first_line_of_a_code_is_nobodys_typing_and_no_command(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    for read in ("HELLOWORLD\n1", "HELLOWORLD\n", "HELLOWORLD\n1\n김\n0\n"):  # \n: Enter once more, as of a scanner that ends with CR LF
        scan(counter, read)
        assert name(counter) == "" and "성명" in counter.focused()
    keys(counter, "KIM", gap_ms=HAND_MS)
    assert name(counter) == "KIM"


def test_a_key_of_the_desk_inside_a_code_is_not_pressed(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    scan(counter, "HELLOWORLD")
    handle = counter.window.windowHandle()
    assert handle is not None
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        assert counter.window.hands.bursts.eventFilter(handle, event)
        assert event.isAccepted() or kind == QEvent.Type.KeyPress
