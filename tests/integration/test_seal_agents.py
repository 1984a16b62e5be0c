"""인감증명서 by an agent: what the power of attorney says binds the counter (COUNTER §3 B)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.errors import DraftRefused
from app.domain.sampling import sample
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people

FORM = "seal_certificate_issue"
BUYERS = [
    {"name": "이서연", "kind": "person", "rrn": "8505052345674", "address": "가온시 나루로 1"},
    {"name": "가온산업", "kind": "corporation", "reg_no": "1101111234563", "address": "가온시 나루로 2"},
]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "desk")
    opened.services.open_day(opened.services.sign_in("lee", PASSWORD), 0)
    yield opened
    opened.close()


def an_agents_draft(**answers: Any) -> Draft:
    drafts = (sample(the_catalogue().forms[FORM], seed=seed, index=0, today=NINE.date(), people=the_people()) for seed in range(60))
    drawn = next(each for each in drafts if each.answers.get("applied_by") == "agent")
    within = {"poa_date": "2026-10-15", "poa_use_kind": "real_estate_sale", "use_kind": "real_estate_sale", "poa_copies": 2}
    told = drawn.answers | within | {"buyers": BUYERS} | answers
    return msgspec.structs.replace(drawn, answers=told, copies=2, exemption=None, draft_id=None)


def test_a_sale_to_several_buyers_is_issued_within_the_power_of_attorney(home: Home) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    made = home.services.record_visit(lee, [an_agents_draft()], tender="cash", received_won=10_000)
    case = home.store.cases.find(made.cases[0].case_id)
    assert case is not None and (case.state, case.copies) == ("issued", 2)
    assert [each["name"] for each in case.answers["buyers"]] == ["이서연", "가온산업"]
    assert isinstance(case.answers["buyers"][0]["rrn"], bytes)  # sealed like every other number of a person


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"poa_date": "2026-05-10"}, "poa_expired"),
        ({"poa_copies": 1}, "poa_copies_exceeded"),
        ({"poa_use_kind": "vehicle_sale"}, "poa_use_differs"),
        ({"poa_handwritten": False}, "must_be_ticked"),
        ({"buyers": []}, "required"),
    ],
)
def test_outside_the_power_of_attorney_nothing_is_issued(home: Home, answers: dict[str, Any], code: str) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    with pytest.raises(DraftRefused) as refused:
        home.services.record_visit(lee, [an_agents_draft(**answers)], tender="cash", received_won=10_000)
    assert code in refused.value.fields.values()
    assert home.services.count_cases() == 0
