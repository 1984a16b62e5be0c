"""Letters to people whose passport expires: one a page, a masked list behind them, labels three by eight; only their number is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.errors import Refused
from tests.desks import PASSWORD, ROOT, a_home
from tests.unit.test_documents import poppler, text_of

HEAD = "성명,주소,우편번호,만료일\n"
FONTS = ROOT / "resources" / "fonts"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "home", training=False)
    yield opened
    opened.close()


def a_file(people: int) -> bytes:
    rows = [
        f"김보라{'가나다라마'[n % 5]},가온광역시 나루구 햇살로 {n + 1} 나루아파트 101동 {n + 101}호,4{n:04d},2027-03-{n % 28 + 1:02d}"
        for n in range(people)
    ]
    return (HEAD + "\n".join(rows)).encode()


def pages(pdf: bytes, folder: Path) -> int:
    return int(next(line.split()[1] for line in poppler("pdfinfo", pdf, folder).splitlines() if line.startswith("Pages:")))


def test_each_person_has_a_letter_a_line_of_the_list_and_a_label(home: Home, tmp_path: Path) -> None:
    park = home.services.sign_in("park", PASSWORD)
    letters, labels = home.services.books.expiry_letters(park, a_file(30))
    pdf = paper_pdf(letters, fonts=FONTS)
    assert pages(pdf, tmp_path) == 31 and pdf == paper_pdf(letters, fonts=FONTS)
    text = text_of(pdf, tmp_path)
    assert text.count("귀하") == 30 and "52,000원" in text and "김**가" in text
    sheet = paper_pdf(labels, fonts=FONTS)
    assert pages(sheet, tmp_path) == 2 and text_of(sheet, tmp_path).count("귀하") == 30
    assert home.store.days.reprints("expiry_letters", letters.ref) == 1
    (counted,) = [row.cells["건 수"] for row in home.services.statistics.report("R17", 2026).rows if row.label == "여권기간 만료 안내문"]
    assert counted == 30
    admin = home.services.sign_in("admin", PASSWORD)
    assert [row.count for row in home.services.access_log(admin) if "만료" in row.purpose] == [30]


def test_a_file_of_an_older_program_is_read_too(home: Home) -> None:
    park = home.services.sign_in("park", PASSWORD)
    letters, _ = home.services.books.expiry_letters(park, a_file(2).decode().encode("cp949"))
    assert [each.postcode for each in letters.people] == ["40000", "40001"]


@pytest.mark.parametrize(
    "data, row",
    [
        (b"", 1),
        ("이름\n홍길동".encode(), 1),
        ((HEAD + "가나,주소,1,2027-13-01").encode(), 2),
        (HEAD.encode(), 1),
        ((HEAD + '"' + "a," * 100_000).encode(), 1),
    ],
)
def test_what_cannot_be_read_is_named_by_its_row_and_nothing_is_written(home: Home, data: bytes, row: int) -> None:
    park = home.services.sign_in("park", PASSWORD)
    before = home.store.exchange.head().seq
    with pytest.raises(Refused) as refused:
        home.services.books.expiry_letters(park, data)
    assert (refused.value.code, refused.value.facts["row"]) == ("recipients_invalid", row)
    assert home.store.exchange.head().seq == before


def test_no_name_of_a_recipient_is_in_the_book(home: Home) -> None:
    park = home.services.sign_in("park", PASSWORD)
    home.services.books.expiry_letters(park, a_file(3))
    stored = b"".join(row[5] or b"" for row in home.store.book.entries() if row)
    assert "김보라".encode() not in stored and len(stored) > 100


def test_nobody_is_written_to_twice_for_one_passport(home: Home) -> None:
    park, books = home.services.sign_in("park", PASSWORD), home.services.books
    assert len(books.expiry_letters(park, a_file(3))[0].people) == 3
    again, _ = books.expiry_letters(park, a_file(3))
    assert (len(again.people), again.reprint, again.told_before) == (3, 1, 0)  # the same file of the same day, printed again
    more, labels = books.expiry_letters(park, a_file(5))
    assert (len(more.people), more.told_before, len(labels.people)) == (2, 3, 2)
    home.store.rebuild()
    with pytest.raises(Refused, match="letters_all_told"):
        books.expiry_letters(park, a_file(4))
    told = home.store.notices.by_template(0, 2**53)
    assert told == {("passport_expiry", "letter", "sent"): 5}


def test_a_passport_s_number_tells_people_of_one_name_apart(home: Home) -> None:
    park, books = home.services.sign_in("park", PASSWORD), home.services.books
    head = "성명,주소,만료일,여권번호\n"
    one = (head + "김보라,가온광역시 나루구 햇살로 1,2027-03-01,M12345678\n").encode()
    moved = head + "김보라,가온광역시 나루구 새길 9,2027-03-01,M12345678\n김보라,가온광역시 나루구 햇살로 1,2027-03-01,M87654321\n"
    assert len(books.expiry_letters(park, one)[0].people) == 1
    letters, _ = books.expiry_letters(park, moved.encode())
    assert [each.address for each in letters.people] == ["가온광역시 나루구 햇살로 1"]
    stored = b"".join(row[5] or b"" for row in home.store.book.entries() if row)
    assert b"M12345678" not in stored
