"""The page 접속기록: desk and address in each line; a leader reviews a month and sees its sheet, a clerk sees neither."""

from __future__ import annotations

from PyQt6.QtWidgets import QStyle, QStyleOptionComboBox, QTableWidget

from app.domain.entries import Fact, PersonalDataViewed
from app.services.desk import entry_day
from app.ui.app import open_window
from app.ui.papers import PaperDialog
from app.ui.tabs.admin.view import AdminView
from tests.scans import a_case
from tests.ui.counter import Counter, surroundings
from tests.ui.cut_words import cut_words


def cell(table: QTableWidget, at: int, place: int) -> str:
    item = table.item(at, place)
    assert item is not None
    return item.text()


def the_page(counter: Counter) -> AdminView:
    counter.window.go("admin", "log")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    return view


def test_a_leader_reviews_a_month_of_the_access_log(counter: Counter) -> None:
    park = counter.sign_in("park")
    desk = counter.home.desk

    def look() -> None:
        with desk.store.transaction(actor=park.entry_id, day=entry_day(desk)) as tx:
            tx.append(Fact(PersonalDataViewed(purpose="업무처리", query="list", count=2), desk.ids.new_id()))

    counter.on_writer(look)
    view = the_page(counter)
    assert [cell(view.log.table, 0, at) for at in (1, 5)] == ["park", "03"]
    tools = view.log.tools
    assert tools.month.currentText() == "2026-10"
    tools.month.setCurrentIndex(0)
    tools.unusual.setValue(1)
    tools.reviewed.click()
    counter.settle()
    assert "조치" in view.notice.text()
    tools.measure.setText("확인함")
    tools.reviewed.click()
    counter.settle()
    assert "2026-11" in view.notice.text() and tools.unusual.value() == 0
    tools.sheet.click()
    counter.settle()
    assert [paper.windowTitle() for paper in counter.window.findChildren(PaperDialog)] != []


def test_a_clerk_sees_neither_the_log_nor_its_review(counter: Counter) -> None:
    counter.sign_in("lee")
    view = the_page(counter)
    assert view.log.table.isHidden() and view.log.tools.isHidden()


def test_the_case_of_each_line_and_the_month_are_read_whole(counter: Counter) -> None:
    park = counter.sign_in("park")
    number = counter.on_writer(lambda: a_case(counter.home, park, "seal_certificate_issue"))
    counter.on_writer(lambda: counter.home.services.view_case(park, number))
    view = the_page(counter)
    assert cell(view.log.table, 0, 4) == number
    assert view.log.table.columnWidth(4) >= view.log.table.sizeHintForColumn(4)
    assert [each for each in cut_words(counter.window) if "ComboBox" in each] == []


def test_the_month_to_review_is_read_whole_at_large_text(counter: Counter) -> None:
    counter.opened.close()
    opened = counter.opened = open_window(surroundings(counter.home), "ko", density="comfortable", scale=200)
    opened.window.show()
    counter.sign_in("park")
    month = the_page(counter).log.tools.month
    counter.settle()
    drawn = QStyleOptionComboBox()
    month.initStyleOption(drawn)
    style = month.style()
    assert style is not None
    room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, drawn, QStyle.SubControl.SC_ComboBoxEditField, month)
    assert room.width() >= month.fontMetrics().horizontalAdvance(month.currentText()), (
        month.width(),
        month.sizeHint().width(),
        room.width(),
    )


def test_what_the_program_wrote_as_the_purpose_is_read_in_the_language_of_the_window(counter: Counter) -> None:
    counter.opened.close()
    opened = counter.opened = open_window(surroundings(counter.home), "en", density="compact")
    opened.window.show()
    park = counter.sign_in("park")
    desk = counter.home.desk
    kept = ["업무처리", "검색", "문서 출력: 접수증", "민원인 문의 확인"]

    def look() -> None:
        for each in kept:
            with desk.store.transaction(actor=park.entry_id, day=entry_day(desk)) as tx:
                tx.append(Fact(PersonalDataViewed(purpose=each, query="list", count=1), desk.ids.new_id()))

    counter.on_writer(look)
    view = the_page(counter)
    said = [cell(view.log.table, at, 2) for at in range(4)]
    assert said == ["민원인 문의 확인", "Paper printed: 접수증", "Search", "Case work"]
    assert [row.purpose for row in counter.on_writer(lambda: counter.home.services.access_log(park, limit=4))] == kept[::-1]
