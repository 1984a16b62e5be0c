"""수수료 일계표 and 일일마감 보고서: the sums that are printed are the sums of the day, and no desk goes missing."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import day_sheet, words
from app.documents.table import Row
from app.domain.closing import SheetRow, merge
from app.domain.papers import DayReport
from app.services.day_report import _outages, row_names
from app.services.desk import Desk
from tests import papers
from tests.desks import the_catalogue
from tests.unit.test_documents import cells_of, packed, pages_of, print_paper, text_of

MONEY_COLUMNS = range(5, 12)


def number(cell: str) -> int:
    """△1,600 → -1600, (50) → 50."""
    digits = int(re.sub(r"[^\d]", "", cell))
    return -digits if cell.startswith("△") else digits


def printed_rows(page: str) -> dict[str, list[int]]:
    """Label → figures of each line of the sheet that has figures in all columns from 건 on."""
    found: dict[str, list[int]] = {}
    for line in page.splitlines():
        match = re.match(r" ?(\D.*?|\[\d\] .*?) ((?:[△(]?\d[\d,]*\)? ?){10,11})$", line)
        if match:
            found[match[1]] = [number(cell) for cell in match[2].split()][-10:]
    return found


def test_desk_sheet_stands_on_one_page_as_it_was_drawn(tmp_path: Path) -> None:
    sheet, *report = pages_of(print_paper(papers.a_day_report()), tmp_path)
    for line in (
        "수수료 일계표",
        "기관 금정구청 민원봉사과 창구 03 업무일 2026. 11. 20.(금)",
        "마감번호 26410-03-D0231 개시 08:52 마감 18:07 담당 이서연",
        "민원명 단가 건 통 면제통 징수액 현금 신용카드 교통카드 기타 취소·반환 순액",
        "[1] 구 세입 (수수료·증지)",
        "인감증명서 600 37 41 2 23,400 9,000 13,200 1,200 0 △600 22,800",
        "주민등록표 등·초본 400 93 118 10 43,200 15,200 25,600 2,400 0 0 43,200",
        "가족관계등록 증명 1,000 57 66 4 62,000 21,000 39,000 2,000 0 △1,000 61,000",
        "소계 187 225 16 128,600 45,200 77,800 5,600 0 △1,600 127,000",
        "[2] 여권 발급수수료 40,000 50 50 0 2,000,000 200,000 1,800,000 0 0 0 2,000,000",
        "[3] 국제교류기여금 12,000 (50) (50) 0 600,000 60,000 540,000 0 0 0 600,000",
        "[4] 우편배송료 (예수) 5,500 8 8 0 44,000 11,000 33,000 0 0 0 44,000",
        "합계 245 283 16 2,772,600 316,200 2,450,800 5,600 0 △1,600 2,771,000",
        "면제 16통 감면액 9,200원 첫 번호 26410-03-261120-0001-K7 끝 번호 26410-03-261120-0245-Q2 결번 0 취소 2 재발행 3",
        "시재 준비금 100,000 + 현금 316,200 − 반환 1,000 − 납입 0 = 장부 415,200 실사 415,200 과부족 0",
        "카드 단말 2,450,200 = 장부 2,450,800 − 취소 600 교통 5,600 − 취소 0 = 5,600 증지 128,600 − 오인 1,600 = 127,000 차이 0",
        "미전송 12건 8,400원 전일 마감 후 0건 누계(영구) 1,204,331,900 검증 sha-256 4be7a91d",
        "마감자(창구) 이서연 (서명) 확인자(팀장) 박도윤 (서명) 수입금 인수(분임 출납원) (서명)",
        "1/1쪽",
    ):
        assert line in sheet, line
    for box in ("담당", "팀장", "과장"):
        assert box in sheet
    assert 1 <= len(report) <= 2
    assert f"1/{len(report)}쪽" in report[0]


def test_service_without_figures_is_left_out_and_subtotals_of_an_empty_day_stay(tmp_path: Path) -> None:
    assert "자동차등록원부" not in text_of(print_paper(papers.a_day_report()), tmp_path)
    sheet = pages_of(print_paper(papers.a_day_report(totals=papers.totals([]))), tmp_path)[0]
    zeros = "0 0 0 0 0 0 0 0 0 0"
    for label in ("소계", "[2] 여권 발급수수료", "[3] 국제교류기여금", "[4] 우편배송료 (예수)", "합계"):
        assert f"{label} {zeros}" in sheet


def test_printed_rows_add_up_to_the_printed_totals(tmp_path: Path) -> None:
    report = papers.a_day_report()
    rows = printed_rows(pages_of(print_paper(report), tmp_path)[0])
    items = ("인감증명서", "주민등록표 등·초본", "가족관계등록 증명")
    assert [sum(column) for column in zip(*(rows[item] for item in items), strict=True)] == rows["소계"]
    parts = [rows["소계"], rows["[2] 여권 발급수수료"], rows["[3] 국제교류기여금"], rows["[4] 우편배송료 (예수)"]]
    assert [sum(column) for column in zip(*parts, strict=True)][3:] == rows["합계"][3:]
    totals = report.totals
    assert rows["합계"][3:] == [totals.collected_won, *totals.by_tender().values(), -totals.reversed_won, totals.net_won]


figures = st.integers(0, 10_000_000)
sheet_rows = st.lists(
    st.builds(
        SheetRow,
        service=st.sampled_from(["a", "b", "c", "d"]),
        label=st.sampled_from(["가", "나"]),
        unit_won=st.sampled_from([0, 400, 600]),
        owner=st.sampled_from([*day_sheet.SECTIONS]),
        cases=figures,
        copies=figures,
        exempt_copies=figures,
        waived_won=figures,
        cash=figures,
        card=figures,
        transit=figures,
        other=figures,
        reversed_won=figures,
    ),
    max_size=12,
)


@given(sheet_rows)
def test_rows_of_any_day_add_up_whatever_is_merged_or_left_out(rows: list[SheetRow]) -> None:
    before = [repr(row) for row in rows]
    report = papers.a_day_report(totals=papers.totals(rows), rows_label={"a": "같은 이름", "b": "같은 이름"})
    drawn = day_sheet.sheet_rows(report)
    money = [[number(row.cells[column]) if row.cells[column] else 0 for column in MONEY_COLUMNS] for row in drawn]

    def total(kinds: tuple[str, ...], chosen: list[Row]) -> list[int]:
        return [sum(column) for column in zip(*(money[index] for index, row in enumerate(chosen) if row.kind in kinds), strict=True)]

    totals = report.totals
    expected = [totals.collected_won, *totals.by_tender().values(), -totals.reversed_won, totals.net_won]
    assert money[-1] == expected
    assert total(("section", "subtotal"), drawn) == expected
    assert [repr(row) for row in rows] == before


def test_services_with_one_name_and_price_are_one_row_and_other_prices_stay_apart() -> None:
    rows = [papers.a_row(service, unit, cases=1, cash=unit) for service, unit in (("a", 400), ("b", 400), ("b", 600), ("c", 400))]
    report = papers.a_day_report(totals=papers.totals(rows), rows_label={"a": "등·초본", "b": "등·초본"}, service_label={"c": "원부"})
    items = [(row.cells[0], row.cells[1], row.cells[2]) for row in day_sheet.sheet_rows(report) if row.kind == "item"]
    assert items == [("등·초본", "400", "2"), ("등·초본", "600", "1"), ("원부", "400", "1")]


def test_services_stand_in_the_order_of_every_list_and_what_is_unknown_below_them() -> None:
    rows = [papers.a_row(service, 400, cases=1, cash=400) for service in ("basic", "gone", "land", "seal")]
    report = papers.a_day_report(totals=papers.totals(rows), rows_label={}, service_label={"seal": "인감", "basic": "기본", "land": "토지"})
    items = [row.cells[0] for row in day_sheet.sheet_rows(report) if row.kind == "item"]
    assert items == ["인감", "기본", "토지", "gone"]


def test_a_sheet_names_its_services_in_the_order_of_every_list() -> None:
    known = ("adoption_relation_certificate", "land_register_copy", "seal_certificate_issue", "resident_registration_copy")
    rows = [papers.a_row(service, 400, cases=1, cash=400) for service in (*known, "nobody_knows")]
    desk = cast(Desk, SimpleNamespace(catalogue=the_catalogue()))
    rows_label, service_label = row_names(desk, papers.totals(rows, received={"basic_certificate": 1}))
    wanted = ["seal_certificate_issue", "basic_certificate", "adoption_relation_certificate", "land_register_copy"]
    assert list(rows_label) == list(service_label) == [*wanted, "resident_registration_copy"]


def test_forty_services_go_on_with_the_head_repeated_and_none_is_lost(tmp_path: Path) -> None:
    names = {f"service_{n}": f"긴 이름의 민원사무 제{n}호 등본·초본 발급 및 열람 신청 (전부, 일부, 말소사항 포함)" for n in range(40)}
    rows = [papers.a_row(service, 100, cases=1, copies=1, cash=100) for service in names]
    report = papers.a_day_report(totals=papers.totals(rows), service_label=names)
    pages = [page for page in pages_of(print_paper(report), tmp_path) if "수수료 일계표" in page]
    assert len(pages) > 1
    for index, page in enumerate(pages, 1):
        assert "창구 03 업무일 2026. 11. 20.(금)" in page
        assert "민원명 단가 건" in page
        assert f"금정구청 민원봉사과 · 창구 03 · 2026. 11. 20.(금) {index}/{len(pages)}쪽" in page
    cells = cells_of(print_paper(report), tmp_path)
    for name in names.values():
        assert cells.count(packed(name)) == 1
    assert "(서명)" in pages[-1]


@pytest.mark.parametrize("services", range(16, 34, 3))
def test_signatures_never_stand_on_a_page_without_the_sum(services: int, tmp_path: Path) -> None:
    rows = [papers.a_row(f"민원 {n}", 100, cases=1, copies=1, cash=100) for n in range(services)]
    for report in (papers.a_day_report(totals=papers.totals(rows)), papers.an_office_report(totals=papers.totals(rows))):
        signed = [page for page in pages_of(print_paper(report), tmp_path) if "수수료 일계표" in page][-1]
        assert re.search(r"^ ?합?계 ", signed, re.MULTILINE) and "(서명)" in signed


def test_room_of_forty_desks_is_signed_on_the_page_that_names_them(tmp_path: Path) -> None:
    desk = papers.an_office_report().desks[0]
    desks = [msgspec.structs.replace(desk, desk=f"{n:02d}", closing_label=f"26410-{n:02d}-D0228") for n in range(1, 41)]
    pdf = print_paper(papers.an_office_report(desks=desks))
    page = pages_of(pdf, tmp_path)[-1]
    assert all(each.closing_label in page for each in desks)
    assert page.index("26410-40-D0228") < page.index("취합자(민원실)") < page.index("금정구청 민원봉사과 · 민원실 합계")


def test_busy_desk_of_twenty_rows_still_stands_on_one_page(tmp_path: Path) -> None:
    rows = [papers.a_row(f"민원 {n}", 100, cases=1, copies=1, cash=100) for n in range(13)] + papers.day_rows()
    pages = pages_of(print_paper(papers.a_day_report(totals=papers.totals(rows))), tmp_path)
    assert sum("수수료 일계표" in page for page in pages) == 1


def test_office_sheet_has_a_line_for_each_desk_and_says_which_has_not_closed(tmp_path: Path) -> None:
    report = papers.an_office_report()
    sheet, *rest = pages_of(print_paper(report), tmp_path)
    assert "창구 민원실 합계" in sheet
    assert "수수료 일계표 (마감 전)" in sheet
    assert "창구별 마감 (미마감 02)" in sheet
    assert re.search(r"^ ?01 26410-01-D0228 김하준 08:50 18:02 245 2,771,000 0 전송$", sheet, re.MULTILINE)
    assert re.search(r"^ ?02 - 최지우 08:58 미마감 61 88,200 9 전송$", sheet, re.MULTILINE)
    assert re.search(r"^ ?04 26410-04-D0101 정예준 09:01 20:03 245 2,771,000 245 수기$", sheet, re.MULTILINE)
    assert re.search(r"^ ?계 551 5,630,200 254$", sheet, re.MULTILINE)
    assert printed_rows(sheet)["합계"][-1] == report.totals.net_won == 5_630_200
    assert "미마감 창구 02" in "".join(rest)


def test_a_desk_that_closed_twice_has_two_lines_that_say_which_is_which(tmp_path: Path) -> None:
    one, two, four = papers.an_office_report().desks
    evening = msgspec.structs.replace(one, closing_label="26410-01-D0229", part=2, cases=3, net_won=1_800)
    silent = msgspec.structs.replace(two, desk="05", clerk="", opened_at=None, cases=0, net_won=0, unsent=0, source="자료 없음", part=0)
    sheet = pages_of(print_paper(papers.an_office_report(desks=[one, evening, two, four, silent])), tmp_path)[0]
    assert "창구 차수 마감번호 담당 개시 마감" in sheet
    assert re.search(r"^ ?01 1차 26410-01-D0228 김하준 08:50 18:02 245 2,771,000 0 전송$", sheet, re.MULTILINE)
    assert re.search(r"^ ?01 2차 26410-01-D0229 김하준 08:50 18:02 3 1,800 0 전송$", sheet, re.MULTILINE)
    assert re.search(r"^ ?05 - - - - 미마감 0 0 0 자료 없음$", sheet, re.MULTILINE)
    assert re.search(r"^ ?계 554 5,632,000 254$", sheet, re.MULTILINE)


def test_open_desk_is_printed_as_not_closed(tmp_path: Path) -> None:
    text = text_of(print_paper(papers.a_day_report(closed_at=None, closing_label="", counted_won=None)), tmp_path)
    assert "수수료 일계표 (마감 전)" in text
    assert "일일마감 보고서 (마감 전)" in text
    assert "마감 미마감" in text
    assert "실사 전" in text


def test_thirty_desks_all_have_their_line(tmp_path: Path) -> None:
    one = papers.an_office_report().desks[1]
    desks = [type(one)(**{name: getattr(one, name) for name in one.__struct_fields__} | {"desk": f"{n:02d}"}) for n in range(1, 31)]
    text = text_of(print_paper(papers.an_office_report(desks=desks)), tmp_path)
    for n in range(1, 31):
        assert re.search(rf"^ ?{n:02d} - 최지우 08:58 미마감", text, re.MULTILINE)


def test_differences_are_shown_with_their_sign(tmp_path: Path) -> None:
    report = papers.a_day_report(counted_won=414_200, card_total_won=2_450_000, deposited_won=0, penalty_notices=1)
    sheet = pages_of(print_paper(report), tmp_path)[0]
    assert "실사 414,200 과부족 △1,000" in sheet
    assert "단말 2,450,000 ≠ 장부 2,450,800 − 취소 600" in sheet
    assert "차이 △200" in sheet
    assert "과태료 안내 1건(수납 아님)" in sheet


def test_report_tells_the_day_in_seven_sections(tmp_path: Path) -> None:
    report = papers.a_day_report()
    text = "".join(pages_of(print_paper(report), tmp_path)[1:])
    titles = ("① 처리현황", "② 수납 요약", "③ 대기·처리 시간", "④ 특이사항", "⑤ 미결", "⑥ 전송", "⑦ 확인")
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    for line in (
        "인감 37 41 702",
        "계 330 306 5,881",
        "구 세입 45,200 77,800 5,600 0 △1,600 127,000",
        "여권 발급수수료 200,000 1,800,000 0 0 0 2,000,000",
        "합계 316,200 2,450,800 5,600 0 △1,600 2,771,000",
        "장애 주민 2026. 11. 20.(금) 10:05 ~ 10:48 접수만 6건",
        "승인자 박도윤",
        "증지 인증기 용지 교체 (13:20)",
        "대리발급 통보 2건",
        "마지막 확인 번호 26410-03-261120-0233-7M",
        "미전송 12건 8,400원",
        "가장 오래된 것 2026. 11. 20.(금) 14:31",
        f"이전 마감 해시 {report.previous_hash}",
        f"검증 sha-256 {report.check_sha256}",
    ):
        assert line in text, line


def test_who_stood_in_for_the_team_leader_signs_as_the_deputy(tmp_path: Path) -> None:
    sheet, *report = pages_of(print_paper(papers.a_day_report(confirmer="최바다", deputy=True)), tmp_path)
    assert "확인자(대직자) 최바다" in sheet
    assert "확인자(대직자)" in report[-1] and "최바다 (서명)" in report[-1]
    assert "확인자(팀장)" not in sheet + report[-1]
    assert "승인자 최바다 (대직자)" in "".join(report)


def test_gaps_are_counted_on_the_sheet_and_listed_one_by_one_in_the_report(tmp_path: Path) -> None:
    gaps = [f"26410-03-261120-{n:04d}-AA" for n in range(300)]
    sheet, *report = pages_of(print_paper(papers.a_day_report(gaps=gaps)), tmp_path)
    assert "결번 300" in sheet
    assert all(gap in "".join(report) for gap in gaps)


@pytest.mark.parametrize(("boxes", "shown"), [([], []), (["담당"], ["담당"]), (["담당", "주무", "팀장", "과장", "국장"], ["주무", "국장"])])
def test_approval_boxes_are_those_of_the_office(boxes: list[str], shown: list[str], tmp_path: Path) -> None:
    office = type(papers.OFFICE)(office="26410", name="금정구청", division="민원봉사과", approval_boxes=boxes)
    pages = pages_of(print_paper(papers.a_day_report(office=office, clerk="", confirmer="")), tmp_path)
    for page in (pages[0], pages[1]):
        assert ("결" in page.split("업무일")[0]) == bool(boxes)
        assert all(name in page for name in shown)


def test_evening_after_midnight_and_second_part_of_a_day_are_written_out(tmp_path: Path) -> None:
    late = papers.a_day_report(day="2026-11-20/2", closed_at=papers.at(0, 12, day=21))
    sheet = pages_of(print_paper(late), tmp_path)[0]
    assert "업무일 2026. 11. 20.(금) 2차" in sheet
    assert "마감 11. 21. 00:12" in sheet


def test_merged_room_prints_the_sum_of_its_desks() -> None:
    one = papers.a_day_report()
    room: DayReport = papers.an_office_report(totals=merge([one.totals] * 3))
    of_one, of_room = day_sheet.sheet_rows(one)[-1], day_sheet.sheet_rows(room)[-1]
    assert [number(cell) * 3 for cell in of_one.cells[2:]] == [number(cell) for cell in of_room.cells[2:]]


def test_money_and_days_are_written_the_korean_way() -> None:
    assert (words.won(1_234_567), words.won(-600), words.won(0)) == ("1,234,567", "△600", "0")
    assert (words.taken_back(600), words.taken_back(0)) == ("△600", "0")
    assert words.business_day("2026-11-20") == "2026. 11. 20.(금)"
    assert words.moment(papers.at(0, 5, day=21)) == "2026. 11. 21.(토) 00:05"
    assert words.span(papers.at(23, 50), papers.at(0, 10, day=21)) == "2026. 11. 20.(금) 23:50 ~ 2026. 11. 21.(토) 00:10"
    assert words.span(papers.at(9), None) == "2026. 11. 20.(금) 09:00 ~ 계속"


def test_an_outage_that_two_desks_saw_is_one() -> None:
    seen: list[tuple[str, int, int | None]] = [("seal", 10, 20), ("seal", 11, 22), ("family", 12, 30), ("seal", 40, None), ("seal", 90, 95)]
    assert _outages(seen, 60) == [("seal", 10, 22), ("family", 12, 30), ("seal", 40, None)]
    assert _outages([("seal", 10, 20), ("seal", 15, None)], 60) == [("seal", 10, None)]
    assert _outages([("seal", 10, 70)], 60) == [("seal", 10, None)]


def test_the_room_names_the_closings_of_its_desks_and_the_copies_of_each_paper_by_price(tmp_path: Path) -> None:
    report = papers.an_office_report()
    text = "\n".join(pages_of(print_paper(report), tmp_path))
    assert re.search(r"마감번호 +26410-01-D0228 +02 미마감 +26410-04-D0101", text)
