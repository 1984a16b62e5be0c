"""A closed day stays closed: a slice of `python -m tests.prove G6` (GUARANTEES G6)."""

from __future__ import annotations

from pathlib import Path

from tests.prove.closing_kills import prove
from tests.prove.g6 import one
from tests.prove.tally import tried


def test_random_days_close_with_what_their_entries_add_up_to() -> None:
    tally = tried("G6", one, runs=2, seed=11)
    assert tally.ok, tally.replays()
    assert tally.counts["days"] >= 4


def test_a_closing_that_is_killed_is_there_or_not_but_never_half(tmp_path: Path) -> None:
    count = prove(tmp_path, runs=3, seed=5)
    assert count.broken == []
    assert count.runs == 3
