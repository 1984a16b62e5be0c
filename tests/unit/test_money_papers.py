"""The papers of the till, of refunds, months and penalties: each says what it must, whole, in normal and in large print."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest

from app.documents import paper_pdf
from app.documents.typeface import MISSING
from app.domain.every_paper import CODES, ON_A_ROLL, Paper, code_of, ref_of
from app.domain.refund_papers import RefundPart
from tests import money_papers, papers
from tests.unit.test_documents import FONTS, cells_of, packed, pages_of, poppler, text_of

NAMES = [*money_papers.money_papers()]
MARKUP = "<b>굵게</b> & <font size=40> {won} %s"
SUMS_OF_COLUMNS = {"refund": {"1,800"}, "promise": {"△52,000"}, "interim": {"△1,600", "2,772,600", "315,200", "2,450,200"}}  # not on a roll
A4, A3 = {(595, 842), (842, 595)}, {(842, 1191), (1191, 842)}
UNIT_IN_THE_HEAD = {"cash", "card", "stamp", "interim", "hand_over", "month", "remittance", "reversal"}


def drawn(paper: Paper, *, large: bool = False, roll: bool = False) -> bytes:
    return paper_pdf(paper, fonts=FONTS, size="80mm" if roll else "a4", large=large)


def named(name: str) -> Paper:
    return money_papers.money_papers()[name]


def sizes(pdf: bytes, folder: Path) -> set[tuple[int, int]]:
    said = poppler("pdfinfo", pdf, folder, "-l", "999")
    return {(round(float(wide)), round(float(tall))) for wide, tall in re.findall(r"size: +([\d.]+) x ([\d.]+) pts", said)}


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_every_paper_is_typed_whole_counted_and_the_same_each_time(name: str, large: bool, tmp_path: Path) -> None:
    pdf = drawn(named(name), large=large)
    assert pdf == drawn(named(name), large=large)
    pages = pages_of(pdf, tmp_path)
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}쪽" in page
    assert MISSING not in "".join(pages)
    assert sizes(pdf, tmp_path) <= (A3 if large and name in ("month", "reversal") else A4)
    rows = poppler("pdffonts", pdf, tmp_path).splitlines()[2:]
    assert rows and all(re.match(r"[A-Z]{6}\+PretendardGOV-\w+ +TrueType +\S+ +yes yes yes", row) for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_training_and_markup_are_shown_as_they_are(name: str, tmp_path: Path) -> None:
    paper = named(name)
    changes = {field: MARKUP for field in ("reason", "payer", "event", "papers", "treasury") if hasattr(paper, field)}
    cells = cells_of(drawn(msgspec.structs.replace(paper, training=True, **changes)), tmp_path)
    assert "연습용:실제업무에쓰지않습니다." in cells
    for field in changes:
        assert packed(MARKUP) in cells, field


@pytest.mark.parametrize("name", [name for name in NAMES if isinstance(named(name), ON_A_ROLL)])
@pytest.mark.parametrize("large", [False, True])
def test_a_roll_says_the_same_money_as_the_sheet(name: str, large: bool, tmp_path: Path) -> None:
    roll, sheet = (text_of(drawn(named(name), large=large, roll=on_roll), tmp_path) for on_roll in (True, False))
    won = re.compile(r"△?\d{1,3}(?:,\d{3})+")
    missing = set(won.findall(sheet)) - set(won.findall(roll))
    assert missing <= SUMS_OF_COLUMNS[name]
    assert sizes(drawn(named(name), large=large, roll=True), tmp_path).pop()[0] == 227


def test_refund_receipt_names_the_receipt_it_undoes_and_who_approved(tmp_path: Path) -> None:
    for roll in (False, True):
        text = text_of(drawn(money_papers.a_refund(reprint=1), roll=roll), tmp_path)
        for words in (
            "반환 영수증", "26410-03-R-261120-0088-T2", "26410-03-R-261120-0031-M4", "통수 잘못 입력", "박도윤", "1,400원",
            "취소 승인번호 30029221", "끝 4자리 4821", "재발행 1회", "(서명)",
        ):  # fmt: skip
            assert words in text, words


def test_refund_that_no_cash_left_the_drawer_for_asks_for_no_signature(tmp_path: Path) -> None:
    by_card = money_papers.a_refund(parts=[RefundPart(tender="card", amount_won=1_400, approval_no="1")])
    assert all("(서명)" not in text_of(drawn(by_card, roll=roll), tmp_path) for roll in (False, True))


def test_promise_says_when_and_where_the_money_goes_and_no_account_number(tmp_path: Path) -> None:
    for roll in (False, True):
        text = text_of(drawn(money_papers.a_promise(), roll=roll), tmp_path)
        for words in ("반환 확인증", "52,000원", "2026. 11. 27.(금)", "가온은행 ***-***-**4471"):
            assert words in text, words
        assert "신분증을 가져오십시오" in text_of(drawn(money_papers.a_promise(account_shown=""), roll=roll), tmp_path)


def test_cash_sheet_shows_every_denomination_and_the_difference_with_its_sign(tmp_path: Path) -> None:
    text = text_of(drawn(money_papers.a_cash_sheet()), tmp_path)
    for words in (
        "오만 원권 50,000 4 200,000",
        "10원 동전 10 0 0",
        "계 53 414,200",
        "= 장부 415,200",
        "△1,000원 (장부보다 부족)",
        "금액 가리고 세기",
        "16:10 금고 납입 △50,000",
    ):
        assert words in text, words
    even = money_papers.a_cash_sheet(counted_won=415_200, notes={}, moves=[], reason="")
    text = text_of(drawn(even), tmp_path)
    assert "0원 (장부와 맞음)" in text and "권종별로 세지 않았습니다." in text


def test_card_sheet_tells_a_difference_payment_by_payment_and_an_unasked_terminal(tmp_path: Path) -> None:
    text = text_of(drawn(money_papers.a_card_sheet()), tmp_path)
    for words in ("차이 1 2,000 0 0 2,000", "26410-03-R-261120-0144-9C", "단말기에는 승인, 장부에는 없음", "결과 모르는 결제 1건"):
        assert words in text, words
    silent = msgspec.structs.replace(money_papers.a_card_sheet().terminals[0], counted=None, source="")
    assert "조회하지 않은 단말기 1대" in text_of(drawn(money_papers.a_card_sheet(terminals=[silent], differences=[])), tmp_path)
    assert "쓴 카드단말기가 없습니다" in text_of(drawn(money_papers.a_card_sheet(terminals=[], differences=[])), tmp_path)


def test_stamps_that_differ_from_the_book_say_by_how_much(tmp_path: Path) -> None:
    text = text_of(drawn(money_papers.a_stamp_sheet()), tmp_path)
    assert "0원 장부와 맞음" in text and "4512 4739 228" in text
    assert "차이 △400원" in text_of(drawn(money_papers.a_stamp_sheet(book_won=129_000)), tmp_path)


def test_month_sheet_lists_open_days_and_adds_nothing_of_them(tmp_path: Path) -> None:
    text = text_of(drawn(money_papers.a_month()), tmp_path)
    for words in (
        "수수료 월계표",
        "2026년 11월",
        "미마감 2026. 11. 12.(목) (합계에 들어 있지 않음)",
        "수기",
        "2,000,000원 × 22% = 440,000원",
    ):
        assert words in text, words
    year = money_papers.a_month(period="2026", days=[msgspec.structs.replace(money_papers.a_closed_day(2), label="2026-11")], missing=[])
    text = text_of(drawn(year), tmp_path)
    assert "수수료 연계표" in text and "① 월별" in text and "2026년 11월" in text and "미마감" not in text


def test_long_month_goes_on_on_other_pages_with_its_head_and_every_day(tmp_path: Path) -> None:
    days = [money_papers.a_closed_day(1 + number % 28) for number in range(62)]
    pages = pages_of(drawn(money_papers.a_month(days=days)), tmp_path)
    assert len(pages) >= 3
    assert sum(page.count("26410-03-D") for page in pages) == 62
    assert all("기간 2026년 11월" in page for page in pages)


@pytest.mark.parametrize("days", range(8, 30))
def test_those_who_sign_a_month_have_its_sums_on_their_page(days: int, tmp_path: Path) -> None:
    closed = [money_papers.a_closed_day(1 + number % 28) for number in range(days)]
    last = pages_of(drawn(money_papers.a_month(days=closed)), tmp_path)[-1]
    assert "확인자(팀장)" in last and "감면액" in last


def test_the_unit_of_money_is_said_once_in_the_head(tmp_path: Path) -> None:
    for name, paper in money_papers.money_papers().items():
        told = text_of(drawn(paper), tmp_path).count("금액 단위 원")
        assert told == (1 if name in UNIT_IN_THE_HEAD else 0), name


def test_day_without_anything_still_makes_every_sheet(tmp_path: Path) -> None:
    empty: list[Paper] = [
        money_papers.a_reversal_sheet(lines=[], reprints=[]),
        money_papers.a_remittance(lines=[], remittances=[], pay_day=None),
        money_papers.a_stamp_sheet(lines=[], book_won=0, returned_won=0),
        money_papers.an_interim_sheet(tenders=[], by_owner={}, open_items=[], counted_won=None, notes={}, reason=""),
        money_papers.a_month(days=[], totals=papers.totals([]), missing=[], share=None, until_won=None),
    ]
    for paper in empty:
        assert "이하 여백" in text_of(drawn(paper), tmp_path), code_of(paper)


def test_penalty_notice_says_that_it_is_no_bill_and_what_paying_at_once_saves(tmp_path: Path) -> None:
    text = text_of(drawn(money_papers.a_penalty()), tmp_path)
    for words in (
        "기한보다 17일 늦음",
        "7일 이상 1개월 미만 20,000원 ○",
        "스스로 내면 16,000원",
        "(20% 감경)",
        "고지서가 아닙니다",
        "위택스",
    ):
        assert words in text, words
    double = money_papers.a_penalty(doubled=True, reduced_won=20_000, reduction_percent=0, reduced_until=None)
    text = text_of(drawn(double), tmp_path)
    assert "신고 촉구(최고)" in text and "자진납부" not in text


def test_names_and_reasons_of_any_length_are_wrapped_and_never_cut(tmp_path: Path) -> None:
    long = "가나다라마바사아자차카타파하 " * 14 + "끝"
    for paper in (money_papers.a_cash_sheet(reason=long), money_papers.a_hand_over(papers=long), money_papers.a_refund(reason=long)):
        for large in (False, True):
            assert packed(long) in cells_of(drawn(paper, large=large), tmp_path)


def test_no_paper_is_filed_under_a_name_and_each_has_its_code() -> None:
    every = money_papers.money_papers()
    assert len(CODES) == len(set(CODES.values()))
    for paper in every.values():
        assert re.fullmatch(r"[0-9A-Za-z.-]+", ref_of(paper))
        assert CODES[type(paper)] == code_of(paper)
    assert ref_of(money_papers.a_cash_sheet(day="2026-11-20/2")) == "2026-11-20-2-03"
    assert ref_of(money_papers.a_promise(due=date(2026, 12, 1))) == "26410-03-R-261120-0089-W4"


@pytest.mark.parametrize("roll", [True, False])
def test_a_covered_drawer_is_not_on_the_interim_sheet(tmp_path: Path, roll: bool) -> None:
    paper = money_papers.an_interim_sheet(drawer=None, counted_won=None, notes={}, reason="")
    text = packed(text_of(paper_pdf(paper, fonts=FONTS, size="80mm" if roll else "a4"), tmp_path))
    assert packed("세기 전 (금액 가리고 세기)") in text
    assert "과부족" not in text and "준비금" not in text


def test_nine_figures_on_the_remittance_sheet_are_all_of_one_size(tmp_path: Path) -> None:
    line = money_papers.a_remittance().lines[0]
    sums = dict.fromkeys(("cash_won", "card_won", "other_won", "net_won"), 987_654_321)
    pdf = drawn(money_papers.a_remittance(lines=[msgspec.structs.replace(line, returned_won=123_456_789, **sums)]))
    found = re.findall(
        r'yMin="([\d.]+)".*?yMax="([\d.]+)">(?:△123,456,789|987,654,321)</word>', poppler("pdftotext", pdf, tmp_path, "-bbox")
    )
    assert len(found) == 10  # the line and its sum
    assert len({round(float(low) - float(high), 1) for high, low in found}) == 1


def test_bank_stamps_into_a_box_and_nothing_is_written_below_the_end(tmp_path: Path) -> None:
    text = text_of(drawn(money_papers.a_remittance()), tmp_path)
    assert text.index("이하 여백") < text.index("출납원 최지우") < text.index("은행 확인(수납일자인)")
    text = text_of(drawn(money_papers.a_hand_over()), tmp_path)
    assert text.index("넘기고 받았습니다.") < text.index("이하 여백") < text.index("받는 사람 정예준 (서명)")


def test_card_sheet_adds_up_both_sides_and_says_which_is_more(tmp_path: Path) -> None:
    text = text_of(drawn(money_papers.a_card_sheet()), tmp_path)
    assert "단말기 합계 160 2,458,400 1 △600 2,457,800" in text and "장부 합계 159 2,456,400 1 △600 2,455,800" in text
    assert "차이 2,000원 단말기가 장부보다 많음" in text


def test_year_has_months_and_no_numbers_of_closings(tmp_path: Path) -> None:
    months = [msgspec.structs.replace(money_papers.a_closed_day(n), label=f"2026-{n:02d}", closing_label="") for n in range(1, 12)]
    text = text_of(drawn(money_papers.a_month(period="2026", days=months)), tmp_path)
    assert "집계한 달 11개월" in text and "마감번호" not in text and "업무일" not in text
    assert re.search(r"^ ?2026년 11월 211 251 ", text, re.MULTILINE)
