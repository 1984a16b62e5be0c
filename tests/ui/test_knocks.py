"""The program started twice over one home: the second says why it does not open, and the first comes to the front."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import window as starting
from app.bootstrap.homes import open_home
from app.bootstrap.new_homes import init_home
from app.bootstrap.window import Opening
from app.domain.errors import Unavailable
from app.domain.new_desk import FirstPerson, NewDesk
from app.settings import Settings
from app.ui import knocks
from app.ui.knocks import KNOCK, Knocks, come_forward
from tests.desks import PASSWORD, ROOT, cheap_keys
from tests.patience import PATIENCE_MS
from tests.ui.counter import words_of


def test_a_second_start_says_why_and_calls_the_first_window(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(knocks, "tell", lambda _parent, _title, said, _ok: told.append(said))
    settings = Settings(home=tmp_path / "home", data=ROOT, passphrase=PASSWORD)
    with cheap_keys():
        init_home(settings, lambda new: PASSWORD, NewDesk("26410", "03"), FirstPerson("admin", "관리자", PASSWORD), training=False)
        first = open_home(settings, lambda new: PASSWORD)
    heard: list[int] = []
    listening = Knocks(tmp_path / "home", lambda: heard.append(1))
    opening = Opening(settings, lambda new: PASSWORD)
    with pytest.raises(Unavailable, match="home_in_use"):
        starting._window(opening, settings, words_of("ko"))
    assert "이미 열려 있어" in told[0] and (tmp_path / "home" / KNOCK).exists()
    qtbot.waitUntil(lambda: bool(heard), timeout=PATIENCE_MS)
    assert listening.parent() is None
    first.close()


def test_nobody_is_called_where_no_window_listens(tmp_path: Path) -> None:
    knocks.knock(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_window_that_lies_small_below_comes_up(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    come_forward(window)
    assert window.isVisible() and not window.isMinimized()
    window.close()


def test_a_knock_is_heard_once_and_the_next_one_too(tmp_path: Path, qtbot: QtBot) -> None:
    heard: list[int] = []
    listening = Knocks(tmp_path, lambda: heard.append(1))

    def knocked() -> int:
        heard.clear()
        knocks.knock(tmp_path)
        qtbot.waitUntil(lambda: bool(heard), timeout=PATIENCE_MS)
        qtbot.wait(50)
        return len(heard)

    assert (knocked(), knocked()) == (1, 1)
    (tmp_path / KNOCK).unlink()
    qtbot.waitUntil(lambda: (tmp_path / KNOCK).exists(), timeout=PATIENCE_MS)
    assert knocked() == 1
    assert listening.parent() is None
