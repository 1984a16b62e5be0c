"""Signing in, the lock, the day, drafts and the Hangul syllable that is still being composed."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit

from app.ui import plain
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.closing.view import ClosingView
from app.ui.tabs.ledger.cancel_panel import CancelPanel
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.payments.view import PaymentsView
from app.ui.tabs.worklist.view import WorklistView
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN, cases, stage, to_basket

LEE = "lee"


def log_in(counter: Counter, user: str, password: str = PASSWORD) -> None:
    counter.window.login.user.setText(user)
    counter.window.login.password.setText(password)
    counter.window.login.password.setFocus()
    counter.press("Return")


def type_name_and_number(counter: Counter, name: str = "김민수") -> None:
    counter.press("F5")
    counter.type(name)
    counter.press("Return")
    counter.digits(RRN)


def test_the_first_field_has_the_keyboard_and_a_wrong_password_is_said(counter: Counter) -> None:
    assert counter.focus() is counter.window.login.user
    log_in(counter, LEE, "wrong-password")
    assert counter.window.login._notice.text() == "사용자 또는 비밀번호가 맞지 않습니다. 다시 입력하십시오."
    assert counter.window.login.password.text() == ""
    log_in(counter, LEE)
    assert counter.opened.context.session.signed_in().user == LEE


def test_a_day_that_is_not_open_says_so_and_one_key_opens_it(counter: Counter) -> None:
    counter.sign_in(day=False)
    banner = counter.window.banner
    assert banner.isVisible()
    counter.press("F11")
    assert "업무일이 열리지 않았습니다" in counter.window.basket.notice.text()
    banner.amount.setFocus()
    banner.amount.setText("50,000")
    counter.press("Return")
    assert not banner.isVisible()
    day = counter.opened.context.session.day
    assert day is not None and (day.day, day.float_won) == ("2026-11-20", 50_000)


def test_the_lock_hides_everything_and_gives_it_back_to_the_same_person(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Ctrl+L")
    assert counter.window.login.isVisible() and counter.opened.context.session.actor is None
    assert not counter.window.basket.isVisible()
    log_in(counter, LEE)
    counter.press("F5")
    form = counter.window.intake("seal").form
    assert form is not None and form.editor("applicant.name").value() == "김민수"


def test_another_person_never_sees_what_the_last_one_typed(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Ctrl+L")
    log_in(counter, "park")
    counter.press("F5")
    form = counter.window.intake("seal").form
    assert form is not None and form.editor("applicant.name").value() == ""


def test_a_form_left_unfinished_is_offered_again_after_a_crash(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.window.intake("seal").presenter.keep()
    counter.settle()
    view = counter.window.intake("seal")
    view.presenter.forget()
    drafts = counter.on_writer(counter.home.services.drafts)
    counter.window.restore(drafts)
    counter.press("F5")
    assert view.form is not None and view.form.editor("applicant.name").value() == "김민수"


def test_the_composing_syllable_is_not_lost_on_enter(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    class InputMethod:
        def commit(self) -> None:
            focus = QApplication.focusWidget()
            if isinstance(focus, QLineEdit) and pending:
                event = QInputMethodEvent("", [])
                event.setCommitString(pending.pop())
                QApplication.sendEvent(focus, event)

    pending: list[str] = []
    monkeypatch.setattr(plain.QGuiApplication, "inputMethod", lambda: InputMethod())
    counter.sign_in()
    counter.press("F5")
    counter.type("김정")
    counter.compose("훈")
    pending.append("훈")
    counter.press("Return")
    form = counter.window.intake("seal").form
    assert form is not None and form.model.raw["applicant.name"] == "김정훈"


def test_a_parked_visit_comes_back_whole_and_blocks_closing(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F4")
    assert counter.opened.context.visit.lines == []
    assert counter.on_writer(counter.home.services.day_status).blockers == {"parked_visits": 1}
    counter.press("F4")
    (line,) = counter.opened.context.visit.lines
    assert line.draft.applicant["name"] == "김민수" and counter.opened.context.visit.total_won == 600


def test_missing_fields_are_counted_and_the_first_one_has_the_keyboard(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("F11")
    view = counter.window.intake("seal")
    assert view._trouble.text() == "필수 항목 1개가 비어 있습니다. 첫 항목은 '인감신고인 신분증'입니다. 입력한 내용은 임시 저장했습니다."
    assert counter.focused().startswith("인감신고인 신분증")
    assert stage(counter) == "basket" and cases(counter) == []


def test_cash_gives_change_and_exemption_frees_only_what_it_may(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F12", "8")
    (line,) = counter.opened.context.visit.lines
    assert line.exempt is False and counter.opened.context.visit.total_won == 600
    counter.press("F10", "Return")
    counter.window.basket.received.selectAll()
    counter.digits("1000")
    counter.press("Return")
    done = counter.window.basket.presenter.done
    assert done is not None and (done.paid_won, done.change_won) == (600, 400)


def test_grounds_that_free_something_stand_first_and_the_others_say_that_they_do_not(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F12")
    listed = counter.window.basket._grounds
    shown = [item.text() for at in range(listed.count()) if (item := listed.item(at)) is not None]
    heading = shown.index("담긴 민원에는 쓸 수 없는 사유")
    allowed = set(counter.home.desk.catalogue.forms["seal_certificate_issue"].exemptions)
    keys = {each.key for each in counter.home.desk.catalogue.exemptions.values() if each.code in allowed}
    assert [each[0] for each in shown[:heading]] == [*sorted(keys), "-"]
    assert shown[heading + 1].startswith("8  한부모가족") and listed.currentRow() == 0
    counter.press(*["Down"] * heading)  # the row below the last one that helps is the first that does not, not the heading
    chosen = listed.currentItem()
    assert chosen is not None and chosen.text() == shown[heading + 1]
    assert chosen.data(Qt.ItemDataRole.AccessibleDescriptionRole) == shown[heading]
    counter.press("Return")
    (line,) = counter.opened.context.visit.lines
    assert line.exempt is False and stage(counter) == "basket"
    counter.press("F12", "1")
    (line,) = counter.opened.context.visit.lines
    assert line.exempt is True


def test_a_case_is_found_by_initials_and_looking_is_logged(counter: Counter) -> None:
    counter.sign_in("park")
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10", "Return", "Return")
    counter.press("F3")
    counter.type("ㄱㅁㅅ")
    counter.press("Return", "Return")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.presenter.case is not None
    assert view.presenter.case.applicant["name"] == "김민수"
    counter.window.go("admin", "log")
    counter.settle()
    admin = counter.window.tabs["admin"]
    assert isinstance(admin, AdminView)
    items = [admin.log.table.item(at, 2) for at in range(admin.log.table.rowCount())]
    assert {each.text() for each in items if each is not None} == {"검색", "업무처리"}


def test_a_case_is_cancelled_with_the_leaders_word(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F6", "2")
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10", "Return", "Return")
    (case,) = cases(counter)
    counter.window.show_case(case.number)
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    view.presenter.ask_cancel()
    view.presenter.cancel("신청 착오", "park", PASSWORD)
    counter.settle()
    assert cases(counter)[0].state == "voided"


def test_a_leader_cancels_what_was_paid_with_somebody_else(counter: Counter) -> None:
    counter.sign_in("park")
    counter.press("F6", "2")
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10", "Return", "Return")
    (case,) = cases(counter)
    counter.window.show_case(case.number)
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    view.presenter.ask_cancel()
    panel = view.panel
    assert isinstance(panel, CancelPanel) and panel.leader.accessibleName() == "함께 확인하는 사람"
    view.presenter.cancel("신청 착오", "park", PASSWORD)
    counter.settle()
    assert cases(counter)[0].state == "issued"
    view.presenter.cancel("신청 착오", "lee", PASSWORD)
    counter.settle()
    assert cases(counter)[0].state == "voided"


def test_the_day_is_closed_by_the_leader_and_stands_in_the_list(counter: Counter) -> None:
    counter.sign_in()
    counter.window.go("closing")
    counter.settle()
    view = counter.window.tabs["closing"]
    assert isinstance(view, ClosingView)
    page = view.close_page
    view.choose("close")
    counter.settle()
    page.presenter.open_or_close(99_000, {}, "", "park", PASSWORD)
    counter.settle()
    assert page.notice.text() == "현금이 장부보다 1,000원 적습니다. 다시 세고, 그래도 다르면 사유를 적으십시오."
    page.presenter.open_or_close(100_000, {}, "", "park", PASSWORD)
    counter.settle()
    counter.back_to_the_window()
    view.choose("past")
    counter.settle()
    assert view.past.closed.rowCount() == 1
    assert counter.window.banner.isVisible()


def test_what_was_only_recorded_is_paid_at_the_money_tab(counter: Counter) -> None:
    actor = counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    (line,) = counter.opened.context.visit.lines
    services = counter.home.services
    counter.on_writer(lambda: services.record_visit(actor, [line.draft], tender="none", issue=False))
    counter.opened.context.visit.clear()
    counter.press("F9")
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView) and view.open_page.table.rowCount() == 1
    counter.press("F10", "Return")
    assert cases(counter)[0].state == "issued"
    assert view.open_page.table.rowCount() == 0


def test_the_work_list_opens_the_case_of_a_row(counter: Counter) -> None:
    actor = counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    (line,) = counter.opened.context.visit.lines
    services = counter.home.services
    counter.on_writer(lambda: services.record_visit(actor, [line.draft], tender="none", issue=False))
    counter.opened.context.visit.clear()
    counter.window.go("worklist")
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView) and view.table.rowCount() == 1
    counter.press("Return")
    assert counter.window.bar.current() == "payments"


def test_no_label_of_the_window_reads_markup(counter: Counter) -> None:
    counter.sign_in()
    for name in ("seal", "payments", "ledger", "closing", "sync", "admin"):
        counter.window.go(name)
        counter.settle()
    wrong = [each.text() for each in counter.window.findChildren(QLabel) if each.text() and each.textFormat().name == "AutoText"]
    assert wrong == []


def test_everything_that_takes_the_keyboard_has_a_name(counter: Counter) -> None:
    counter.sign_in()
    for name in ("seal", "family", "passport", "integrated", "payments", "worklist", "ledger", "closing", "sync", "admin"):
        counter.window.go(name)
        counter.settle()
    lines = [each for each in counter.window.findChildren(QLineEdit) if each.objectName() != "qt_spinbox_lineedit"]
    assert [each for each in lines if not each.accessibleName()] == []


def test_nothing_of_a_citizen_stands_in_the_window_title(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    assert counter.window.windowTitle() == "연습 · 민원데스크"
