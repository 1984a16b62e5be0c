"""Only our devices (G21): each kind of trespass once, against a running central; `python -m tests.prove G21` tries them 500 times."""

from __future__ import annotations

from tests.prove.trespass import run


def test_nobody_gets_in_who_was_not_enrolled_and_nothing_said_again_changes_anything() -> None:
    tally = run(110, seed=1)
    assert tally.ok, "\n".join(tally.replays())
    assert len(tally.counts) > 25
