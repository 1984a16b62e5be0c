"""A ledger that is older than it should be is an item of its own: what it says, and that nothing of it can be taken back."""

from __future__ import annotations

from typing import get_args

import pytest

from app.domain.words import Lang
from app.services.push_entries import STOPS
from app.services.start_branch import Reason, start_branch
from app.ui.tabs.worklist.dispute_text import why
from tests.ui.counter import Counter, words_of


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_why_a_stream_ended_is_said_in_words(lang: Lang) -> None:
    words = words_of(lang)
    for code in (*get_args(Reason), *STOPS):
        assert words.has(f"dispute.{code}"), code
        assert code not in why(words, code)


def test_a_branch_is_looked_into_and_nothing_of_it_is_taken_back(counter: Counter) -> None:
    actor = counter.sign_in("park")
    counter.on_writer(lambda: start_branch(counter.home.desk, "older_than_anchor", []))
    counter.on_writer(lambda: counter.home.services.open_day(actor, 0))  # the branch's own part of the day
    counter.window.go("worklist")
    counter.settle()
    counter.press("Return")
    panel = counter.window.tabs["worklist"].dispute  # type: ignore[attr-defined]
    assert list(panel.buttons) == ["keep_both"]
    assert panel.buttons["keep_both"].text() == "확인을 마침"
    panel.buttons["keep_both"].click()
    counter.settle()
    assert counter.on_writer(counter.home.services.disputes) == []
