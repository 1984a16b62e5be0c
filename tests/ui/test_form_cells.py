"""What is wrong in a form is said where it stands: in a cell of a table, and in copies that are no number."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.answers import Draft
from app.ui.form_model import FormModel
from app.ui.form_widget import FormWidget
from app.ui.rows_editor import RowsEditor
from app.ui.theme import make_look
from tests.desks import NINE, ROOT, the_catalogue
from tests.ui.counter import Counter, words_of
from tests.ui.test_flows import RRN, stage

ODD = "8505051234567"  # its last digit is another one than the old rule says


def a_sale(counter: Counter) -> FormWidget:
    """A seal certificate for a sale of land, the keyboard at the first buyer."""
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("Return", "1", "2", "Return")
    assert counter.focused() == "성명·상호, 필수"
    form = counter.window.intake("seal").form
    assert form is not None
    return form


def a_buyer(counter: Counter, name: str, address: str) -> None:
    counter.type(name)
    counter.press("Return", "1")
    counter.digits("8505052345674")
    counter.type(address)


def test_the_keyboard_goes_to_the_cell_that_lacks_something(counter: Counter) -> None:
    form = a_sale(counter)
    a_buyer(counter, "이서연", "가온시 나루로 1")
    counter.press("*")
    a_buyer(counter, "최한별", "")
    counter.press("F11")
    assert stage(counter) == "basket"
    assert "'매수자 2 · 주소'" in counter.window.intake("seal")._trouble.text()
    assert counter.focused() == "주소, 필수"
    counter.type("가온시 나루로 2")
    buyers = form.model.raw["buyers"]
    assert isinstance(buyers, list) and [row["name"] for row in buyers] == ["이서연", "최한별"]
    assert buyers[1]["address"] == "가온시 나루로 2"
    counter.press("F11")
    assert stage(counter) == "confirm"


def test_what_is_wrong_stands_under_its_row_though_a_row_before_it_is_empty(counter: Counter) -> None:
    form = a_sale(counter)
    counter.press("*")
    a_buyer(counter, "이서연", "")
    counter.press("F11")
    rows = form.editor("buyers")
    said = [each.accessibleDescription() for each in rows.inputs() if each.accessibleName() == "주소, 필수"]
    assert said[0] == "" and said[1] != ""


def test_an_odd_number_of_a_buyer_holds_the_hands_once(counter: Counter) -> None:
    a_sale(counter)
    counter.type("이서연")
    counter.press("Return", "1")
    counter.digits(ODD)
    assert counter.focused() == "주민등록번호, 필수"
    counter.press("Return")
    assert counter.focused() == "주소, 필수"


@pytest.mark.parametrize("typed", ["두 통", "2통", "2.5", "-1"])
def test_copies_that_are_no_number_are_never_one_copy(counter: Counter, typed: str) -> None:
    form = a_sale(counter)
    counter.press("F5")
    form.put("use_kind", "general")
    form.go_to("copies")
    counter.type(typed)
    counter.press("F11")
    assert stage(counter) == "basket" and counter.opened.context.visit.lines == []
    assert counter.focused() == "통수, 필수"
    assert form.editor("copies").trouble() == "숫자만 적으십시오"
    counter.type("２")
    counter.press("F11")
    (line,) = counter.opened.context.visit.lines
    assert line.copies == 2


def test_a_witness_who_is_missing_is_asked_for_in_the_row_that_is_empty(qtbot: QtBot) -> None:
    widget = FormWidget(
        FormModel(the_catalogue().forms["marriage_filing"], today=NINE.date()), words_of("ko"), make_look(ROOT / "resources")
    )
    qtbot.addWidget(widget)
    widget.resize(940, 500)
    widget.show()
    rows = widget.editor("witnesses")
    assert isinstance(rows, RowsEditor)
    first, second = [each for each in rows.inputs() if isinstance(each, QLineEdit)][:: len(rows.field.columns)]
    first.setText("김증인")
    checked = widget.model.checked()
    assert checked.problems["witnesses"] == "too_small"
    widget.complain(dict(checked.problems), {})
    assert rows.trouble() == "줄을 모두 채우십시오"
    widget.go_to("witnesses")
    assert rows.focusWidget() is second


def test_a_company_that_comes_back_from_a_draft_shows_its_own_number(qtbot: QtBot) -> None:
    """A parked visit, a crash, a line that is opened again: what a row asks for follows what it says."""
    model = FormModel(the_catalogue().forms["seal_certificate_issue"], today=NINE.date())
    company = {"name": "주식회사 한빛", "kind": "corporation", "reg_no": "1101110001234", "address": "가온시 나루로 1"}
    model.restore({"raw": {"use_kind": "real_estate_sale", "buyers": [company]}, "papers": {}})
    widget = FormWidget(model, words_of("ko"), make_look(ROOT / "resources"))
    qtbot.addWidget(widget)
    widget.show()
    rows = widget.editor("buyers")
    seen = {each.accessibleName(): each.text() for each in rows.inputs() if isinstance(each, QLineEdit) and each.isVisible()}
    assert seen == {"성명·상호, 필수": "주식회사 한빛", "법인등록번호, 필수": "110111-0001234", "주소, 필수": "가온시 나루로 1"}


def test_a_line_that_was_written_on_paper_is_opened_again_as_people_write_it() -> None:
    form = the_catalogue().forms["seal_certificate_issue"]
    draft = Draft(
        service=form.id, applicant={"name": "김민수"}, copies=2, intake_at="2026-11-19T14:30", late_reason="장애", slip_no="26410-03-P0007"
    )
    model = FormModel(form, today=NINE.date())
    model.take_back(draft)
    assert model.late == {"slip_no": "26410-03-P0007", "intake_at": "2026. 11. 19. 14:30", "late_reason": "장애"}
    again = model.draft()
    assert (again.intake_at, again.late_reason, again.slip_no, again.copies) == ("2026-11-19T14:30", "장애", "26410-03-P0007", 2)
