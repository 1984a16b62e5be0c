"""보안용지 in the window: the next number is proposed, acts are typed and entered, and the closing hints at what was not entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PyQt6.QtWidgets import QApplication, QTableWidget

from app.services.security_paper_office import SecurityPaperOffice
from app.ui.paper_dialog import PaperDialog
from app.ui.tabs.closing.security_paper_page import SecurityPaperPage
from app.ui.tabs.closing.view import ClosingView
from tests.desks import PASSWORD
from tests.ui.counter import Counter, a_counter
from tests.ui.test_day_end import comes_back

T = TypeVar("T")
SEAL = "인감증명용"
SIDE_PX = 11  # of a line, what its edge and its padding take


def the_page(counter: Counter) -> SecurityPaperPage:
    counter.window.go("closing", "security_paper")
    counter.settle()
    view = counter.window.tabs["closing"]
    assert isinstance(view, ClosingView) and view.security_paper.isVisible()
    return view.security_paper


def office(counter: Counter, do: Callable[[SecurityPaperOffice], T]) -> T:
    return counter.on_writer(lambda: do(counter.home.services.security_paper))


def delivered(counter: Counter) -> None:
    """A hundred sheets, sixty of them at this desk."""
    actor = counter.opened.context.session.signed_in()
    office(counter, lambda papers: papers.receive(actor, SEAL, "B-0001201", "0001300"))
    office(counter, lambda papers: papers.move(actor, "out", SEAL, "1201", "1260"))


def cells(table: QTableWidget) -> list[list[str]]:
    return [
        [item.text() if (item := table.item(at, place)) else "" for place in range(table.columnCount())] for at in range(table.rowCount())
    ]


def test_the_days_use_is_one_number_and_enter(counter: Counter) -> None:
    counter.sign_in()
    delivered(counter)
    counter.press("Ctrl+3", "=")
    page = the_page(counter)
    assert (page.used_first.text(), counter.focused()) == ("B-0001201", "끝번호")
    counter.digits("1230")
    counter.press("Return", "Return")
    assert page.notice.text() == f"{SEAL} 사용 B-0001201~0001230, 30장을 저장했습니다."
    assert [row[1:] for row in cells(page.stock)] == [["3번 창구", "B-0001231~0001260", "30"], ["보관", "B-0001261~0001300", "40"]]
    assert cells(page.lines)[0][2:6] == ["사용", "B-0001201~0001230", "30", "3번 창구"]
    assert (page.used_first.text(), page.used_last.text()) == ("B-0001231", "")


def test_what_was_typed_stays_when_it_is_refused_and_the_first_delivery_has_its_form(counter: Counter) -> None:
    counter.sign_in()
    page = the_page(counter)
    assert page.got_first.isVisible() and page.stock.rowCount() == 0
    page.name.setFocus()
    counter.type(SEAL)
    counter.press("Return")
    counter.digits("9")
    counter.press("Return")
    counter.digits("3")
    counter.press("Return", "Return")
    assert page.got_first.text() == "9" and "끝번호가 시작번호보다" in page.notice.text()
    page.got_last.setFocus()
    page.got_last.selectAll()
    counter.digits("12")
    counter.press("Return", "Return")
    assert [row[1:] for row in cells(page.stock)] == [["보관", "9~12", "4"]]


def test_two_sign_what_is_spoiled_and_what_is_missing(counter: Counter) -> None:
    counter.sign_in()
    delivered(counter)
    page = the_page(counter)
    page._choose_act("spoil")
    page.spoiled.setFocus()
    counter.type("1210, 1212")
    counter.press("Return")
    counter.type("걸림")
    counter.press("Return", "Return", "Return")
    assert "팀장" in page.notice.text() and page.spoiled.text() == "1210, 1212"
    page.spoiled_why.setFocus()
    counter.press("Return")
    counter.type("park")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    assert page.notice.text() == f"{SEAL} 훼손 B-0001210, B-0001212, 2장을 저장했습니다."
    page._choose_act("count")
    assert page.found.text() == "B-0001201~0001209, B-0001211, B-0001213~0001260"
    page.found.selectAll()
    counter.type("1201~1209, 1211, 1213~1259")
    assert page._missing.text() == "결번이 되는 번호: B-0001260. 두 사람이 확인합니다."
    counter.press("Return", "Return")
    counter.type("park")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    assert page.notice.text() == f"{SEAL} 결번 B-0001260. 실사를 저장했습니다."
    assert ["결번", "B-0001260", "1"] in [row[1:] for row in cells(page.stock)]


def test_a_line_is_taken_back_and_the_book_is_printed(counter: Counter) -> None:
    counter.sign_in()
    delivered(counter)
    page = the_page(counter)
    page.used_last.setFocus()
    counter.digits("1202")
    counter.press("Return", "Return")
    page._choose_act("void")
    page.lines.selectRow(0)
    assert "사용 B-0001201~0001202" in page._chosen.text()
    page.void_why.setFocus()
    counter.type("오기")
    counter.press("Return")
    counter.type("park")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    assert cells(page.lines)[0][2] == "사용 (취소)" and office(counter, lambda papers: papers.stock().count(SEAL, "03")) == 60
    page.first_day.setFocus()
    counter.press("Return")
    (paper,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, PaperDialog)]
    assert paper.pages == 1
    counter.back_to_the_window()


def test_the_hand_over_names_the_numbers_that_lie_here(counter: Counter) -> None:
    counter.sign_in()
    delivered(counter)
    counter.window.go("closing", "shift")
    counter.settle()
    page = counter.window.tabs["closing"].shift  # type: ignore[attr-defined]
    assert page.papers.text() == f"보안용지 {SEAL} B-0001201~0001260"
    page.papers.setFocus()
    page.papers.selectAll()
    counter.type("열쇠 2")
    page.enter()
    counter.settle()
    assert page.papers.text() == "열쇠 2"


def test_a_lock_keeps_what_was_typed_but_no_signature(counter: Counter) -> None:
    counter.sign_in()
    delivered(counter)
    page = the_page(counter)
    page._choose_act("spoil")
    page.spoiled.setText("1210")
    for line, text in zip(page._signing, ("park", PASSWORD), strict=False):
        line.setText(text)
    comes_back(counter, "lee")
    assert page.spoiled.text() == "1210" and not any(line.text() for line in page._signing)
    comes_back(counter, "choi")
    assert page.spoiled.text() == ""


def test_the_closing_hints_at_use_that_was_not_entered(counter: Counter) -> None:
    counter.sign_in()
    counter.window.go("closing", "close")
    counter.settle()
    view = counter.window.tabs["closing"]
    assert isinstance(view, ClosingView) and view.close_page._hint.isHidden()
    delivered(counter)
    page = the_page(counter)
    assert SEAL in page._hint.text() and page._hint.isVisible()
    view.choose("close")
    counter.settle()
    assert view.close_page._hint.isVisible() and view.close_page._hint.text().startswith(f"보안용지 사용을 아직 적지 않았습니다: {SEAL}.")
    assert view.close_page.blockers.table.rowCount() == 0  # it holds up nothing
    view.choose("security_paper")
    page.presenter.use_none("")
    counter.settle()
    assert page._hint.isHidden() and page.notice.text() == f"{SEAL}을(를) 쓰지 않았다고 저장했습니다."
    view.choose("close")
    counter.settle()
    assert view.close_page._hint.isHidden()


def test_paper_that_a_drawer_goes_with_is_seen_whole_before_two_people_sign(counter: Counter) -> None:
    counter.sign_in()
    delivered(counter)
    counter.window.go("closing", "shift")
    counter.settle()
    view = counter.window.tabs["closing"]
    assert isinstance(view, ClosingView)
    page, actor = view.shift, counter.opened.context.session.signed_in()
    short = page.papers.text()
    assert short == f"보안용지 {SEAL} B-0001201~0001260" and page.whole_papers.isHidden()  # the line shows all of it
    office(counter, lambda papers: papers.receive(actor, "주민등록·가족관계용", "2026-000501", "001500"))
    office(counter, lambda papers: papers.move(actor, "out", "주민등록·가족관계용", "501", "600"))
    view.choose("today")
    view.choose("shift")
    counter.settle()
    assert page.papers.text().startswith(short) and page.papers.text().endswith("2026-000501~000600")
    assert page.whole_papers.isVisible() and page.whole_papers.text() == page.papers.text()
    page.papers.setText(short)
    assert page.whole_papers.isHidden() and not page.whole_papers.text()


def test_the_first_delivery_shows_whole_how_a_paper_may_be_named(counter: Counter) -> None:
    english = a_counter(counter.home, lang="en")
    english.sign_in()
    line = the_page(english).name
    room = line.contentsRect().width() - 2 * SIDE_PX
    assert line.fontMetrics().horizontalAdvance(line.placeholderText()) <= room
    english.opened.close()
