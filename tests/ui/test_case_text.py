"""A case's answers are read as words: no keys, no signs that have to be explained, numbers with their unit."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from app.domain.views import DayStatus
from app.domain.words import Lang
from app.ui.case_text import value_text
from app.ui.context import Context
from app.ui.formats import day_text
from app.ui.tabs.closing.day_text import blockers_of
from tests.desks import the_catalogue
from tests.ui.counter import words_of


class Spoken:
    """As much of a context as words need."""

    def __init__(self, lang: Lang) -> None:
        self.words = words_of(lang)


def shown(form: str, field: str, value: object, lang: Lang = "ko") -> str:
    return value_text(cast(Context, Spoken(lang)), the_catalogue().forms[form].field(field), value)


@pytest.mark.parametrize(
    ("form", "field", "value", "korean", "english"),
    [
        ("seal_certificate_issue", "copies", 3, "3통", "3 copies"),
        ("seal_certificate_issue", "copies", 1, "1통", "1 copy"),
        ("seal_certificate_issue", "guardian_consent", True, "예", "Yes"),
        ("seal_certificate_issue", "guardian_consent", False, "아니요", "No"),
        ("construction_business_registration", "capital_won", 150_000_000, "150,000,000원", "150,000,000 won"),
        ("construction_business_registration", "company_no", "1101111234567", "110111-1234567", "110111-1234567"),
        ("construction_business_registration", "company_no", "1234567890", "123-45-67890", "123-45-67890"),
        ("factory_establishment_approval", "area_m2", 1, "1㎡", "1 m²"),
        ("land_price_certificate", "year_from", 2019, "2019년", "2019"),
        ("seal_certificate_issue", "buyers", [{"name": "윤재우", "kind": "person"}], "윤재우 · 개인", "윤재우 · Person"),
    ],
)
def test_answers_in_words(form: str, field: str, value: object, korean: str, english: str) -> None:
    assert (shown(form, field, value), shown(form, field, value, "en")) == (korean, english)


def test_a_day_stands_apart_from_its_weekday_in_english() -> None:
    day = date(2026, 11, 20)
    assert (day_text(day, words_of("ko")), day_text(day, words_of("en"))) == ("2026. 11. 20.(금)", "2026. 11. 20. (Fri)")


def test_what_keeps_a_day_open_begins_its_row_with_a_capital() -> None:
    day = cast(DayStatus, SimpleNamespace(blockers={"parked_visits": 2, "unknown_cards": 0}))
    assert blockers_of(cast(Context, Spoken("en")), day) == [("parked_visits", "Parked visits", "2", "Go ⏎")]


@pytest.mark.parametrize("said", ["aaaaaaaaaa", "2026-13-01", "2026-W47-5", "xT", "2026-11-20T25:00", "2026-11-20T9"])
@pytest.mark.parametrize(("form", "field"), [("acknowledgement_filing", "applicant.birth_date"), ("birth_filing", "born_at")])
def test_a_day_that_no_calendar_has_is_shown_as_it_was_said(form: str, field: str, said: str) -> None:
    """Another desk wrote it: whoever opens the case sees it."""
    assert shown(form, field, said) == said
