"""What the law allows of a step, and what an office offers, as pure rules."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.forms import FormDef, Processing, Programmes
from app.domain.petition_rules import check_step, period_days
from app.domain.programmes import Offer, compensation_won, late_minutes, offers
from tests.unit.form_factory import a_form

TODAY = date(2026, 11, 20)
DAY, HOUR = 24 * 60, 60
LOCAL = Programmes(
    guardian_days=10,
    late_hour_won=5000,
    late_more_hours_won=1000,
    late_day_won=10000,
    late_more_days_won=5000,
    late_most_won=30000,
    source="a by-law",
    verified=False,
)


def a_case(life: str = "petition", state: str = "assigned", **more: Any) -> Case:
    kept: dict[str, Any] = {"applicant": {}, "answers": {}, **more}
    return Case(
        case_id=UUID(int=1),
        number="26410-03-261120-0001-KI",
        service="a_petition",
        life=life,
        form_version=1,
        state=state,
        version=2,
        office="26410",
        desk="03",
        business_day="2026-11-20",
        received_at=0,
        intake_at=0,
        entry_id=UUID(int=2),
        bundle=bytes(16),
        **kept,
    )


def lasting(value: int, unit: str, rule: str = "days_ge6", kind: str = "days", *, family: str = "petition") -> FormDef:
    processing = Processing(kind=kind, value=value, unit=unit, rule=rule, verified=False)  # type: ignore[arg-type]
    return a_form(life="petition", family=family, processing=processing)


def code_of(case: Case, step: str, form: FormDef | None = None, **facts: Any) -> str:
    """The code of the refusal, empty if the step is allowed."""
    try:
        check_step(case, form or lasting(7, "day"), step, facts, TODAY)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("form", "days"),
    [
        (lasting(7, "day"), 7),
        (lasting(3, "day", "hours_le5", "hours"), 3),
        (lasting(4, "hour", "hours_le5", "hours"), 1),
        (lasting(12, "hour", "hours_le5", "hours"), 2),
        (lasting(3, "working_hour", "immediate", "immediate"), 1),
        (lasting(2, "week", "calendar_units"), 10),
        (lasting(1, "month", "calendar_units"), 20),
        (lasting(0, "none", "none", "not_set"), None),
    ],
)
def test_a_period_in_whole_days_of_work(form: FormDef, days: int | None) -> None:
    assert period_days(form, {}) == days
    assert period_days(form, {"period_days": 30}) == 30


@pytest.mark.parametrize(
    ("taken", "facts", "code"),
    [
        (0, {"days": 7}, ""),
        (0, {"days": 8}, "extension_too_long"),
        (1, {"days": 7}, "extension_needs_consent"),
        (1, {"days": 7, "consent": True}, ""),
        (1, {"days": 8, "consent": True}, "extension_too_long"),
        (2, {"days": 1, "consent": True}, "extended_enough"),
    ],
)
def test_how_often_and_how_long_a_petition_is_extended(taken: int, facts: dict[str, Any], code: str) -> None:
    assert code_of(a_case(taken={"extend": taken}), "extend", **facts) == code


def test_a_petition_without_a_period_is_extended_by_any_days() -> None:
    assert code_of(a_case(), "extend", lasting(0, "none", "none", "not_set"), days=90) == ""


def test_a_second_request_counts_ten_days_from_its_sending_or_from_today() -> None:
    case = a_case(state="supplement_requested")
    assert code_of(case, "request_again", until="2026-11-30") == ""
    assert code_of(case, "request_again", until="2026-12-01") == "second_request_too_long"
    assert code_of(case, "request_again", sent_on="2026-11-18", until="2026-11-28") == ""
    assert code_of(case, "request_again", sent_on="2026-11-18", until="2026-11-18") == "until_too_early"


@pytest.mark.parametrize(("opinion", "day", "code"), [("agrees", "2026-11-30", ""), ("agrees", "2026-12-01", "disclose_too_late"),
    ("opposes", "2026-12-19", "third_party_wait"), ("opposes", "2026-12-20", "")])  # fmt: skip
def test_when_something_may_be_disclosed(opinion: str, day: str, code: str) -> None:
    case = a_case("disclosure", "decided", facts={"decision": "full", "decided_on": "2026-11-20", "opinion": opinion})
    assert code_of(case, "notify", disclose_on=day) == code


@pytest.mark.parametrize("said", ["2026-11-31", 7, "9999-12-31"])
@pytest.mark.parametrize("opinion", ["agrees", "opposes"])
def test_a_day_of_decision_that_another_program_made_up_holds_up_no_disclosure(said: object, opinion: str) -> None:
    decided = a_case("disclosure", "decided", facts={"decision": "full", "decided_on": said, "opinion": opinion})
    assert code_of(decided, "notify", disclose_on="2026-11-30") == ""
    named = a_case("disclosure", "notified", facts={"decision": "full", "decided_on": said, "opinion": opinion, "disclose_on": said})
    assert code_of(named, "disclose") == code_of(named, "close_unclaimed") == ""


def test_nothing_is_said_of_a_day_where_nothing_is_disclosed() -> None:
    case = a_case("disclosure", "decided", facts={"decision": "none", "decided_on": "2026-11-20"})
    assert code_of(case, "notify", disclose_on="2027-01-01") == ""
    assert code_of(case, "disclose") == "nothing_to_disclose"


def test_a_paper_waits_fifteen_days_after_it_came() -> None:
    case = a_case("exchange", "arrived", facts={"arrived_at": "2026-11-05T10:00"})
    assert code_of(case, "close_unclaimed") == "not_unclaimed_yet"
    assert code_of(a_case("exchange", "arrived", facts={"arrived_at": "2026-11-04T10:00"}), "close_unclaimed") == ""
    unsaid = a_case("exchange", "arrived", changed_at=1_793_840_400_000)  # 2026-11-05 10:00 in Seoul
    assert code_of(unsaid, "close_unclaimed") == "not_unclaimed_yet"


def test_a_step_without_a_rule_is_a_matter_of_its_table_alone() -> None:
    assert code_of(a_case(), "assign", division="도로과") == ""


# ── offers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "answers", "offered"), [(9, {}, False), (10, {}, True), (3, {"guardian_wish": True}, True),
    (3, {"compound": True}, True), (3, {"period_days": 12}, True), (14, {"period_days": 5}, False)])  # fmt: skip
def test_to_whom_a_guardian_is_offered(days: int, answers: dict[str, object], offered: bool) -> None:
    found = offers(a_case(answers=answers), lasting(days, "day"), LOCAL)
    assert [each.code for each in found] == (["guardian"] if offered else [])
    assert offers(a_case(state="decided", answers=answers), lasting(days, "day"), LOCAL) == []
    assert offers(a_case(answers=answers), lasting(days, "day", family="integrated"), LOCAL) == []  # a card that is made again


@pytest.mark.parametrize(("late", "by_day", "by_hour"), [(1, 10000, 5000), (HOUR, 10000, 5000), (HOUR + 1, 10000, 6000),
    (DAY, 10000, 28000), (DAY + 1, 15000, 29000), (5 * DAY, 30000, 30000), (90 * DAY, 30000, 30000)])  # fmt: skip
def test_what_a_delay_costs_by_the_local_rule(late: int, by_day: int, by_hour: int) -> None:
    assert compensation_won(lasting(7, "day"), late, LOCAL) == by_day
    assert compensation_won(lasting(3, "day", "hours_le5", "hours"), late, LOCAL) == by_hour


@pytest.mark.parametrize(("limit_at", "minutes"), [(None, None), (1_000_000, None), (940_001, None), (940_000, 1), (0, 16)])
def test_how_late_something_is(limit_at: int | None, minutes: int | None) -> None:
    assert late_minutes(limit_at, 1_000_000) == minutes


def test_a_paper_called_back_may_have_been_an_error() -> None:
    found = offers(a_case("certificate", "voided"), lasting(3, "working_hour", "immediate", "immediate"), LOCAL)
    assert found == [Offer(code="error", service="error_compensation")]
