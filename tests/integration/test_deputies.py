"""대직자: who signs as the team leader while the team leader is away, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.errors import Refused
from app.services.leading import deputies, leads, name_deputy
from tests.desks import NINE, PASSWORD, a_home

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path)
    yield opened
    opened.close()


def test_a_deputy_leads_from_the_first_day_to_the_last_and_not_before_or_after(home: Home) -> None:
    park, lee = (home.services.sign_in(user, PASSWORD) for user in ("park", "lee"))
    assert leads(home.desk, park)
    assert not leads(home.desk, lee)
    name_deputy(home.desk, park, "lee", FRIDAY + timedelta(days=1), MONDAY, "교육")
    assert [leads(home.desk, lee, FRIDAY + timedelta(days=after)) for after in range(5)] == [False, True, True, True, False]
    (deputy,) = deputies(home.desk)
    assert (deputy.user, deputy.named_by, deputy.reason) == ("lee", "park", "교육")


def test_whoever_changed_to_a_role_that_stands_in_for_nobody_leads_no_more(home: Home) -> None:
    park, lee = (home.services.sign_in(user, PASSWORD) for user in ("park", "lee"))
    name_deputy(home.desk, park, "lee", FRIDAY, MONDAY)
    assert leads(home.desk, lee)
    assert not leads(home.desk, msgspec.structs.replace(lee, role="admin"))


def test_what_was_ended_can_be_named_again_and_survives_a_rebuild(home: Home) -> None:
    park, lee = (home.services.sign_in(user, PASSWORD) for user in ("park", "lee"))
    name_deputy(home.desk, park, "lee", FRIDAY, MONDAY)
    with pytest.raises(Refused) as refused:
        name_deputy(home.desk, park, "lee", FRIDAY, MONDAY)
    assert refused.value.code == "deputy_again"
    name_deputy(home.desk, park, "lee", FRIDAY, MONDAY, ended=True)
    assert not leads(home.desk, lee)
    with pytest.raises(Refused) as refused:
        name_deputy(home.desk, park, "lee", FRIDAY, MONDAY, ended=True)
    assert refused.value.code == "deputy_unknown"
    name_deputy(home.desk, park, "lee", FRIDAY, MONDAY)
    home.store.rebuild()
    assert leads(home.desk, lee)


@pytest.mark.parametrize(
    ("user", "first", "last", "code"),
    [
        ("nobody", FRIDAY, MONDAY, "user_unknown"),
        ("park", FRIDAY, MONDAY, "deputy_leads_anyway"),
        ("admin", FRIDAY, MONDAY, "deputy_role"),
        ("lee", MONDAY, FRIDAY, "deputy_days"),
        ("lee", FRIDAY - timedelta(days=3), FRIDAY - timedelta(days=1), "deputy_days"),
        ("lee", FRIDAY, FRIDAY + timedelta(days=400), "deputy_days"),
    ],
)
def test_not_everybody_stands_in_and_not_for_ever(home: Home, user: str, first: date, last: date, code: str) -> None:
    admin = home.services.sign_in("admin", PASSWORD)
    with pytest.raises(Refused) as refused:
        name_deputy(home.desk, admin, user, first, last)
    assert refused.value.code == code
    assert deputies(home.desk) == []


def test_a_clerk_names_nobody_not_even_as_a_deputy(home: Home) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    name_deputy(home.desk, home.services.sign_in("park", PASSWORD), "lee", NINE.date(), MONDAY)
    with pytest.raises(Refused) as refused:
        name_deputy(home.desk, lee, "choi", FRIDAY, MONDAY)
    assert refused.value.code == "not_allowed"
