"""`minwon deadline`: by when something is due, told day by day, on a computer that has no home."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path, home="none")


def test_an_extended_case_with_a_supplement_says_when_it_is_due_and_why(program: Program) -> None:
    arguments = ("--period", "7d", "--received", "2026-07-13", "--supplement", "2026-07-15/2026-07-21", "--extend", "7d")
    told = program.run("deadline", *arguments, "--json").row
    assert told["due_at"] == "2026-08-06T18:00:00+09:00"
    assert told["periods"] == ["2026-07-28T18:00:00+09:00", "2026-08-06T18:00:00+09:00"]
    counted = [step["date"][5:] for step in told["steps"] if step["counted"] and step["part"] == 0]
    assert counted == ["07-13", "07-14", "07-22", "07-23", "07-24", "07-27", "07-28"]
    assert told["steps"][2]["text"] == "보완기간, 산입하지 않음"
    text = program.run("deadline", *arguments, "--lang", "en").out.decode()
    assert "Due 2026-08-06 18:00\nBefore the extension 2026-07-28 18:00\n" in text
    assert "2026-07-17 Fri  public holiday, not counted" in text
    assert not program.home.exists()


def test_a_service_has_the_period_of_its_form_and_some_have_none(program: Program) -> None:
    told = program.run("deadline", "--service", "passport_single", "--received", "2026-09-23T14:00", "--json").row
    assert told["due_at"] == "2026-10-07T18:00:00+09:00"
    none = program.run("deadline", "--service", "birth_filing", "--received", "2026-09-23T14:00", "--json").row
    assert (none["due_at"], none["steps"]) == (None, [])


def test_an_outage_and_a_declared_holiday_move_hours(program: Program) -> None:
    asked = (
        "deadline",
        "--period",
        "immediate",
        "--received",
        "2026-11-20T16:30",
        "--outage",
        "2026-11-20T17:00/2026-11-20T17:30",
        "--json",
    )
    assert program.run(*asked).row["due_at"] == "2026-11-23T11:00:00+09:00"
    assert program.run(*asked, "--holiday", "2026-11-23").row["due_at"] == "2026-11-24T11:00:00+09:00"
    worked = program.run("deadline", "--period", "6d", "--received", "2026-07-13", "--workday", "2026-07-17", "--json").row
    assert worked["due_at"] == "2026-07-20T18:00:00+09:00"


def test_a_passport_on_its_shelf_and_a_record_in_its_file_have_terms_too(program: Program) -> None:
    passport = program.run("deadline", "--issued", "2026-05-20", "--json").row
    assert (passport["last_pick_up"], passport["void_from"]) == ("2026-11-20", "2026-11-21")
    assert passport["reminders"] == ["2026-06-22", "2026-07-20", "2026-08-20", "2026-09-21", "2026-10-20", "2026-11-20"]
    record = program.run("deadline", "--service", "birth_filing", "--finished", "2026-11-21", "--json").row
    assert record == {"kept_from": "2027-01-01", "kept_until": "2031-12-31", "appraised_from": "2032-01-01"}
    assert (
        "appraised from 2032-01-01"
        in program.run("deadline", "--service", "birth_filing", "--finished", "2026-11-21", "--lang", "en").out.decode()
    )


def test_years_without_a_table_of_holidays_are_said(program: Program) -> None:
    beyond = program.ok("deadline", "--period", "7d", "--received", "2030-12-30", "--json", "--lang", "en")
    assert (beyond.row["due_at"][:10], beyond.err) == (
        "2031-01-07",
        "Note: days of 2030, 2031 were counted, and the table has no holidays of that time. Check them, or name them with --holiday.\n",
    )
    assert program.ok("deadline", "--period", "7d", "--received", "2026-12-30").err == ""


def test_without_a_moment_of_receipt_nothing_can_be_counted(program: Program) -> None:
    wrong = program.run("deadline", "--period", "7d")
    assert (wrong.code, "--received" in wrong.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--period", "7", "--received", "2026-07-13"), "period_unknown"),
        (("--service", "dog_licence", "--received", "2026-07-13"), "service_unknown"),
        (("--period", "7d", "--received", "yesterday"), "moment_unknown_form"),
        (("--period", "999y", "--received", "9998-01-01"), "moment_unknown_form"),
        (("--period", "7d", "--received", "2026-07-13", "--supplement", "2026-07-15"), "span_unknown_form"),
        (("--period", "7d", "--received", "2026-07-13", "--supplement", "2026-07-15/2026-07-14"), "span_unknown_form"),
        (("--period", "7d", "--received", "2026-07-13", "--outage", "2026-07-13T10:00/2046-07-13T10:00"), "span_unknown_form"),
        (("--period", "7d", "--received", "2026-07-13", "--holiday", "13 July"), "date_unknown_form"),
    ],
)
def test_what_nobody_can_mean_is_refused(program: Program, arguments: tuple[str, ...], code: str) -> None:
    refused = program.run("deadline", *arguments)
    assert refused.code == 3
    assert f"({code})" in refused.err
