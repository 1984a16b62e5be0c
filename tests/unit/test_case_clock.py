"""By when the next thing has to happen to a case, from receipt to its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.domain.case_clock import after_step, at_receipt, limit_of, period_of, processing_of, recounted, runs
from app.domain.cases import Case, apply
from app.domain.clock_entries import ClockMark, DueMove, DuesMoved
from app.domain.deadlines import deadline, in_days, period
from app.domain.entries import CaseAdvanced, CaseReceived, Header
from app.domain.forms import Processing
from app.domain.lives import transition
from app.domain.work_calendar import SEOUL, WorkCalendar, calendar_of
from app.services.desk import from_ms, to_ms
from tests.desks import the_catalogue

CALENDAR = WorkCalendar(holidays=the_catalogue().holidays)
CASE = UUID(int=1)
NONE = Processing(kind="not_set", value=0, unit="none", rule="none", verified=False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def a_header(seq: int, moment: str) -> Header:
    return Header(
        1, "26410", "03", UUID(int=9), 1, 0, seq, UUID(int=seq), "x", CASE, None, "2026-07-13", to_ms(at(moment)), None, None, b"", 0
    )


class Life:
    """A case that is walked through its life, step by step, each at its moment."""

    def __init__(self, life: str, processing: Processing, received: str) -> None:
        self.processing, self.seq = processing, 1
        due_at, limit_at = at_receipt(life, processing, at(received), CALENDAR)
        body = CaseReceived(number="n", service="s", life=life, form_version=1, applicant={}, answers={}, due_at=due_at, limit_at=limit_at)
        self.case: Case = apply(None, a_header(1, received), body)

    def step(self, step: str, moment: str, **facts: Any) -> str:
        row = transition(self.case.life, self.case.state, f"case_advanced:{step}")
        assert row is not None, (self.case.state, step)
        tick = after_step(self.case, step, row.next, facts, self.processing, at(moment), CALENDAR)
        self.seq += 1
        body = CaseAdvanced(step=step, based_on=self.case.version, facts=facts, due_at=tick.due_at, limit_at=tick.limit_at, clock=tick.mark)
        self.case = apply(self.case, a_header(self.seq, moment), body)
        return self.due

    @property
    def due(self) -> str:
        return "" if self.case.due_at is None else f"{from_ms(self.case.due_at).astimezone(SEOUL):%m-%d %H:%M}"

    @property
    def limit(self) -> str:
        return "" if self.case.limit_at is None else f"{from_ms(self.case.limit_at).astimezone(SEOUL):%m-%d %H:%M}"


# ── petitions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_petition_waits_for_its_supplement_and_gets_the_days_back() -> None:
    life = Life("petition", in_days(7), "2026-07-13 10:00")
    assert (life.due, life.limit) == ("07-22 18:00", "07-22 18:00")
    assert life.step("assign", "2026-07-13 11:00") == "07-22 18:00"
    assert life.step("request_supplement", "2026-07-15 09:00", until="2026-07-24", sent_on="2026-07-15") == "07-24 18:00"
    assert life.limit == "07-22 18:00"
    assert life.step("prolong_supplement", "2026-07-17 09:00", until="2026-07-31") == "07-31 18:00"
    assert life.step("supplement", "2026-07-22 09:00", arrived_on="2026-07-21") == "07-28 18:00"
    assert life.step("extend", "2026-07-23 09:00", days=7) == "08-06 18:00"
    assert life.step("decide", "2026-08-03 15:00") == "08-04 15:00"  # told without delay: within a working day
    assert life.limit == "08-06 18:00"
    assert life.step("notify", "2026-08-04 09:00") == ""


def test_a_second_request_lasts_from_the_first_one_and_a_later_supplement_is_one_of_its_own() -> None:
    life = Life("petition", in_days(7), "2026-07-13 10:00")
    life.step("request_supplement", "2026-07-14 09:00", until="2026-07-16")
    life.step("request_again", "2026-07-20 09:00", until="2026-07-24")
    assert life.due == "07-24 18:00"
    assert life.step("supplement", "2026-07-21 09:00") == "07-29 18:00"  # 14 to 21 July do not count
    life.step("request_supplement", "2026-07-23 09:00", until="2026-07-30")
    assert life.step("supplement", "2026-07-24 09:00") == "07-31 18:00"  # … nor 23 and 24
    assert [mark.kind for mark in life.case.clock] == ["asked", "asked", "supplement", "asked", "supplement"]


def test_an_extension_without_days_is_the_whole_period() -> None:
    life = Life("petition", in_days(7), "2026-07-13 10:00")
    life.step("assign", "2026-07-13 11:00")
    assert life.step("extend", "2026-07-20 09:00") == "07-31 18:00"
    hours = Life("petition", in_days(3), "2026-09-23 14:00")
    hours.step("assign", "2026-09-23 15:00")
    assert hours.step("extend", "2026-09-30 09:00", days=1) == "10-01 14:00"


def test_a_long_petition_owes_a_notice_each_thirty_days() -> None:
    life = Life("petition", in_days(62), "2026-09-01 10:00")
    assert (life.due, life.limit) == ("10-01 18:00", "12-01 18:00")
    life.step("assign", "2026-09-01 11:00")
    assert life.step("interim_notice", "2026-09-30 09:00", interim_on="2026-09-30") == "10-30 18:00"
    assert life.step("interim_notice", "2026-10-30 09:00") == "11-30 18:00"  # 29 November is a Sunday
    assert life.step("interim_notice", "2026-11-27 09:00") == "12-01 18:00"
    life.step("request_supplement", "2026-11-30 09:00", until="2026-12-10")
    assert life.step("interim_notice", "2026-12-01 09:00") == "12-10 18:00"  # the petitioner is waited for all the same


def test_a_petition_that_ends_is_due_no_more() -> None:
    life = Life("petition", in_days(7), "2026-07-13 10:00")
    life.step("request_supplement", "2026-07-14 09:00", until="2026-07-24")
    assert life.step("return", "2026-07-27 09:00") == ""


# ── disclosure ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_disclosure_is_decided_told_and_disclosed_each_in_its_time() -> None:
    life = Life("disclosure", in_days(10), "2026-09-14 10:00")
    assert life.due == "09-29 18:00"
    life.step("assign", "2026-09-14 11:00")
    assert life.step("extend", "2026-09-28 09:00", days=10) == "10-15 18:00"
    assert life.step("decide", "2026-10-12 14:00", decision="full", decided_on="2026-10-12") == "10-13 14:00"
    assert life.step("notify", "2026-10-13 09:00") == "10-23 18:00"  # ten working days from the decision
    assert life.step("disclose", "2026-10-20 09:00") == ""


def test_a_disclosure_waits_for_the_day_that_was_named_or_for_the_third_party() -> None:
    named = Life("disclosure", in_days(10), "2026-09-14 10:00")
    named.step("assign", "2026-09-14 11:00")
    named.step("decide", "2026-09-18 14:00", decision="partial", decided_on="2026-09-18")
    assert named.step("notify", "2026-09-18 15:00", disclose_on="2026-09-22") == "09-22 18:00"
    opposed = Life("disclosure", in_days(10), "2026-09-14 10:00")
    opposed.step("assign", "2026-09-14 11:00")
    opposed.step("hear_third_party", "2026-09-16 11:00", opinion="opposes")
    opposed.step("decide", "2026-09-18 14:00", decision="full", decided_on="2026-09-18")
    assert opposed.step("notify", "2026-09-18 15:00") == "10-19 18:00"  # 30 days later is Sunday the 18th
    refused = Life("disclosure", in_days(10), "2026-09-14 10:00")
    refused.step("assign", "2026-09-14 11:00")
    refused.step("decide", "2026-09-18 14:00", decision="none")
    assert refused.step("notify", "2026-09-18 15:00") == ""


@pytest.mark.parametrize("said", ["2026-09-31", "~", "2026-W38-5", 7, "9999-12-31"])
@pytest.mark.parametrize(("opinion", "due"), [("agrees", "10-06 18:00"), ("opposes", "10-19 18:00")])
def test_a_day_of_decision_that_no_calendar_has_is_counted_from_the_notice(said: object, opinion: str, due: str) -> None:
    life = Life("disclosure", in_days(10), "2026-09-14 10:00")
    life.step("assign", "2026-09-14 11:00")
    life.step("hear_third_party", "2026-09-16 11:00", opinion=opinion)
    life.step("decide", "2026-09-18 14:00", decision="full", decided_on=said)  # by another desk's program
    assert life.step("notify", "2026-09-18 15:00") == due


# ── passports ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_passport_is_reminded_each_month_until_it_is_void() -> None:
    life = Life("passport", in_days(8), "2026-05-11 10:00")
    assert life.due == "05-20 18:00"
    life.step("send", "2026-05-11 11:00")
    assert life.step("produce", "2026-05-20 09:00", issued_on="2026-05-20") == "05-20 18:00"
    assert life.step("arrive", "2026-05-22 09:00") == "06-22 18:00"
    assert life.limit == ""
    reminded = [life.step("remind", f"2026-{day} 09:00") for day in ("06-22", "07-20", "08-20", "09-21", "10-20")]
    assert reminded == ["07-20 18:00", "08-20 18:00", "09-21 18:00", "10-20 18:00", "11-20 18:00"]
    assert life.step("remind", "2026-11-20 09:00") == "11-23 18:00"  # void from the 21st, a Saturday
    assert life.step("void", "2026-11-23 09:00") == "11-23 18:00"
    assert life.step("destroy", "2026-11-23 10:00") == ""


def test_a_passport_that_was_fetched_or_is_on_its_way_is_due_no_more() -> None:
    life = Life("passport", in_days(8), "2026-05-11 10:00")
    life.step("send", "2026-05-11 11:00")
    life.step("arrive", "2026-05-22 09:00", issued_on="2026-05-20")
    assert life.step("dispatch", "2026-05-22 10:00") == ""
    assert life.step("post_returned", "2026-06-24 10:00") == "07-20 18:00"
    assert life.step("deliver", "2026-06-25 10:00") == ""


def test_a_passport_of_unknown_issue_counts_from_its_arrival() -> None:
    life = Life("passport", in_days(8), "2026-05-11 10:00")
    life.step("send", "2026-05-11 11:00")
    assert life.step("arrive", "2026-05-22 09:00") == "06-22 18:00"


# ── the others ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_paper_of_another_office_waits_fifteen_days_for_who_asked() -> None:
    life = Life("exchange", period("24h"), "2026-11-16 10:00")
    life.step("request", "2026-11-16 10:10")
    assert life.step("arrive", "2026-11-17 10:00") == "12-02 18:00"
    assert life.step("deliver", "2026-11-20 10:00") == ""


def test_a_living_report_is_answered_within_a_day_of_its_outcome() -> None:
    life = Life("living_report", period("immediate"), "2026-11-20 10:00")
    assert life.due == "11-20 14:00"
    assert life.step("forward", "2026-11-20 10:30") == "11-20 14:00"
    assert life.step("resolve", "2026-11-20 11:00") == "11-23 11:00"
    assert life.step("notify", "2026-11-20 14:00") == ""


def test_a_filing_has_no_period_but_its_supplement_has_a_day() -> None:
    life = Life("filing", NONE, "2026-11-16 10:00")
    assert life.due == ""
    assert life.step("request_supplement", "2026-11-16 11:00", until="2026-11-30") == "11-30 18:00"
    assert life.step("supplement", "2026-11-20 11:00") == ""
    assert life.step("accept", "2026-11-20 12:00") == ""
    unasked = Life("filing", NONE, "2026-11-16 10:00")
    assert unasked.step("request_supplement", "2026-11-16 11:00") == ""
    assert unasked.step("supplement", "2026-11-20 11:00") == ""


def test_a_certificate_is_due_until_it_is_issued() -> None:
    life = Life("certificate", period("immediate"), "2026-11-20 10:00")
    assert life.due == "11-20 14:00"
    assert life.step("issue", "2026-11-20 11:00") == ""


def test_the_holder_of_a_seal_is_told_by_the_next_working_day_whatever_else_happens() -> None:
    life = Life("certificate", period("immediate"), "2026-11-20 10:00")
    life.case = msgspec.structs.replace(life.case, agent={"name": "김정훈"}, answers={"notice_by": "sms"})
    assert life.step("issue", "2026-11-20 11:00") == "11-23 18:00"  # Friday: told on Monday
    assert life.step("deliver", "2026-11-20 11:05") == "11-23 18:00"
    assert life.step("notify_holder", "2026-11-23 09:00", notice_way="sms") == ""


def test_a_certificate_that_was_asked_for_online_is_made_within_four_hours() -> None:
    online = processing_of(the_catalogue().forms["resident_registration_copy"], {"received_by": "online"})
    found = deadline(online, at("2026-11-20 10:00"), CALENDAR)
    assert found is not None
    assert found.at == at("2026-11-20 15:00")


def test_the_period_of_a_case_is_what_its_receipt_says_or_its_form() -> None:
    forms = the_catalogue().forms
    permit = forms["permit_petition"]
    assert processing_of(permit, {"period_days": 3}) == in_days(3)
    assert processing_of(permit, {}) == permit.processing
    assert processing_of(permit, {"period_days": 0}) == permit.processing
    assert processing_of(forms["seal_certificate_issue"], {}).rule == "immediate"


def test_a_case_keeps_the_period_it_was_received_with() -> None:
    form = the_catalogue().forms["grievance_petition"]
    case = Life("petition", in_days(7), "2026-07-13 10:00").case
    assert period_of(form, msgspec.structs.replace(case, period="14d")) == in_days(14)
    assert period_of(form, case) == form.processing
    assert period_of(form, msgspec.structs.replace(case, period="for ever")) == form.processing
    assert period_of(None, case).rule == "none"


# ── counted again ────────────────────────────────────────────────────────────────────────────────────────────────────


def declared(day: str) -> WorkCalendar:
    return calendar_of(CALENDAR.holidays, frozenset({at(day).date()}), frozenset(), None)


def test_a_declared_holiday_moves_what_follows_from_the_period_and_nothing_else() -> None:
    life = Life("petition", in_days(7), "2026-07-13 10:00")
    moved = recounted(life.case, life.processing, declared("2026-07-20"))
    assert moved == (to_ms(at("2026-07-23 18:00")), to_ms(at("2026-07-23 18:00")))
    assert recounted(life.case, life.processing, CALENDAR) is None
    assert recounted(life.case, NONE, declared("2026-07-20")) is None
    life.step("request_supplement", "2026-07-14 09:00", until="2026-07-24")
    assert not runs(life.case)
    assert recounted(life.case, life.processing, declared("2026-07-20")) is None
    assert recounted(Life("filing", NONE, "2026-07-13 10:00").case, NONE, declared("2026-07-20")) is None


def test_an_outage_is_left_out_beside_everything_the_clock_keeps() -> None:
    life = Life("petition", in_days(7), "2026-07-13 10:00")
    life.step("request_supplement", "2026-07-14 09:00", until="2026-07-24")
    life.step("supplement", "2026-07-15 09:00")
    assert life.due == "07-24 18:00"
    away = ClockMark(kind="outage", start=to_ms(at("2026-07-20 14:00")), end=to_ms(at("2026-07-21 10:00")))
    moved = recounted(life.case, life.processing, CALENDAR, [away])
    assert moved is not None
    assert from_ms(moved[0]) == at("2026-07-28 18:00")
    body = DuesMoved(
        reason="outage", moves=[DueMove(case_id=CASE, was=life.case.due_at or 0, due_at=moved[0], limit_at=moved[1])], mark=away
    )
    after = apply(life.case, a_header(9, "2026-07-21 10:00"), body)
    assert (after.due_at, after.limit_at) == moved
    assert limit_of(after, life.processing, CALENDAR) == moved[1]
    assert recounted(after, life.processing, CALENDAR) is None


@pytest.mark.parametrize("life", ["compensation", "guardianship", "consultation"])
def test_a_life_without_a_period_is_never_due(life: str) -> None:
    assert at_receipt(life, NONE, at("2026-11-20 10:00"), CALENDAR) == (None, None)
