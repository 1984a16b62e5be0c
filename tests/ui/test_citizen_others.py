"""Nobody's signature, word or case becomes another citizen's, and an unplugged screen shows nobody anything."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest
from msgspec import structs
from PyQt6.QtWidgets import QApplication

from app.domain.citizen_screen import Confirmation
from app.ui.citizen import screens
from app.ui.citizen.pages import Away, Signing
from app.ui.citizen.presenter import ToSign
from app.ui.tabs.passport.view import PassportView
from tests.desks import PASSWORD
from tests.ui.citizen import Screen, a_seal_certificate, confirmed, draw, lock, touch, with_a_screen
from tests.ui.counter import Counter
from tests.ui.test_flows import approve, arrived_passport, cases, scan


def in_hand(counter: Counter) -> str:
    """The number of the passport that is to be handed over, as far as the page knows and shows it."""
    view = counter.window.tabs["passport"]
    assert isinstance(view, PassportView)
    case, title = view.delivery.presenter.case, view.delivery._title.text()
    assert (case.row.number if case is not None else "") == title
    return title


def test_whoever_sits_down_next_finds_no_passport_in_hand(counter: Counter) -> None:
    row = arrived_passport(counter)
    counter.press("F7", "2")
    scan(counter, row.number)
    assert in_hand(counter)
    lock(counter)
    counter.window.shell.sign_in("park", PASSWORD)
    counter.settle()
    assert not in_hand(counter)


def test_the_next_case_to_be_signed_begins_with_an_empty_box(counter: Counter) -> None:
    window = with_a_screen(counter)
    presenter, form = counter.opened.citizen.presenter, counter.opened.context.catalogue.forms["seal_certificate_issue"]
    presenter.sign(ToSign("26410-03-261120-0001-AA", form))
    draw(window, (0.1, 0.5), (0.9, 0.4))
    assert window.ink.long_enough
    presenter.sign(ToSign("26410-03-261120-0002-BB", form))
    assert isinstance(window.page, Signing) and not window.ink.long_enough


def test_a_signature_given_while_another_case_is_in_hand_is_nobodys(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    counter.opened.citizen.bar.sign.click()
    other = ToSign("26410-03-261120-0002-BB", counter.opened.context.catalogue.forms["seal_certificate_issue"])
    monkeypatch.setattr(counter.opened.citizen, "to_sign", lambda: [other])
    draw(window, (0.1, 0.5), (0.9, 0.4))
    touch(counter, window.done)
    assert "다시 보내십시오" in counter.opened.citizen.bar.text() and not isinstance(window.page, Signing)
    lee, number = counter.opened.context.session.signed_in(), cases(counter)[0].number
    assert counter.on_writer(partial(counter.home.services.view_case, lee, number)).attachments == []


def test_what_was_confirmed_is_kept_only_where_it_is_what_is_charged(counter: Counter) -> None:
    with_a_screen(counter)
    a_seal_certificate(counter)
    lee, services = counter.opened.context.session.signed_in(), counter.home.services
    draft = counter.opened.context.visit.lines[0].draft
    for shown_won, kept in ((0, 0), (600, 1)):
        said_so = structs.replace(draft, confirmed=Confirmation(at=1, due_won=shown_won, total_won=shown_won))
        counter.on_writer(partial(services.record_visit, lee, [said_so], tender="cash"))
        assert len(confirmed(counter)) == kept


def test_a_screen_that_is_unplugged_behind_the_lock_takes_its_window_with_it(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = Screen("OWN-1", 0), Screen("TOUCH-2", 1366)
    there = [own, other]
    monkeypatch.setattr(counter.window, "screen", lambda: own)
    monkeypatch.setattr(screens, "QGuiApplication", SimpleNamespace(screens=lambda: there))
    window = with_a_screen(counter, screen="second")
    lock(counter)
    assert isinstance(window.page, Away)
    there.remove(other)
    QApplication.instance().screenRemoved.emit(QApplication.primaryScreen())  # type: ignore[union-attr]
    counter.settle()
    assert counter.opened.citizen.window is None
