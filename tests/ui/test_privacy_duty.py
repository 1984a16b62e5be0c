"""At the first log-in the duty of secrecy is acknowledged with one key; Esc leaves it for the next time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.privacy_dialog import PrivacyDialog
from app.ui.shots import pump
from tests.desks import PASSWORD, a_home
from tests.ui.counter import Counter, a_counter


@pytest.fixture
def real(tmp_path: Path, qtbot: QtBot) -> Iterator[Counter]:
    """A desk with real people's data."""
    home = a_home(tmp_path, training=False, on_lanes=True)
    counter = a_counter(home)
    yield counter
    counter.settle()
    counter.opened.context.session.actor = None
    counter.opened.close()
    pump()
    home.close()


def open_dialogs(counter: Counter) -> list[PrivacyDialog]:
    return [each for each in counter.window.findChildren(PrivacyDialog) if each.isVisible()]


def log_in(counter: Counter) -> None:
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()


def test_it_is_asked_at_the_first_log_in_and_never_again_once_said(real: Counter) -> None:
    log_in(real)
    (dialog,) = open_dialogs(real)
    dialog.reject()
    real.settle()
    real.window.shell.sign_out("lock")
    real.settle()
    log_in(real)
    (dialog,) = open_dialogs(real)
    real.window.shell.sign_out("lock")
    real.settle()
    assert open_dialogs(real) == []
    log_in(real)
    (dialog,) = open_dialogs(real)
    dialog.agree.click()
    real.settle()
    assert "저장" in real.window.notice.text()
    real.window.shell.sign_out("lock")
    real.settle()
    log_in(real)
    assert open_dialogs(real) == []


def test_who_turns_back_from_a_paper_finds_the_question_that_stands_there(real: Counter) -> None:
    """Nobody gets past it, neither does the gallery: it waits for the keyboard at the question, not at the window behind."""
    log_in(real)
    (dialog,) = open_dialogs(real)
    real.back_to_the_window()
    assert QApplication.activeWindow() is dialog
    dialog.reject()
    real.back_to_the_window()
    assert QApplication.activeWindow() is real.window
