"""The syllable being composed is kept whatever comes next, and what is typed is kept composed (NFC): with a simulated input method.

It does what a real one does: it holds one syllable, gives it up when it is told to, or when the keyboard is about to leave the line.
`test_real_hangul.py` has the real one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QApplication, QLineEdit, QWidget

from app.ui import plain
from app.ui.tabs.ledger.view import LedgerView
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN, cases, to_basket
from tests.ui.test_window import type_name_and_number


class InputMethod(QObject):
    def __init__(self) -> None:
        super().__init__()
        self._at: QWidget | None = None
        self._syllable = ""

    def compose(self, counter: Counter, syllable: str) -> None:
        """That syllable is on the screen and not in the text."""
        self._at, self._syllable = counter.focus(), syllable
        self._at.installEventFilter(self)
        counter.compose(syllable)

    def commit(self) -> None:
        at, syllable, self._syllable = self._at, self._syllable, ""
        if at is not None and syllable:
            event = QInputMethodEvent("", [])
            event.setCommitString(syllable)
            QApplication.sendEvent(at, event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.FocusAboutToChange:
            self.commit()
        return False


@pytest.fixture
def method(monkeypatch: pytest.MonkeyPatch) -> InputMethod:
    made = InputMethod()
    monkeypatch.setattr(plain.QGuiApplication, "inputMethod", lambda: made)
    return made


def composing(counter: Counter, method: InputMethod) -> None:
    """김정훈 stands in the name, its last syllable not finished."""
    counter.sign_in()
    counter.press("F5")
    counter.type("김정")
    method.compose(counter, "훈")


def typed_name(counter: Counter) -> object:
    model = counter.window.intake("seal").presenter._models["seal_certificate_issue"]
    return model.raw.get("applicant.name")


def idle(counter: Counter) -> None:
    counter.window.idle.timer.timeout.emit()
    counter.settle()


def click_elsewhere(counter: Counter) -> None:
    counter.window.basket.focus_table()
    counter.settle()


def kept_after_a_while(counter: Counter) -> None:
    """The draft is kept meanwhile: the syllable is still being composed, and nobody takes it out of the hands."""
    counter.window.intake("seal")._keep.timeout.emit()
    counter.settle()
    assert typed_name(counter) == "김정"
    counter.press("Return")


KEYS = (
    *("Return", "Shift+Return", "Tab", "Shift+Tab", "Up", "Down", "Escape"),
    *("F3", "F6", "F9", "F10", "F11", "F12", "Ctrl+K", "Ctrl+1", "Ctrl+2", "Ctrl+L", "Shift+F4"),
)
WAYS: dict[str, Callable[[Counter], object]] = {"idle": idle, "click": click_elsewhere, "kept": kept_after_a_while}


@pytest.mark.parametrize("way", [*KEYS, *WAYS])
def test_the_syllable_is_kept_whatever_comes_next(counter: Counter, method: InputMethod, way: str) -> None:
    composing(counter, method)
    if way in WAYS:
        WAYS[way](counter)
    else:
        counter.press(way)
    assert typed_name(counter) == "김정훈"


def test_what_was_being_composed_at_the_lock_is_on_disk_and_in_a_parked_visit(counter: Counter, method: InputMethod) -> None:
    composing(counter, method)
    counter.press("F4")
    (parked,) = counter.on_writer(counter.home.services.drafts).values()
    form = parked["form"]
    assert isinstance(form, dict) and form["raw"]["applicant.name"] == "김정훈"
    counter.press("F4")
    counter.focus()
    form_now = counter.window.intake("seal").form
    assert form_now is not None
    form_now.go_to("applicant.name")
    counter.type("이하")
    method.compose(counter, "나")
    counter.press("Ctrl+L")
    kept = counter.on_writer(counter.home.services.drafts)
    assert [draft["raw"]["applicant.name"] for draft in kept.values()] == ["이하나"]


def test_what_is_looked_for_has_its_last_syllable(counter: Counter, method: InputMethod) -> None:
    counter.sign_in()
    type_name_and_number(counter, "김정훈")
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10", "Return", "Return", "F3")
    counter.type("김정")
    method.compose(counter, "훈")
    counter.press("Return")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.search.text() == "김정훈" and view.model.rowCount() == 1
    counter.press("F8")
    counter.type("토")
    method.compose(counter, "지")
    counter.press("Return")
    model = counter.window.intake("integrated").presenter.model
    assert model is not None and model.form.id == "land_register_copy"


def test_decomposed_jamo_are_kept_and_found_composed(counter: Counter) -> None:
    apart = unicodedata.normalize("NFD", "김정훈")
    assert apart != "김정훈"
    counter.window.login.user.setText("lee")
    counter.window.login.password.setText(unicodedata.normalize("NFD", PASSWORD))
    counter.window.login.password.setFocus()
    counter.sign_in()
    counter.press("F5")
    counter.type(apart)
    counter.press("Return")
    counter.digits(RRN)
    assert typed_name(counter) == "김정훈"
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10", "Return", "Return", "F3")
    counter.type(apart)
    counter.press("Return")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.model.rowCount() == 1
    counter.press("Return")
    assert view.presenter.case is not None and view.presenter.case.applicant["name"] == "김정훈"
    counter.press("Ctrl+K")
    counter.type(unicodedata.normalize("NFD", "토지"))
    counter.press("Return")
    assert len(cases(counter)) == 1 and counter.window.intake("integrated").presenter.model is not None
    lines = [each.text() for each in counter.window.findChildren(QLineEdit) if each.isVisible()]
    assert lines == [unicodedata.normalize("NFC", each) for each in lines]
