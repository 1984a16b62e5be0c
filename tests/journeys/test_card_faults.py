"""G3 in short: a card terminal, its line and the desk fail in every way; `python -m tests.prove G3` does it at length."""

from __future__ import annotations

from app.domain.card_payment import OPEN, STATES, TABLE, TAKEN
from tests.prove import g3
from tests.prove.g3_states import CLASSES, KINDS, MODES
from tests.prove.tally import Tally


def test_every_single_fault_ends_with_a_case_for_each_charge() -> None:
    tally = Tally("G3")
    g3.states(tally, [(1, KINDS)])
    assert tally.broken == {}
    assert tally.counts["interleavings"] > len(KINDS) * len(MODES)


def test_two_faults_that_meet_in_one_basket_end_the_same_way() -> None:
    tally = Tally("G3")
    g3.states(tally, [(2, CLASSES)], modes=["basket"])
    assert tally.broken == {}
    assert tally.counts["interleavings"] > 100


def test_a_desk_killed_between_sessions_over_tcp_agrees_with_host_and_central() -> None:
    counts = g3.sessions(8, seed=3)
    assert counts["kills"] > 0
    assert counts["sessions"] >= 8
    assert counts["fee lines alike at host, desk and central"] > 0


def test_the_table_leads_from_every_open_state_to_an_end_and_out_of_no_end() -> None:
    for table in TABLE.values():
        reached = {state: {target for (source, _), target in table.items() if source == state} for state in STATES}
        assert all(not reached[state] for state in STATES if state not in OPEN)
        assert all(reached[state] - OPEN for state in OPEN if reached[state])
        assert TAKEN.isdisjoint(reached["reversing"])  # whatever comes, a queued reversal wins
