"""Petitions at the window: reached from 통합민원 by a digit, taken without money, walked on from the case's page."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel

from app.domain.sampling import sample
from app.ui.editors import LineEditor
from app.ui.tabs.ledger.view import LedgerView
from tests.desks import NINE, the_catalogue, the_people
from tests.ui.counter import Counter
from tests.ui.test_flows import cases


def test_a_petition_is_taken_by_keys_alone_and_assigned_from_its_page(counter: Counter) -> None:
    counter.sign_in("park")
    counter.press("F8", "Esc", "2")
    counter.type("ㄱㅇㅁㅇ")
    counter.press("Return")
    intake = counter.window.intake("integrated")
    assert intake.presenter.model is not None and intake.presenter.model.form.id == "suggestion_petition"
    counter.type("윤가람")
    counter.press("Return", "1")
    counter.type("가온광역시 나루구 별빛로 8")
    counter.press("Return")
    counter.digits("01001234567")
    counter.press("Return", "1")
    assert counter.focused().startswith("민원 요지")
    counter.type("쉼터를 늘려 주십시오")
    counter.press("F10", "Return")
    (case,) = cases(counter)
    assert (case.service, case.state, case.due_won) == ("suggestion_petition", "received", 0)

    done = counter.window.basket.presenter.done
    assert done is not None and done.next == (counter.opened.context.words.text("offer.guardian"),)

    counter.back_to_the_window()
    counter.window.show_case(case.number)
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView)
    ledger.presenter.step("assign")
    counter.settle()
    counter.type("도로과")
    counter.press("Return")
    counter.type("김도로")
    counter.press("Return")
    counter.settle()
    counter.press("Return")
    assert cases(counter)[0].state == "assigned"


def test_the_case_a_compensation_is_about_is_chosen_from_the_newest_and_an_unknown_one_is_told(counter: Counter) -> None:
    actor = counter.sign_in("park")
    draft = sample(the_catalogue().forms["suggestion_petition"], seed=3, index=1, today=NINE.date(), people=the_people())
    number = counter.on_writer(lambda: counter.home.services.record_case(actor, draft)).number
    counter.press("F8", "Esc")
    intake = counter.window.intake("integrated")
    intake.presenter.choose("error_compensation")
    counter.settle()
    assert intake.form is not None
    editor = intake.form.editor("about_case")
    assert isinstance(editor, LineEditor)
    editor.line.setFocus()
    counter.press("Down")
    assert editor.value() == number
    editor.line.clear()
    counter.type("26410-03-261120-0099-AA")
    counter.settle()
    quote = counter.on_writer(lambda: counter.home.services.quote(intake.form.draft()))  # type: ignore[union-attr]
    assert quote.problems["about_case"] in ("case_unknown", "number_check_wrong")


def test_a_disclosure_is_not_called_free_before_anybody_knows_its_fee(counter: Counter) -> None:
    counter.sign_in("park")
    counter.press("F8", "Esc", "3")
    intake = counter.window.intake("integrated")
    form = counter.opened.context.catalogue.forms["information_disclosure_request"]
    assert intake.presenter.told.item(form, 0).fee == "결정 통지 때"
    intake.presenter.choose(form.id)
    counter.settle()
    assert "수수료는 결정 통지 때" in [each.text() for each in intake.findChildren(QLabel)]


def test_what_is_wrong_with_a_step_is_said_by_the_name_on_the_screen(counter: Counter) -> None:
    actor = counter.sign_in()
    draft = sample(the_catalogue().forms["suggestion_petition"], seed=3, index=1, today=NINE.date(), people=the_people())
    number = counter.on_writer(lambda: counter.home.services.record_case(actor, draft)).number
    counter.window.show_case(number)
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView)
    ledger.presenter.take_step("request_supplement", {"what": "위치도", "until": "2026-12-10", "sent_on": "2025-11-20", "way": "post"})
    counter.settle()
    said = {each.text() for each in ledger.findChildren(QLabel) if each.isVisible()}
    assert "보낸 날: 접수일보다 앞선 날입니다. 저장되지 않았습니다." in said
