"""A room without a national system: lamps, slips on paper, typing them in, and the sheet of the outage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.documents import blank_slips_pdf, outage_sheet_pdf
from app.domain.answers import Draft
from app.domain.errors import DraftRefused, Refused
from app.domain.numbers import check_characters
from app.domain.outage_entries import SlipsMarked
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services import outages
from app.services.desk import to_ms
from app.services.paper_slips import PRINTED_AGAIN
from app.wire.codec import decode_body, decode_header
from tests.centrals import CentralUnderTest
from tests.desks import NINE, PASSWORD, ROOT, a_home, the_people
from tests.integration.test_two_desks import add_people, enrolled
from tests.unit.test_documents import text_of

PAPER = "resident_registration_copy"
FONTS = ROOT / "resources" / "fonts"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    yield made
    made.close()


def here(home: Home, user: str = "park") -> Actor:
    return home.services.sign_in(user, PASSWORD)


def later(home: Home, **span: float) -> None:
    home.desk.clock.advance(timedelta(**span))  # type: ignore[attr-defined]


def a_draft(home: Home, index: int = 0, **changes: object) -> Draft:
    today = home.desk.clock.now().date()
    made = sample(home.desk.catalogue.forms[PAPER], seed=7, index=index, today=today, people=the_people())
    applicant = {**made.applicant, "phone": "010-1234-5678"}
    return msgspec.structs.replace(made, **{"tender": "none", "applicant": applicant, "exemption": None, **changes})


def at(moment: datetime) -> str:
    return moment.isoformat()


def test_a_slip_is_typed_in_once_with_the_time_it_was_written_and_its_number_belongs_to_today(home: Home) -> None:
    services, park = home.services, here(home)
    services.open_day(park, 0)
    slips = services.offline.print_slips(park, 10)
    services.set_lamp(park, "resident", True, "응답 없음")
    later(home, hours=4)
    services.set_lamp(park, "resident", False)
    written = NINE + timedelta(minutes=30)
    draft = a_draft(home, slip_no=slips.slips[0].number, intake_at=at(written), late_reason="장애로 수기 접수")
    made = services.record_case(park, draft)
    # Only the receipt was taken on paper: no fee, nothing is issued, although the system is back by now.
    assert (made.state, made.fee_won, made.provisional) == ("received_only", 0, True)
    case = home.desk.store.cases.find(made.case_id)
    assert case is not None
    assert (case.slip_no, case.intake_at, case.business_day) == (slips.slips[0].number, to_ms(written), "2026-11-20")
    assert [row.case_id for row in services.find_cases(park, slips.slips[0].number.lower())] == [made.case_id]
    assert services.find_cases(park, slips.slips[1].number) == []
    shown = services.view_case(park, made.number)
    assert (shown.slip_no, shown.late_reason) == (slips.slips[0].number, "장애로 수기 접수")
    with pytest.raises(DraftRefused) as twice:
        services.record_case(park, a_draft(home, 1, slip_no=slips.slips[0].number, intake_at=at(written), late_reason="수기"))
    assert twice.value.fields == {"slip_no": "slip_used"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("26410-03-P-0001-ZZ", "number_check_wrong"),
        ("12장", "slip_unknown_form"),
        ("26410-05-P-0001-E3", "slip_not_this_desk"),
        ("26410-03-P-0042-4M", "slip_not_printed"),
    ],
)
def test_a_number_that_is_not_one_of_this_desks_slips_is_refused(home: Home, number: str, code: str) -> None:
    if code in ("slip_not_this_desk", "slip_not_printed"):
        number = f"{number[:-2]}{check_characters(number[:-3].replace('-', ''))}"
    services, park = home.services, here(home)
    services.open_day(park, 0)
    services.offline.print_slips(park, 3)
    with pytest.raises(DraftRefused) as refused:
        services.record_case(park, a_draft(home, slip_no=number, intake_at=at(NINE - timedelta(hours=1)), late_reason="수기"))
    assert refused.value.fields == {"slip_no": code}


def test_a_slip_says_when_and_why_it_was_written(home: Home) -> None:
    services, park = home.services, here(home)
    services.open_day(park, 0)
    number = services.offline.print_slips(park, 1).slips[0].number
    with pytest.raises(DraftRefused) as refused:
        services.record_case(park, a_draft(home, slip_no=number))
    assert refused.value.fields == {"intake_at": "required", "late_reason": "required"}


def test_two_lines_of_a_basket_cannot_share_a_slip(home: Home) -> None:
    services, park = home.services, here(home)
    services.open_day(park, 0)
    number = services.offline.print_slips(park, 2).slips[0].number
    late: dict[str, Any] = {"slip_no": number, "intake_at": at(NINE - timedelta(hours=1)), "late_reason": "정전"}
    with pytest.raises(Refused) as refused:
        services.record_visit(park, [a_draft(home, 0, **late), a_draft(home, 1, **late)], tender="none")
    assert refused.value.code == "slip_twice"
    assert home.desk.store.cases.count() == 0


def test_a_slip_written_while_only_our_own_desk_was_dark_is_charged_today(home: Home) -> None:
    """A power cut: the national system was up, the paper was issued and paid; typed in, it is today's money."""
    services, park = home.services, here(home)
    services.open_day(park, 0)
    number = services.offline.print_slips(park, 1).slips[0].number
    draft = a_draft(home, slip_no=number, intake_at=at(NINE - timedelta(hours=1)), late_reason="정전", tender="cash", copies=2)
    made = services.record_case(park, draft)
    assert (made.state, made.fee_won) == ("issued", 800)
    assert services.day_status().totals.net_won == 800


def test_missing_numbers_stand_in_the_work_list_until_they_are_accounted_for(home: Home) -> None:
    services, park = home.services, here(home)
    services.open_day(park, 0)
    numbers = [slip.number for slip in services.offline.print_slips(park, 6).slips]
    assert services.offline.slip_status().missing == []
    late: dict[str, Any] = {"intake_at": at(NINE - timedelta(hours=1)), "late_reason": "정전"}
    services.record_case(park, a_draft(home, slip_no=numbers[3], **late))
    assert services.offline.slip_status().missing == numbers[:3]
    assert [item.number for item in services.worklist() if item.list_code == "slip_missing"] == numbers[:3]
    assert services.worklist_counts()["slip_missing"] == 3
    with pytest.raises(Refused) as without:
        services.offline.mark_slips(park, numbers[0], "", "spoiled")
    assert without.value.code == "reason_needed"
    services.offline.mark_slips(park, numbers[0], numbers[1], "spoiled", "잘못 적음")
    services.record_case(park, a_draft(home, 1, slip_no=numbers[2][-7:], **late))
    assert services.offline.slip_status().missing == []
    assert services.offline.slip_status().stock == 2
    services.offline.mark_slips(park, numbers[4], "", "handed_out")
    assert services.offline.slip_status().missing == [numbers[4]]
    again = services.offline.print_slips(park, 2)
    assert again.slips[0].number.startswith("26410-03-P-0007-")


def test_a_clerks_lamp_is_the_desks_and_the_leaders_is_the_rooms(home: Home) -> None:
    services, lee, park = home.services, here(home, "lee"), here(home)
    services.open_day(lee, 0)
    with pytest.raises(Refused) as refused:
        services.set_lamp(lee, "seal", True, room=True)
    assert refused.value.code == "not_allowed"
    services.set_lamp(park, "seal", True, "인감시스템 정지", room=True)
    services.set_lamp(lee, "seal", True)  # already away: nothing new
    assert len(home.desk.store.outages.open("seal")) == 1
    with pytest.raises(Refused) as ends:
        services.set_lamp(lee, "seal", False)
    assert ends.value.code == "outage_is_the_rooms"
    services.set_lamp(park, "seal", False)
    assert [lamp.down for lamp in services.lamps() if lamp.system == "seal"] == [False]


def test_an_outage_noticed_later_is_written_down_with_the_times_it_had(home: Home) -> None:
    services, park = home.services, here(home)
    services.open_day(park, 0)
    with pytest.raises(Refused) as ahead:
        services.offline.report_outage(park, "seal", NINE + timedelta(hours=1), None)
    assert ahead.value.code == "outage_times_wrong"
    with pytest.raises(Refused):
        services.offline.report_outage(park, "seal", NINE, NINE - timedelta(hours=1))
    for until in (None, NINE):
        with pytest.raises(Refused, match="outage_times_wrong"):
            services.offline.report_outage(park, "seal", NINE.replace(year=2016), until)
    assert not any(lamp.down for lamp in services.lamps())
    services.offline.report_outage(park, "seal", NINE - timedelta(hours=3), NINE - timedelta(hours=1), "새벽 점검")
    (found,) = services.offline.room_outages(0, to_ms(NINE) + 1)
    assert (found.until, found.causes) == (to_ms(NINE - timedelta(hours=1)), ["새벽 점검"])
    assert not any(lamp.down for lamp in services.lamps())


def test_the_sheet_has_every_case_of_the_outage_and_none_beside_it(home: Home, tmp_path: Path) -> None:
    services, park = home.services, here(home)
    services.open_day(park, 0)
    slips = [slip.number for slip in services.offline.print_slips(park, 5).slips]
    before = services.record_case(park, a_draft(home, 0))
    later(home, minutes=10)
    services.set_lamp(park, "resident", True, "행정망 장애")
    later(home, minutes=5)
    during = services.record_case(park, a_draft(home, 1))
    later(home, hours=2)
    services.set_lamp(park, "resident", False)
    after = services.record_case(park, a_draft(home, 2))
    late = services.record_case(
        park, a_draft(home, 3, slip_no=slips[2], intake_at=at(NINE + timedelta(minutes=20)), late_reason="수기 접수")
    )
    sheet = services.offline.outage_sheet(park, "resident")
    assert [line.number for line in sheet.lines] == [during.number, late.number]
    assert before.number not in str(sheet.lines)
    assert after.number not in str(sheet.lines)
    assert (sheet.only_received, sheet.from_slips, sheet.missing) == (2, 1, slips[:2])
    first = sheet.lines[0]
    assert first.due_before is not None
    assert first.due_after is not None
    assert first.due_after > first.due_before
    assert first.stopped_minutes == 120
    pdf = text_of(outage_sheet_pdf(sheet, fonts=FONTS), tmp_path)
    for word in ("장애기간 처리대장", during.number, slips[2], slips[0], "행정망 장애", "2시간 정지"):
        assert word in pdf
    assert services.offline.outage_sheet(park, sheet.label).sha256 == sheet.sha256


def test_an_outage_of_central_stops_no_deadline(home: Home) -> None:
    services, park = home.services, here(home)
    services.open_day(park, 0)
    outages.central_turned(home.desk, True, timedelta(minutes=1))
    outages.central_turned(home.desk, True, timedelta(minutes=1))
    assert outages.central_is_away(home.desk)
    made = services.record_case(park, a_draft(home))
    assert made.state == "received"
    outages.central_turned(home.desk, False, timedelta())
    assert not outages.central_is_away(home.desk)
    sheet = services.offline.outage_sheet(park, "central")
    assert sheet.until is not None
    assert [line.number for line in sheet.lines] == []  # received at the very moment in which it ended
    assert len(home.desk.store.outages.newest(10)) == 1


def test_blank_slips_carry_their_numbers_twice(home: Home, tmp_path: Path) -> None:
    services, park = home.services, here(home)
    made = services.offline.print_slips(park, 2)
    text = text_of(blank_slips_pdf(made, fonts=FONTS), tmp_path)
    assert text.count(made.slips[0].number) == 2
    assert text.count(made.slips[1].number) == 2
    again = services.offline.slips_again(park, made.slips[1].number, made.slips[1].number)
    assert again.slips == made.slips[1:]


def test_who_printed_which_slips_again_is_in_the_book_and_no_slip_is_counted_twice(home: Home) -> None:
    services, park = home.services, here(home)
    made = services.offline.print_slips(park, 3)
    before = services.offline.slip_status()
    services.offline.slips_again(park, made.slips[1].number, made.slips[2].number)
    (header, body) = home.connections.all("SELECT header, body FROM entry WHERE kind = 'slips_marked' ORDER BY place DESC LIMIT 1")[0]
    assert decode_header(header).actor_entry == park.entry_id
    written = decode_body("slips_marked", body)
    assert isinstance(written, SlipsMarked)
    assert (written.first, written.last, written.mark, written.reason) == (2, 3, "printed", PRINTED_AGAIN)
    assert services.offline.slip_status() == before
    assert services.offline.print_slips(park, 1).slips[0].number.split("-")[-2] == "0004"


def test_rebuild_makes_the_same_outages_and_slips_again(home: Home) -> None:
    services, park = home.services, here(home)
    services.open_day(park, 0)
    number = services.offline.print_slips(park, 3).slips[1].number
    services.set_lamp(park, "resident", True)
    later(home, hours=1)
    services.set_lamp(park, "resident", False)
    services.record_case(park, a_draft(home, slip_no=number, intake_at=at(NINE + timedelta(minutes=5)), late_reason="수기"))
    asked = [
        "SELECT * FROM outage ORDER BY 1",
        "SELECT * FROM slip_mark ORDER BY 1, 2",
        "SELECT * FROM slip_case ORDER BY 1, 2",
        "SELECT * FROM late_case ORDER BY 1, 2",
    ]
    before = [home.connections.all(sql) for sql in asked]
    home.store.rebuild()
    assert [home.connections.all(sql) for sql in asked] == before
    assert all(before)


def test_the_leaders_outage_reaches_the_other_desk_and_a_clerks_does_not_light_its_lamp(central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(central)
    three, five = enrolled(central, tmp_path / "03", "03"), enrolled(central, tmp_path / "05", "05")
    try:
        leader, clerk = here(three), here(five, "lee")
        three.services.open_day(leader, 0)
        five.services.open_day(clerk, 0)
        three.services.set_lamp(leader, "resident", True, "전국 장애", room=True)
        three.services.set_lamp(leader, "seal", True)
        for home in (three, five, three):
            home.sync_all()
        assert [lamp.system for lamp in five.services.lamps() if lamp.down] == ["resident"]
        assert five.services.record_case(clerk, a_draft(five)).state == "received_only"
        five.services.set_lamp(clerk, "seal", True)
        for home in (five, three):
            home.sync_all()
        three.services.set_lamp(leader, "seal", False, room=True)  # the leader's word ends what any desk reported
        three.services.set_lamp(leader, "resident", False, room=True)
        for home in (three, five):
            home.sync_all()
        assert not any(lamp.down for home in (three, five) for lamp in home.services.lamps())
        ids = [{each.outage_id for each in home.desk.store.outages.newest(10)} for home in (three, five)]
        assert ids[0] == ids[1]
        assert all(isinstance(each, UUID) for each in ids[0])
        assert len(ids[0]) == 3
    finally:
        three.close()
        five.close()
