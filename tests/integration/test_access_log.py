"""접속기록: every line names desk and address, a month is taken along and reviewed, and the review is in the book."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.access_log import MANY, marks, sums
from app.domain.entries import Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.views import AccessRow, Actor
from app.services import access_review, people
from app.services.desk import entry_day
from tests.desks import NINE, PASSWORD, a_home

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path)
    yield made
    made.close()


def look(home: Home, actor: Actor, purpose: str, count: int = 1) -> None:
    with home.store.transaction(actor=actor.entry_id, day=entry_day(home.desk)) as tx:
        tx.append(Fact(PersonalDataViewed(purpose=purpose, query="list", count=count), home.desk.ids.new_id()))


def test_a_line_names_the_desk_and_the_address_of_who_looked(home: Home) -> None:
    lee = people.sign_in(home.desk, "lee", PASSWORD, address="10.26.41.7")
    look(home, lee, "업무처리")
    park = home.services.sign_in("park", PASSWORD)
    row = home.services.access_log(park)[0]
    assert (row.desk, row.address, row.user, row.purpose) == ("03", "10.26.41.7", "lee", "업무처리")
    home.store.rebuild()
    assert home.services.access_log(park)[0] == row


def test_pages_of_the_log_lose_no_line_of_one_moment(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    park = home.services.sign_in("park", PASSWORD)
    for number in range(7):  # the clock stands: all seven bear the same moment
        look(home, park, f"{number}번")
    monkeypatch.setattr(access_review, "_PAGE", 2)
    assert [row.purpose for row in access_review.lines(home.desk, park, FIRST, LAST)] == [f"{number}번" for number in range(7)]
    assert list(access_review.lines(home.desk, park, date(2026, 10, 1), date(2026, 10, 31))) == []


def test_a_month_is_taken_along_as_a_table_and_that_is_in_the_book(home: Home) -> None:
    park = home.services.sign_in("park", PASSWORD)
    look(home, park, "=전수 점검", MANY)
    data = home.services.access.log_table(park, FIRST, LAST)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["시각", "창구", "접속지", "사용자", "목적", "방법", "대상", "건수", "확인"]
    assert (rows[1][1], rows[1][3], rows[1][5], rows[1][7], rows[1][8]) == ("03", "park", "목록", "100", "대량")
    assert home.store.days.reprints("access_log_csv", f"access_log-{FIRST}-{LAST}") == 1


def test_the_review_sheet_says_what_the_reviewer_found(home: Home) -> None:
    lee, park = (home.services.sign_in(user, PASSWORD) for user in ("lee", "park"))
    look(home, lee, "조회", 3)
    look(home, park, "조회", MANY)
    empty = home.services.access.review_sheet(park, FIRST, LAST)
    assert "이상 건: ____" in empty.note and [line.cells[0] for line in empty.lines] == ["lee", "park"]
    assert [line.sums for line in empty.lines] == [[1, 0, 0, 1, 0, 3, 0, 0], [1, 0, 0, 1, 0, 100, 0, 1]]
    access = home.services.access
    with pytest.raises(Refused, match="measure_needed"):
        access.review(park, FIRST, LAST, unusual=1)
    with pytest.raises(Refused, match="unusual_invalid"):
        access.review(park, FIRST, LAST, unusual=3, measure="확인")
    assert access.review(park, FIRST, LAST, unusual=1, measure="목적을 물어 확인") == 2
    sheet = access.review_sheet(park, FIRST, LAST)
    assert "기록 2건, 이상 1건, 조치: 목적을 물어 확인" in sheet.note and "박" in sheet.note and sheet.reprint == 1
    home.store.rebuild()
    assert "이상 1건" in access.review_sheet(park, FIRST, LAST).note


def test_nobody_has_read_through_the_log_of_days_that_have_not_come(home: Home) -> None:
    """The sheet of that month would say for ever that it was reviewed, with no line and nothing unusual."""
    park = home.services.sign_in("park", PASSWORD)
    tomorrow = NINE.date() + timedelta(days=1)
    with pytest.raises(Refused, match="review_ahead"):
        home.services.access.review(park, tomorrow, tomorrow + timedelta(days=30))
    assert home.services.access.review(park, NINE.date(), NINE.date()) >= 0


def test_a_clerk_neither_reads_nor_reviews_it(home: Home) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    for act in (home.services.access.log_table, home.services.access.review_sheet, home.services.access.review):
        with pytest.raises(Refused, match="not_allowed"):
            act(lee, FIRST, LAST)


def test_nights_weekends_and_many_at_once_are_marked_for_a_second_look() -> None:
    def at(hours: int, count: int = 1) -> AccessRow:
        moment = int((NINE + timedelta(hours=hours)).timestamp() * 1000)
        return AccessRow(at=moment, user="lee", purpose="", query="case", numbers=[], count=count)

    assert [marks(at(hours)) for hours in (0, 10, 11, -2, -3, 24)] == [(), (), ("off_hours",), (), ("off_hours",), ("off_hours",)]
    assert marks(at(0, MANY)) == ("many",) and marks(at(0, MANY - 1)) == ()
    (summed,) = sums([at(0), at(11, MANY)])
    assert (summed.lines, summed.seen, summed.off_hours, summed.many) == (2, MANY + 1, 1, 1)
