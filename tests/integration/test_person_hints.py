"""Who asked this office to protect a seal is named when a certificate of it is asked for: a hint with its age, never a permission."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.views import PersonHint
from app.services.make_sample import make_samples
from app.services.office_fees import NewAmount
from tests.desks import NINE, PASSWORD, a_home, second, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

RRN = "900101-1234568"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    park = made.services.sign_in("park", PASSWORD)
    made.services.open_day(park, 0)
    amount = NewAmount(service="seal_protection", fee="request", amount_won=0, valid_from=NINE - timedelta(days=1), source="조례")
    made.services.office_fees.set_amounts(park, made.services.sign_in("admin", PASSWORD, second=True), [amount])
    yield made
    made.close()


def asked(home: Home, protection: str, rrn: str = RRN) -> str:
    applicant: dict[str, object] = {"name": "김정훈", "rrn": rrn, "id_document": "resident_card"}
    draft = Draft(service="seal_protection", applicant=applicant, answers={"protection": protection})
    number: str = home.services.record_case(home.services.sign_in("park", PASSWORD), draft).number
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(minutes=3))  # nobody asks twice in one moment
    return number


def a_certificate(*, agent: bool) -> Draft:
    for seed in range(60):
        (draft,) = make_samples(the_catalogue(), the_people(), service="seal_certificate_issue", count=1, seed=seed, today=NINE.date())
        if (draft.answers.get("applied_by") == "agent") == agent:
            return msgspec.structs.replace(draft, applicant={**draft.applicant, "rrn": RRN}, tender="none", exemption=None, evidence=None)
    raise AssertionError("nobody sends an agent")


def hint(home: Home) -> PersonHint | None:
    found: PersonHint | None = home.services.quote(a_certificate(agent=True)).person_hint
    return found


def test_who_protects_a_seal_is_named_with_the_age_of_the_request(home: Home) -> None:
    assert hint(home) is None
    number = asked(home, "principal_only")
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=12))
    assert hint(home) == PersonHint(number=number, service="seal_protection", kind="principal_only", received_on="2026-11-20", days=12)


def test_it_is_a_hint_and_the_agent_is_served_all_the_same(home: Home) -> None:
    asked(home, "principal_only")
    made = home.services.record_case(home.services.sign_in("park", PASSWORD), a_certificate(agent=True))
    assert made.warnings["applied_by"] == "asked_for_protection"
    own = home.services.record_case(home.services.sign_in("park", PASSWORD), a_certificate(agent=False))
    assert "applied_by" not in own.warnings


def test_another_person_a_lifted_and_a_cancelled_protection_warn_of_nothing(home: Home) -> None:
    asked(home, "principal_only", rrn="920202-2345675")
    assert hint(home) is None
    asked(home, "principal_only")
    lifted = asked(home, "lift")
    assert hint(home) is None
    park = home.services.sign_in("park", PASSWORD)
    (row,) = home.services.find_cases(park, lifted)
    home.services.cancel_case(park, row.case_id, "잘못 접수", confirmer=second(home))
    found = hint(home)
    assert found is not None and found.kind == "principal_only"
