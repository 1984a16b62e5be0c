"""A case's answers are read as words: no keys, no signs that have to be explained, numbers with their unit."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Literal, cast

import pytest

from app.cli.case import _happened
from app.domain.views import DayStatus, HistoryLine
from app.domain.words import Lang
from app.ui.case_text import history_pair, value_text
from app.ui.context import Context
from app.ui.formats import day_text
from app.ui.tabs.basket.lines import rate_text
from app.ui.tabs.closing.day_text import blockers_of
from tests.desks import NINE, the_catalogue
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


@pytest.mark.parametrize("said", ["aaaaaaaaaa", "2026-13-01", "2026-W47-5", "xT", "2026-11-20T25:00", "2026-11-20T9", "2026-11-20xT09:05"])
@pytest.mark.parametrize(("form", "field"), [("acknowledgement_filing", "applicant.birth_date"), ("birth_filing", "born_at")])
def test_a_day_that_no_calendar_has_is_shown_as_it_was_said(form: str, field: str, said: str) -> None:
    """Another desk wrote it: whoever opens the case sees it."""
    assert shown(form, field, said) == said


@pytest.mark.parametrize(
    ("lang", "charged", "exemption", "said"),
    [
        ("ko", "nothing", "", "수수료 무료"),
        ("en", "nothing", "", "Free of charge"),
        ("ko", "waived", "merit_national", "수수료 면제: 국가유공자 등과 유족 (선순위자)"),
        ("ko", "reduced", "gone_from_the_list", "수수료 부과, 감면: gone_from_the_list"),
        ("ko", "", "", "수수료 부과"),
    ],
)
def test_the_history_says_of_a_fee_of_nothing_that_there_is_none(
    lang: Lang, charged: Literal["", "nothing", "waived", "reduced"], exemption: str, said: str
) -> None:
    line = HistoryLine(
        seq=3,
        at=int(NINE.timestamp() * 1000),
        kind="fee_charged",
        step="",
        user="park",
        note="",
        amount_won=0,
        standing="saved",
        name="박가람",
        charged=charged,
        exemption=exemption,
    )
    context = cast(Context, SimpleNamespace(words=words_of(lang), catalogue=the_catalogue()))
    saved = {"ko": "저장됨", "en": "Saved"}[lang]
    assert history_pair(context, line) == ("11-20 09:00", f"{said}\u00a0· 박가람\u00a0· {saved}")
    assert _happened(words_of(lang), line, the_catalogue()) == said


def test_how_far_an_exemption_goes_is_not_broken_where_a_line_ends() -> None:
    whole = next(each for each in the_catalogue().exemptions.values() if each.rate_percent == 100)
    assert [rate_text(words_of(lang), whole) for lang in ("ko", "en")] == ["(면제)", "(in\u00a0full)"]
