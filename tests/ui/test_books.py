"""Books and papers of cases in the window, by the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PyQt6.QtWidgets import QApplication, QPushButton

from app.domain.answers import Draft
from app.services.make_sample import make_samples
from app.ui.paper_dialog import PaperDialog
from app.ui.tabs.closing.books_page import BooksPage
from app.ui.tabs.ledger.papers_panel import PapersPanel
from app.ui.visit import Line
from tests.desks import NINE, the_catalogue, the_people
from tests.ui.counter import Counter
from tests.unit.test_documents import text_of


def a_draft(service: str) -> Draft:
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
    return msgspec.structs.replace(draft, draft_id=None)


def received(counter: Counter, service: str) -> str:
    actor = counter.opened.context.session.signed_in()
    return counter.on_writer(lambda: counter.home.services.record_case(actor, a_draft(service))).number


def books_page(counter: Counter) -> BooksPage:
    counter.window.go("closing")
    counter.settle()
    view = counter.window.tabs["closing"]
    view.choose("books")  # type: ignore[attr-defined]
    counter.settle()
    page: BooksPage = view.books  # type: ignore[attr-defined]
    assert page.isVisible()
    return page


def papers_shown() -> list[PaperDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, PaperDialog)]


def test_a_team_leader_prints_a_book_with_enter_and_a_list_too(counter: Counter) -> None:
    counter.sign_in("park")
    received(counter, "grievance_petition")
    page = books_page(counter)
    assert page.table.rowCount() == len(the_catalogue().books) + len(the_catalogue().layouts.lists)
    names = [page.table.item(at, 0).text() for at in range(page.table.rowCount())]  # type: ignore[union-attr]
    page.table.selectRow(names.index("민원처리부"))
    counter.press("Return")
    (paper,) = papers_shown()
    assert paper.windowTitle() == "대장" and paper.pages == 1
    assert counter.on_writer(lambda: counter.home.store.days.reprints("book", "case_receipt_book-2026-11-01-2026-11-20")) == 1
    counter.back_to_the_window()
    page.table.selectRow(names.index("여권 우편배송 인계 목록"))
    page.table.setFocus()
    counter.press("Return")
    assert len([each for each in papers_shown() if each.isVisible()]) == 1
    counter.back_to_the_window()


def test_a_clerk_is_told_that_a_team_leader_prints_the_books(counter: Counter) -> None:
    counter.sign_in("lee")
    page = books_page(counter)
    assert page.notice.text() == "대장은 팀장이 출력합니다."
    page.table.setFocus()
    counter.press("Return")
    assert papers_shown() == []


def test_a_wrong_day_is_said_and_nothing_is_printed(counter: Counter) -> None:
    counter.sign_in("park")
    page = books_page(counter)
    page.first.setText("2026-13-01")
    page.first.setFocus()
    counter.press("Return")
    assert page.notice.text() and papers_shown() == []


def test_the_papers_of_the_case_in_hand_are_offered_and_printed(counter: Counter) -> None:
    counter.sign_in("park")
    number = received(counter, "grievance_petition")
    counter.window.show_case(number)
    counter.settle()
    view = counter.window.tabs["ledger"]
    (pressed,) = [each for each in view.findChildren(QPushButton) if each.accessibleName() == "문서 출력" and each.isVisible()]
    pressed.click()
    counter.settle()
    panel = view.panel  # type: ignore[attr-defined]
    assert isinstance(panel, PapersPanel)
    names = [panel.table.item(at, 0).text() for at in range(panel.table.rowCount())]  # type: ignore[union-attr]
    assert names == ["접수증", "스캔 표지"]
    counter.press("Return")
    (paper,) = papers_shown()
    assert paper.windowTitle() == "접수증"
    counter.back_to_the_window()


def test_the_receipt_of_a_petition_prints_by_itself_and_tells_its_period(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("park")
    context = counter.opened.context
    context.visit.add(Line(context.catalogue.forms["grievance_petition"], a_draft("grievance_petition")))
    counter.settle()
    counter.press("F8", "F11")
    counter.settle()
    counter.press("Return")
    counter.settle()
    (paper,) = papers_shown()
    assert paper.windowTitle() == "접수증"
    text = text_of(paper.presenter.pdf, tmp_path)
    assert "처리예정일" in text and "7일" in text
    counter.back_to_the_window()
