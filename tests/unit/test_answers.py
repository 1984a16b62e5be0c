"""A draft meets its form: everything wrong is said at once, everything kept is canonical."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import answers, rule_terms
from app.domain.answers import Checked, Draft
from app.domain.forms import Field, FieldKind, FormDef, Rule, When
from tests.unit.form_factory import a_choice, a_field, a_form

TODAY = date(2026, 11, 20)  # a Friday
AGENT = When(field="applied_by", equals="agent")


def checked(form: FormDef, /, **draft: object) -> Checked:
    return answers.check(form, Draft(service=form.id, **draft), today=TODAY)  # type: ignore[arg-type]


def one(each: Field, raw: object) -> Checked:
    return checked(a_form(fields=[each]), answers={each.id: raw})


def a_paper() -> FormDef:
    """Principal or agent, some copies: the shape of most forms."""
    return a_form(
        fields=[
            a_field("applicant.name", "name", required=True),
            a_field("applicant.rrn", "rrn", required=True),
            a_field("applied_by", "choice", default="principal", choices=[a_choice("principal", "1"), a_choice("agent", "2")]),
            a_field("agent.name", "name", required=True, show_if=[AGENT]),
            a_field("agent.phone", "phone", show_if=[AGENT]),
            a_field("use"),
            a_field("copies", "int", required=True, default=1, min=1, max=50),
        ]
    )


APPLICANT: dict[str, object] = {"name": "김정훈", "rrn": "900101-1234568"}


def test_defaults_fill_in() -> None:
    found = checked(a_paper(), applicant=APPLICANT)
    assert found.problems == {}
    assert found.values == {"applicant.name": "김정훈", "applicant.rrn": "9001011234568", "applied_by": "principal", "copies": 1}


def test_hidden_fields_are_dropped_with_what_they_carry() -> None:
    agent = {"name": "이서연", "phone": "010-0123-4567"}
    found = checked(a_paper(), applicant=APPLICANT, agent=agent, answers={"applied_by": "principal"})
    assert found.problems == {}
    assert not [name for name in found.values if name.startswith("agent.")]


def test_an_agents_case_never_becomes_the_principals_by_a_default() -> None:
    assert checked(a_paper(), applicant=APPLICANT, agent={"name": "이서연"}).problems == {"applied_by": "required"}
    assert checked(a_paper(), applicant=APPLICANT, agent={"name": " "}).problems == {}


def test_everything_wrong_is_said_at_once_in_the_order_of_the_form() -> None:
    found = checked(
        a_paper(),
        applicant={"rrn": "900231-1234567", "shoe_size": "270"},
        agent={"phone": "12"},
        answers={"applied_by": "agent", "colour": "red"},
        copies=99,
    )
    assert list(found.problems.items()) == [
        ("applicant.name", "required"),
        ("applicant.rrn", "rrn_invalid"),
        ("agent.name", "required"),
        ("agent.phone", "phone_invalid"),
        ("copies", "too_large"),
        ("applicant.shoe_size", "unknown_field"),
        ("colour", "unknown_field"),
    ]


def test_answers_cannot_smuggle_applicant_or_copies() -> None:
    found = checked(a_paper(), applicant=APPLICANT, answers={"applicant.name": "박지우", "copies": 5})
    assert found.problems == {"answers.applicant.name": "unknown_field", "answers.copies": "unknown_field"}


def test_copies_of_a_service_without_copies_are_refused_unless_it_is_the_one() -> None:
    assert checked(a_form(), copies=1).problems == {}
    assert checked(a_form(), copies=2).problems == {"copies": "unknown_field"}


def test_a_wrong_check_digit_warns_and_is_kept() -> None:
    found = one(a_field("number", "rrn"), "900101-1234560")
    assert found.problems == {}
    assert found.warnings == {"number": "rrn_checksum"}
    assert found.values == {"number": "9001011234560"}


def test_a_resident_number_in_free_text_warns() -> None:
    assert one(a_field("use"), "자녀 150203-3123456 계좌").warnings == {"use": "rrn_in_text"}


@pytest.mark.parametrize(
    ("each", "raw", "code"),
    [
        (a_field("x"), 5, "wrong_type"),
        (a_field("x", max_len=3), "네 글자다", "too_long"),
        (a_field("x"), "두\n줄", "control_characters"),
        (a_field("x", "name"), "김正훈", "name_invalid"),
        (a_field("x", "latin_name"), "홍", "latin_name_invalid"),
        (a_field("x", "rrn"), "123", "rrn_invalid"),
        (a_field("x", "rrn"), 9001011234568, "wrong_type"),
        (a_field("x", "arn"), "900101-1234568", "arn_invalid"),
        (a_field("x", "passport_no"), "1234", "passport_no_invalid"),
        (a_field("x", "reg_no"), "1234", "reg_no_invalid"),
        (a_field("x", "phone"), "없음", "phone_invalid"),
        (a_field("x", "date"), "2026-02-30", "invalid_date"),
        (a_field("x", "datetime"), "2026-02-28T25:00", "invalid_date"),
        (a_field("x", "int"), "두 통", "wrong_type"),
        (a_field("x", "int"), True, "wrong_type"),
        (a_field("x", "int"), 1.5, "wrong_type"),
        (a_field("x", "int", min=1), 0, "too_small"),
        (a_field("x", "int", max=9), 10, "too_large"),
        (a_field("x", "choice", choices=[a_choice("a", "1")]), "b", "unknown_choice"),
        (a_field("x", "choices", choices=[a_choice("a", "1")]), ["a", "b"], "unknown_choice"),
        (a_field("x", "choices", choices=[a_choice("a", "1")]), "a", "wrong_type"),
        (a_field("x", "check"), "yes", "wrong_type"),
        (a_field("x", "check", must=True), False, "must_be_ticked"),
        (a_field("x", "check", must=True), None, "must_be_ticked"),
        (a_field("x", required=True), "   ", "required"),
        (a_field("x", "rows", required=True), [], "required"),
        (a_field("x", "rows"), ["a"], "wrong_type"),
        (a_field("x", "rows", max=1), [{}, {}], "too_large"),
    ],
)
def test_each_mistake_has_its_code_and_leaves_no_value(each: Field, raw: object, code: str) -> None:
    found = one(each, raw)
    assert found.problems == {"x": code}
    assert not found.values.get("x")


@pytest.mark.parametrize(
    ("each", "raw", "kept"),
    [
        (a_field("x", "date"), "2026. 11. 21.", "2026-11-21"),
        (a_field("x", "datetime"), "261015 0930", "2026-10-15T09:30"),
        (a_field("x", "int"), "２", 2),
        (a_field("x", "phone"), "010 0123-4567", "01001234567"),
        (a_field("x", "passport_no"), "m123a4567", "M123A4567"),
        (a_field("x", "plate"), "123 가 4567", "123가4567"),
        (a_field("x", "choices", choices=[a_choice("a", "1"), a_choice("b", "2")]), ["b", "a", "b"], ["a", "b"]),
        (a_field("x", "check"), None, False),
        (a_field("x"), "  은행\u00a0제출 ", "은행 제출"),
    ],
)
def test_values_are_kept_in_one_form(each: Field, raw: object, kept: object) -> None:
    found = one(each, raw)
    assert found.problems == {}
    assert found.values == {"x": kept}
    assert one(each, kept).values == found.values


def test_an_unusual_plate_and_an_odd_company_number_warn_only() -> None:
    assert one(a_field("x", "plate"), "외교001-002").warnings == {"x": "plate_unusual"}
    assert one(a_field("x", "reg_no"), "220-81-62518").warnings == {"x": "reg_no_checksum"}


def test_rows_are_checked_cell_by_cell_with_conditions_inside_the_row() -> None:
    table = a_field(
        "buyers",
        "rows",
        min=1,
        columns=[
            {"id": "name", "kind": "text", "label": {"ko": "성명", "en": "name"}, "required": True},
            {"id": "number", "kind": "rrn", "label": {"ko": "번호", "en": "number"}},
        ],
    )
    found = one(table, [{"name": "박지우", "number": "900101-1234560"}, {"number": "1", "age": 3}])
    assert found.problems == {
        "buyers.1.name": "required",
        "buyers.1.number": "rrn_invalid",
        "buyers.1.age": "unknown_field",
    }
    assert found.warnings == {"buyers.0.number": "rrn_checksum"}
    assert found.values["buyers"] == [{"name": "박지우", "number": "9001011234560"}, {}]


def test_a_field_can_repeat_an_earlier_one_while_its_condition_holds() -> None:
    form = a_form(
        fields=[
            a_field("applicant.rrn", "rrn"),
            a_field("capacity", "choice", choices=[a_choice("father", "1"), a_choice("mother", "2")]),
            a_field("father_born", "date", same_as="applicant.rrn", same_when=[{"field": "capacity", "equals": "father"}]),
        ]
    )
    as_father = checked(form, applicant={"rrn": "900101-1234568"}, answers={"capacity": "father"})
    assert as_father.values["father_born"] == "1990-01-01"
    as_mother = checked(form, applicant={"rrn": "900101-2234567"}, answers={"capacity": "mother"})
    assert "father_born" not in as_mother.values
    typed = checked(form, applicant={"rrn": "900101-1234568"}, answers={"capacity": "father", "father_born": "890101"})
    assert typed.values["father_born"] == "1989-01-01"


def a_dated_form(rule: Rule) -> FormDef:
    return a_form(fields=[a_field("day", "date")], rules=[rule])


@pytest.mark.parametrize(
    ("day", "problem"),
    [("2026-05-20", {}), ("2026-05-19", {"day": "too_old"}), ("2026-11-20", {}), ("2026-11-21", {"day": "date_in_future"})],
)
def test_a_paper_is_good_for_six_months_to_the_day(day: str, problem: dict[str, str]) -> None:
    form = a_dated_form(Rule(kind="max_age_months", field="day", code="too_old", limit=6))
    assert checked(form, answers={"day": day}).problems == problem


def test_the_last_good_day_of_a_power_of_attorney_is_the_one_the_counter_shows() -> None:
    rule = Rule(kind="max_age_months", field="day", code="too_old", limit=6)
    assert rule_terms.term_end(rule, date(2026, 10, 15)) == date(2027, 4, 15)
    assert rule_terms.term_end(rule, date(2026, 8, 31)) == date(2027, 2, 28)


def test_terms_of_filings_count_their_first_day_and_move_over_days_off() -> None:
    rule = Rule(kind="months_within", field="day", code="late", limit=1)
    assert rule_terms.term_end(rule, date(2026, 10, 15)) == date(2026, 11, 16)  # COUNTER §3 D: a Monday
    holidays = {date(2026, 3, 1), date(2026, 3, 2)}
    moved = rule_terms.term_end(rule, date(2026, 1, 31), lambda day: day.weekday() >= 5 or day in holidays)
    assert moved == date(2026, 3, 3)  # REFERENCE §3.2
    days = Rule(kind="days_within", field="day", code="late", limit=14)
    assert rule_terms.term_end(days, date(2026, 11, 2)) == date(2026, 11, 16)


def test_lateness_warns_and_never_stops_a_filing() -> None:
    form = a_dated_form(Rule(kind="months_within", field="day", code="late", limit=1, severity="warn"))
    late = checked(form, answers={"day": "2026-10-01"})
    assert (late.problems, late.warnings) == ({}, {"day": "late"})
    assert checked(form, answers={"day": "2026-10-21"}).warnings == {}
    assert checked(form, answers={"day": "2026-11-21"}).problems == {"day": "date_in_future"}


def test_rules_compare_fields_only_where_both_are_there_and_conditions_hold() -> None:
    form = a_form(
        fields=[a_field("asked", "int"), a_field("allowed", "int"), a_field("by")],
        rules=[Rule(kind="not_more_than", field="asked", other="allowed", code="over", when=[When(field="by", equals="agent")])],
    )
    assert checked(form, answers={"asked": 3, "allowed": 2, "by": "agent"}).problems == {"asked": "over"}
    assert checked(form, answers={"asked": 10, "allowed": 9, "by": "agent"}).problems == {"asked": "over"}
    assert checked(form, answers={"asked": 3, "allowed": 3, "by": "agent"}).problems == {}
    assert checked(form, answers={"asked": 3, "by": "agent"}).problems == {}
    assert checked(form, answers={"asked": 3, "allowed": 2}).problems == {}


@pytest.mark.parametrize(("number", "child", "adult"), [("081120-3000000", {"n": "minor"}, {}), ("081121-3000000", {}, {"n": "adult"})])
def test_age_is_taken_from_the_number(number: str, child: dict[str, str], adult: dict[str, str]) -> None:
    below = a_form(fields=[a_field("n", "rrn")], rules=[Rule(kind="age_below", field="n", code="minor", limit=18)])
    at_least = a_form(fields=[a_field("n", "rrn")], rules=[Rule(kind="age_at_least", field="n", code="adult", limit=18)])
    assert checked(below, answers={"n": number}).problems == child
    assert checked(at_least, answers={"n": number}).problems == adult


def test_an_answer_that_needs_another_field_says_so_there_wherever_it_stands() -> None:
    needs = [{"field": "applicant.phone", "value": "sms", "code": "phone_for_text"}]
    ways = a_field("tell_by", "choice", default="post", choices=[a_choice("post", "1"), a_choice("sms", "2")], needs=needs)
    phone = a_field("applicant.phone", "phone")
    for form in (a_form(fields=[phone, ways]), a_form(fields=[ways, phone])):
        assert checked(form, answers={"tell_by": "sms"}).problems == {"applicant.phone": "phone_for_text"}
        assert checked(form, answers={"tell_by": "sms"}, applicant={"phone": "010-0123-4567"}).problems == {}
        assert checked(form, answers={"tell_by": "sms"}, applicant={"phone": "12"}).problems == {"applicant.phone": "phone_invalid"}
        assert checked(form).problems == {}


def test_a_number_that_no_text_message_reaches_will_not_do_where_one_is_wished() -> None:
    needs = [{"field": "applicant.phone", "value": True, "code": "phone_for_text", "no_mobile": "mobile_for_text"}]
    form = a_form(fields=[a_field("sms_consent", "check", needs=needs), a_field("applicant.phone", "phone")])
    for number in ("02-123-4567", "051-123-4567", "070-1234-5678", "0505-123-4567", "1588-0000"):
        assert checked(form, answers={"sms_consent": True}, applicant={"phone": number}).problems == {"applicant.phone": "mobile_for_text"}
        assert checked(form, applicant={"phone": number}).problems == {}
    for number in ("010-0123-4567", "+82 10 0123 4567", "011-123-4567"):
        assert checked(form, answers={"sms_consent": True}, applicant={"phone": number}).problems == {}
    assert checked(form, answers={"sms_consent": True}).problems == {"applicant.phone": "phone_for_text"}


def test_visible_fields_follow_the_values() -> None:
    form = a_paper()
    assert "agent.name" not in [each.id for each in answers.visible(form, {"applied_by": "principal"})]
    assert "agent.name" in [each.id for each in answers.visible(form, {"applied_by": "agent"})]


def test_a_field_behind_a_hidden_field_is_hidden_too() -> None:
    form = a_form(
        fields=[
            a_field("a"),
            a_field("b", show_if=[{"field": "a", "equals": "yes"}]),
            a_field("c", show_if=[{"field": "b", "equals": "yes"}], required=True),
        ]
    )
    assert checked(form, answers={"a": "no", "b": "yes"}).problems == {}
    assert [each.id for each in answers.visible(form, {"a": "no", "b": "yes"})] == ["a"]


@given(st.integers(1, 50), st.booleans())
def test_values_go_back_into_their_envelope(copies: int, with_agent: bool) -> None:
    form = a_paper()
    draft = Draft(
        service="a_form",
        applicant=APPLICANT,
        agent={"name": "이서연"} if with_agent else None,
        answers={"applied_by": "agent" if with_agent else "principal", "use": "은행 제출"},
        copies=copies,
    )
    values = answers.check(form, draft, today=TODAY).values
    applicant, agent, rest, number = answers.split(values)
    assert (applicant, agent, number) == ({"name": "김정훈", "rrn": "9001011234568"}, draft.agent, copies)
    again = Draft(service="a_form", applicant=applicant, agent=agent, answers=rest, copies=number)
    assert answers.check(form, again, today=TODAY).values == values


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
ALL_KINDS = [a_field(kind, kind, choices=[a_choice("a", "1")]) for kind in get_args(FieldKind)]


@given(st.sampled_from(ALL_KINDS), JUNK)
def test_no_input_whatever_breaks_the_check(each: Field, raw: object) -> None:
    found = one(each, raw)
    assert each.id in found.values or each.id in found.problems or not raw or isinstance(raw, str)
    assert checked(a_form(fields=[each], rules=[]), answers={each.id: found.values.get(each.id)}).problems.keys() <= {each.id}


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 24))
def test_a_term_never_ends_on_a_day_off_nor_before_it_began(day: date, months: int) -> None:
    end = rule_terms.term_end(Rule(kind="months_within", field="day", code="late", limit=months), day)
    assert not rule_terms.is_weekend(end)
    assert day + timedelta(days=27 * months) <= end <= day + timedelta(days=31 * months + 2)


def test_while_the_national_system_is_down_name_and_phone_are_enough() -> None:
    form = a_form(
        fields=[
            a_field("applicant.name", "name", required=True),
            a_field("applicant.rrn", "rrn", required=True),
            a_field("applicant.phone", "phone"),
            a_field("seen", "check", must=True),
        ]
    )
    draft = Draft(service="a_form", applicant={"name": "김정훈", "phone": "010-0123-4567"})
    assert list(answers.check(form, draft, today=TODAY).problems) == ["applicant.rrn", "seen"]
    assert answers.check(form, draft, today=TODAY, only_received=True).problems == {}
    nobody = answers.check(form, Draft(service="a_form"), today=TODAY, only_received=True)
    assert list(nobody.problems) == ["applicant.name", "applicant.phone"]
