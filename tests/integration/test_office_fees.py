"""The office's own fee amounts: set by two, holding from their minute on, the same at every desk (issue 4, A10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.errors import Refused
from app.domain.views import Actor
from app.services.make_sample import make_samples
from app.services.office_fees import NewAmount
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people

BYLAW = "가온구 수수료 징수 조례 별표 1"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path / "home")
    yield home
    home.close()


def a_draft(service: str, *, seed: int = 1, **changes: object) -> Draft:
    """One finished draft of that service, invented."""
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=seed, today=NINE.date())
    return msgspec.structs.replace(draft, **changes)


def signed(home: Home) -> tuple[Actor, Actor]:
    services = home.services
    return services.sign_in("park", PASSWORD), services.sign_in("admin", PASSWORD, second=True)


def set_won(home: Home, service: str, fee: str, won: int | None, since: datetime) -> None:
    park, admin = signed(home)
    amount = NewAmount(service=service, fee=fee, amount_won=won, valid_from=since, source=BYLAW)
    home.services.office_fees.set_amounts(park, admin, [amount])


def test_a_service_nobody_could_sell_is_sold_from_the_minute_two_people_set_its_amount(home: Home) -> None:
    services = home.services
    lee = services.sign_in("lee", PASSWORD)
    services.open_day(lee)
    draft = a_draft("seal_protection", tender="cash")
    assert services.quote(draft).problems["fee"] == "fee_not_set"
    with pytest.raises(Refused, match="fee_not_set"):
        services.record_case(lee, draft)
    assert [(row.service, row.fee) for row in services.office_fees.not_set(lee)] == [("seal_protection", "request")]

    set_won(home, "seal_protection", "request", 600, NINE)

    assert services.office_fees.not_set(lee) == []
    assert services.quote(draft).due_won == 600
    recorded = services.record_case(lee, draft)
    assert recorded.fee_won == 600
    case = home.store.cases.find(recorded.case_id)
    (said,) = home.store.office_fees.amounts("seal_protection")
    assert case is not None
    assert [line.amount_entry for line in case.lines] == [said.entry_id]
    assert (said.user, said.second, said.source) == ("park", "admin", BYLAW)
