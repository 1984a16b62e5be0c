"""정정 at the window: the fields of the case in hand as they stand, written over, with a reason."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import msgspec

from app.services.make_sample import make_samples
from app.ui.case_text import history_pair
from app.ui.formats import shown_value
from app.ui.tabs.ledger.correct_panel import CorrectPanel
from app.ui.tabs.ledger.view import LedgerView
from tests.desks import NINE, the_catalogue, the_people
from tests.ui.counter import Counter


def a_passport(counter: Counter) -> UUID:
    """A child's passport, received and still unpaid."""
    actor = counter.sign_in("choi")
    (draft,) = make_samples(the_catalogue(), the_people(), service="passport_single", count=1, seed=1, today=NINE.date())
    draft = msgspec.structs.replace(draft, tender="none", approval_no=None, draft_id=None)
    return counter.on_writer(lambda: counter.home.services.record_case(actor, draft).case_id)


def in_hand(counter: Counter, case_id: UUID) -> LedgerView:
    counter.window.go("ledger", "")
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    view.presenter.open(case_id)
    counter.settle()
    return view


def the_panel(view: LedgerView) -> CorrectPanel:
    assert isinstance(view.panel, CorrectPanel)
    return view.panel


def test_a_misread_phone_is_put_right_where_the_case_is_shown(counter: Counter) -> None:
    view = in_hand(counter, a_passport(counter))
    before = view.presenter.case
    assert before is not None and before.can_correct
    view.ask_correct()
    counter.settle()
    panel = the_panel(view)
    phone = panel.form.editor("applicant.phone")
    assert phone.value() and not panel.form.editor("applicant.rrn").value()  # a sealed number is not shown, and may be left alone
    panel.form.put("applicant.phone", "01009876543")
    panel.submit()
    counter.settle()
    assert panel.reason.hasFocus() and "사유" in panel.notice.text()
    counter.type("잘못 들음")
    counter.press("Return")
    after = view.presenter.case
    assert after is not None and view.panel is None
    assert after.applicant["phone"] == "01009876543"
    assert {**after.applicant, "phone": ""} == {**before.applicant, "phone": ""} and after.answers == before.answers
    assert "휴대전화" in view.notice.text()
    (line,) = [each for each in after.history if each.kind == "case_corrected"]
    said = history_pair(counter.opened.context, line, after.row.service)[1]
    was = shown_value("phone", before.applicant["phone"])
    assert said.startswith("정정") and f"휴대전화 {was} → 010-0987-6543" in said and "잘못 들음" in said


def test_nothing_changed_is_said_and_esc_goes_back_to_the_case(counter: Counter) -> None:
    view = in_hand(counter, a_passport(counter))
    view.ask_correct()
    counter.settle()
    panel = the_panel(view)
    panel.reason.setText("확인")
    panel.submit()
    counter.settle()
    assert "고친 항목이 없습니다" in panel.notice.text()
    panel.reason.setFocus()
    counter.press("Escape")
    assert view.panel is None and view.presenter.case is not None and view._side.isVisible()


def test_what_only_the_desk_knows_of_a_field_is_said_at_that_field(counter: Counter) -> None:
    view = in_hand(counter, a_passport(counter))
    view.ask_correct()
    panel = the_panel(view)
    panel.form.put("applicant.id_check", "mismatch")
    panel.form.put("applicant.id_check_note", "사진이 다름")
    panel.reason.setText("다시 확인")
    panel.submit()
    counter.settle()
    assert panel.form.editor("applicant.id_check").trouble() and view.panel is panel
    assert view.presenter.case is not None and view.presenter.case.answers == panel.presenter._case.answers


def test_a_case_of_every_service_stands_in_its_questions_as_it_was_received(counter: Counter) -> None:
    actor = counter.sign_in("park")
    for service, form in the_catalogue().forms.items():
        if any(fee.amount_won is None for fee in form.fees):
            continue  # sold nowhere before the office has set its amount
        (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
        draft = msgspec.structs.replace(draft, tender="none", approval_no=None, draft_id=None)
        case_id = counter.on_writer(partial(counter.home.services.record_case, actor, draft)).case_id
        view = in_hand(counter, case_id)
        view.ask_correct()
        panel = the_panel(view)
        panel.reason.setText("확인")
        panel.submit()
        counter.settle()
        assert "고친 항목이 없습니다" in panel.notice.text(), (service, panel.model.checked().problems)
