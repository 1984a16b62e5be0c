"""Real desks, a real central and a bad line between them, killed in the middle: a slice of `python -m tests.prove.chaos` (G2)."""

from __future__ import annotations

from tests.prove.chaos import chaos, schedule_of

SEED = 3  # SQLite; two desks


def test_everything_arrives_once_through_a_bad_line_and_kills() -> None:
    with chaos() as chaotic:
        counts = chaotic.one(SEED)
    told = {event.what for event in schedule_of(SEED).events}
    assert told >= {"draft", "weather", "kill desk"}
    assert any(what.startswith("kill central") for what in told)
    assert counts["numbers shown"] > 10
    assert counts["entries"] > counts["numbers shown"]
