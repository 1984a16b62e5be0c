"""Papers as somebody reads them: words are torn where one may tear them, codes can be scanned, later pages say which paper they are of."""

from __future__ import annotations

import re
import zlib
from hashlib import sha256
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
from app.wire.closed_paper import pack_paper, unpack_paper
from tests import money_papers, papers
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


def test_later_pages_of_a_slip_say_that_they_are(tmp_path: Path) -> None:
    first, *later = pages_of(paper_pdf(papers.a_passport_slip(), fonts=FONTS, large=True), tmp_path)
    assert "(계속)" not in first and later
    assert all("여권 접수증 (계속)" in page for page in later)


@pytest.mark.parametrize("large", [False, True])
def test_a_card_terminal_whose_lines_go_on_overleaf_is_named_there_again(tmp_path: Path, *, large: bool) -> None:
    """However many there are: no page begins with figures of a terminal that only the page before names."""
    (one, _) = money_papers.a_card_sheet().terminals
    repeated = 0
    for count in range(8, 24):
        terminals = [msgspec.structs.replace(one, terminal=f"714403{number:02d}") for number in range(count)]
        _, *later = pages_of(paper_pdf(money_papers.a_card_sheet(terminals=terminals), fonts=FONTS, large=large), tmp_path)
        for page in later:
            table = packed(page).partition("순액")[2]
            if table.startswith(("단말기0", "단말기1", "장부1", "차이1")):
                pytest.fail(f"{count} terminals: {table[:40]}")
            repeated += table.startswith("714403") and "(계속)" in table[:30]
    assert repeated


BIG_CODE = "MINWON:D:" + "A1B2" * 430


def widest_hash() -> str:
    """A hash as wide as one of a hundred days has."""
    sheet = Sheet(FONTS, training=False)
    return max((sha256(bytes([day])).hexdigest() for day in range(100)), key=lambda each: sheet.width(each, 8))


def test_a_hash_stands_on_one_line_beside_the_largest_code_and_a_closed_paper_stays_as_it_was(tmp_path: Path) -> None:
    hashes = {"previous_hash": widest_hash(), "check_sha256": widest_hash()}
    report = papers.a_day_report(qr=BIG_CODE, layout=2, **hashes)
    lines = text_of(print_paper(report), tmp_path).split("\n")
    assert sum(widest_hash() in line for line in lines) == 2
    closed_before = papers.a_day_report(qr=BIG_CODE, **hashes)
    assert sum(widest_hash() in line for line in text_of(print_paper(closed_before), tmp_path).split("\n")) == 0
    assert print_paper(papers.a_day_report()) == print_paper(papers.a_day_report(layout=2))  # a small code leaves room as ever


def test_a_desk_that_sends_nothing_has_no_count_of_what_is_unsent(tmp_path: Path) -> None:
    interim = money_papers.an_interim_sheet(alone=True)
    drawn = (print_paper(papers.a_day_report(alone=True)), paper_pdf(interim, fonts=FONTS), paper_pdf(interim, fonts=FONTS, size="a4"))
    for text in (text_of(each, tmp_path) for each in drawn):
        assert "미전송 중앙서버 없음" in text and "8,400" not in text and "가장 오래된 것" not in text
    rows = text_of(print_paper(papers.an_office_report(alone=True)), tmp_path)
    assert "미전송 중앙서버 없음" in rows and "254" not in rows


def test_a_day_that_was_closed_before_a_desk_without_central_said_so_keeps_its_count() -> None:
    kept = msgspec.to_builtins(papers.a_day_report())
    for name in ("alone", "layout"):
        del kept[name]
    old = unpack_paper(zlib.compress(msgspec.msgpack.encode(kept), 9))
    assert old == papers.a_day_report()
    assert unpack_paper(pack_paper(papers.a_day_report(alone=True, layout=2))) == papers.a_day_report(alone=True, layout=2)
