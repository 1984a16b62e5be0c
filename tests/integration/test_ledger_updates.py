"""A ledger of an older program is brought up, with a copy of it as it was; one of a newer program is left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Refused, Unavailable
from app.ledger.database import Connections
from tests.desks import ROOT, keys_of
from tests.later_release import later_release

KEY = keys_of(1).database
NOW = ROOT / "migrations" / "local"


def has_table(ledger: Connections) -> bool:
    return bool(ledger.value("SELECT count(*) FROM sqlite_master WHERE name = 'later'"))


def test_an_older_ledger_is_brought_up_and_a_newer_one_is_left_alone(tmp_path: Path) -> None:
    path, steps = tmp_path / "ledger.db", later_release(tmp_path / "later") / "migrations" / "local"
    Connections(path, KEY, NOW, create=True).leave()
    with pytest.raises(Unavailable, match="home_in_use"):  # who only looks brings nothing up
        Connections(path, KEY, steps, read_only=True)
    brought = Connections(path, KEY, steps, peewee_later=True)
    assert has_table(brought)
    brought.leave()
    before = Connections(path.with_suffix(".before-update"), KEY, NOW)
    assert not has_table(before)
    before.leave()
    for read_only in (False, True):
        with pytest.raises(Refused, match="ledger_newer"):
            Connections(path, KEY, NOW, read_only=read_only)
    again = Connections(path, KEY, steps)
    assert has_table(again)
    again.leave()
