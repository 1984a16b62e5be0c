"""A home whose business day is open, the steps its team leader takes in it, and the days after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.bootstrap.homes import Home
from app.domain.views import Actor, Recorded
from tests.desks import PASSWORD, a_home, second
from tests.fakes.fixed_clock import FixedClock

__all__ = ["home"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    made.services.open_day(here(made), 0)
    yield made
    made.close()


def here(home: Home, user: str = "park") -> Actor:
    """That person sits down."""
    return home.services.sign_in(user, PASSWORD)


def later(home: Home, *, days: int) -> None:
    """Those days later, at a counter that closed and opened again."""
    home.services.close_day(here(home), confirmer=second(home))
    wait(home, timedelta(days=days))
    home.services.open_day(here(home), 0)


def wait(home: Home, how_long: timedelta) -> None:
    """So much time goes by, nothing else."""
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(how_long)


def paid(home: Home, case: UUID | Recorded) -> UUID:
    """What the case owes is paid in cash; its id."""
    found = home.desk.store.cases.find(_id(case))
    if found is not None and found.open_won:
        home.services.take_payment(here(home), [found.case_id], tender="cash")
    return _id(case)


def step(home: Home, case: UUID | Recorded, name: str, **facts: object) -> str:
    """The team leader takes that step; the case's new state."""
    return home.services.advance_case(here(home), _id(case), name, facts=facts)


def step_by_two(home: Home, case: UUID | Recorded, name: str, **facts: object) -> str:
    """The same, a clerk signing beside."""
    return home.services.advance_case(here(home), _id(case), name, facts=facts, confirmer=second(home))


def _id(case: UUID | Recorded) -> UUID:
    return case.case_id if isinstance(case, Recorded) else case
