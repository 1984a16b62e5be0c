"""A printed book adds up: each page its own lines, the end all of them; what was undone stands there and counts nothing."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from app.documents import paper_pdf
from app.domain.book_papers import BookColumn, BookLine, BookPaper
from tests.desks import ROOT
from tests.papers import OFFICE, at
from tests.unit.test_documents import poppler

FONTS = ROOT / "resources" / "fonts"
NUMBER = "900101-1234567"


def a_book(lines: int, *, full: bool = False, skipped: list[str] | None = None, cell: str = "홍길동") -> BookPaper:
    """Every seventh line was cancelled; figures are 1, 2, 3 …"""
    made = [
        BookLine(
            cells=[f"26410-03-261120-{n:04d}-K7", cell, NUMBER, f"{n * 100:,}"],
            sums=[0 if n % 7 == 0 else n * 100],
            undone="취소" if n % 7 == 0 else "",
        )
        for n in range(1, lines + 1)
    ]
    columns = [BookColumn(title=title, width=10) for title in ("접수번호", "성명", "주민등록번호")]
    return BookPaper(
        office=OFFICE,
        desk="",
        code="seal_issue_book",
        name="인감증명서 발급대장",
        first_day="2026-11-01",
        last_day="2026-11-30",
        basis="접수일 기준",
        columns=[*columns, BookColumn(title="수수료", width=8, align="right", sum=True)],
        lines=made,
        masked=not full,
        reason="점검" if full else "",
        clerk="박가람",
        made_at=at(10),
        skipped=skipped or [],
        numbers_in_full=full,
    )


def pages(pdf: bytes, folder: Path) -> list[str]:
    return poppler("pdftotext", pdf, folder, "-layout").split("\f")[:-1]


def figure(page: str, name: str) -> tuple[int, int]:
    found = re.search(rf"{name}\s+([\d,]+)건.*?([\d,]+)$", page, re.MULTILINE)
    assert found is not None, page
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


@pytest.mark.parametrize("lines", [1, 24, 25, 26, 27, 200])
def test_the_sums_of_the_pages_are_the_sum_of_the_whole(lines: int, tmp_path: Path) -> None:
    read = pages(paper_pdf(a_book(lines), fonts=FONTS), tmp_path)
    counted = [figure(page, "쪽 계") for page in read if "쪽 계" in page]
    whole = figure(read[-1], "합계")
    assert (sum(count for count, _ in counted), sum(won for _, won in counted)) == whole
    expected = [n * 100 for n in range(1, lines + 1) if n % 7]
    assert whole == (len(expected), sum(expected))
    assert all("확인" in page and "쪽" in page for page in read)
    assert "이하 여백" in read[-1] and not any("이하 여백" in page for page in read[:-1])


@pytest.mark.parametrize("lines", range(24, 64))
def test_no_page_has_only_the_sum_of_the_whole(lines: int, tmp_path: Path) -> None:
    read = pages(paper_pdf(a_book(lines), fonts=FONTS), tmp_path)
    assert all("261120-" in page for page in read)
    assert "금액 단위 원" in " ".join(read[0].split())


def test_every_line_stands_on_exactly_one_page_the_cancelled_ones_too(tmp_path: Path) -> None:
    read = "\n".join(pages(paper_pdf(a_book(120), fonts=FONTS), tmp_path))
    assert re.findall(r"261120-(\d{4})-K7", read) == [f"{n:04d}" for n in range(1, 121)]
    assert read.count("[취소]") == 120 // 7


def test_a_whole_number_is_printed_only_where_the_book_is_made_for_it(tmp_path: Path) -> None:
    masked, full = (paper_pdf(a_book(3, full=full), fonts=FONTS) for full in (False, True))
    assert NUMBER not in pages(masked, tmp_path)[0] and "900101-1******" in pages(masked, tmp_path)[0]
    assert pages(full, tmp_path)[0].count(NUMBER) == 3


def test_skipped_numbers_are_named_and_an_empty_book_is_a_page(tmp_path: Path) -> None:
    read = pages(paper_pdf(a_book(0, skipped=["26410-03-261120-0007"]), fonts=FONTS), tmp_path)
    assert len(read) == 1 and "결번 1: 26410-03-261120-0007" in read[0] and "이하 여백" in read[0]


def test_words_of_any_length_stay_in_their_line_and_the_book_is_the_same_each_time(tmp_path: Path) -> None:
    paper = a_book(40, cell="아주 긴 이름의 주식회사 새벽안개 " * 6)
    pdf = paper_pdf(paper, fonts=FONTS)
    assert pdf == paper_pdf(paper, fonts=FONTS)
    assert paper_pdf(paper, fonts=FONTS, large=True) != pdf
    read = pages(pdf, tmp_path)
    assert sum(figure(page, "쪽 계")[0] for page in read if "쪽 계" in page) == 35


@pytest.mark.parametrize("lines", [(3, 2, 4), (40, 1, 70), (24, 25, 26), (30, 31, 32), (1, 60, 1)])
def test_what_makes_no_sum_together_is_added_up_each_for_itself(lines: tuple[int, int, int], tmp_path: Path) -> None:
    names = ("인감증명용", "가족관계용", "주민등록용")
    made = [[msgspec.structs.replace(line, group=name) for line in a_book(count).lines] for name, count in zip(names, lines, strict=True)]
    paper = msgspec.structs.replace(a_book(0), lines=[line for group in made for line in group])
    read = pages(paper_pdf(paper, fonts=FONTS), tmp_path)
    whole = "\n".join(read)
    for name, count in zip(names, lines, strict=True):
        total = figure(whole, f"{name} 합계")
        expected = [n * 100 for n in range(1, count + 1) if n % 7]
        assert total == (len(expected), sum(expected))
        counted = [figure(page, f"{name} 쪽 계") for page in read if f"{name} 쪽 계" in page]
        if counted:  # a group that stands on one page alone has one sum
            assert (sum(found for found, _ in counted), sum(won for _, won in counted)) == total
        assert len(counted) != 1
    assert whole.count("합계") == 3 and re.search(r"^\s*(쪽 계|합계)", whole, re.MULTILINE) is None
    assert all("261120-" in page for page in read)
