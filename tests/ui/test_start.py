"""The login page is on the screen over the open ledger before the rest of the program is imported, and nobody notices."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Never

import pytest
from PyQt6 import sip
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.bootstrap.homes import Home
from app.bootstrap.new_homes import init_home
from app.domain.errors import IntegrityViolated
from app.domain.look_choice import LookChoice
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.words import Lang, Words
from app.formfiles.words import load_words
from app.formfiles.words_by_need import words_by_need
from app.settings import Settings
from app.ui.app import Windows
from app.ui.front import FirstSight, Front, Furnish, look_for, run
from app.ui.shots import pump
from tests.desks import PASSWORD, ROOT, a_home, cheap_keys
from tests.patience import PATIENCE_MS, PATIENCE_S
from tests.ui.counter import surroundings, words_of

RESOURCES = ROOT / "resources"
OFFICE = "가온구청"
# What nobody needs before somebody has signed in; each takes from 10 to 300 ms.
LATER = {
    "peewee", "playhouse", "httpx", "h2", "reportlab", "PIL", "pypdfium2", "zxingcpp", "watchdog", "keyring", "secretstorage", "jeepney",
    "platformdirs", "holidays", "xlsxwriter", "starlette", "uvicorn", "psycopg", "subprocess", "asyncio", "ssl", "urllib.request",
    "cryptography.x509", "app.services", "app.documents", "app.sync", "app.devices", "app.crypto", "app.domain.forms", "app.domain.entries",
    "app.bootstrap.homes", "app.formfiles.catalogue", "app.ui.main_window", "app.ui.context", "app.ui.tabs", "PyQt6.QtSvg",
    "PyQt6.QtCharts", "dataclasses", "inspect", "typing_extensions", "json", "getpass", "tomllib", "hashlib", "hmac",
    "ctypes", "app.formfiles.po_files",
}  # fmt: skip


def test_the_login_page_is_painted_before_the_rest_of_the_program_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    settings = Settings(home=tmp_path / "home", data=ROOT, passphrase="nothing secret here")
    place = NewDesk("26410", "03", OFFICE, "민원여권과")
    with cheap_keys():
        init_home(settings, lambda _new: "", place, FirstPerson("admin", "관리자", PASSWORD), training=False)
    environment = {
        **os.environ,
        "MINWON_HOME": str(settings.home),
        "MINWON_PASSPHRASE": settings.passphrase or "",
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "tests/bench/start_watch.py", "app", OFFICE]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE_S)
    painted, ready = [json.loads(line) for line in done.stdout.splitlines()]
    assert LATER & set(painted["modules"]) == set()
    assert "app.ui.login_view" in painted["modules"] and "app.ledger.database" in painted["modules"]
    assert {"peewee", "app.services", "app.ui.main_window"} <= set(ready["modules"])


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_words_of_the_login_page_stand_in_the_file_that_is_read_first(lang: Lang, qtbot: QtBot) -> None:
    words = words_by_need(RESOURCES, lang)
    front = a_front(words)
    assert front.login.user.accessibleName()
    assert words.texts._all is None  # type: ignore[attr-defined]
    assert words.texts == load_words(RESOURCES, lang).texts
    front.close()


def a_front(words: Words) -> Front:
    choice = LookChoice()
    return Front(words, look_for(choice, RESOURCES), f"{OFFICE} · 3번 창구", choice, words.text("app.name"))


class Desk:
    """A login page that is seen, and a desk that comes when it is told to."""

    def __init__(self, home: Home) -> None:
        self.front = a_front(words_of("ko"))
        self.front.show()
        self.windows = Windows(surroundings(home), "ko")

    def type(self, user: str, password: str) -> None:
        self.front.login.user.setText(user)
        self.front.login.password.setText(password)
        QtBot.keyClick(self.front.login.password, Qt.Key.Key_Return)

    def said(self) -> list[str]:
        return [each.text() for each in self.front.login.findChildren(QLabel) if each.isVisible()]


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    home = a_home(tmp_path / "home", on_lanes=True)
    made = Desk(home)
    yield made
    made.front.close()
    for each in list(made.windows._opened):
        each.context.session.actor = None
        each.close()
    pump()
    home.close()


def test_who_signs_in_before_there_is_a_desk_is_at_it_when_it_comes(desk: Desk, qtbot: QtBot) -> None:
    desk.type("lee", PASSWORD)
    assert not desk.front.login.user.isEnabled()
    desk.windows.stand_behind(desk.front)
    (opened,) = desk.windows._opened
    qtbot.waitUntil(lambda: opened.window.isVisible() and opened.jobs.running == 0, timeout=PATIENCE_MS)
    actor = opened.context.session.actor
    assert actor is not None and actor.user == "lee"
    assert not desk.front.isVisible()


def test_a_wrong_password_is_said_on_the_page_where_it_was_typed(desk: Desk, qtbot: QtBot) -> None:
    desk.windows.stand_behind(desk.front)
    desk.type("lee", "not the password")
    (opened,) = desk.windows._opened
    qtbot.waitUntil(lambda: opened.jobs.running == 0, timeout=PATIENCE_MS)
    assert any("비밀번호" in each and each != "비밀번호" for each in desk.said())
    assert desk.front.isVisible() and desk.front.login.user.isEnabled() and not opened.window.isVisible()
    desk.type("lee", PASSWORD)
    qtbot.waitUntil(lambda: opened.window.isVisible() and opened.jobs.running == 0, timeout=PATIENCE_MS)


def test_a_look_chosen_before_there_is_a_desk_is_kept_by_it(desk: Desk, qtbot: QtBot) -> None:
    desk.front.looks.choose(text=150)
    desk.windows.stand_behind(desk.front)
    qtbot.waitUntil(lambda: desk.windows._opened[0].context.appearance.shown.text == 150, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: desk.windows._opened[0].window.isVisible(), timeout=PATIENCE_MS)
    assert not desk.front.isVisible()


@pytest.mark.parametrize("at", ["fetching", "furnishing"])
def test_what_keeps_the_desk_from_coming_is_told_and_ends_the_window(at: str, qtbot: QtBot) -> None:
    told: list[str] = []
    before, fronts = set(QApplication.topLevelWidgets()), set[Front]()

    def broken(_: Front | None = None) -> Never:
        raise IntegrityViolated("form_invalid", file="seal.toml", reason="broken")

    def fetch() -> Furnish:
        return broken() if at == "fetching" else broken

    def close() -> None:
        for each in QApplication.topLevelWidgets():
            if isinstance(each, QMessageBox):
                told.append(each.text())
                each.accept()
            elif isinstance(each, Front) and each not in before:
                fronts.add(each)

    watch = QTimer()
    watch.timeout.connect(close)
    watch.start(20)
    sight = FirstSight(RESOURCES, words_of, lambda words: OFFICE, lambda words: words.text("app.name"), LookChoice(), "ko")
    with pytest.raises(IntegrityViolated, match="form_invalid"):
        run(sight, fetch)
    watch.stop()  # what was raised holds it: it would answer the next one's message too
    assert told == [words_of("ko").text("error.form_invalid")]
    assert [sip.isdeleted(each) for each in fronts] == [True]  # no other thread can collect it
