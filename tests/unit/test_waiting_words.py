"""Section ⑤ of the day's report names what waits as the screen does, never by a code."""

from __future__ import annotations

import re

from app.documents.words import DUTIES, WAITING, waiting
from app.formfiles.words import load_words
from tests.desks import ROOT


def shown(part: str) -> dict[str, str]:
    texts = load_words(ROOT / "resources", "ko").texts
    return {key.removeprefix(f"{part}."): text for key, text in texts.items() if re.fullmatch(rf"{part}\.[^.]+", key)}


def test_papers_and_screen_name_the_lists_alike() -> None:
    assert shown("work") == WAITING
    assert shown("duty") == DUTIES


def test_lists_of_one_name_are_added_up_and_a_name_stays_as_it_is() -> None:
    counts = [("passport_applied", 2), ("passport_examined", 3), ("dispute", 1), ("보류", 4)]
    assert waiting(counts) == {"발급 의뢰할 여권": 5, "확인할 일": 1, "보류": 4}
