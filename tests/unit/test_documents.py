"""Papers as people and other programs read them: the text of the PDF, its pages, fonts and bytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from app.documents import day_report_pdf, receipt_pdf, slip_pdf
from app.documents.sheet import Sheet
from app.documents.typeface import FILES, MISSING, Typeface, Weight, typeface
from app.domain.errors import Unavailable
from app.domain.papers import DayReport, IntakeSlip, PaymentReceipt, ReceiptLine, ReceiptPart
from tests import papers

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "resources" / "fonts"
RESIDENT_NO = "900101-1234567"
EVERY_PAPER = [f"{name}{variant}" for name in papers.all_papers() for variant in ("", "_large")]
POINTS_OF_80_MM = 226.77


def print_paper(paper: msgspec.Struct, *, size: str = "80mm", large: bool = False) -> bytes:
    match paper:
        case PaymentReceipt():
            return receipt_pdf(paper, paper="a4" if size == "a4" else "80mm", fonts=FONTS, large=large)
        case IntakeSlip():
            return slip_pdf(paper, fonts=FONTS, large=large)
        case DayReport():
            return day_report_pdf(paper, fonts=FONTS)
    raise TypeError(type(paper))


def made(name: str) -> bytes:
    large = name.endswith("_large")
    return print_paper(papers.all_papers()[name.removesuffix("_large")], large=large)


def poppler(tool: str, pdf: bytes, folder: Path, *options: str) -> str:
    """What a tool of poppler prints about that file."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    command = [tool, *options, str(file), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def text_of(pdf: bytes, folder: Path) -> str:
    """The text as it stands on the paper, runs of blanks made one."""
    return re.sub(r"[ ]+", " ", poppler("pdftotext", pdf, folder, "-layout"))


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    return text_of(pdf, folder).split("\f")[:-1]


def packed(text: str) -> str:
    """Without any blank: for words that may have been wrapped."""
    return re.sub(r"\s", "", text)


def cells_of(pdf: bytes, folder: Path) -> str:
    """The text cell by cell as it was drawn, without blanks: for names of several lines inside a table."""
    return packed(poppler("pdftotext", pdf, folder, "-raw"))


# ── what every paper keeps ───────────────────────────────────────────────────────────────────────────────────────────


def test_program_that_prints_nothing_never_loads_reportlab() -> None:
    code = "import sys, app.documents; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("name", EVERY_PAPER)
def test_only_our_own_fonts_are_used_and_all_are_embedded(name: str, tmp_path: Path) -> None:
    rows = poppler("pdffonts", made(name), tmp_path).splitlines()[2:]
    assert rows
    for row in rows:
        assert re.match(r"[A-Z]{6}\+PretendardGOV-(Regular|SemiBold|Bold) +TrueType +\S+ +yes yes yes", row), row


@pytest.mark.parametrize("name", EVERY_PAPER)
def test_every_character_of_a_paper_has_its_type_and_no_resident_number_is_there(name: str, tmp_path: Path) -> None:
    text = text_of(made(name), tmp_path)
    face = typeface(FONTS)
    assert MISSING not in text
    assert all(face.printable(char) == char for char in set(text) - set("\n\f"))
    assert not re.search(r"\d{6}-?[1-8]\d{6}", text)


@pytest.mark.parametrize("name", EVERY_PAPER)
def test_same_paper_gives_the_same_bytes(name: str) -> None:
    assert made(name) == made(name)


def test_bytes_do_not_depend_on_process_place_or_environment(tmp_path: Path) -> None:
    code = "import sys; from tests.unit.test_documents import made; sys.stdout.buffer.write(made('day_desk'))"
    surroundings = [
        {"TZ": "America/Lima", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Seoul", "SOURCE_DATE_EPOCH": "86400", "PYTHONHASHSEED": "2"},
    ]
    for extra in surroundings:
        made_there = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | extra, capture_output=True, check=True).stdout
        assert made_there == made("day_desk")


def test_papers_made_at_the_same_time_do_not_mix() -> None:
    names = [*papers.all_papers()] * 3
    alone = [made(name) for name in names]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns within every step, not once in many papers
    try:
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(made, names)) == alone
    finally:
        sys.setswitchinterval(usual)


@pytest.mark.parametrize("name", [*papers.all_papers()])
def test_file_speaks_korean_names_no_person_and_is_dated_by_its_content(name: str, tmp_path: Path) -> None:
    info = poppler("pdfinfo", made(name), tmp_path, "-isodates")
    assert b"/Lang (ko-KR)" in made(name)
    assert re.search(r"Title: +\S", info)
    assert "ReportLab" not in info
    assert re.search(r"CreationDate: +2026-11-20T", info)
    people = ("이서연", "박도윤", "김○훈", "김○온", "김하준", "최지우", "정예준")
    assert not any(person in info for person in people)


@pytest.mark.parametrize("name", EVERY_PAPER)
def test_training_shows_on_every_page_and_nowhere_else(name: str, tmp_path: Path) -> None:
    paper = papers.all_papers()[name.removesuffix("_large")]
    training = print_paper(msgspec.structs.replace(paper, training=True), large=name.endswith("_large"))
    assert "연습용" not in text_of(made(name), tmp_path)
    for page in pages_of(training, tmp_path):
        assert "연습용:" in page


def test_resident_number_in_free_text_is_masked_on_paper(tmp_path: Path) -> None:
    for paper in (
        papers.a_slip(rows=[("전하는 말", f"번호는 {RESIDENT_NO} 입니다"), ("또", "9001011234567")], notes=[RESIDENT_NO]),
        papers.a_receipt(payer=f"김정훈 {RESIDENT_NO}"),
        papers.a_day_report(notes=[f"문의 {RESIDENT_NO}"]),
    ):
        text = text_of(print_paper(paper), tmp_path)
        assert "900101" in text
        assert "234567" not in text


def test_character_without_type_becomes_a_hollow_square_and_the_paper_still_comes(tmp_path: Path) -> None:
    text = text_of(print_paper(papers.a_slip(petitioner="김\U0001f600훈 \u1100\u1161")), tmp_path)
    assert f"김{MISSING}훈 가" in text


def test_missing_font_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        receipt_pdf(papers.a_receipt(), paper="80mm", fonts=tmp_path)
    assert caught.value.code == "font_missing"
    assert caught.value.facts["file"] == FILES["regular"]


# ── receipts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", ["80mm", "a4"])
@pytest.mark.parametrize("large", [False, True])
def test_receipt_says_what_was_paid_how_and_for_whom(size: str, large: bool, tmp_path: Path) -> None:
    text = text_of(print_paper(papers.a_receipt(), size=size, large=large), tmp_path)
    for words in (
        "영수증",
        "금정구청 민원봉사과",
        "26410-03-R-261120-0031-M4",
        "2026. 11. 20.(금) 10:42",
        "김○훈",
        "주민등록표 등본",
        "26410-03-261120-0042-K7",
        "한부모가족",
        "△400",
        "신용카드 1,000",
        "승인번호 30029184",
        "끝 4자리 4821",
        "현금 800",
        "거스름돈 200",
        "구 세입",
    ):
        assert words in text, words
    assert re.search(r"합계 (2,200 △400 )?1,800", text)


@pytest.mark.parametrize("large", [False, True])
def test_roll_is_80_mm_wide_and_as_long_as_its_lines(large: bool, tmp_path: Path) -> None:
    def sides(receipt: PaymentReceipt) -> tuple[float, float]:
        pdf = print_paper(receipt, large=large)
        found = re.search(r"Page size: +([\d.]+) x ([\d.]+) pts", poppler("pdfinfo", pdf, tmp_path))
        assert found
        assert "Pages:           1" in poppler("pdfinfo", pdf, tmp_path)
        return float(found[1]), float(found[2])

    short, long = sides(papers.a_receipt()), sides(papers.a_receipt(lines=papers.a_receipt().lines * 12))
    assert short[0] == long[0] == pytest.approx(POINTS_OF_80_MM, abs=0.01)
    assert long[1] > short[1] + 300


@pytest.mark.parametrize("size", ["80mm", "a4"])
def test_reprint_is_marked_with_its_count(size: str, tmp_path: Path) -> None:
    assert "재발행" not in text_of(print_paper(papers.a_receipt(), size=size), tmp_path)
    assert "재발행 2회" in text_of(print_paper(papers.a_receipt(reprint=2), size=size), tmp_path)
    assert "재발행 2회" in text_of(print_paper(papers.a_slip(reprint=2)), tmp_path)


@pytest.mark.parametrize("size", ["80mm", "a4"])
@pytest.mark.parametrize("large", [False, True])
def test_long_names_are_wrapped_and_never_cut(size: str, large: bool, tmp_path: Path) -> None:
    label = "자동차등록원부(갑·을) 등본 발급 및 열람 신청 (말소·이전·저당 사항 전부 포함, 이해관계인 신청) 끝"
    payer = "주식회사 대한민국남해안섬마을여객운송협동조합연합회 부산울산경남지역본부 금정출장소 끝"
    line = ReceiptLine(
        label=label, case_number="26410-03E2-0K3F-261120-0042-K7", quantity=12, unit_won=1_234_500, waived_won=0, amount_won=14_814_000
    )
    text = cells_of(print_paper(papers.a_receipt(lines=[line], payer=payer, total_won=14_814_000), size=size, large=large), tmp_path)
    assert packed(label) in text
    assert packed(payer) in text
    assert "14,814,000" in text


def test_a4_receipt_of_many_lines_repeats_its_head_on_each_page(tmp_path: Path) -> None:
    pages = pages_of(print_paper(papers.a_receipt(lines=papers.a_receipt().lines * 15), size="a4"), tmp_path)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "영수번호 26410-03-R-261120-0031-M4" in page
        assert f"{number}/{len(pages)}쪽" in page
    assert "".join(pages).count("26410-03-261120-0042-K7") == 15


# ── slips ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_slip_says_what_was_received_to_the_minute(tmp_path: Path) -> None:
    text = text_of(print_paper(papers.a_slip(official_no="2026-3370000-001234")), tmp_path)
    for words in (
        "접수증",
        "26410-03-261120-0051-2F",
        "공식번호 2026-3370000-001234",
        "출생신고",
        "김○훈",
        "2026. 11. 20.(금) 11:07",
        "담당 이서연",
    ):
        assert words in text, words
    for label, value in papers.a_slip().rows:
        assert f"{label} {value}" in text
    assert "잠정" not in text
    assert "위임란" not in text


def test_provisional_slip_says_that_nothing_was_issued_and_which_system_is_away(tmp_path: Path) -> None:
    text = text_of(print_paper(papers.a_provisional_slip()), tmp_path)
    for words in ("잠정접수증", "잠정: 발급·수리 아님", "장애 시스템: 인감, 신분증 진위확인", "받은 돈 0원"):
        assert words in text, words


def test_passport_slip_and_its_mandate_are_one_sheet(tmp_path: Path) -> None:
    rows = [(label, "가온구 나루동") for label in ("종류", "면수", "기간", "휴대전화", "수령", "수수료", "처리기간", "찾는 곳")]
    assert len(pages_of(print_paper(papers.a_passport_slip(rows=rows)), tmp_path)) == 1


@pytest.mark.parametrize("large", [False, True])
def test_passport_slip_has_room_for_a_mandate_that_names_the_case(large: bool, tmp_path: Path) -> None:
    text = text_of(print_paper(papers.a_passport_slip(), large=large), tmp_path)
    for words in (
        "여권 접수증",
        "위임란",
        "위임자 성명",
        "대리인 성명",
        "위임자와의 관계",
        "(서명)",
        "접수번호 26410-03-261120-0051-2F 여권의 수령을",
    ):
        assert words in text, words


@pytest.mark.parametrize("large", [False, True])
def test_slip_of_many_words_goes_on_on_the_next_page(large: bool, tmp_path: Path) -> None:
    rows = [(f"항목 {number}", "가나다라 마바사 아자차카 타파하 " * 12 + f"끝{number}") for number in range(20)]
    pages = pages_of(print_paper(papers.a_slip(rows=rows), large=large), tmp_path)
    assert len(pages) > 1
    for page in pages:
        assert "접수번호 26410-03-261120-0051-2F" in page
    for number in range(20):
        assert f"끝{number}" in "".join(pages)


# ── what is owed, and what does not fit ──────────────────────────────────────────────────────────────────────────────

LONG_NUMBER = "26410-03E12AB9Z-R-261120-12345-M4"


@pytest.mark.parametrize("size", ["80mm", "a4"])
def test_what_was_not_taken_is_claimed_and_no_receipt_is_given_for_it(size: str, tmp_path: Path) -> None:
    owed = papers.a_receipt(parts=[ReceiptPart(tender="deferred", amount_won=1800)])
    text = text_of(print_paper(owed, size=size), tmp_path)
    assert "후불 청구서" in text and "내실 때 이 청구서를" in text
    assert "영수증" not in text and "영수하였" not in text


def test_receipt_of_a_payment_that_was_deferred_in_part_says_what_was_taken(tmp_path: Path) -> None:
    parts = [ReceiptPart(tender="cash", amount_won=800), ReceiptPart(tender="deferred_office", amount_won=1000)]
    text = text_of(print_paper(papers.a_receipt(parts=parts), size="a4"), tmp_path)
    assert "영수증" in text and "800원을 영수하였고 1,000원은 후불입니다." in text


@pytest.mark.parametrize("large", [False, True])
def test_many_tenders_of_one_receipt_stay_above_its_foot(large: bool, tmp_path: Path) -> None:
    line = papers.a_receipt().lines[1]
    parts = [ReceiptPart(tender="card", amount_won=450, approval_no=f"3002918{n}", last4="4821") for n in range(4)]
    for lines in range(6, 14):
        pdf = print_paper(papers.a_receipt(lines=[line] * lines, parts=parts), size="a4", large=large)
        for page in re.findall(r"<page .*?</page>", poppler("pdftotext", pdf, tmp_path, "-bbox"), re.DOTALL):
            words = [(float(y), word) for y, word in re.findall(r'yMin="([\d.]+)".*?>([^<]+)</word>', page)]
            foot = max(y for y, _ in words)
            below = " ".join(word for y, word in words if y > foot - 20)
            assert re.fullmatch(r"영수번호 26410-03-R-261120-0031-M4 \d/\d쪽", below), below


@pytest.mark.parametrize("size", ["80mm", "a4"])
@pytest.mark.parametrize("large", [False, True])
def test_a_long_number_is_made_smaller_and_never_broken_in_two(size: str, large: bool, tmp_path: Path) -> None:
    line = msgspec.structs.replace(papers.a_receipt().lines[0], case_number=LONG_NUMBER)
    text = text_of(print_paper(papers.a_receipt(receipt_no=LONG_NUMBER, lines=[line]), size=size, large=large), tmp_path)
    assert text.count(LONG_NUMBER) == (2 if size == "80mm" else 3)


def test_no_line_begins_with_what_closes_the_one_before() -> None:
    sheet = Sheet(FONTS, training=False)
    for width in range(12, 60):
        for line in sheet.wrap("온누리상품권(지류·모바일)및지역화폐(카드),선불카드.", 9, "regular", width)[1:]:
            assert line[0] not in ")·,.", line


@pytest.mark.parametrize("word", ["가" * 2_000, "A1" * 1_000, "가나다/" * 500, "□" * 1_999 + "."])
def test_a_word_as_long_as_an_entry_is_broken_without_measuring_it_again_and_again(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """One answer of another desk, of one word: a book with it was set in type for hours."""
    measured = 0
    width = Typeface.width

    def counted(self: Typeface, text: str, size: float, weight: Weight = "regular") -> float:
        nonlocal measured
        measured += len(text)
        return width(self, text, size, weight)

    monkeypatch.setattr(Typeface, "width", counted)
    sheet = Sheet(FONTS, training=False)
    lines = sheet.wrap(word, 9, "regular", 60)
    assert "".join(lines) == word and len(lines) > 20
    assert measured < 10 * len(word)
    assert all(sheet.width(line, 9) <= 60 for line in lines)
