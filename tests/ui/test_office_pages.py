"""The pages of the office's own: the sheet is tried and signed by two, the handbook is found by typing and marked, kiosks are counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from PyQt6.QtWidgets import QFileDialog, QPushButton, QTableWidget, QWidget

from app.ui.paper_dialog import PaperDialog
from app.ui.tabs.admin.handbook_panel import HandbookPanel
from app.ui.tabs.admin.services_panel import ServicesPanel
from app.ui.tabs.admin.view import PAGES
from tests.desks import PASSWORD
from tests.ui.counter import Counter

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


def test_a_clerk_reads_the_handbook_and_marks_nothing(counter: Counter) -> None:
    counter.sign_in("lee")
    panel = page(counter, "handbook")
    assert isinstance(panel, HandbookPanel)
    assert panel.table.rowCount() > 80
    assert not panel._marking.isVisible()
