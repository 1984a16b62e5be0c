"""The first start on a computer without a desk: five pages by keyboard, left and taken up again, and a desk that people can sign in at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.first_start import KEPT, FirstStart
from app.bootstrap.homes import open_home
from app.bootstrap.opening import LEDGER
from app.domain.errors import Refused, Unavailable
from app.domain.first_start import FirstAnswers, FirstSecrets, Newcomer, wrong_with
from app.domain.look_choice import LookChoice
from app.domain.newcomers import PASSWORD_MIN
from app.domain.words import Lang
from app.settings import Settings
from app.ui.front import look_for
from app.ui.wizard.first_pages import KeysPage
from app.ui.wizard.first_start import FirstStartWindow
from app.ui.wizard.passphrase import PassphraseWindow
from tests.desks import PASSWORD, ROOT, cheap_keys
from tests.patience import PATIENCE_MS
from tests.ui.counter import words_of

PASSPHRASE = "a passphrase for tests"


class Hands:
    """The window of the first start over a home of its own, and a keyboard."""

    def __init__(self, home: Path, lang: Lang = "ko") -> None:
        self.home = home
        self.settings = Settings(home=home, data=ROOT)
        self.practised = 0
        self.window = FirstStartWindow(FirstStart(self.settings), words_of, ROOT / "resources", lang=lang, practise=self._practise)
        self.window.show()
        self.settle()

    def _practise(self) -> None:
        self.practised += 1

    @property
    def page(self) -> str:
        return self.window.pages.page

    @property
    def said(self) -> str:
        return self.window.pages.notice.text()

    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window.pages

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QtBot.keyClick(self.focus(), key)
            self.settle()

    def type(self, *texts: str) -> None:
        """Each text into the field in hand, and Enter."""
        for text in texts:
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QApplication.sendEvent(self.focus(), event)
            self.press(Qt.Key.Key_Return)

    def settle(self) -> None:
        self.window.wait()

    def leave(self) -> None:
        self.window.pages.close()
        self.settle()
        self.window.close()


@pytest.fixture
def home(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(FirstStart, "has_keyring", lambda self: False)
    with cheap_keys():
        yield tmp_path / "home"


def answer_all(hands: Hands) -> None:
    """Every page from the first one on, by keys alone."""
    hands.press(Qt.Key.Key_Return)  # 1: language and size as they are
    hands.type("26410", "03", "가온구청", "민원여권과")  # 2; all stations
    hands.press(Qt.Key.Key_Return)  # 3: alone
    hands.type("관리자", PASSWORD, PASSWORD)
    hands.type("park", "박가람", PASSWORD, PASSWORD, "lee", "이하늘", PASSWORD, PASSWORD)


def test_five_pages_by_keyboard_make_a_desk_at_which_its_people_sign_in(home: Path) -> None:
    hands = Hands(home)
    answer_all(hands)
    assert hands.page == "keys"
    hands.press(Qt.Key.Key_Tab)
    hands.type(PASSPHRASE, PASSPHRASE)
    made = hands.window.settings
    hands.leave()
    assert made is not None and made.passphrase == PASSPHRASE
    desk = open_home(made, lambda new: "")
    assert (desk.desk.identity.office, desk.desk.identity.desk, desk.desk.identity.training) == ("26410", "03", False)
    assert desk.services.sign_in("lee", PASSWORD).role == "clerk"
    assert desk.services.sign_in("park", PASSWORD).role == "supervisor"
    open_steps = [step.code for step in desk.services.setup.steps() if step.state == "open"]
    assert open_steps[:3] == ["keys", "hours", "money"] and desk.services.setup.is_first_start()
    desk.close()
    assert not (home / KEPT).exists()


def test_a_page_that_is_left_is_there_again_with_everything_but_its_secrets(home: Path) -> None:
    first = Hands(home)
    answer_all(first)
    first.leave()
    assert PASSWORD.encode() not in (home / KEPT).read_bytes()
    again = Hands(home)
    assert again.page == "keys"
    again.press(Qt.Key.Key_Escape)
    assert again.page == "people"
    assert again.window.pages.answers.leader.name == "박가람"
    again.window.pages.go_on()
    assert again.page == "people" and again.said == words_of("ko").text("error.password_too_short", length_min=PASSWORD_MIN)
    again.leave()


def test_a_person_without_a_name_is_asked_for_it() -> None:
    """What was not typed yet is not called wrong."""
    nobody, secrets = FirstAnswers(admin=Newcomer()), FirstSecrets()
    assert wrong_with("people", nobody, secrets) == "user_missing"
    assert wrong_with("people", msgspec.structs.replace(nobody, admin=Newcomer(user="admin")), secrets) == "name_missing"


def test_a_page_that_lacks_something_says_what_and_stays(home: Path) -> None:
    hands = Hands(home)
    hands.press(Qt.Key.Key_Return)
    hands.type("2641", "03", "가온구청", "민원여권과")
    assert hands.page == "office" and hands.said
    hands.window.pages.pages["office"].put(msgspec.structs.replace(hands.window.pages.answers, office="00000"))
    hands.window.pages.go_on()
    assert hands.said == words_of("ko").text("error.office_is_for_training")
    hands.leave()


def test_another_language_is_seen_at_once_and_nothing_typed_is_lost(home: Path) -> None:
    hands = Hands(home)
    hands.press(Qt.Key.Key_Return)
    hands.type("26410")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_Right)
    hands.press(Qt.Key.Key_Space)
    assert hands.window.pages.windowTitle() == words_of("en").text("first.title")
    assert hands.window.pages.answers.office == "26410" and hands.window.pages.answers.look.lang == "en"
    hands.leave()


def test_a_computer_without_a_keyring_keeps_its_keys_in_a_file(home: Path) -> None:
    hands = Hands(home)
    page = hands.window.pages.pages["keys"]
    assert isinstance(page, KeysPage)
    assert not page.kinds["keyring"].isEnabled() and page.kinds["file"].isChecked()
    hands.leave()


def test_a_key_file_asks_for_its_passphrase_until_it_opens(qtbot: QtBot) -> None:
    def opens(typed: str) -> None:
        if typed != PASSPHRASE:
            raise Refused("passphrase_wrong")

    window = PassphraseWindow(words_of("ko"), look_for(LookChoice(), ROOT / "resources"), opens)
    window.show()
    for typed in ("another one", PASSPHRASE):
        window.line.setText(typed)
        QtBot.keyClick(window.line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.given is not None or bool(window.notice.text()), timeout=PATIENCE_MS)
        if typed != PASSPHRASE:
            assert window.notice.text() == words_of("ko").text("error.passphrase_wrong") and window.line.text() == ""
            window.notice.say("")
    assert window.given == PASSPHRASE and not window.isVisible()


@pytest.mark.parametrize("kept", [b'{"page":"nowhere"}', b'{"look":{"text":90000}}', b'{"page":7}', b"\xff" * 10])
def test_what_somebody_else_wrote_there_begins_at_the_first_page(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / KEPT).write_bytes(kept)
    found = FirstStart(Settings(home=tmp_path, data=ROOT)).kept()
    assert (found.page, found.look) == ("look", LookChoice())


def test_a_power_cut_while_the_desk_is_made_leaves_its_pages_and_nobody_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands(home)
    answer_all(hands)
    hands.press(Qt.Key.Key_Tab)
    with monkeypatch.context() as cut:

        def gone(self: FirstStart, *_: object) -> None:
            raise Unavailable("disk_full")

        cut.setattr(FirstStart, "_fill", gone)
        hands.type(PASSPHRASE, PASSPHRASE)
    assert not (home / LEDGER).exists() and (home / KEPT).exists()
    hands.window.pages.go_on()
    hands.settle()
    made = hands.window.settings
    hands.leave()
    assert made is not None
    desk = open_home(made, lambda new: "")
    assert [each.user for each in desk.services.staff()] == ["admin", "lee", "park"] and desk.services.setup.is_first_start()
    desk.close()
