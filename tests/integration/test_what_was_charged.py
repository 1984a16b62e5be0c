"""The history of a case says what was charged: a fee of nothing is none, and what an exemption took off is said with its ground."""

from __future__ import annotations

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.money_entries import FeeCharged
from app.domain.views import done_text
from app.domain.words import Lang
from app.formfiles.words import load_words
from app.ledger.case_reader import _charged
from app.services.make_sample import make_samples
from tests.desks import NINE, ROOT, the_catalogue, the_people
from tests.open_days import here, home

__all__ = ["home"]


def charged(home: Home, service: str, exemption: str | None, lang: Lang = "ko") -> list[str]:
    """What the history of such a case says of its fee."""
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
    draft = msgspec.structs.replace(draft, tender="none", approval_no=None, exemption=exemption, evidence="12-3456" if exemption else None)
    case_id = home.services.record_case(here(home), draft).case_id
    words, grounds = load_words(ROOT / "resources", lang), the_catalogue().exemptions
    return [done_text(each, words, grounds) for each in home.store.cases.history(case_id) if each.kind == "fee_charged"]


@pytest.mark.parametrize(
    ("service", "exemption", "korean", "english"),
    [
        ("name_change_filing", None, "수수료 무료", "Free of charge"),
        ("resident_registration_copy", None, "수수료 부과", "Fee charged"),
        ("resident_registration_copy", "merit_national", "수수료 면제: {ground.ko}", "Fee waived: {ground.en}"),
    ],
)
def test_a_fee_of_nothing_was_not_charged(home: Home, service: str, exemption: str | None, korean: str, english: str) -> None:
    ground = the_catalogue().exemptions[exemption].name if exemption else None
    assert charged(home, service, exemption) == [korean.format(ground=ground)]
    assert charged(home, service, exemption, "en") == [english.format(ground=ground)]


def test_a_fee_of_which_a_part_is_left_is_charged_and_reduced(home: Home) -> None:
    (draft,) = make_samples(the_catalogue(), the_people(), service="resident_registration_copy", count=1, seed=1, today=NINE.date())
    (line,) = home.services.quote(draft).lines
    half = msgspec.structs.replace(line, waived_won=line.gross_won // 2, due_won=line.gross_won // 2, exemption="merit_national")
    assert _charged(FeeCharged(lines=[half], priced_at=0, exemption="merit_national")) == "reduced"
