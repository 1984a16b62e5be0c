"""Official numbers as scanners and sheets deliver them: one after the other, with marks before them, in quotes, under a heading."""

from __future__ import annotations

import pytest

from app.domain.errors import Refused
from app.domain.official_numbers import read_lines, read_official

OURS = "26410-03-261120-0001-KI"
NEXT = "26410-03-261120-0002-JT"


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("  1234-5678-9012-3456\r\n", "1234-5678-9012-3456"),
        ("]C01234567890", "1234567890"),
        ("]Q1제 2026-0077호", "제 2026-0077호"),
        ("1234\x1d", "1234"),
        ("\uff11\uff12\uff13\u20144", "123\u20144"),
        ("M2026-0077", "M2026-0077"),
    ],
)
def test_a_number_is_kept_as_it_stands_on_the_paper(read: str, number: str) -> None:
    assert read_official(read) == number


@pytest.mark.parametrize("read", [OURS, OURS.lower(), f"MINWON:C:{OURS}", "minwon:r:26410-03-R261120-0001-AA:1200", "26410-03-P-0042-4M"])
def test_a_code_of_our_own_paper_is_no_official_number(read: str) -> None:
    with pytest.raises(Refused, match="official_no_is_ours"):
        read_official(read)


@pytest.mark.parametrize("read", ["", "   ", "x" * 41, "12\x0034", "]C0"])
def test_what_is_none_is_refused(read: str) -> None:
    with pytest.raises(Refused, match="official_no_invalid"):
        read_official(read)


def test_our_slip_and_then_the_paper_make_one_pair_each() -> None:
    scanned = f"MINWON:C:{OURS}\r\n]C01AA-0001\r\n\r\nminwon:c:{NEXT}\n1AA-0002\n"
    lines, left = read_lines(scanned, {})
    assert [(each.line, each.own, each.official_no) for each in lines] == [(2, OURS, "1AA-0001"), (5, NEXT, "1AA-0002")]
    assert left == []


def test_a_slip_without_its_paper_is_told_and_the_next_pair_stays_whole() -> None:
    lines, left = read_lines(f"{OURS}\n{NEXT}\n1AA-0002\n{OURS}", {})
    assert [(each.own, each.official_no) for each in lines] == [(NEXT, "1AA-0002")]
    assert [(each.line, each.why) for each in left] == [(1, "unclear"), (4, "unclear")]
    lines, left = read_lines(f"{OURS}\n{NEXT},1AA-0002", {})
    assert [(each.own, each.official_no) for each in lines] == [(NEXT, "1AA-0002")]
    assert [each.line for each in left] == [1]


def test_a_sheet_has_a_heading_and_quotes() -> None:
    text = '"발급번호","민원","시각"\n"1AA-1","인감","09:10"\n"1AA-2","인감","09:12"'
    lines, left = read_lines(text, {"인감": "seal"})
    assert [(each.line, each.official_no, each.service, each.minute) for each in lines] == [
        (2, "1AA-1", "seal", (9, 10)),
        (3, "1AA-2", "seal", (9, 12)),
    ]
    assert left == []
    lines, left = read_lines("1AA-1,인감,09:10\n없음,인감", {"인감": "seal"})
    assert ([each.official_no for each in lines], left) == (["1AA-1", "없음"], [])  # only the first line can be a heading
