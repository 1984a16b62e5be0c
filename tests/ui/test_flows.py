"""Flows of COUNTER §3, by keyboard alone, from the station's key to what stands in the ledger."""

from __future__ import annotations

from functools import partial

from app.domain.answers import Draft
from app.domain.mrz import check_digit
from app.domain.views import CaseRow
from app.ui.papers import PaperDialog
from app.ui.tabs.passport.view import PassportView
from tests.desks import NINE
from tests.ui.counter import Counter

RRN = "9001011234568"


def cases(counter: Counter) -> list[CaseRow]:
    """Newest first, read on the reader's lane."""
    assert counter.home.lanes is not None
    return counter.home.lanes.reader.submit(counter.home.services.ledger_page).result()


def a_line(counter: Counter) -> None:
    """A seal certificate lies in the basket of the seal station."""
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("Return", "1", "Return", "Return", "Return")
    assert len(counter.opened.context.visit.lines) == 1


def stage(counter: Counter) -> str:
    return counter.window.basket.presenter.stage


def approve(counter: Counter) -> None:
    """What the terminal printed, typed by hand."""
    counter.digits("12345678")
    counter.press("Return")
    counter.digits("4321")
    counter.press("Return")


def test_seal_certificate_for_the_principal_takes_eight_keys(counter: Counter) -> None:
    counter.sign_in()
    counter.presses.clear()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    assert "신청인" in counter.focused()
    counter.press("Return", "1", "Return", "Return")
    assert "통수" in counter.focused()
    counter.press("F11")
    assert stage(counter) == "confirm"
    counter.press("Return")
    assert len(counter.presses) == 8
    assert stage(counter) == "card"
    approve(counter)
    (case,) = cases(counter)
    assert (case.service, case.state, case.money, case.due_won) == ("seal_certificate_issue", "issued", "paid", 600)
    assert case.number in counter.window.foot.truth_text()
    assert counter.window.basket.presenter.done is not None


def two_copies(counter: Counter) -> None:
    """Two copies of a resident register lie in the basket."""
    counter.press("F8")
    counter.type("ㄷㅂ")
    counter.press("Return")
    counter.type("이서연")
    counter.press("Return")
    counter.digits(RRN)
    until(counter, "신분증")
    counter.press("1")
    until(counter, "통수")
    counter.digits("2")
    to_basket(counter)


def test_copies_of_two_services_are_paid_by_one_card_approval(counter: Counter) -> None:
    counter.sign_in()
    two_copies(counter)
    counter.type("가족")
    counter.press("Return")
    assert "성명" not in counter.focused()
    to_basket(counter)
    assert [line.draft.copies for line in counter.opened.context.visit.lines] == [2, 1]
    assert counter.opened.context.visit.total_won == 1_800
    counter.press("F11", "Return")
    approve(counter)
    family, resident = cases(counter)
    assert {family.service, resident.service} == {"family_relation_certificate", "resident_registration_copy"}
    assert sum(case.due_won for case in (family, resident)) == 1_800
    assert {case.state for case in (family, resident)} == {"issued"}
    done = counter.window.basket.presenter.done
    assert done is not None and done.paid_won == 1_800 and done.receipt_no is not None


def test_passport_application_prints_its_slip_by_itself(counter: Counter) -> None:
    counter.sign_in("choi")
    apply_for_passport(counter)
    (case,) = cases(counter)
    assert (case.service, case.state, case.due_won) == ("passport_multiple_10y", "applied", 52_000)
    (paper,) = counter.window.findChildren(PaperDialog)
    assert paper.isVisible()
    counter.back_to_the_window()


def test_seal_certificate_by_an_agent_is_worked_to_the_end(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("2")
    counter.type("최한별")
    counter.press("Return")
    counter.digits("8505052345674")
    counter.press("1", "1", "1")
    assert counter.focused().startswith("위임장 작성일")
    counter.digits("261015")
    counter.press("Return", "1", "1")
    counter.digits("2")
    counter.press("Return", "1")
    counter.digits("01012345678")
    to_basket(counter)
    (line,) = counter.opened.context.visit.lines
    assert (line.copies, line.due_won) == (2, 1_200)
    counter.press("F11", "Return")
    assert "1,200원" in {each.text() for each in counter.window.basket._dues}
    approve(counter)
    (case,) = cases(counter)
    assert (case.state, case.copies, case.due_won) == ("issued", 2, 1_200)
    services, lee = counter.home.services, counter.opened.context.session.signed_in()
    paper = counter.on_writer(lambda: services.books.paper(lee, case.number, "seal_application_by_agent"))
    assert paper.sign[0] == "대리인" and dict(paper.lines)["대리인"].startswith("최한별")


def test_passport_is_handed_over_with_five_keys_and_two_scans(counter: Counter) -> None:
    case = arrived_passport(counter)
    counter.presses.clear()
    counter.press("F7", "2")
    scan(counter, f"MINWON:C:{case.number}")
    counter.press("1", "1")
    scan(counter, "P<KORPARK<<DOYUN<<<<<<<<<<<<<<<<<<<<<<<<<<<<")
    assert counter.focused().startswith("교부할 여권번호")
    scan(counter, booklet("M12345678", "900101"))
    assert counter.focused() == "여권 교부"
    counter.press("Return")
    assert cases(counter)[0].state == "delivered"
    assert counter.presses == ["F7", "2", "1", "1", "Return"]


def test_a_passport_applied_for_elsewhere_is_handed_over_on_the_same_page(counter: Counter) -> None:
    actor = counter.sign_in("choi")
    applicant: dict[str, object] = {"name": "박도윤", "birth_date": "1990-01-01", "phone": "01001234567"}
    answers: dict[str, object] = {"passport_no": "M12345678", "passport_issued_on": NINE.date().isoformat()}
    draft = Draft(service="passport_delivery", applicant=applicant, answers=answers)
    number = counter.on_writer(partial(counter.home.services.record_case, actor, draft)).number
    counter.press("F7", "2")
    scan(counter, f"MINWON:C:{number}")
    counter.press("1", "1")
    scan(counter, booklet("M12345679", "900101"))
    counter.press("Return")
    assert cases(counter)[0].state == "received"  # another booklet of the same birthday
    scan(counter, booklet("M12345678", "900101"))
    counter.press("Return")
    assert cases(counter)[0].state == "delivered"


def test_a_shelf_of_booklets_arrives_together(counter: Counter) -> None:
    actor = counter.sign_in("choi")
    for _ in range(2):
        apply_for_passport(counter)
        counter.back_to_the_window()
    services = counter.home.services
    for case in cases(counter):
        counter.on_writer(partial(services.advance_case, actor, case.case_id, "send"))
    counter.press("F7", "3", "Up")
    counter.type("B-12")
    counter.press("Return")
    for case in cases(counter):
        scan(counter, f"MINWON:C:{case.number}")
        scan(counter, f"MINWON:C:{case.number}")
    scan(counter, "한별이")
    desk = counter.window.tabs["passport"]
    assert isinstance(desk, PassportView)
    page = desk.arrival

    def cell(row: int, column: int) -> str:
        item = page.table.item(row, column)
        return item.text() if item is not None else ""

    assert [cell(at, 3) for at in range(page.table.rowCount())] == ["B-12"] * 3
    counter.press("Return")
    assert counter.focused() == "도착 확인 2건 ⏎"
    counter.press("Return")
    assert [case.state for case in cases(counter)] == ["arrived", "arrived"]
    assert page.table.rowCount() == 1
    assert "모르는 번호" in cell(0, 4)
    counter.window.forget_forms()
    assert page.table.rowCount() == 0


def test_a_booklet_of_somebody_else_is_not_handed_over(counter: Counter) -> None:
    case = arrived_passport(counter)
    counter.press("F7", "2")
    scan(counter, case.number)
    counter.press("1", "1")
    scan(counter, booklet("M12345678", "910202"))
    assert counter.focused().startswith("교부할 여권번호")
    counter.press("Return")
    assert cases(counter)[0].state == "arrived"


def test_a_passport_that_has_not_come_yet_leaves_the_hands_in_the_search(counter: Counter) -> None:
    counter.sign_in("choi")
    apply_for_passport(counter)
    counter.back_to_the_window()
    counter.press("F7", "2")
    counter.digits("5678")
    counter.press("Return")
    assert counter.focused() == "교부할 여권 찾기"
    counter.press("F7", "2")
    assert counter.focused() == "교부할 여권 찾기"


def test_passport_is_handed_over_by_the_last_four_of_the_phone(counter: Counter) -> None:
    case = arrived_passport(counter)
    counter.presses.clear()
    counter.press("F7", "2")
    counter.digits("5678")
    counter.press("Return")
    assert "수령인" in counter.focused()
    counter.press("Return", "1")
    assert "여권번호" in counter.focused()
    counter.type("M12345678")
    counter.press("Return")
    assert cases(counter)[0].state == "delivered"
    assert len(counter.presses) <= 6
    assert case.number in counter.window.foot.truth_text()


def test_a_paper_of_a_system_that_is_down_is_only_received_and_costs_nothing(counter: Counter) -> None:
    counter.sign_in()
    counter.window.shell.set_lamp("seal", True)
    counter.settle()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("F11")
    assert cases(counter) == []
    assert counter.focused().startswith("연락처")
    counter.digits("01012345678")
    counter.press("F11")
    (case,) = cases(counter)
    assert (case.state, case.due_won, case.provisional) == ("received_only", 0, True)
    assert "잠정" in counter.window.foot._state.text()
    counter.back_to_the_window()


def test_birth_filing_is_received_without_money(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F6", "2")
    counter.type("ㅊㅅ")
    counter.press("Return")
    view = counter.window.intake("family")
    assert view.presenter.model is not None and view.presenter.model.form.id == "birth_filing"


def arrived_passport(counter: Counter) -> CaseRow:
    """Applied for, paid and back from the maker."""
    actor = counter.sign_in("choi")
    apply_for_passport(counter)
    counter.back_to_the_window()
    (case,) = cases(counter)
    services = counter.home.services
    counter.on_writer(lambda: services.advance_case(actor, case.case_id, "send"))
    counter.on_writer(lambda: services.advance_case(actor, case.case_id, "arrive", facts={"shelf": "B-12"}))
    return case


def scan(counter: Counter, text: str) -> None:
    """A scanner types and ends with Enter; its keys are nobody's."""
    counter.type(text)
    counter.press("Return")
    counter.presses.pop()


def booklet(number: str, born: str) -> str:
    """The second line of a booklet's machine-readable zone."""
    start = f"{number}{check_digit(number)}KOR{born}{check_digit(born)}M"
    expires = f"361120{check_digit('361120')}"
    optional = "<" * 14
    checked = f"{number}{check_digit(number)}{born}{check_digit(born)}{expires}{optional}0"
    return f"{start}{expires}{optional}0{check_digit(checked)}"


def apply_for_passport(counter: Counter) -> None:
    counter.press("F7", "1", "Return")
    counter.type("박도윤")
    counter.press("Return")
    counter.digits(RRN)
    until(counter, "신분증")
    counter.press("1")
    until(counter, "로마자 성")
    counter.type("PARK")
    counter.press("Return")
    counter.type("DOYUN")
    until(counter, "휴대전화")
    counter.digits("01012345678")
    counter.press("Return")
    view = counter.window.intake("passport")
    assert view.form is not None
    for _ in range(20):
        if view.presenter.model is None:
            break
        counter.press("1" if "필수" in counter.focused() and not counter.focused().endswith(("방문", "없음")) else "Return")
    assert counter.opened.context.visit.total_won == 52_000
    counter.press("F10", "Return")


def until(counter: Counter, name: str) -> None:
    """Enter goes on until that field has the keyboard."""
    for _ in range(20):
        if counter.focused().startswith(name):
            return
        counter.press("Return")
    raise AssertionError(f"{name!r} was never reached, the keyboard is at {counter.focused()!r}")


def to_basket(counter: Counter) -> None:
    """Enter to the last field and through it."""
    before = len(counter.opened.context.visit.lines)
    for _ in range(20):
        if len(counter.opened.context.visit.lines) > before:
            counter.settle()
            return
        counter.press("Return")
    raise AssertionError(f"the form was never added, the keyboard is at {counter.focused()!r}")


def test_what_did_not_arrive_stays_in_the_list_and_says_why(counter: Counter) -> None:
    """A number that was read wrong, and a passport nobody sent to be made: the next scan takes neither out of sight."""
    counter.sign_in("choi")
    apply_for_passport(counter)
    counter.back_to_the_window()
    (case,) = cases(counter)
    counter.press("F7", "3")
    wrong = case.number[:-2] + ("00" if case.number[-2:] != "00" else "11")
    for text in (wrong, case.number, "한별이"):
        counter.type(text)
        counter.press("Return")
    desk = counter.window.tabs["passport"]
    assert isinstance(desk, PassportView)
    table = desk.arrival.table
    shown = {str(table.item(at, 0).text()): table.item(at, 4).text() for at in range(table.rowCount())}  # type: ignore[union-attr]
    assert shown == {
        wrong: "모르는 번호 (빼기 Del)",
        case.number: "발급 의뢰 전: 업무함에서 먼저 보내기",
        "한별이": "모르는 번호 (빼기 Del)",
    }
    actor = counter.opened.context.session.signed_in()
    counter.on_writer(partial(counter.home.services.advance_case, actor, case.case_id, "send"))
    counter.type(case.number)
    counter.press("Return")
    said = {(table.item(at, 0).text(), table.item(at, 4).text()) for at in range(table.rowCount())}  # type: ignore[union-attr]
    assert [text for number, text in said if number == case.number] == ["도착 확인 전"]  # and no longer that it was not sent
