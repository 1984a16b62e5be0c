"""Due dates in the ledger: frozen at receipt, moved by steps, by a declared holiday and by an outage (REFERENCE §3, issue 5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.cases import Case
from app.domain.clock_entries import CalendarChanged
from app.domain.deadlines import period
from app.domain.entries import Fact
from app.domain.errors import Refused, Stopped
from app.domain.views import Actor
from app.services.desk import SEOUL, entry_day, from_ms, to_ms
from app.services.make_sample import make_samples
from app.services.slip_dues import period_words
from app.ui.tasks import Task
from tests.desks import PASSWORD, a_home, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

MONDAY = datetime(2026, 7, 13, 10, 0, tzinfo=SEOUL)
EXTRA = date(2026, 7, 20)  # a Monday nobody knew to be a holiday


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path / "home", at=MONDAY)
    home.services.open_day(signed(home, "lee"))
    yield home
    home.close()


def signed(home: Home, user: str) -> Actor:
    return home.services.sign_in(user, PASSWORD)


def wait(home: Home, **hours: float) -> None:
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(**hours))


def received(home: Home, service: str, count: int = 1, **changes: Any) -> list[UUID]:
    lee = signed(home, "lee")
    drafts = make_samples(the_catalogue(), the_people(), service=service, count=count, seed=3, today=MONDAY.date())
    reached = (msgspec.structs.replace(draft, applicant={"phone": "01000001234"} | draft.applicant) for draft in drafts)
    return [home.services.record_case(lee, msgspec.structs.replace(draft, draft_id=None, **changes)).case_id for draft in reached]


def case_of(home: Home, case_id: UUID) -> Case:
    found = home.store.cases.find(case_id)
    assert found is not None
    return found


def due(home: Home, case_id: UUID) -> str:
    case = case_of(home, case_id)
    return "" if case.due_at is None else f"{from_ms(case.due_at).astimezone(SEOUL):%m-%d %H:%M}"


# ── at receipt and with the steps ────────────────────────────────────────────────────────────────────────────────────


def test_a_petition_is_due_from_receipt_and_its_steps_move_that(home: Home) -> None:
    lee = signed(home, "lee")
    (case_id,) = received(home, "grievance_petition")
    assert due(home, case_id) == "07-22 18:00"
    home.services.advance_case(lee, case_id, "request_supplement", facts={"what": "위임장", "until": "2026-07-24", "way": "sms"})
    assert due(home, case_id) == "07-24 18:00"
    home.services.advance_case(lee, case_id, "supplement", facts={})
    assert due(home, case_id) == "07-23 18:00"  # one day does not count
    facts = {"days": 7, "extend_ground": "site_check", "extend_reason": "현장 확인", "way": "sms"}
    home.services.advance_case(lee, case_id, "extend", facts=facts)
    assert due(home, case_id) == "08-03 18:00"
    home.services.advance_case(lee, case_id, "decide", facts={"decision": "answered"})
    home.services.advance_case(lee, case_id, "notify", facts={"way": "sms"})
    assert due(home, case_id) == ""
    home.store.rebuild()
    assert [mark.kind for mark in case_of(home, case_id).clock] == ["asked", "supplement", "extension"]


def test_why_a_case_is_due_is_told_day_by_day(home: Home) -> None:
    lee = signed(home, "lee")
    (case_id,) = received(home, "grievance_petition")
    home.services.advance_case(lee, case_id, "request_supplement", facts={"what": "위임장", "until": "2026-07-24", "way": "sms"})
    number = case_of(home, case_id).number
    waiting = home.services.calendar.why(lee, number)
    assert (waiting.due_at, waiting.limit_at) == (case_of(home, case_id).due_at, case_of(home, case_id).limit_at)
    home.services.advance_case(lee, case_id, "supplement", facts={})
    why = home.services.calendar.why(lee, number)
    assert why.told.deadline is not None
    assert to_ms(why.told.deadline.at) == why.limit_at == why.due_at
    assert [step.reason for step in why.told.steps[:3]] == ["supplement", "counted", "counted"]
    (filing,) = received(home, "birth_filing")
    assert home.services.calendar.why(lee, case_of(home, filing).number).told.steps == []
    with pytest.raises(Refused, match="case_unknown"):
        home.services.calendar.why(lee, "2026-1234")
    with pytest.raises(Refused, match="not_allowed"):
        home.services.calendar.why(signed(home, "admin"), number)


def test_the_slip_says_by_when_and_what_a_citizen_may_expect(home: Home) -> None:
    lee = signed(home, "lee")
    (petition,) = received(home, "grievance_petition")
    rows = dict(home.services.intake_slip(lee, petition).rows)
    assert (rows["처리기간"], rows["처리예정"]) == ("7일", "2026. 7. 22.(수) 18:00")
    (passport,) = received(home, "passport_single", tender="cash")
    assert dict(home.services.intake_slip(lee, passport).rows)["수령예정일"] == "2026. 7. 23.(목) (근무일 8일)"
    (filing,) = received(home, "birth_filing")
    assert not {"처리기간", "처리예정"} & dict(home.services.intake_slip(lee, filing).rows).keys()
    assert [period_words(period(each)) for each in ("immediate", "24h", "2w", "1mo")] == ["즉시", "근무시간 24시간", "2주", "1개월"]


def test_a_passport_that_comes_by_post_is_not_fetched_at_the_office(home: Home) -> None:
    lee = signed(home, "lee")
    drafts = make_samples(the_catalogue(), the_people(), service="passport_multiple_10y", count=30, seed=3, today=MONDAY.date())
    ways = {draft.answers.get("pickup", "visit"): draft for draft in drafts}
    assert ways.keys() == {"visit", "post"}
    for way, draft in ways.items():
        case = home.services.record_case(lee, msgspec.structs.replace(draft, draft_id=None, tender="cash"))
        slip = home.services.intake_slip(lee, case.case_id)
        assert ("찾는 곳" in dict(slip.rows)) == (way == "visit")
        assert slip.notes[0].startswith("여권은 발급일부터" if way == "visit" else "적어 주신 주소로 보내 드립니다.")


def test_a_certificate_issued_at_the_counter_is_never_due_and_one_that_waits_is(home: Home) -> None:
    (issued,) = received(home, "resident_registration_abstract", tender="cash")
    assert (due(home, issued), case_of(home, issued).limit_at) == ("", None)
    home.services.set_lamp(signed(home, "park"), "resident", True)
    (waits,) = received(home, "resident_registration_abstract")
    assert due(home, waits) == "07-13 14:00"


def test_a_case_written_down_earlier_counts_from_when_the_citizen_came(home: Home) -> None:
    (case_id,) = received(home, "grievance_petition", intake_at="2026-07-10T16:00", late_reason="전산 장애")
    assert due(home, case_id) == "07-21 18:00"


# ── a declared day ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_declared_holiday_moves_open_cases_and_tells_old_and_new(home: Home) -> None:
    park, lee = signed(home, "park"), signed(home, "lee")
    first, second, waiting = received(home, "grievance_petition", 3)
    home.services.advance_case(lee, waiting, "request_supplement", facts={"what": "위임장", "until": "2026-07-24", "way": "sms"})
    moved = home.services.calendar.declare(park, EXTRA, True, "임시공휴일", "대통령령 제1호")
    assert {each.case_id for each in moved} == {first, second}
    assert [(f"{from_ms(each.was):%m-%d}", f"{from_ms(each.due_at):%m-%d}") for each in moved] == [("07-22", "07-23")] * 2
    assert [due(home, each) for each in (first, second, waiting)] == ["07-23 18:00", "07-23 18:00", "07-24 18:00"]
    (later,) = received(home, "grievance_petition")
    assert due(home, later) == "07-23 18:00"
    assert home.services.calendar.stale() == []
    back = home.services.calendar.declare(park, EXTRA, False, reason="취소 공고")
    assert len(back) == 3
    assert due(home, first) == "07-22 18:00"


def test_the_list_of_a_year_shows_the_table_and_the_word_of_the_office(home: Home) -> None:
    park = signed(home, "park")
    home.services.calendar.declare(park, EXTRA, True, "임시공휴일", "대통령령 제1호")
    home.services.calendar.declare(park, date(2026, 7, 17), False, reason="근무일 지정")
    days = {each.day: each for each in home.services.calendar.days(2026)}
    assert (days[EXTRA].off, days[EXTRA].printed) == (True, False)
    said = days[EXTRA].said
    assert said is not None
    assert (said.name, said.user) == ("임시공휴일", "park")
    assert (days[date(2026, 7, 17)].off, days[date(2026, 7, 17)].printed) == (False, True)
    assert days[date(2026, 12, 25)].said is None
    home.services.calendar.declare(park, EXTRA, False, reason="취소 공고")
    assert EXTRA not in {each.day for each in home.services.calendar.days(2026)}


def test_other_hours_move_what_is_counted_in_hours(home: Home) -> None:
    park = signed(home, "park")
    home.services.set_lamp(park, "resident", True)
    (waits,) = received(home, "resident_registration_abstract")
    moved = home.services.calendar.set_hours(park, [(time(9), time(12)), (time(14), time(18))], "점심시간 변경")
    assert [each.case_id for each in moved] == [waits]
    assert due(home, waits) == "07-13 15:00"  # two hours until noon, one from two
    assert home.services.calendar.calendar().hours == ((time(9), time(12)), (time(14), time(18)))


@pytest.mark.parametrize(
    ("day", "off", "name", "reason", "code"),
    [
        (EXTRA, True, "", "공고", "day_name_missing"),
        (EXTRA, True, "임시공휴일", "", "reason_missing"),
        (date(2026, 7, 25), True, "임시공휴일", "공고", "day_is_weekend"),
        (date(2026, 7, 10), True, "임시공휴일", "공고", "day_too_late"),
        (date(2101, 7, 15), True, "임시공휴일", "공고", "year_unknown"),
        (EXTRA, False, "", "공고", "calendar_unchanged"),
    ],
)
def test_a_day_nobody_can_mean_is_refused_and_nothing_is_written(
    home: Home, day: date, off: bool, name: str, reason: str, code: str
) -> None:
    before = home.store.head.seq
    park = signed(home, "park")
    with pytest.raises(Refused, match=code):
        home.services.calendar.declare(park, day, off, name, reason)
    assert home.store.head.seq == before + 1  # the sign-in
    assert list(home.store.office_calendar.said()) == []


def test_only_a_team_leader_speaks_about_the_calendar_and_a_clerks_entry_moves_nothing(home: Home) -> None:
    lee = signed(home, "lee")
    with pytest.raises(Refused, match="not_allowed"):
        home.services.calendar.declare(lee, EXTRA, True, "임시공휴일", "공고")
    with pytest.raises(Refused, match="not_allowed"):
        home.services.calendar.recount(lee)
    with home.store.transaction(actor=lee.entry_id, day=entry_day(home.desk)) as tx:
        tx.append(Fact(CalendarChanged(change="added", day=EXTRA.isoformat(), name="x"), home.desk.ids.new_id()))
    park = signed(home, "park")
    with home.store.transaction(actor=park.entry_id, day=entry_day(home.desk)) as tx:
        for day in ("2026-7-20", "20260720", "yesterday", "1999-07-20"):
            tx.append(Fact(CalendarChanged(change="added", day=day, name="x"), home.desk.ids.new_id()))
        tx.append(Fact(CalendarChanged(change="hours", hours=[[600, 500]]), home.desk.ids.new_id()))
        tx.append(Fact(CalendarChanged(change="hours", hours=[[600]]), home.desk.ids.new_id()))
    assert list(home.store.office_calendar.said()) == []
    assert not home.services.calendar.calendar().day_off(EXTRA)


def test_a_case_counted_by_an_older_calendar_is_found_and_counted_again(home: Home) -> None:
    park = signed(home, "park")
    (case_id,) = received(home, "grievance_petition")
    with home.store.transaction(actor=park.entry_id, day=entry_day(home.desk)) as tx:  # as another desk's word comes by the feed
        word = CalendarChanged(change="added", day=EXTRA.isoformat(), name="임시공휴일", reason="공고")
        tx.append(Fact(word, home.desk.ids.new_id()))
    assert [each.case_id for each in home.services.calendar.stale()] == [case_id]
    stopped = Task("", stoppable=True)
    stopped.stop()
    with pytest.raises(Stopped):
        home.services.calendar.recount(park, stopped)
    assert [each.case_id for each in home.services.calendar.stale()] == [case_id]
    assert [each.case_id for each in home.services.calendar.recount(park)] == [case_id]
    assert due(home, case_id) == "07-23 18:00"
    assert home.services.calendar.recount(park) == []


# ── an outage ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_outage_that_ends_moves_the_cases_it_touched(home: Home) -> None:
    park = signed(home, "park")
    home.services.set_lamp(park, "resident", True)
    (waits,) = received(home, "resident_registration_abstract")
    (petition,) = received(home, "grievance_petition")
    assert (due(home, waits), due(home, petition)) == ("07-13 14:00", "07-22 18:00")
    wait(home, hours=1.5)
    home.services.set_lamp(park, "resident", False)
    assert (due(home, waits), due(home, petition)) == ("07-13 15:30", "07-22 18:00")
    assert [mark.kind for mark in case_of(home, waits).clock] == ["outage"]
    home.store.rebuild()
    assert due(home, waits) == "07-13 15:30"


def test_an_outage_noticed_afterwards_moves_them_too_and_only_those_it_touched(home: Home) -> None:
    lee = signed(home, "lee")
    system = the_catalogue().forms["grievance_petition"].national_system
    assert system is not None
    (early,) = received(home, "grievance_petition")
    wait(home, hours=3)
    (late,) = received(home, "grievance_petition")
    home.services.offline.report_outage(lee, system, MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2), "정지")
    assert (due(home, early), due(home, late)) == ("07-23 18:00", "07-22 18:00")
    home.services.offline.report_outage(lee, system, MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2), "같은 장애")
    assert due(home, early) == "07-23 18:00"
