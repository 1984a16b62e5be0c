"""What lies in the basket can be put right: a line is opened again, and a system that goes away meanwhile changes what it costs."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel

from app.domain.answers import Draft
from app.domain.sampling import sample
from app.ui.visit import Line
from tests.desks import NINE, the_people
from tests.ui.counter import Counter
from tests.ui.test_flows import a_line, cases, stage, to_basket


def lamp(counter: Counter, *, down: bool) -> None:
    counter.window.shell.set_lamp("seal", down)
    counter.settle()


def shown(counter: Counter) -> str:
    return "\n".join(each.text() for each in counter.window.basket.findChildren(QLabel) if each.isVisible())


def test_enter_opens_a_line_of_the_basket_again_as_it_was_filled_in(counter: Counter) -> None:
    counter.sign_in()
    a_line(counter)
    counter.press("F12", "0")
    before = counter.opened.context.visit.exemption
    (line,) = counter.opened.context.visit.lines
    counter.window.go("family")
    counter.window.basket.table.setFocus()
    counter.press("Return")
    assert counter.opened.context.visit.lines == []
    form = counter.window.intake("family").form
    assert form is not None and form.isVisible() and form.isAncestorOf(counter.focus())
    form.go_to("copies")
    counter.digits("3")
    counter.press("Return")
    (mended,) = counter.opened.context.visit.lines
    assert mended.copies == 3
    assert (mended.draft.applicant, mended.draft.answers, mended.draft.papers) == (
        line.draft.applicant,
        line.draft.answers,
        line.draft.papers,
    )
    assert counter.opened.context.visit.exemption == before


def test_a_line_is_not_opened_over_the_same_form_begun_for_somebody(counter: Counter) -> None:
    counter.sign_in()
    a_line(counter)
    counter.press("F5")
    counter.type("인감증명")
    counter.press("Return")
    form = counter.window.intake("seal").form
    assert form is not None
    form.put("use", "은행 제출")
    counter.window.basket.table.setFocus()
    counter.press("Return")
    assert len(counter.opened.context.visit.lines) == 1
    assert form.model.raw["use"] == "은행 제출"
    assert "작성 중입니다" in counter.window.intake("seal").notice.text()


def test_a_system_that_goes_away_is_seen_in_the_open_form_and_in_the_basket(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    intake = counter.window.intake("seal")
    assert intake._add.text() == "담기 ⏎"
    lamp(counter, down=True)
    assert intake._add.text() == "접수만 ⏎"
    lamp(counter, down=False)
    assert intake._add.text() == "담기 ⏎"
    a_line(counter)
    assert "600원" in shown(counter)
    counter.press("F10")
    assert stage(counter) == "confirm"
    lamp(counter, down=True)
    assert stage(counter) == "basket"  # nothing can be issued, nobody is asked whether it was
    (line,) = counter.opened.context.visit.lines
    assert line.provisional and line.due_won == 0 and counter.opened.context.visit.only_received
    lamp(counter, down=False)
    (line,) = counter.opened.context.visit.lines
    assert not line.provisional and line.due_won == 600


def test_what_lacks_a_telephone_now_is_said_and_mended(counter: Counter) -> None:
    """The seal system went away after the line was added: for 접수만 a telephone is asked, and the form can be opened to type it."""
    counter.sign_in()
    a_line(counter)
    lamp(counter, down=True)
    counter.press("F11")
    assert cases(counter) == []
    assert "연락처" in shown(counter) and "Enter를 누르면 서식이 다시 열립니다" in shown(counter)
    assert counter.focused() != ""  # no key goes nowhere
    counter.window.basket.table.setFocus()
    counter.press("Return")
    form = counter.window.intake("seal").form
    assert form is not None
    assert counter.focused() == "연락처"
    counter.digits("01012345678")
    counter.press("F11")
    counter.back_to_the_window()
    (case,) = cases(counter)
    assert (case.state, case.due_won) == ("received_only", 0)


def test_a_card_without_an_approval_number_is_asked_for_it_where_it_goes(counter: Counter) -> None:
    counter.sign_in()
    a_line(counter)
    counter.press("F11", "Return", "Return")
    assert counter.focused() == "승인번호" and "승인번호를 적으십시오" in shown(counter)
    counter.window.basket.last4.setFocus()
    counter.digits("4321")
    counter.press("Return")
    assert counter.focused() == "승인번호"
    counter.digits("12345678")
    counter.press("Return", "Return")
    (case,) = cases(counter)
    assert (case.state, case.money) == ("issued", "paid")


def test_what_is_paid_later_asks_for_its_approval_number_too(counter: Counter) -> None:
    actor = counter.sign_in()
    draft = Draft(service="land_register_copy", answers={"parcel": "가온동 1-1"}, tender="none")
    counter.on_writer(lambda: counter.home.services.record_case(actor, draft))
    counter.press("F9", "Space", "F11")
    assert counter.focused() == "승인번호"
    counter.press("Return")
    assert counter.focused() == "승인번호"
    counter.digits("12345678")
    counter.press("Return")
    counter.digits("4321")
    counter.press("Return")
    (case,) = cases(counter)
    assert (case.state, case.money) == ("issued", "paid")


def test_one_more_copy_is_of_the_line_that_was_taken_last(counter: Counter) -> None:
    counter.sign_in()
    a_line(counter)
    counter.type("가족관계증명")
    counter.press("Return")
    to_basket(counter)
    assert len(counter.opened.context.visit.lines) == 2
    counter.window.basket.table.setFocus()
    counter.press("+")
    assert [line.copies for line in counter.opened.context.visit.lines] == [1, 2]
    counter.press("Up", "+", "+")  # another line that was chosen stays the chosen one
    assert [line.copies for line in counter.opened.context.visit.lines] == [3, 2]


def test_a_fee_that_nobody_has_set_is_not_said_to_be_nothing(counter: Counter) -> None:
    counter.sign_in()
    form = counter.opened.context.catalogue.forms["seal_protection"]
    draft = sample(form, seed=3, index=1, today=NINE.date(), people=the_people())
    counter.opened.context.visit.add(Line(form, draft))
    counter.settle()
    assert [counter.window.basket.table.item(0, 2).text()] == ["금액 미정"]  # type: ignore[union-attr]
    counter.press("F5", "F10")
    assert cases(counter) == []
    assert "[수수료]에서 금액을 정한 뒤" in shown(counter) and "저장되지 않았습니다" in shown(counter)
