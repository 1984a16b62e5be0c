"""At twice the text size, in the longer language: dialogs are read without scrolling sideways, and long work makes no window wider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QScrollArea

from app.ui.app import open_window
from app.ui.editors import CheckEditor
from app.ui.keys_dialog import KeysDialog
from app.ui.queue_pane import QueueDialog
from app.ui.session import LastRecord
from app.ui.tabs.passport.view import PassportView
from tests.ui.counter import Counter, surroundings
from tests.ui.cut_words import cut_words
from tests.ui.test_busy import long_work, wait_until_shown

SCREEN = (1920, 1080)


@pytest.fixture
def large(counter: Counter) -> Iterator[Counter]:
    """The English window at 200 %, as large as a usual screen."""
    counter.opened.close()
    counter.opened = open_window(surroundings(counter.home), "en", density="compact", scale=200)
    counter.window.resize(*SCREEN)
    counter.window.show()
    counter.window.activateWindow()
    QApplication.setActiveWindow(counter.window)
    counter.settle()
    counter.sign_in()
    yield counter


@contextmanager
def opened_by(counter: Counter, keys: str, kind: type[QDialog]) -> Iterator[QDialog]:
    counter.press(keys)
    (dialog,) = (each for each in counter.window.findChildren(kind) if each.isVisible())
    try:
        counter.settle()
        yield dialog
    finally:
        dialog.reject()


def sideways(dialog: QDialog) -> int:
    """px the dialog's content can be moved to the side."""
    scrolled = dialog.findChild(QScrollArea)
    bar = scrolled.horizontalScrollBar() if scrolled is not None else None
    assert bar is not None
    return bar.maximum()


def test_every_key_is_read_whole_beside_what_it_does(large: Counter) -> None:
    with opened_by(large, "F1", KeysDialog) as dialog:
        caps = [each for each in dialog.findChildren(QLabel) if each.property("role") == "key"]
        assert len(caps) > 40 and [each.text() for each in caps if each.width() < each.sizeHint().width()] == []
        assert (sideways(dialog), cut_words(dialog)) == (0, [])
        assert dialog.width() <= SCREEN[0] and dialog.height() <= SCREEN[1]


def test_the_tickets_scroll_down_alone(large: Counter) -> None:
    with opened_by(large, "Ctrl+F2", QueueDialog) as dialog:
        assert (sideways(dialog), cut_words(dialog)) == (0, [])


@pytest.mark.parametrize("stoppable", [True, False])
def test_long_work_makes_the_window_no_wider(large: Counter, stoppable: bool) -> None:
    large.opened.context.session.last = LastRecord("26410-03-261120-0010-VI", "Seal certificate", False, "26410-03-R261120-0006-8S")
    large.window.foot.undo.show()
    go_on, _, _ = long_work(large, stoppable=stoppable)
    wait_until_shown(large)
    large.settle()
    try:
        assert (large.window.width(), large.window.height()) == SCREEN
        assert cut_words(large.window.foot) == []
    finally:
        go_on.set()
        large.settle()


def test_a_page_of_the_passport_tab_begins_right_below_its_modes(large: Counter) -> None:
    large.press("F7", "3")
    view = large.window.tabs["passport"]
    assert isinstance(view, PassportView)
    modes = next(each for each in view.findChildren(QAbstractButton) if each.isVisible() and each.isChecked())
    reading = view.arrival.reading
    gap = reading.mapTo(view, QPoint(0, 0)).y() - modes.mapTo(view, QPoint(0, modes.height())).y()
    assert 0 <= gap < reading.height() // 2
    assert reading.fontMetrics().horizontalAdvance(reading.placeholderText()) < reading.contentsRect().width()


def test_what_a_box_in_a_form_says_has_room_beside_its_name(large: Counter) -> None:
    """The form does not scroll sideways: a box that is wider would push the names of its fields out of sight."""
    large.window.go("passport")
    intake = large.window.intake("passport")
    intake.presenter.choose("passport_loss_report")
    large.settle()
    assert intake.form is not None
    bar, room = intake.form._scroll.horizontalScrollBar(), intake.form._scroll.viewport()
    assert bar is not None and room is not None and bar.maximum() == 0
    (box,) = (each for each in intake.form.findChildren(CheckEditor) if each.box.text().startswith("No way back"))
    width = room.width() - box.mapTo(room, QPoint(0, 0)).x()
    words, look = large.opened.context.words, intake.form._look
    boxes = [(form.id, each) for form in large.opened.context.catalogue.forms.values() for each in form.fields if each.kind == "check"]
    made = [(form, CheckEditor(each, words, look)) for form, each in boxes]
    assert [form for form, each in made if each.sizeHint().width() > width] == []
