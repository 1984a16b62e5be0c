"""At twice the text size on an old screen of 1366 px the basket stands below the form: both are read and worked in whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QRect
from PyQt6.QtWidgets import QAbstractButton, QApplication, QTableView, QWidget

from app.domain.words import LANGS, Lang
from app.ui.form_room import FIELDS_SEEN, FormRoom
from app.ui.roomy import Roomy
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.passport.expiry_view import ExpiryPage
from app.ui.tabs.passport.view import PassportView
from app.ui.theme import make_look
from tests.gallery.situations import put_seal_in_basket
from tests.gallery.walk import laid_out
from tests.ui.counter import Counter

OLD_SCREEN = (1366, 768)
RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"


@pytest.fixture(params=LANGS)
def narrow(counter: Counter, request: pytest.FixtureRequest) -> Iterator[Counter]:
    lang: Lang = request.param
    counter.open_at(OLD_SCREEN, lang, scale=200, wide=OLD_SCREEN[0])
    yield counter


def place(part: QWidget, window: QWidget) -> QRect:
    return QRect(part.mapTo(window, part.rect().topLeft()), part.size())


def page_of(counter: Counter) -> Roomy:
    (page,) = (each for each in counter.window.findChildren(Roomy) if each.isVisible() and each.isAncestorOf(counter.window.basket))
    return page


@pytest.mark.parametrize(
    ("wide", "scale", "narrow"),
    [(1366, 100, False), (1366, 150, False), (1366, 175, True), (1366, 200, True), (1920, 200, False), (3840, 200, False)],
)
def test_the_basket_goes_below_where_the_screen_is_narrow_for_its_words(wide: int, scale: int, narrow: bool) -> None:
    assert make_look(RESOURCES, scale=scale, wide=wide).narrow == narrow


def test_no_field_of_any_form_is_cut_and_several_are_seen(narrow: Counter) -> None:
    for form in list(narrow.home.desk.catalogue.forms.values())[::5]:
        narrow.window.go(form.station)
        view = narrow.window.intake(form.station)
        view.presenter.choose(form.id)
        narrow.settle()
        laid_out()
        assert view.form is not None
        (room,) = view.form.findChildren(FormRoom)
        across, seen = room.horizontalScrollBar(), room.viewport()
        assert across is not None and seen is not None
        assert across.maximum() == 0, form.id
        assert seen.height() >= FIELDS_SEEN * room._look.px("field_px"), form.id
        sideways = page_of(narrow).horizontalScrollBar()
        assert sideways is not None and sideways.maximum() == 0, form.id
        assert place(narrow.window.basket, narrow.window).top() >= place(room, narrow.window).bottom()


def test_a_payment_is_confirmed_and_taken_in_sight_and_nothing_of_it_overlaps(narrow: Counter) -> None:
    narrow.press("F5")
    laid_out()
    put_seal_in_basket(narrow)
    laid_out()
    for keys in (["F10"], ["Return"]):
        narrow.press(*keys)
        narrow.settle()
        laid_out()
        now = QApplication.focusWidget()
        seen = page_of(narrow).viewport()
        assert now is not None and seen is not None and narrow.window.basket.isAncestorOf(now)
        assert place(seen, narrow.window).contains(place(now, narrow.window))
        shown = [each for each in narrow.window.basket.findChildren(QAbstractButton) if each.isVisible() and each.height()]
        shown += [] if now in shown else [now]  # type: ignore[list-item]
        places = [place(each, narrow.window) for each in shown]
        assert all(each.height() >= part.minimumSizeHint().height() for each, part in zip(places, shown, strict=True))
        assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :])


def test_some_services_are_seen_above_the_basket(narrow: Counter) -> None:
    narrow.window.go("integrated")
    narrow.settle()
    laid_out()
    table = narrow.window.intake("integrated")._list
    seen = table.viewport()
    assert seen is not None and table.rowAt(seen.height() - 1) >= 3
    assert not any(side in narrow.window.basket._empty.text() for side in ("왼쪽", "left"))


def test_neither_part_asks_for_the_height_that_its_lines_would_like(narrow: Counter) -> None:
    """A layout would take it for the least of both, and squeeze what they really need."""
    assert not narrow.window.basket.hasHeightForWidth() and not narrow.window._stack.hasHeightForWidth()
    assert narrow.window.basket.height() >= narrow.window.basket.minimumSizeHint().height()


def whole_rows(table: QTableView) -> int:
    """How many rows have room in what is seen of that table."""
    laid_out()
    seen, rows = table.viewport(), table.verticalHeader()
    assert seen is not None and rows is not None and table.isVisible()
    return seen.height() // rows.defaultSectionSize()


def test_some_cases_and_some_people_are_seen_in_their_lists(narrow: Counter) -> None:
    narrow.window.go("ledger")
    narrow.settle()
    ledger = narrow.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView) and whole_rows(ledger.table) >= 3
    narrow.window.go("passport")
    passport = narrow.window.tabs["passport"]
    assert isinstance(passport, PassportView)
    (key,) = (each.key for each in passport.presenter.station.modes if each.page == "expiry")
    passport.presenter.choose_mode(key)
    narrow.settle()
    (people,) = passport.findChildren(ExpiryPage)
    assert whole_rows(people.table) >= 3
