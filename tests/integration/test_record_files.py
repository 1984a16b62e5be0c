"""기록물철: what went to the records centre is only looked at, what the board decided is written down, and nothing is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.record_entries import RecordFilesAppraised, RecordFilesTransferred
from app.domain.record_files import RecordFile, file_number, noted
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services.record_files import appraise, count_file, disclose, record_files, transfer
from tests.desks import NINE, PASSWORD, ROOT, a_home, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

BIRTH = "birth_filing"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    made.services.open_day(made.services.sign_in("park", PASSWORD), 0)
    yield made
    made.close()


def signed(home: Home) -> tuple[Actor, Actor]:
    return home.services.sign_in("park", PASSWORD), home.services.sign_in("lee", PASSWORD, second=True)


def a_filing(home: Home) -> str:
    drawn = sample(the_catalogue().forms[BIRTH], seed=2, index=1, today=NINE.date(), people=the_people())
    draft = msgspec.structs.replace(drawn, exemption=None, draft_id=None)
    return home.services.record_case(home.services.sign_in("park", PASSWORD), draft).number


def years_later(home: Home, years: int) -> date:
    """The day is closed, and another one opened that much later."""
    park, lee = signed(home)
    home.services.close_day(park, confirmer=lee)
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=366 * years))
    home.services.open_day(home.services.sign_in("park", PASSWORD), 0)
    return clock.now().date()


def the_file(home: Home) -> RecordFile:
    (found,) = [each for each in record_files(home.desk) if each.book == the_catalogue().forms[BIRTH].book]
    return found


def test_a_file_is_a_book_of_a_year_and_its_time_begins_the_year_after(home: Home) -> None:
    for _ in range(3):
        a_filing(home)
    file = the_file(home)
    assert (file.year, file.cases, file.label) == (2026, 3, "5년")
    assert (file.starts_on, file.expires_on) == (date(2027, 1, 1), date(2031, 12, 31))
    assert not file.transfer_due(date(2027, 12, 31)) and file.transfer_due(date(2028, 1, 1))
    assert not file.expired(date(2031, 12, 31)) and file.expired(date(2032, 1, 1))


def test_what_lies_with_the_centre_is_only_looked_at_and_what_is_owed_may_still_be_paid(home: Home) -> None:
    number = a_filing(home)
    (case_id,) = home.store.cases.find_by_number(number)
    park, lee = signed(home)
    with pytest.raises(Refused, match="record_year_runs"):
        transfer(home.desk, park, [the_file(home).number], NINE.date(), lee)
    today = years_later(home, 2)
    park, lee = signed(home)
    with pytest.raises(Refused, match="second_needed"):
        transfer(home.desk, park, [the_file(home).number], today, None)
    assert transfer(home.desk, park, [the_file(home).number], today, lee) == 1
    assert the_file(home).transferred_on == today.isoformat()
    for act in (
        lambda: home.services.advance_case(park, case_id, "examine"),
        lambda: home.services.cancel_case(park, case_id, "잘못 접수"),
        lambda: home.services.enter_official_no(park, case_id, "2026-12345"),
    ):
        with pytest.raises(Refused, match="case_transferred"):
            act()
    assert home.services.find_cases(park, number)[0].state == "received"
    with pytest.raises(Refused, match="record_file_gone"):
        transfer(home.desk, park, [the_file(home).number], today, lee)
    fresh = a_filing(home)  # of this year's file
    (other,) = home.store.cases.find_by_number(fresh)
    assert home.services.advance_case(park, other, "examine") == "examined"
    before = record_files(home.desk)
    home.store.rebuild()
    assert record_files(home.desk) == before


def test_the_board_decides_and_nothing_is_erased(home: Home) -> None:
    number = a_filing(home)
    file = the_file(home).number
    park, lee = signed(home)
    with pytest.raises(Refused, match="record_not_expired"):
        appraise(home.desk, park, [file], "destroy", "2027년 제1차", NINE.date(), lee)
    today = years_later(home, 6)
    park, lee = signed(home)
    with pytest.raises(Refused, match="record_board_missing"):
        appraise(home.desk, park, [file], "destroy", " ", today, lee)
    with pytest.raises(Refused, match="record_years_missing"):
        appraise(home.desk, park, [file], "reclass", "2032년 제1차", today, lee)
    assert the_file(home).expired(today)
    appraise(home.desk, park, [file], "reclass", "2032년 제1차", today, lee, years=10)
    assert the_file(home).expires_on == date(2036, 12, 31) and not the_file(home).expired(today)
    appraise(home.desk, park, [file], "hold", "2032년 제2차", today, lee)
    assert (the_file(home).outcome, the_file(home).board) == ("hold", "2032년 제2차")
    assert home.services.find_cases(park, number)[0].number == number


def test_a_day_that_was_typed_wrong_is_no_day_of_a_transfer_or_of_a_destruction(home: Home) -> None:
    """The register and the certificate would say that a file was destroyed in its time, or had left before it was there."""
    a_filing(home)
    today, number = years_later(home, 8), the_file(home).number
    park, lee = signed(home)
    with pytest.raises(Refused, match="record_day_early"):
        transfer(home.desk, park, [number], date(2026, 12, 31), lee)
    with pytest.raises(Refused, match="record_not_expired"):
        appraise(home.desk, park, [number], "destroy", "2034년 제1차", date(2031, 12, 31), lee)
    assert appraise(home.desk, park, [number], "destroy", "2034년 제1차", date(2032, 1, 1), lee) == 1
    with pytest.raises(Refused, match="record_destroyed"):
        transfer(home.desk, park, [number], today, lee)
    assert appraise(home.desk, park, [number], "hold", "2034년 제2차", today, lee) == 1
    assert transfer(home.desk, park, [number], date(2027, 1, 1), lee) == 1


def test_the_inventory_keeps_the_register_beside_what_was_found(home: Home) -> None:
    a_filing(home)
    a_filing(home)
    park, _ = signed(home)
    file = the_file(home).number
    assert count_file(home.desk, park, file, 1).differs == -1
    a_filing(home)  # what comes later changes nothing about that count
    assert (the_file(home).found, the_file(home).expected, the_file(home).cases) == (1, 2, 3)
    disclose(home.desk, park, [file], "part")
    assert the_file(home).disclosure == "part"
    with pytest.raises(Refused, match="record_file_unknown"):
        disclose(home.desk, park, ["2026-99-5년"], "open")
    with pytest.raises(Refused, match="record_count_invalid"):
        count_file(home.desk, park, file, -1)
    with pytest.raises(Refused, match="not_allowed"):
        count_file(home.desk, home.services.sign_in("lee", PASSWORD), file, 3)


def test_the_register_prints_what_became_of_a_file(home: Home) -> None:
    a_filing(home)
    park, lee = signed(home)
    today = years_later(home, 6)
    park, lee = signed(home)
    file = the_file(home).number
    transfer(home.desk, park, [file], today, lee)
    appraise(home.desk, park, [file], "destroy", "2032년 제1차", today, lee)
    paper = home.services.books.print_book(park, "record_file_register", date(2026, 1, 1), date(2026, 12, 31))
    (cells,) = [line.cells for line in paper.lines if line.cells[0] == file]
    assert cells[8:] == [today.isoformat(), f"폐기 ({today.isoformat()})", ""]


def test_the_certificate_lists_what_the_board_gave_up_and_erases_nothing(home: Home) -> None:
    number = a_filing(home)
    today = years_later(home, 6)
    park, lee = signed(home)
    with pytest.raises(Refused, match="record_nothing_to_destroy"):
        home.services.records.destroy_list(park)
    appraise(home.desk, park, [the_file(home).number], "destroy", "2032년 제1차", today, lee)
    paper = home.services.records.destroy_list(park)
    (line,) = paper.lines
    assert line.cells[:1] + line.cells[4:8] == [the_file(home).number, "2031.12.31", "1", "2032년 제1차", f"{today:%Y.%m.%d}"]
    assert (line.sums, paper.sign, paper.reprint) == ([1], ["폐기자", "확인자"], 0)
    assert "아무것도 지우지 않습니다" in paper.note and paper_pdf(paper, fonts=ROOT / "resources" / "fonts")[:4] == b"%PDF"
    assert home.services.records.destroy_list(park, board="2032년 제1차").reprint == 1
    with pytest.raises(Refused, match="record_nothing_to_destroy"):
        home.services.records.destroy_list(park, board="2031년 제4차")
    with pytest.raises(Refused, match="not_allowed"):
        home.services.records.destroy_list(lee)
    assert home.services.find_cases(park, number)[0].number == number


def test_what_is_said_of_a_file_that_is_not_there_changes_nothing() -> None:
    file = RecordFile(number=file_number(2026, 3, "5년"), year=2026, book="b", title="t", label="5년", years=5, cases=1)
    gone = RecordFilesTransferred(files=["2026-99-5년", file.number], on="2028-01-05")
    again = RecordFilesTransferred(files=[file.number], on="2029-01-05")
    held = RecordFilesAppraised(files=["x"], outcome="hold", board="b", on="2030-01-01")
    (found,) = noted([file], [gone, again, held])
    assert (found.transferred_on, found.outcome) == ("2028-01-05", None)


def said(home: Home, body: RecordFilesAppraised | RecordFilesTransferred) -> None:
    """The entry is in the book, past every service: so another desk's program may write it."""
    park, lee = signed(home)
    signed_by_two = msgspec.structs.replace(body, confirmed_by=lee.entry_id)
    with home.store.transaction(actor=park.entry_id, day="2026-11-20") as tx:
        tx.append(Fact(signed_by_two, home.desk.ids.new_id()))


def test_no_desk_can_lock_the_cases_of_a_year_that_still_runs(home: Home) -> None:
    number = a_filing(home)
    said(home, RecordFilesTransferred(files=[the_file(home).number, "", "x-1", "٢٠٢٠-1"], on="2026-11-20"))
    park = home.services.sign_in("park", PASSWORD)
    case_id = home.services.view_case(park, number).row.case_id
    home.services.advance_case(park, case_id, "accept")
    assert the_file(home).transferred_on == ""
    years_later(home, 1)
    park = home.services.sign_in("park", PASSWORD)
    home.services.advance_case(park, case_id, "record", facts={"recorded_on": "2026-11-20"})
    assert the_file(home).transferred_on == ""


@pytest.mark.parametrize("years", [10**9, -3_000, 9_000])
def test_a_class_that_no_calendar_holds_is_none(home: Home, years: int) -> None:
    a_filing(home)
    said(home, RecordFilesAppraised(files=[the_file(home).number], outcome="reclass", board="x", on="2026-11-20", years=years))
    assert the_file(home).expires_on == date(2031, 12, 31)
