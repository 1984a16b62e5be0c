"""The pages of the office's own: the sheet is tried and signed by two, the handbook is found by typing and marked, kiosks are counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import patch

from PyQt6.QtWidgets import QFileDialog, QLabel, QPushButton, QTableWidget, QWidget

from app.ui.paper_dialog import PaperDialog
from app.ui.rating_row import RatingRow
from app.ui.tabs.admin.handbook_panel import HandbookPanel
from app.ui.tabs.admin.kiosks_panel import KiosksPanel
from app.ui.tabs.admin.ratings_panel import RatingsPanel
from app.ui.tabs.admin.services_panel import ServicesPanel
from app.ui.tabs.admin.view import PAGES
from app.ui.waiting_lists import confirm_list
from tests.desks import PASSWORD
from tests.integration.test_own_services import PETITION, sheet
from tests.scans import Folder
from tests.ui.counter import Counter
from tests.ui.test_receipts import pay_in_cash

HEADS = "구분,민원,이름,본뜬 민원,금액,처리기간,정한 근거\n"
OWN = "고유민원,own_noise,공사장 소음 측정 신청,other_petition,3000,7일,조례 제1호\n"


def page(counter: Counter, name: str) -> QWidget:
    counter.window.go("admin")
    counter.settle()
    counter.press("Home", *["Down"] * PAGES.index(name))
    counter.settle()
    panel: QWidget = getattr(counter.window.tabs["admin"], name)
    assert panel.isVisible()
    return panel


def rows(table: QTableWidget) -> list[list[str]]:
    return [
        [item.text() if (item := table.item(at, place)) else "" for place in range(table.columnCount())] for at in range(table.rowCount())
    ]


def click(panel: QWidget, text: str) -> None:
    (made,) = [each for each in panel.findChildren(QPushButton) if each.text() == text]
    made.click()


def chosen(path: Path) -> Callable[..., tuple[str, str]]:
    return lambda *_: (str(path), "")


def test_a_sheet_is_tried_read_and_signed_by_two(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("park")
    panel = page(counter, "services")
    assert isinstance(panel, ServicesPanel)
    sheet = tmp_path / "own.csv"
    sheet.write_text(f"{HEADS}{OWN}요금,seal_protection,,,많이,,\n", encoding="utf-8")
    with patch.object(QFileDialog, "getOpenFileName", chosen(sheet)):
        click(panel, "표 골라서 확인")
        counter.settle()
    assert [row[:2] for row in rows(panel.errors)] == [["3", "요금"]]
    assert "아무것도 저장하지 않았습니다" in panel._notice.text()
    assert not panel._form.isVisible()
    sheet.write_text(f"{HEADS}{OWN}", encoding="utf-8")
    with patch.object(QFileDialog, "getOpenFileName", chosen(sheet)):
        click(panel, "표 골라서 확인")
        counter.settle()
    assert ["2", "고유민원", "공사장 소음 측정 신청", "금액", "–", "3000", ""] in rows(panel.changes)
    panel.user.setText("park")
    panel.password.setText(PASSWORD)
    click(panel, "적용")
    counter.settle()
    assert "두 사람" in panel._notice.text()
    panel.user.setText("admin")
    panel.password.setText(PASSWORD)
    click(panel, "적용")
    counter.settle()
    assert "저장했습니다" in panel._notice.text()
    assert counter.home.desk.form("own_noise").name.ko == "공사장 소음 측정 신청"
    out = tmp_path / "now.xlsx"
    with patch.object(QFileDialog, "getSaveFileName", chosen(out)):
        click(panel, "양식 받기")
        counter.settle()
    with patch.object(QFileDialog, "getOpenFileName", chosen(out)):
        click(panel, "표 골라서 확인")
        counter.settle()
    assert rows(panel.changes) == []


def test_a_clerk_may_not_bring_a_sheet(counter: Counter) -> None:
    counter.sign_in("lee")
    panel = page(counter, "services")
    assert isinstance(panel, ServicesPanel)
    assert not panel.try_out.isEnabled()


def test_the_handbook_narrows_while_it_is_typed_prints_and_is_marked(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter, "handbook")
    assert isinstance(panel, HandbookPanel)
    everything = panel.table.rowCount()
    assert everything == len(counter.home.desk.catalogue.forms)
    panel.search.setFocus()
    counter.type("인감보호")
    counter.settle()
    assert rows(panel.table)[0][0] == "인감보호신청"
    assert [each.text() for each in panel._page.findChildren(QLabel)][:2] == ["민원", "인감보호신청"]
    assert panel.table.rowCount() < everything
    assert "▲" in rows(panel.table)[0][3]
    click(panel, "고른 민원 정비함")
    counter.settle()
    assert "1종" in panel._notice.text()
    assert rows(panel.table)[0][3].endswith("박가람")
    click(panel, "인쇄")
    counter.settle()
    (paper,) = counter.window.findChildren(PaperDialog)
    assert "민원편람" in paper.windowTitle()


def test_the_handbook_names_no_first_day_that_nobody_knows(counter: Counter) -> None:
    counter.sign_in("lee")
    panel = page(counter, "handbook")
    assert isinstance(panel, HandbookPanel)
    told = []
    for at in range(panel.table.rowCount()):
        panel.table.selectRow(at)
        told += [each.text() for each in panel._page.findChildren(QLabel)]
    assert any("2008-01-01~" in each for each in told) and not any("2000-01-01" in each for each in told)


def test_the_handbook_tears_no_percentage_off_and_names_the_way_of_a_fee_once(counter: Counter) -> None:
    counter.sign_in("lee")
    panel = page(counter, "handbook")
    assert isinstance(panel, HandbookPanel)
    panel.search.setText("인감증명서")
    counter.settle()
    panel.table.selectRow(0)
    told = {name.text(): value.text().splitlines() for name, value in panel._page._lines}
    waived, fees = told["감면"], told["수수료"]
    assert waived and all(each.startswith("100% ") for each in waived)  # at the end it would stand alone in the next line
    assert [each.count("온라인") for each in fees] == [0, 1], fees


def test_a_clerk_reads_the_handbook_and_marks_nothing(counter: Counter) -> None:
    counter.sign_in("lee")
    panel = page(counter, "handbook")
    assert isinstance(panel, HandbookPanel)
    assert panel.table.rowCount() > 80
    assert not panel._marking.isVisible()


def test_a_kiosk_is_named_and_its_day_counted(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter, "kiosks")
    assert isinstance(panel, KiosksPanel)
    assert not panel._counting.isVisible()
    panel.kinds.setText("토지(임야)대장; 세목별 과세")
    for line, text in ((panel.machine, "K-01"), (panel.place, "본관 로비"), (panel.hours, "00:00-24:00")):
        line.setText(text)
    click(panel, "발급기 저장")
    counter.settle()
    assert rows(panel.machines) == [["K-01", "본관 로비", "00:00-24:00", "2종", "운영"]]
    panel.day.setText("261119")
    pieces = list(panel._pieces.values())
    assert len(pieces) == 2
    pieces[0].setText("4")
    pieces[1].setText("많이")
    click(panel, "저장")
    counter.settle()
    assert "숫자로" in panel._notice.text()
    pieces[1].setText("2")
    for name, value in (("amount", "3,600"), ("card", "600"), ("sheets_in", "500"), ("sheets_left", "120"), ("faults", "용지 걸림")):
        panel.beside[name].setText(value)
    click(panel, "저장")
    counter.settle()
    assert rows(panel.days) == [["2026-11-19", "K-01", "6", "3,600", "600", "500 / 120", "용지 걸림", "박가람"]]
    assert pieces[0].text() == ""
    click(panel, "폐지")
    counter.settle()
    assert rows(panel.machines)[0][4] == "폐지"


def test_a_file_of_counts_from_the_folder_is_looked_over_and_confirmed(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("lee")
    folder = Folder(counter.home, tmp_path / "kiosks", "kiosk_counts")
    folder.put("1119.csv", "기기번호,일자,민원,건수,수수료\nK-01,2026-11-19,초본,4,800\n".encode("cp949"))
    counter.on_writer(folder.look)
    (file,) = counter.on_writer(counter.home.services.inbox.waiting)
    confirm_list(counter.window.go, counter.window.tabs, "kiosk_counts", str(file.file_id))
    counter.settle()
    panel = counter.window.tabs["admin"].kiosks  # type: ignore[attr-defined]
    assert rows(panel.listed) == [["2026-11-19", "K-01", "4", "800", "4통, 새로 적음"]]
    click(panel, "일계 저장")
    counter.settle()
    assert "1건을 저장했습니다" in panel._notice.text()
    assert [row[:3] for row in rows(panel.days)] == [["2026-11-19", "K-01", "4"]]
    assert counter.on_writer(counter.home.services.inbox.counts) == {}


def test_after_a_visit_one_answer_is_taken_and_thanked_for(counter: Counter) -> None:
    counter.sign_in()
    pay_in_cash(counter)
    basket = counter.window.basket
    (asked,) = basket.done.findChildren(RatingRow)
    assert counter.focus() not in asked.scores  # nobody has to answer
    asked.scores[4].click()
    counter.settle()
    assert not any(each.isVisibleTo(asked) for each in asked.scores)  # the thanks have the room
    assert "고맙습니다" in asked._heading.text()
    asked.scores[0].click()  # as one more touch that was on its way
    counter.settle()
    assert counter.on_writer(counter.home.services.office.rated_month).scores == (0, 0, 0, 0, 1)


def test_a_year_of_answers_is_read_month_by_month(counter: Counter) -> None:
    actor = counter.sign_in("lee")
    for score in (5, 4, 4):
        counter.on_writer(partial(counter.home.services.office.give_rating, actor, score))
    panel = page(counter, "ratings")
    assert isinstance(panel, RatingsPanel)
    assert rows(panel.table) == [["2026-11", "4.33", "3", "0", "0", "0", "2", "1"]]
    assert panel.year.text() == "2026년"  # a year is no sum
    panel.presenter.turn(-1)
    counter.settle()
    assert rows(panel.table) == []


def test_a_service_of_the_offices_own_is_received_in_the_window(counter: Counter) -> None:
    park = counter.sign_in("park")
    services = counter.home.services

    def imported() -> None:
        services.office.apply_sheet(park, services.sign_in("admin", PASSWORD, second=True), sheet(PETITION))

    counter.on_writer(imported)
    counter.press("F8")
    counter.press("Ctrl+K")
    counter.type("소음")
    counter.press("Return")
    presenter = counter.window.intake("integrated").presenter
    assert presenter.model is not None and presenter.model.form.id == "own_noise"
    assert "공사장 소음 측정 신청" in {form.name.ko for form in counter.home.desk.catalogue.forms.values()}
