"""업무함: every list says exactly what waits, with whom, and what its one key does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.duties import LISTS, OPEN
from app.domain.errors import Refused
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services.work_time import work_calendar
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "desk")
    yield opened
    opened.close()


def at_work(home: Home, user: str = "lee") -> Actor:
    actor = home.services.sign_in(user, PASSWORD)
    if home.services.day_status().day is None:
        home.services.open_day(actor, 0)
    return actor


def later(home: Home, to: datetime) -> None:
    """The clock stands there; a day left open is closed and the new one opened."""
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(to - clock.now())
    park, lee = home.services.sign_in("park", PASSWORD), home.services.sign_in("lee", PASSWORD, second=True)
    if home.services.day_status().unclosed is not None or home.services.day_status().day is not None:
        home.services.close_day(park, confirmer=lee)
    home.services.open_day(park, 0)


def a_case(home: Home, actor: Actor, service: str, seed: int = 4, **answers: object) -> UUID:
    drawn = sample(the_catalogue().forms[service], seed=seed, index=1, today=NINE.date(), people=the_people())
    draft = msgspec.structs.replace(drawn, exemption=None, answers=drawn.answers | answers)
    return home.services.record_case(actor, draft).case_id


def an_agents_certificate(home: Home, actor: Actor) -> UUID:
    """A seal certificate issued to an agent at the counter."""
    form = the_catalogue().forms["seal_certificate_issue"]
    for seed in range(60):
        draft: Draft = sample(form, seed=seed, index=0, today=NINE.date(), people=the_people())
        if draft.answers.get("applied_by") == "agent":
            made = home.services.record_visit(actor, [msgspec.structs.replace(draft, exemption=None)], tender="cash", received_won=10_000)
            return made.cases[0].case_id
    raise AssertionError("no sample is applied for by an agent")


def numbers(home: Home, code: str, user: str | None = None) -> list[UUID | None]:
    return [each.case_id for each in home.services.work.page(code, user=user)]


def test_a_petition_is_due_today_then_overdue_and_gone_when_decided(home: Home) -> None:
    lee = at_work(home)
    case_id = a_case(home, lee, "inquiry_petition_simple")
    due = home.store.cases.find(case_id)
    assert due is not None and due.due_at is not None
    assert "due_today" not in home.services.work.counts()
    day = datetime.fromtimestamp(due.due_at / 1000, NINE.tzinfo)
    later(home, day.replace(hour=9, minute=0))
    assert home.services.work.counts()["due_today"] == 1
    assert numbers(home, "due_today") == [case_id]
    later(home, day + timedelta(hours=1))
    assert numbers(home, "overdue") == [case_id]
    assert "due_today" not in home.services.work.counts()


def test_what_is_due_in_two_working_days_is_told_beforehand_and_presses_nobody(home: Home) -> None:
    lee = at_work(home)
    case_id = a_case(home, lee, "information_disclosure_request", seed=5)
    case = home.store.cases.find(case_id)
    assert case is not None and case.due_at is not None
    calendar = work_calendar(home.desk)
    last = datetime.fromtimestamp(case.due_at / 1000, NINE.tzinfo).replace(hour=9, minute=0)
    number = calendar.days_before(last.toordinal())
    days = [datetime.fromordinal(calendar.day_of(number - back)).replace(hour=9, tzinfo=NINE.tzinfo) for back in (3, 2)]
    later(home, days[0])
    pressing = home.services.work.pressing()
    assert "due_soon" not in home.services.work.counts()
    later(home, days[1])
    assert (home.services.work.counts()["due_soon"], numbers(home, "due_soon")) == (1, [case_id])
    assert home.services.work.pressing() == pressing
    later(home, last)
    assert "due_soon" not in home.services.work.counts() and numbers(home, "due_today") == [case_id]


def test_a_passport_walks_through_the_lists_of_the_shelf(home: Home) -> None:
    park = at_work(home, "park")
    case_id = a_case(home, park, "passport_single")
    assert [each.action for each in home.services.work.page("to_send")] == ["send"]
    home.services.advance_case(park, case_id, "send", facts={"sent_on": NINE.date().isoformat()})
    home.services.advance_case(park, case_id, "arrive", facts={"passport_no": "M12345678", "issued_on": "2026-11-20"})
    assert "uncollected" not in home.services.work.counts()
    for day, waits in (
        (datetime(2026, 12, 21, 9, tzinfo=NINE.tzinfo), {"uncollected"}),
        (datetime(2027, 5, 11, 9, tzinfo=NINE.tzinfo), {"uncollected", "void_soon"}),
        (datetime(2027, 5, 21, 9, tzinfo=NINE.tzinfo), {"uncollected", "void_soon", "to_void"}),
    ):
        later(home, day)
        counts = home.services.work.counts()
        assert {code for code in ("uncollected", "void_soon", "to_void") if code in counts} == waits
    assert [each.action for each in home.services.work.page("to_void")] == ["void"]
    assert [each.action for each in home.services.work.page("uncollected")] == ["remind"]


def test_pages_of_a_list_follow_on_each_other_without_a_gap(home: Home) -> None:
    lee = at_work(home)
    made = [a_case(home, lee, "birth_filing", seed=each) for each in range(7)]
    seen, after = [], None
    while rows := home.services.work.page("open", after=after, limit=3):
        seen += [each.case_id for each in rows]
        after = rows[-1].more
    assert sorted(map(str, seen)) == sorted(map(str, made))
    assert home.services.work.people() == {"lee": 7}


def test_an_absent_colleagues_cases_go_over_in_one_act_and_their_history_says_so(home: Home) -> None:
    lee, park = at_work(home), home.services.sign_in("park", PASSWORD)
    first, second = (a_case(home, lee, "birth_filing", seed=each) for each in (1, 2))
    others = a_case(home, park, "birth_filing", seed=3)
    with pytest.raises(Refused, match="not_allowed"):
        home.services.work.hand_over(lee, "lee", "park", "휴가")
    assert home.services.work.hand_over(park, "lee", "park", "병가") == 2
    assert home.services.work.people() == {"park": 3}
    assert set(numbers(home, "open", "park")) == {first, second, others}
    line = home.store.cases.history(first)[-1]
    assert (line.kind, line.user) == ("case_handed_over", "park")
    with pytest.raises(Refused, match="nothing_to_hand_over"):
        home.services.work.hand_over(park, "lee", "park", "병가")
    home.store.rebuild()
    assert home.services.work.people() == {"park": 3}


def test_an_assigned_petition_lies_with_the_official_by_name_or_user(home: Home) -> None:
    lee = at_work(home)
    case_id = a_case(home, lee, "inquiry_petition_simple")
    home.services.advance_case(lee, case_id, "assign", facts={"division": "민원여권과", "official": "박가람"})
    assert home.services.work.people() == {"park": 1}
    assert numbers(home, "open", "park") == [case_id]
    assert numbers(home, "open", "lee") == []


def test_the_holder_of_a_seal_is_told_by_the_next_working_day(home: Home) -> None:
    lee = at_work(home)
    case_id = an_agents_certificate(home, lee)  # on a Friday
    (row,) = home.services.work.page("holder_notice")
    assert (row.case_id, row.action, row.step) == (case_id, "notify_holder", True)
    assert row.due_at is not None and datetime.fromtimestamp(row.due_at / 1000, NINE.tzinfo).date() == date(2026, 11, 23)
    home.services.advance_case(lee, case_id, "deliver", facts={})
    assert numbers(home, "holder_notice") == [case_id]  # handed over to the agent: the holder still has to be told
    told = {"notice_way": "phone", "told_on": "2026-11-20", "notice_result": "told"}
    home.services.advance_case(lee, case_id, "notify_holder", facts=told)
    assert numbers(home, "holder_notice") == []
    after = home.store.cases.find(case_id)
    assert after is not None and after.due_at is None


def test_a_certificate_late_for_its_notice_asks_for_the_notice_not_for_the_paper(home: Home) -> None:
    case_id = an_agents_certificate(home, at_work(home))  # on a Friday, due on Monday
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=3))
    (today,) = home.services.work.page("due_today")
    clock.advance(timedelta(days=1))
    (late,) = home.services.work.page("overdue")
    assert [(row.case_id, row.action, row.step) for row in (today, late)] == [(case_id, "notify_holder", True)] * 2


def test_telling_the_holder_is_offered_only_where_an_agent_came(home: Home) -> None:
    lee = at_work(home)
    by_agent = an_agents_certificate(home, lee)
    drafts = [
        sample(the_catalogue().forms["seal_certificate_issue"], seed=seed, index=0, today=NINE.date(), people=the_people())
        for seed in range(20)
    ]
    draft = next(each for each in drafts if each.answers.get("applied_by") == "principal")
    made = home.services.record_visit(lee, [msgspec.structs.replace(draft, exemption=None)], tender="cash", received_won=10_000)
    assert "notify_holder" in home.services.view_case(lee, by_agent).steps
    with pytest.raises(Refused, match="step_not_allowed") as refused:
        home.services.advance_case(lee, made.cases[0].case_id, "notify_holder", facts={"notice_way": "phone", "notice_result": "told"})
    assert "notify_holder" not in str(refused.value.facts["possible"])
    assert home.services.view_case(lee, made.cases[0].case_id).steps == ["deliver", "dispatch"]


def test_a_certificate_issued_while_the_citizen_waits_is_waited_for_by_nobody(home: Home) -> None:
    lee = at_work(home)
    draft = sample(the_catalogue().forms["resident_registration_copy"], seed=1, index=1, today=NINE.date(), people=the_people())
    home.services.record_visit(lee, [msgspec.structs.replace(draft, exemption=None)], tender="cash", received_won=10_000)
    assert home.connections.value("SELECT count(*) FROM case_duty") == 0
    assert home.services.work.counts() == {"official_no": 1}


def test_a_list_nobody_knows_is_refused_with_those_there_are(home: Home) -> None:
    at_work(home)
    with pytest.raises(Refused, match="worklist_unknown"):
        home.services.work.page("nothing")


def test_a_day_is_not_closed_before_the_holders_due_on_it_are_told(home: Home) -> None:
    lee = at_work(home)
    case_id = an_agents_certificate(home, lee)
    assert home.services.day_status().blockers == {}  # the law leaves the next working day for it
    later(home, NINE + timedelta(days=3))  # Monday
    assert home.services.day_status().blockers == {"agent_notices": 1}
    park, second = home.services.sign_in("park", PASSWORD), home.services.sign_in("lee", PASSWORD, second=True)
    with pytest.raises(Refused, match="day_blocked"):
        home.services.close_day(park, confirmer=second)
    told = {"notice_way": "sms", "told_on": "2026-11-23", "notice_result": "left"}
    home.services.advance_case(lee, case_id, "notify_holder", facts=told)
    home.services.close_day(park, confirmer=second)


def test_what_came_just_now_stands_in_the_lists_as_it_will_after_the_next_batch_of_the_index(home: Home) -> None:
    lee = at_work(home)
    an_agents_certificate(home, lee)
    filed = a_case(home, lee, "birth_filing")
    petition = a_case(home, lee, "inquiry_petition_simple", seed=5)
    # It waits for the index and has moved on already.
    home.services.advance_case(lee, petition, "assign", facts={"division": "건축과", "official": "박가람"})
    due = home.store.cases.find(petition)
    assert due is not None and due.due_at is not None

    def told() -> list[object]:
        work, duties = home.services.work, home.store.duties
        pages = [(code, user, numbers(home, code, user)) for code in (*LISTS, OPEN) for user in (None, "lee", "park")]
        steps = [work.page(OPEN, after=first.more, limit=1) for first in work.page(OPEN, limit=1)]
        counts = [work.counts(), work.counts("lee"), work.people(), duties.notices_due(2**53), duties.notices_due(0)]
        return [pages, steps, counts, duties.kept_by(["lee"]), duties.kept_by(["박가람"])]

    assert home.connections.value("SELECT count(*) FROM search_pending") == 3
    before = told()
    assert filed in numbers(home, OPEN) and petition in numbers(home, OPEN)
    home.store.catch_up()
    assert home.connections.value("SELECT count(*) FROM case_duty") > 3
    assert told() == before
    for step in ("examine", "accept"):
        home.services.advance_case(lee, filed, step, facts={})
    again = told()
    assert numbers(home, "to_send") == [filed]
    assert again != before
    home.store.rebuild()
    assert told() == again


def test_the_number_on_the_tab_counts_what_presses_each_case_once(home: Home) -> None:
    park = at_work(home, "park")
    work = home.services.work
    assert work.pressing() == 0
    filed = a_case(home, park, "birth_filing", seed=1)
    assert work.pressing() == 0  # it waits, but presses nobody yet
    home.services.advance_case(park, filed, "examine")
    home.services.advance_case(park, filed, "accept")
    assert work.pressing() == 1
    an_agents_certificate(home, park)
    assert work.pressing() == 2  # issued, so it is over by its state; its holder has to be told all the same
    unpaid = home.services.record_case(park, Draft(service="land_register_copy", tender="none")).case_id
    assert work.pressing() == 3
    home.store.catch_up()
    assert work.pressing() == 3
    home.services.take_payment(park, [unpaid], tender="cash")
    assert work.pressing() == 2
    later(home, NINE + timedelta(days=40))  # due long ago, and to be sent: one case
    assert {code for code in home.services.work.counts() if code in ("overdue", "to_send")} == {"overdue", "to_send"}
    assert work.pressing() == 2


def test_a_passport_applied_for_elsewhere_waits_to_be_handed_over(home: Home) -> None:
    park = at_work(home, "park")
    case_id = a_case(home, park, "passport_delivery", passport_no="M123A4567")
    (row,) = home.services.work.page("to_hand_over")
    assert (row.case_id, row.action) == (case_id, "deliver")
    home.services.advance_case(park, case_id, "deliver", facts={"id_document": "resident_card", "passport_no": "M123A4567"})
    assert home.services.work.page("to_hand_over") == []


def test_a_number_that_was_forgotten_for_weeks_is_found_by_looking_further_back(home: Home) -> None:
    lee = at_work(home)
    case_id = a_case(home, lee, "birth_filing")
    number = home.store.cases.find(case_id)
    assert number is not None
    later(home, NINE + timedelta(days=20))
    work = home.services.work
    assert (work.counts().get("official_no"), work.page("official_no")) == (None, [])
    assert work.counts(days=31)["official_no"] == 1
    assert [each.case_id for each in work.page("official_no", days=31)] == [case_id]
    park = home.services.sign_in("park", PASSWORD)
    line = f"2026-0001234, {NINE:%Y-%m-%d %H:%M}, 출생신고"
    assert [case.case_id for _, case in work.match_numbers(park, line).pairs] == [case_id]  # the line names the day itself


def test_the_offices_own_target_stands_beside_the_period_of_the_law(home: Home) -> None:
    lee = at_work(home)
    case_id = a_case(home, lee, "information_disclosure_request", seed=5)
    case = home.store.cases.find(case_id)
    assert case is not None and case.limit_at is not None
    detail = home.services.view_case(lee, case_id)
    assert detail.own_due_at is not None and detail.own_due_at < case.limit_at
    assert (datetime.fromtimestamp(detail.own_due_at / 1000, NINE.tzinfo) - NINE).days == 10  # seven days of work, the first counted
    (row,) = home.services.work.page("open")
    assert (row.own_due_at, row.due_at) == (detail.own_due_at, case.due_at)
    assert home.services.calendar.why(lee, case.number).own_due_at == detail.own_due_at
    lines = dict(home.services.books.paper(lee, case_id, "petition_receipt").lines)
    assert lines["우리 기관 목표일"] < lines["처리예정일"]
    home.services.advance_case(lee, case_id, "assign", facts={"division": "도로과", "official": "김도로"})
    home.services.advance_case(lee, case_id, "decide", facts={"decision": "full", "decided_on": NINE.date().isoformat()})
    assert home.services.view_case(lee, case_id).own_due_at is None  # decided: nothing is promised any more
    assert home.services.view_case(lee, a_case(home, lee, "suggestion_petition")).own_due_at is None


def test_the_year_tells_how_many_kept_the_period_of_the_law_and_the_offices_own(home: Home) -> None:
    lee = at_work(home)
    quick, slow, late, waiting = (a_case(home, lee, "information_disclosure_request", seed=seed) for seed in (5, 6, 7, 8))
    decision = {"decision": "full", "decided_on": NINE.date().isoformat()}

    def decide(case_id: UUID, day: date) -> None:
        actor = home.services.sign_in("lee", PASSWORD)
        home.services.advance_case(actor, case_id, "assign", facts={"division": "도로과", "official": "김도로"})
        home.services.advance_case(actor, case_id, "decide", facts=decision | {"decided_on": day.isoformat()})

    decide(quick, NINE.date())
    tables = home.services.statistics
    (row,) = tables.report("R22", 2026).rows
    assert (row.cells["접수"], row.cells["처리"], row.cells["평균 일수"]) == (4, 1, 0)
    case = home.store.cases.find(slow)
    assert case is not None and case.limit_at is not None
    last = datetime.fromtimestamp(case.limit_at / 1000, NINE.tzinfo)
    later(home, last.replace(hour=10))
    decide(slow, last.date())  # on the last day of the law, after that of the office
    later(home, (last + timedelta(days=7)).replace(hour=10))
    decide(late, last.date() + timedelta(days=7))
    found = tables.report("R22", 2026)
    (row,) = found.rows
    assert row.label == the_catalogue().forms["information_disclosure_request"].name.ko
    days = (last.date() - NINE.date()).days
    assert row.cells == {
        "접수": 4,
        "처리": 3,
        "법정기간 안": 2,
        "법정기간 넘김": 1,
        "자체목표 안": 1,
        "평균 일수": round((days + days + 7) / 3),
    }
    assert home.store.cases.find(waiting) is not None


@pytest.mark.parametrize("service", ["name_change_consultation", "petition_guardian_assignment"])
def test_what_goes_on_for_long_is_told_of_before_it_ends(home: Home, service: str) -> None:
    """The court's word, or the end of it, is not what is done next: the case itself offers 활동 기록 first."""
    actor = at_work(home)
    case_id = a_case(home, actor, service)
    detail = home.services.view_case(actor, case_id)
    (item,) = [each for each in home.services.work.page(OPEN) if each.case_id == case_id]
    assert (item.action, item.step) == (detail.steps[0], True) == ("contact", True)
