"""A program that is killed at any moment has kept everything it told anybody (GUARANTEES G1); 200 kills: `python -m tests.prove G1`."""

from __future__ import annotations

import os
from pathlib import Path

from tests.prove.kills import prove

RUNS = int(os.environ.get("MINWON_TEST_KILLS", "6"))


def test_every_number_printed_before_a_kill_is_in_the_book(tmp_path: Path) -> None:
    count = prove(tmp_path, runs=RUNS, seed=1)
    assert count.ok, count.line()
    assert count.runs == RUNS
    assert count.alive >= RUNS // 2, "kills that come after the work prove nothing"
    assert count.printed > 0
