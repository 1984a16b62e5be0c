"""Late filings: which row of the scale, when doubled, how much less for who pays of themselves (REFERENCE §2.3, COUNTER §3 D)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import IntegrityViolated
from app.domain.forms import Catalogue, PenaltyScheme
from app.domain.penalties import PenaltyDue, penalty, row_of
from app.domain.work_calendar import WorkCalendar
from app.formfiles.catalogue import load_catalogue

FORMS = Path(__file__).resolve().parents[2] / "forms"
BORN = {"born_at": "2026-10-15T09:30"}  # COUNTER §3 D: due on Monday 2026-11-16


@cache
def all_forms() -> Catalogue:
    return load_catalogue(FORMS)


@pytest.fixture
def catalogue() -> Catalogue:
    return all_forms()


@pytest.fixture
def scheme(catalogue: Catalogue) -> PenaltyScheme:
    return catalogue.penalties["birth_filing"]


def filed(catalogue: Catalogue, on: date, *, service: str = "birth_filing", demanded: bool = False, **values: object) -> PenaltyDue | None:
    scheme = catalogue.penalties[service]
    return penalty(
        catalogue.forms[service], scheme, values or BORN, on, demanded=demanded, day_off=WorkCalendar(holidays=catalogue.holidays).day_off
    )


# filed on, days late, won (유성구's scale)
SCALE = [
    (date(2026, 11, 17), 1, 10_000),
    (date(2026, 11, 22), 6, 10_000),
    (date(2026, 11, 23), 7, 20_000),
    (date(2026, 12, 15), 29, 20_000),
    (date(2026, 12, 16), 30, 30_000),
    (date(2027, 2, 15), 91, 30_000),
    (date(2027, 2, 16), 92, 40_000),
    (date(2027, 5, 15), 180, 40_000),
    (date(2027, 5, 16), 181, 50_000),
    (date(2036, 11, 16), 3653, 50_000),
]


@pytest.mark.parametrize(("on", "days_late", "won"), SCALE)
def test_each_row_begins_on_its_day(catalogue: Catalogue, on: date, days_late: int, won: int) -> None:
    due = filed(catalogue, on)
    assert due is not None
    assert (due.due_on, due.days_late, due.amount_won) == (date(2026, 11, 16), days_late, won)
    assert due.reduced_won * 10 == won * 8
    assert due.opinion_until == on + timedelta(days=10)


def test_in_time_until_the_end_of_a_day_off_costs_nothing(catalogue: Catalogue) -> None:
    assert filed(catalogue, date(2026, 10, 16)) is None
    assert filed(catalogue, date(2026, 11, 14)) is None
    assert filed(catalogue, date(2026, 11, 16)) is None  # the 14th is a Saturday: the term ends on Monday


def test_a_public_holiday_moves_the_term_on(catalogue: Catalogue) -> None:
    born: dict[str, Any] = {"born_at": "2026-08-26T10:00"}  # one month ends on 2026-09-25, 추석; the 26th and 27th are a weekend
    assert date(2026, 9, 25) in catalogue.holidays
    assert filed(catalogue, date(2026, 9, 28), **born) is None
    due = filed(catalogue, date(2026, 9, 29), **born)
    assert due is not None
    assert due.due_on == date(2026, 9, 28)


def test_after_a_reminder_the_scale_is_double(catalogue: Catalogue) -> None:
    due = filed(catalogue, date(2026, 12, 16), demanded=True)
    assert due is not None
    assert (due.demanded, due.amount_won, due.reduced_won) == (True, 60_000, 48_000)


def test_a_filing_without_its_event_or_without_a_term_costs_nothing(catalogue: Catalogue) -> None:
    late = date(2027, 5, 16)
    assert filed(catalogue, late, child_name="가온") is None
    abroad: dict[str, Any] = {"married_on": "2026-01-10"}
    assert filed(catalogue, late, service="marriage_filing", abroad=False, **abroad) is None
    due = filed(catalogue, late, service="marriage_filing", abroad=True, **abroad)
    assert due is not None
    assert due.due_on == date(2026, 4, 9)
    assert "divorce_filing_by_agreement" not in catalogue.penalties


def test_a_reduction_leaves_the_odd_won_to_be_paid(catalogue: Catalogue, scheme: PenaltyScheme) -> None:
    odd = msgspec.structs.replace(scheme, row=[msgspec.structs.replace(scheme.row[0], amount_won=10_001)], reduction_percent=20)
    due = penalty(catalogue.forms["birth_filing"], odd, BORN, date(2026, 11, 17))
    assert due is not None
    assert due.reduced_won == 10_001 - 2_000


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 4000), st.integers(1, 4000))
def test_later_never_costs_less(due_on: date, one: int, more: int) -> None:
    scheme = all_forms().penalties["birth_filing"]
    first = row_of(scheme, due_on, due_on + timedelta(days=one))
    second = row_of(scheme, due_on, due_on + timedelta(days=one + more))
    assert 0 <= first <= second < len(scheme.row)
    assert scheme.row[first].amount_won <= scheme.row[second].amount_won


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('services = ["marriage_filing"]', 'services = ["birth_filing"]'),  # two scales for one service
        ('services = ["marriage_filing"]', 'services = ["seal_change"]'),  # no such rule
        ("demand_factor = 2", "demand_factor = 0"),
        ("{ days = 7, amount_won = 20000", "{ days = 40, amount_won = 20000"),
        ("reduction_percent = 20", "reduction_percent = 120"),
    ],
)
def test_a_scale_nobody_can_mean_is_no_bundle(tmp_path: Path, before: str, after: str) -> None:
    for path in FORMS.rglob("*.toml"):
        copy = tmp_path / path.relative_to(FORMS)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    file = tmp_path / "shared" / "penalties.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(IntegrityViolated, match="form_invalid"):
        load_catalogue(tmp_path)
