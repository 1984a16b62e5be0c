"""현황표 on paper: every figure can be read beside its bar, and nothing on it is told by colour."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.documents import paper_pdf
from app.domain.dashboard import Dashboard, DeskDay, Money, Received, figures_of
from app.domain.dashboard_papers import DashboardSheet
from app.domain.every_paper import code_of, printer_kind, ref_of
from app.domain.waiting import VisitTimes
from tests import papers
from tests.unit.test_documents import FONTS, pages_of

NINE = 1_795_132_800_000  # 2026-11-20 09:00 in Seoul


def the_sheet(services: int = 12, *, running: bool = True, desk: str = "") -> DashboardSheet:
    """A room of two desks; the first service was asked for most."""
    desks = [DeskDay(desk="03", closed=True), DeskDay(desk="05")]
    received = [Received(desk="03", service=f"s{n:02}", hour=9 + n % 9, count=41 - n) for n in range(services)]
    earlier = [Received(desk="05", service=f"s{n:02}", hour=10, count=7, later=n % 2 == 0) for n in range(services)]
    money = [Money(desk="03", tender="cash", taken_won=31_200, back_won=600), Money(desk="03", tender="card", taken_won=1_234_500)]
    visits = [VisitTimes(day=papers.DAY, desk="03", ticket="1", kind="", since=NINE, called_at=NINE + 250_000, until=NINE + 400_000)]
    board = Dashboard(
        made_at=datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
        desk=desk,
        known=["03", "05"],
        now=figures_of(papers.DAY, desks, received, money, visits),
        before=figures_of("2026-11-13", desks, earlier, [], []),
        running=running,
    )
    return DashboardSheet(office=papers.OFFICE, board=board, names={f"s{n:02}": f"증명 {n:02}호" for n in range(services)}, clerk="박가람")


def drawn(sheet: DashboardSheet, *, large: bool = False) -> bytes:
    return paper_pdf(sheet, fonts=FONTS, large=large)


def test_every_figure_stands_on_the_paper(tmp_path: Path) -> None:
    sheet = the_sheet()
    text = "\n".join(pages_of(drawn(sheet), tmp_path))
    for line in sheet.board.services()[:8]:
        assert f"증명 {line.services[0][1:]}호" in text and re.search(rf"\s{line.now}\s", text), line
    assert "그 밖의 민원 4종" in text
    for hour in sheet.board.hours():
        assert f"{hour.hour}시" in text
    for figure in ("31,200", "△600", "1,234,500", "1,265,100", "4:10", "지난주 같은 시각까지 42건"):
        assert figure in text
    assert re.search(r"03\s+마감\s+426\s+0\s+1,265,100", text)
    assert re.search(r"05\s+미마감\s+0\s+84", text)


def test_a_date_that_is_over_is_compared_with_the_whole_of_last_week(tmp_path: Path) -> None:
    text = "\n".join(pages_of(drawn(the_sheet(running=False)), tmp_path))
    assert "지난주 84건" in text and "같은 시각" not in text


@pytest.mark.parametrize("services", [0, 1, 60])
def test_few_or_many_services_fit(tmp_path: Path, services: int) -> None:
    pages = pages_of(drawn(the_sheet(services)), tmp_path)
    assert len(pages) == 2 and "이하 여백" in pages[-1]
    assert ("접수한 민원이 없습니다" in "".join(pages)) == (services == 0)


def test_it_is_drawn_in_grey_alone_and_the_same_each_time() -> None:
    pdf = drawn(the_sheet())
    begins = [found.end() for found in re.finditer(rb">>\s*stream\r?\n", pdf)]
    streams = [zlib.decompressobj().decompress(pdf[at:]) for at in begins if pdf[at : at + 1] == b"x"]
    pages = [each.decode("latin-1") for each in streams if b" re" in each]
    assert pages and not any(re.search(r"\b(?:rg|RG|k|K|scn|SCN)\b", page) for page in pages)
    assert drawn(the_sheet()) == pdf


def test_it_is_filed_under_its_date_and_place() -> None:
    assert (code_of(the_sheet()), ref_of(the_sheet()), printer_kind(the_sheet())) == ("dashboard_sheet", "2026-11-20-room", "a4")
    assert ref_of(the_sheet(desk="03")) == "2026-11-20-03"
