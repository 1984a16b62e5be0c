"""Papers as somebody reads them: words are torn where one may tear them, codes can be scanned, later pages say which paper they are of."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from app.documents import paper_pdf
from app.documents.qr_code import runs
from app.documents.sheet import Sheet
from app.domain.papers import DutyLine
from app.domain.statistics import Report, Row, TableDef
from app.domain.statistics_papers import head_of, read_label, read_name
from app.formfiles.statistics import load_tables
from tests import papers
from tests.desks import ROOT
from tests.unit.test_dashboard_paper import the_sheet
from tests.unit.test_documents import FONTS, packed, pages_of, print_paper, text_of


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("외국인등록증·거소신고증", ["외국인등록증·", "거소신고증"]),
        ("허가·승인·수리·인용", ["허가·승인·수리·", "인용"]),
        ("(신규/재발급/분실/훼손/잔여)", ["(신규/재발급/", "분실/훼손/잔여)"]),
        ("가나다라마바사아자차카타", ["가나다라마바사", "아자차카타"]),
    ],
)
def test_a_word_too_wide_for_its_cell_is_torn_at_a_joint_if_it_has_one(word: str, lines: list[str]) -> None:
    sheet = Sheet(FONTS, training=False)
    assert sheet.wrap(word, 9, "regular", sheet.width("가나다라마바사", 9) + 0.1) == lines


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("구 분", "구분"),
        ("차량등록 원 부", "차량등록 원부"),
        ("호 적 등 · 초 본", "호적등·초본"),
        ("기 타 (취하 등)", "기타 (취하 등)"),
        ("계 ㉠-㉡", "계 ㉠-㉡"),
        ("주민등록 등·초본", "주민등록 등·초본"),
        ("도움을 청한 사람", "도움을 청한 사람"),
        ("1/4", "1/4"),
    ],
)
def test_syllables_a_printer_set_apart_are_read_as_one_word(printed: str, read: str) -> None:
    assert read_name(printed) == read


def test_no_name_of_a_yearly_table_is_read_with_syllables_apart() -> None:
    tables: list[TableDef] = load_tables(ROOT / "resources" / "statistics.toml").table
    for table in tables:
        names = [table.label, *(each.name for each in table.columns), *(each.name for each in table.rows)]
        assert not [name for name in names if re.search(r"(?<!\S)[가-힣] [가-힣](?!\S)", read_name(name))], table.report
    year = msgspec.structs.replace(tables[0], rows=[])
    report = Report(table=year, year=2026, rows=[Row(label="2026", cells={})], unknown={})
    assert head_of(report) == "연도"
    assert read_label(Row(label="호 적 등 · 초 본", group="증 명", cells={})) == "증명 · 호적등·초본"


def test_the_code_of_a_day_of_many_rows_is_so_large_that_it_can_be_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[float] = []
    plain = Sheet.qr

    def noted(self: Sheet, x: float, y: float, size: float, text: str) -> None:
        drawn.append(size / runs(text)[0])
        plain(self, x, y, size, text)

    monkeypatch.setattr(Sheet, "qr", noted)
    print_paper(papers.a_day_report(qr="MINWON:D:" + "A1B2" * 430))
    assert len(drawn) == 2 and min(drawn) > 0.26


def test_what_has_to_be_done_and_what_is_open_by_its_state_are_told_apart(tmp_path: Path) -> None:
    duties = [DutyLine(code="to_hand_over", count=3, first=[])]
    open_items = [("passport_arrived", 11)]
    text = text_of(print_paper(papers.a_day_report(duties=duties, open_items=open_items)), tmp_path)
    first, caption, second = (text.index(each) for each in ("교부할 여권 3건", "처리 단계별", "교부할 여권 11건"))
    assert first < caption < second
    assert "처리 단계별" not in text_of(print_paper(papers.a_day_report(duties=[], open_items=open_items)), tmp_path)


def test_later_pages_of_a_receipt_say_that_they_are(tmp_path: Path) -> None:
    lines = [each for _ in range(12) for each in papers.a_receipt().lines]
    first, *later = pages_of(paper_pdf(papers.a_receipt(lines=lines), fonts=FONTS, size="a4"), tmp_path)
    assert "(계속)" not in first and later
    assert all("영수증 (계속)" in page for page in later)


def test_the_dashboard_numbers_its_sections_without_a_gap_and_names_its_days(tmp_path: Path) -> None:
    whole = the_sheet()
    nobody_called = msgspec.structs.replace(whole.board, now=msgspec.structs.replace(whole.board.now, waits={}))
    for sheet, sections in ((whole, "①②③④⑤⑥"), (msgspec.structs.replace(whole, board=nobody_called), "①②③④⑤")):
        text = "".join(pages_of(paper_pdf(sheet, fonts=FONTS), tmp_path))
        assert "이날 11. 20." in text and "지난주 11. 13." in text
        assert "".join(re.findall(r"[①②③④⑤⑥]", text)) == sections


def test_the_room_counts_what_its_desks_received_under_a_name_of_its_own(tmp_path: Path) -> None:
    text = packed(pages_of(print_paper(papers.an_office_report()), tmp_path)[0])
    assert "개시마감접수건순액미전송" in text
