"""The proofs that `python -m tests.prove` makes with hundreds of seeds, a few of each: a whole office in virtual time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.prove import g2, g5, g11, g12, g13, g14, g16, tally
from tests.prove.sim import history
from tests.prove.sim.office_day import OfficeDay, some_luck
from tests.prove.sim.world import World

SLICES: dict[str, tuple[Callable[[int], Counter[str]], int]] = {
    "G2": (g2.one, 4),
    "G5": (g5.one, 3),
    "G11": (g11.one, 2),
    "G12": (g12.one, 1),
    "G13": (g13.one, 2),
    "G14": (g14.one, 3),
    "G16": (g16.one, 2),
}


@pytest.mark.parametrize("guarantee", SLICES)
def test_a_simulated_office_keeps(guarantee: str) -> None:
    one, runs = SLICES[guarantee]
    found = tally.tried(guarantee, one, runs=runs, seed=1)
    assert found.ok, "\n".join(found.replays())
    assert found.counts["entries once each"] or guarantee == "G13"


def test_a_seed_is_one_story() -> None:
    def told(seed: int) -> tuple[Counter[str], list[str]]:
        with World(seed, desks=3) as world:
            OfficeDay(world, some_luck(world), duration_s=60.0, pace_s=5.0).let_it_happen()
            world.heal()
            history.converged(world)
            numbers = [shown.number for desk in world.desks.values() for shown in desk.shown]
            return world.counts, [history.replica_hash(desk.at_work) for desk in world.desks.values()] + numbers

    assert told(3) == told(3)
    assert told(3) != told(4)


def test_a_violation_names_the_command_that_shows_it_again() -> None:
    def one(seed: int) -> Counter[str]:
        if seed == 3:
            raise tally.Violated("an entry is missing")
        return Counter(entries=2)

    found = tally.tried("G2", one, runs=4, seed=1)
    assert not found.ok
    assert found.line() == "G2 BROKEN: 4 seeds, 6 entries, 1 violations"
    assert found.replays() == ["  seed 3: an entry is missing\n    python -m tests.prove G2 --runs 1 --seed 3"]


def test_a_program_that_falls_over_proves_nothing() -> None:
    def one(seed: int) -> Counter[str]:
        if seed == 2:
            raise ImportError("no such module")
        return Counter(entries=2)

    found = tally.tried("G2", one, runs=4, seed=1)
    assert (found.ok, found.code, found.broken) == (False, tally.FELL_OVER, {})
    assert found.line() == "G2 FELL OVER: 2 seeds, 2 entries, 0 violations"
    assert "ImportError: no such module" in found.replays()[0]
