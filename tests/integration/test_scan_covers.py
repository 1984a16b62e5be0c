"""Covers of several cases in one file: each page's own code leads a scan of it to its case."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.errors import Refused
from app.domain.views import Actor
from tests.desks import ROOT, a_home
from tests.scans import Folder, a_case, a_passport, signed_in

FONTS = ROOT / "resources" / "fonts"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def park(home: Home) -> Actor:
    return signed_in(home, "park")


@pytest.mark.parametrize("large", [False, True])
def test_each_page_leads_to_its_own_case(home: Home, park: Actor, tmp_path: Path, large: bool) -> None:
    numbers = [a_case(home, park), a_passport(home, park, 1), a_case(home, park, "information_disclosure_request")]
    covers = home.services.books.scan_covers(park, [*numbers, f"MINWON:C:{numbers[0]}"])
    assert [each.number for each in covers.covers] == numbers and covers.ref == f"{numbers[0]}+2"
    document = PdfDocument(paper_pdf(covers, fonts=FONTS, large=large))
    assert len(document) == 3
    folder = Folder(home, tmp_path / "scans")
    for at in range(3):
        page = document[at]
        picture = io.BytesIO()
        page.render(scale=150 / 72, grayscale=True).to_pil().save(picture, "JPEG", quality=70)
        page.close()
        folder.put(f"{at}.jpg", picture.getvalue())
    document.close()
    folder.look()
    attached = [[row.name for row in home.services.view_case(park, number).attachments] for number in numbers]
    assert attached == [["0.jpg"], ["1.jpg"], ["2.jpg"]]


def test_the_same_covers_are_the_same_file_and_count_as_no_reprint(home: Home, park: Actor) -> None:
    numbers = [a_case(home, park), a_case(home, park, index=2)]
    files = {paper_pdf(home.services.books.scan_covers(park, numbers), fonts=FONTS) for _ in range(2)}
    assert len(files) == 1


def test_one_wrong_number_prints_nothing(home: Home, park: Actor) -> None:
    number = a_case(home, park)
    with pytest.raises(Refused) as refused:
        home.services.books.scan_covers(park, [number, "no such"])
    assert (refused.value.code, refused.value.facts) == ("cover_case_unknown", {"number": "no such"})
    for wrong, code in (
        ([], "covers_none"),
        ([number[:-1] + "Q"], "number_check_wrong"),
        ([str(at) for at in range(201)], "covers_too_many"),
    ):
        with pytest.raises(Refused, match=code):
            home.services.books.scan_covers(park, wrong)
