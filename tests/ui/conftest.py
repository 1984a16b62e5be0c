"""One counter per test, closed properly afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.shots import pump
from tests.desks import a_home
from tests.ui.counter import Counter, a_counter
from tests.ui.joined import Joined, joining


@pytest.fixture
def counter(tmp_path: Path, qtbot: QtBot) -> Iterator[Counter]:
    home = a_home(tmp_path / "home", on_lanes=True)
    made = a_counter(home)
    yield made
    made.settle()
    made.opened.context.session.actor = None
    made.opened.close()
    pump()
    home.close()


@pytest.fixture
def joined(counter: Counter) -> Joined:
    """Joins a simulated terminal to the counter; it fails as told."""
    return joining(counter)
