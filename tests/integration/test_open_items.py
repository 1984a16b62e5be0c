"""일일마감 보고서 ⑤ says what waits: the lists of the 업무함 with those that have waited longest, and keeps what it said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.documents import day_report_pdf
from app.domain.views import Actor
from tests.desks import ROOT, a_home
from tests.fakes.fixed_clock import FixedClock
from tests.integration.test_worklist import NINE, a_case, at_work, later
from tests.unit.test_documents import text_of

FONTS = ROOT / "resources" / "fonts"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "desk")
    yield opened
    opened.close()


def number_of(home: Home, lee: Actor, seed: int) -> str:
    case = home.store.cases.find(a_case(home, lee, "birth_filing", seed=seed))
    assert case is not None
    return case.number


def waiting(home: Home, actor: Actor, day: str, scope: str = "desk") -> dict[str, tuple[int, list[str]]]:
    return {each.code: (each.count, each.first) for each in home.services.day_report(actor, day, scope).duties}


def test_the_report_names_each_list_and_those_that_have_waited_longest(home: Home, tmp_path: Path) -> None:
    lee, day = at_work(home), NINE.date().isoformat()
    numbers = [number_of(home, lee, seed) for seed in range(3)]
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    for number in numbers:
        clock.advance(timedelta(minutes=1))
        found = home.store.cases.find_by_number(number)
        home.services.advance_case(lee, found[0], "examine")
        home.services.advance_case(lee, found[0], "accept")
    assert waiting(home, lee, day)["to_send"] == (3, numbers[:2])
    assert waiting(home, lee, day, "office") == waiting(home, lee, day)
    text = text_of(day_report_pdf(home.services.day_report(lee, day), fonts=FONTS), tmp_path)
    assert f"보낼 건 3건 {numbers[0]} {numbers[1]} 외 1건" in text


def test_a_closed_days_report_goes_on_saying_what_waited_when_it_was_closed(home: Home) -> None:
    lee, day = at_work(home), NINE.date().isoformat()
    number = number_of(home, lee, 1)
    before = waiting(home, lee, day)
    later(home, NINE + timedelta(days=3))
    assert waiting(home, lee, day) == before
    assert before["official_no"] == (1, [number])
    assert waiting(home, lee, day, "office") == {}  # the room's sheet of an earlier date cannot know it any more


def test_a_visit_put_aside_stands_in_the_report_of_the_open_day(home: Home) -> None:
    lee = at_work(home)
    home.store.working.save_draft("parked:1", {})
    report = home.services.day_report(lee, NINE.date().isoformat())
    assert ("parked", 1) in report.open_items


def test_petitions_have_a_line_of_their_own_among_the_days_work(home: Home) -> None:
    lee = at_work(home)
    a_case(home, lee, "inquiry_petition_simple")
    a_case(home, lee, "information_disclosure_request", seed=5)
    counts = {each.label: each.today for each in home.services.day_report(lee, NINE.date().isoformat()).field_counts}
    assert (counts["유기한 접수"], counts["기타"]) == (2, 0)
