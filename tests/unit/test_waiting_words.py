"""Section ⑤ of the day's report names what waits as the screen does, never by a code."""

from __future__ import annotations

import tomllib

from app.documents.words import DUTIES, WAITING, waiting
from tests.desks import ROOT


def shown(part: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in (ROOT / "resources" / "i18n").glob("ko*.toml"):
        found |= tomllib.loads(file.read_text(encoding="utf-8")).get(part, {})
    return found


def test_papers_and_screen_name_the_lists_alike() -> None:
    assert shown("work") == WAITING
    assert shown("duty") == DUTIES


def test_lists_of_one_name_are_added_up_and_a_name_stays_as_it_is() -> None:
    counts = [("passport_applied", 2), ("passport_examined", 3), ("dispute", 1), ("보류", 4)]
    assert waiting(counts) == {"발급 의뢰할 여권": 5, "확인할 일": 1, "보류": 4}
