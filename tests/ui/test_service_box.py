"""The service box over any tab, and F3 in a form: who was here before."""

from __future__ import annotations

import pytest

from app.ui.hands import Hands
from app.ui.tabs.intake.recall_box import RecallBox
from app.ui.tabs.intake.service_box import ServiceBox
from app.ui.tabs.intake.service_list import NOTE, ServiceList
from app.ui.tabs.ledger.view import LedgerView
from tests.desks import PASSWORD, the_catalogue
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN, cases, to_basket
from tests.ui.test_window import type_name_and_number


def hands(counter: Counter) -> Hands:
    return counter.window.hands


def box(counter: Counter) -> ServiceBox:
    found = hands(counter).box
    assert found is not None
    return found


@pytest.mark.parametrize("tab", ["payments", "worklist", "ledger", "closing", "sync", "admin"])
def test_the_box_answers_over_any_tab_and_goes_without_a_trace(counter: Counter, tab: str) -> None:
    counter.sign_in()
    counter.window.go(tab)
    counter.settle()
    before = counter.focus()
    counter.press("Ctrl+K")
    counter.type("ㄷㅂ")
    told = box(counter).list.told()
    assert "주민등록표" in told and "400원" in told and "신분증" in told
    assert counter.window.bar.current() == tab and counter.opened.context.visit.lines == [] and cases(counter) == []
    counter.press("Escape")
    assert not box(counter).isVisible() and counter.focus() is before and box(counter).line.text() == ""


def test_the_box_keeps_the_form_below_and_enter_opens_another_beside_it(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Ctrl+K")
    counter.type("토지")
    counter.press("Return")
    view = counter.window.intake("seal")
    assert counter.window.bar.current() == "seal" and view.presenter.model is not None
    assert view.presenter.model.form.id == "land_register_copy"
    counter.press("Ctrl+K", "Ctrl+K")
    assert not box(counter).isVisible()
    counter.press("Ctrl+K", "4")  # its digits choose as they do in F8
    assert view.presenter.model.form.id == "seal_certificate_issue"
    assert view.presenter.model.raw["applicant.name"] == "김민수"


def test_the_box_says_when_nothing_fits_and_the_lock_takes_it_away(counter: Counter) -> None:
    counter.sign_in()
    counter.press("Ctrl+K")
    counter.type("없는민원")
    assert "없는민원" in box(counter).notice.text()
    counter.press("Return")
    assert box(counter).isVisible()
    counter.press("Ctrl+L")
    assert not box(counter).isVisible() and box(counter).line.text() == ""


def earlier(counter: Counter) -> None:
    """김민수 was here this morning and left a telephone number; the next citizen is called."""
    type_name_and_number(counter)
    view = counter.window.intake("seal")
    assert view.form is not None
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10", "Return", "Return", "F2")


def test_an_earlier_applicant_comes_back_without_the_number_and_the_look_is_logged(counter: Counter) -> None:
    counter.sign_in("park")
    earlier(counter)
    counter.press("F5")
    counter.type("김민")
    counter.press("F3")
    recall = hands(counter).recall
    assert isinstance(recall, RecallBox) and recall.table.rowCount() == 1
    shown = [item.text() for at in range(4) if (item := recall.table.item(0, at)) is not None]
    assert "김민수" not in "".join(shown)
    counter.press("Return")
    form = counter.window.intake("seal").form
    assert form is not None and not recall.isVisible() and recall.table.rowCount() == 0
    assert form.model.raw["applicant.name"] == "김민수" and not form.model.raw.get("applicant.rrn")
    assert counter.focused().startswith("주민등록번호")
    counter.digits("8505052345674")  # another person of that name
    assert form.model.checked().warnings["applicant.rrn"] == "birth_date_differs"
    actor = counter.opened.context.session.signed_in()
    looks = [row.purpose for row in counter.on_writer(lambda: counter.home.services.access_log(actor))]
    assert looks[:2] == ["업무처리", "검색"]


def test_f3_again_goes_on_to_the_ledger_and_esc_back_to_the_field(counter: Counter) -> None:
    counter.sign_in()
    earlier(counter)
    counter.press("F5")
    counter.type("김민수")
    counter.press("F3", "Escape")
    assert "성명" in counter.focused()
    counter.press("F3", "F3")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.search.text() == "김민수" and counter.focus() is view.search


def test_what_another_person_looked_for_is_gone(counter: Counter) -> None:
    counter.sign_in()
    earlier(counter)
    counter.press("F5")
    counter.type("김민수")
    counter.press("F3", "Ctrl+L")
    counter.window.shell.sign_in("park", PASSWORD)
    counter.settle()
    recall = hands(counter).recall
    assert recall is not None and not recall.isVisible() and recall.table.rowCount() == 0 and recall.line.text() == ""
    assert RRN not in str(counter.opened.context.visit.people())


def test_an_applicant_who_was_chosen_before_the_box_closed_comes_into_no_other_form(counter: Counter) -> None:
    counter.sign_in()
    earlier(counter)
    counter.press("F5")
    counter.type("김민")
    counter.press("F3")
    recall = hands(counter).recall
    assert recall is not None and recall.table.rowCount() == 1
    recall.presenter.choose(0)
    recall.back()
    recall.open(counter.window.intake("seal"))
    counter.settle()
    form = counter.window.intake("seal").form
    assert form is not None and form.model.raw["applicant.name"] == "김민"


def test_the_list_in_front_says_at_once_what_a_system_that_is_away_still_lets_do(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F8")
    counter.settle()
    services = counter.window.intake(counter.window.bar.current()).findChild(ServiceList)
    assert services is not None and services.table.isVisible() and services.table.isColumnHidden(NOTE)
    services.table.selectRow(2)
    counter.window.shell.set_lamp("land", True)
    counter.settle()
    assert any(item.note for item in services.items) and not services.table.isColumnHidden(NOTE)
    assert services.table.currentRow() == 2
    counter.window.shell.set_lamp("land", False)
    counter.settle()
    assert services.table.isColumnHidden(NOTE)


def test_what_costs_nothing_but_its_postage_is_not_said_to_be_free(counter: Counter) -> None:
    counter.sign_in("choi")
    told, forms = counter.window.intake("passport").presenter.told, the_catalogue().forms
    assert told.item(forms["passport_courier"], 0).fee == "5,500"
    assert told.item(forms["passport_multiple_10y"], 0).fee == "49,000~52,000"  # its postage is a line of its own, if it is posted
    assert told.item(forms["passport_delivery"], 0).fee == "무료"
