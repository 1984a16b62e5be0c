"""At twice the text size, in the longer language: dialogs are read without scrolling sideways, long work makes no window wider, and pages
show what they are there for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec import structs
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QAbstractButton, QAbstractScrollArea, QDialog, QLabel, QListWidget, QPushButton, QScrollArea

from app.ui.editors import CheckEditor
from app.ui.keys_dialog import KeysDialog
from app.ui.pairs import PairList
from app.ui.queue_pane import QueueDialog
from app.ui.roomy import Roomy
from app.ui.session import LastRecord
from app.ui.strip import Strip
from app.ui.tabs.admin.staff_tools import ROWS_SEEN
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.closing.cash_page import CashPage
from app.ui.tabs.closing.close_page import ClosePage
from app.ui.tabs.closing.shift_page import ShiftPage
from app.ui.tabs.passport.view import PassportView
from app.ui.tabs.payments.terminal_page import TerminalPage
from app.ui.tabs.payments.view import PaymentsView
from app.ui.tabs.sync.ready_page import ReadyPage
from app.ui.tabs.sync.view import SyncView
from app.ui.tabs.worklist.view import WorklistView
from app.ui.theme import CELL_PX
from app.ui.wizard.setup_panel import SetupPanel
from tests.gallery.walk import laid_out
from tests.ui.counter import Counter
from tests.ui.cut_words import cut_words
from tests.ui.test_busy import long_work, wait_until_shown

SCREEN = (1920, 1080)


@pytest.fixture
def large(counter: Counter) -> Iterator[Counter]:
    """The English window at 200 %, as large as a usual screen."""
    counter.open_at(SCREEN, "en", scale=200)
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


def moved_down(scrolled: QAbstractScrollArea) -> int:
    """px the content of that place can be moved up and down."""
    bar = scrolled.verticalScrollBar()
    assert bar is not None
    return bar.maximum()


def moved_sideways(scrolled: QAbstractScrollArea) -> int:
    """px the content of that place can be moved to the side."""
    bar = scrolled.horizontalScrollBar()
    assert bar is not None
    return bar.maximum()


def sideways(dialog: QDialog) -> int:
    """px the dialog's content can be moved to the side."""
    scrolled = dialog.findChild(QScrollArea)
    assert scrolled is not None
    return moved_sideways(scrolled)


def test_every_key_is_read_whole_beside_what_it_does(large: Counter) -> None:
    with opened_by(large, "F1", KeysDialog) as dialog:
        caps = [each for each in dialog.findChildren(QLabel) if each.property("role") == "key"]
        assert len(caps) > 40 and [each.text() for each in caps if each.width() < each.sizeHint().width()] == []
        assert (sideways(dialog), cut_words(dialog)) == (0, [])
        assert dialog.width() <= SCREEN[0] and dialog.height() <= SCREEN[1]


def test_the_tickets_scroll_down_alone(large: Counter) -> None:
    with opened_by(large, "Ctrl+F2", QueueDialog) as dialog:
        assert (sideways(dialog), cut_words(dialog)) == (0, [])


def test_everything_that_is_done_with_tickets_has_room_on_a_usual_screen(large: Counter) -> None:
    with opened_by(large, "Ctrl+F2", QueueDialog) as dialog:
        dialog.resize(dialog.width(), SCREEN[1])
        large.settle()
        (content,) = dialog.findChildren(Roomy)
        assert moved_down(content) == 0
        assert dialog.findChildren(QListWidget)[0].height() >= 3 * dialog.fontMetrics().height()


def test_the_name_of_the_page_in_front_is_seen_in_the_list_of_pages(large: Counter) -> None:
    large.window.go("admin")
    (pages,) = large.window.tabs["admin"].findChildren(QListWidget)[:1]
    room, hidden = pages.viewport(), []
    assert room is not None
    for at in range(pages.count()):
        pages.setCurrentRow(at)
        large.settle()
        if not room.rect().contains(pages.visualItemRect(pages.item(at))):
            hidden.append(pages.item(at).text())  # type: ignore[union-attr]
    assert hidden == []
    pages.setMaximumHeight(pages.sizeHintForRow(0) * 4)  # as where a page below it takes more room
    laid_out()
    assert room.rect().contains(pages.visualItemRect(pages.currentItem()))


def test_the_page_of_the_handbook_is_read_whole_and_so_are_most_names_in_its_list(large: Counter) -> None:
    large.window.go("admin")
    admin = large.window.tabs["admin"]
    assert isinstance(admin, AdminView)
    admin.choose("handbook")
    large.settle()
    laid_out()
    page = admin.handbook.findChildren(PairList)[0]
    inside, room = page.widget(), page.viewport()
    assert inside is not None and room is not None and inside.width() <= room.width()
    table = admin.handbook.table
    wide = table.fontMetrics().horizontalAdvance
    names = [item.text() for at in range(table.rowCount()) if (item := table.item(at, 0)) is not None]
    assert len([each for each in names if wide(each) > table.columnWidth(0)]) * 4 < len(names)
    assert moved_sideways(table) == 0


def test_both_sums_that_are_checked_are_seen_whole(large: Counter) -> None:
    large.window.go("closing", "checks")
    large.settle()
    laid_out()
    lists = [each for each in large.window.tabs["closing"].findChildren(PairList) if each.isVisible()]
    assert len(lists) == 2 and [moved_down(each) for each in lists] == [0, 0]


def test_everything_that_is_known_of_the_terminal_is_seen_without_a_bar_of_its_own(large: Counter) -> None:
    large.window.go("payments", "terminal")
    large.settle()
    (page,) = large.window.findChildren(TerminalPage)
    page.pairs.show_pairs([(f"What {at}", "is known of it") for at in range(14)])
    laid_out()
    assert page.pairs.isVisible() and moved_down(page.pairs) == 0


def test_the_amounts_of_what_was_done_at_the_drawer_are_in_sight(large: Counter) -> None:
    large.window.go("closing", "cash")
    large.settle()
    laid_out()
    (page,) = large.window.findChildren(CashPage)
    page.show_moves([("14:36", "Taken to the bank", "₩12,352,600", "26-11-0012", "박가람")])
    laid_out()
    room = page.table.viewport()
    assert room is not None and moved_sideways(page.table) == 0
    assert page.table.columnViewportPosition(2) + page.table.columnWidth(2) <= room.width()
    assert room.height() >= 3 * page.table.verticalHeader().defaultSectionSize()  # type: ignore[union-attr]


def test_people_are_seen_however_little_room_their_page_has(large: Counter) -> None:
    large.window.go("admin")
    large.window.resize(SCREEN[0], SCREEN[1] * 2 // 3)
    large.settle()
    laid_out()
    admin = large.window.tabs["admin"]
    assert isinstance(admin, AdminView)
    for each in (admin.staff, admin.staff_tools.log):
        each.show()
    laid_out()
    for each in (admin.staff, admin.staff_tools.log):
        assert each.viewport().height() >= ROWS_SEEN * each.verticalHeader().defaultSectionSize()  # type: ignore[union-attr]


def test_the_chosen_list_of_the_worklist_stays_in_sight_when_keys_stand_below_it(large: Counter) -> None:
    large.window.go("worklist")
    large.settle()
    view = large.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    view.lists.blockSignals(True)
    view.lists.addItems([f"List {number}" for number in range(20)])
    view.lists.setCurrentRow(4)
    view.lists.setMaximumHeight(view.lists.sizeHintForRow(0) * 4)
    large.settle()
    laid_out()
    room = view.lists.viewport()
    assert room is not None and room.rect().contains(view.lists.visualItemRect(view.lists.currentItem()))


def test_a_system_that_is_down_breaks_no_line_of_the_strip(large: Counter) -> None:
    (strip,) = large.window.findChildren(Strip)
    strip._desk.setText("Desk 3 · 이○○")  # where people train it says one word more
    laid_out()
    before = strip.height()
    large.window.shell.turn_lamp("seal")
    large.settle()
    laid_out()
    assert strip.height() == before
    assert strip._waiting.isHidden() and "central" in strip._lamps["central"].accessibleName().lower()


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("down", [["seal"], ["seal", "resident"], ["seal", "resident", "family", "passport", "vehicle", "land"]])
def test_the_strip_of_a_desk_with_a_central_is_one_row_whatever_is_down_and_nothing_of_it_is_lost(
    large: Counter, down: list[str], refused: bool
) -> None:
    (strip,) = large.window.findChildren(Strip)
    services, now = large.home.services, large.opened.context.now_ms()
    there = structs.replace(large.on_writer(services.sync_status), central="up" if refused else "down", line=True, pending=12)
    there = structs.replace(there, oldest_unacked_ms=now - 240_000, refused_since_ms=now - 3_600_000 if refused else None)
    services.sync_status = lambda: there
    for system in down:
        large.window.shell.turn_lamp(system)
        large.settle()
    large.window.shell.refresh()
    large.settle()
    laid_out()
    tops = {
        each.mapTo(strip, each.rect().center()).y() // each.height() for each in strip.findChildren(QAbstractButton) if each.isVisible()
    }
    assert tops == {0}
    words = large.opened.context.words
    for system in down:
        lamp = strip._lamps[system]
        assert lamp.accessibleName() == f"{words.text(f'system.{system}')} down" and "down" in lamp.toolTip()
        assert words.text(f"system.{system}") in lamp.text() and lamp.alarm
    waits = f"{'Central refuses · to send 12' if refused else 'To send 12'} (4 min)"
    assert strip._waiting.accessibleName() == waits == strip._waiting.toolTip()
    for way, says, _ in strip._ways:
        assert way.accessibleName() == says and (way.text() == says or way.toolTip() == says)
    said = {each: strip._rows([name for name in strip._left_out if name != each]) for each in strip._left_out}
    assert all(rows > 1 for rows in said.values())  # nothing is left out that had room
    strip._leave_out(strip._left_out)
    office = strip._office.text()
    assert office and (strip._office.isVisible() or office in strip._desk.accessibleName())


@pytest.mark.parametrize(("page", "kind"), [("shift", ShiftPage), ("close", ClosePage)])
def test_large_sums_of_the_book_make_no_page_scroll_sideways(large: Counter, page: str, kind: type[ShiftPage | ClosePage]) -> None:
    large.window.go("closing", page)
    large.settle()
    (shown,) = large.window.findChildren(kind)
    (book,) = shown.findChildren(PairList)
    book.show_pairs([("Float", "₩100,000"), ("Cash taken", "₩2,352,600"), ("Cash expected", "₩2,452,600")])
    laid_out()
    (room,) = (each for each in large.window.findChildren(Roomy) if each.isVisible())
    assert moved_sideways(room) == 0


@pytest.mark.parametrize("first", [True, False])
def test_what_ends_a_step_of_the_guide_stands_in_one_line(large: Counter, first: bool) -> None:
    large.window.go("admin", "setup")
    large.settle()
    guide = large.window.findChild(SetupPanel)
    assert guide is not None
    guide.show_first(first)
    guide.keep.show()  # as to somebody who may leave the step as it is
    laid_out()
    ends = [each.mapTo(guide, QPoint(0, 0)) for each in (guide.keep, guide.next)]
    assert guide.keep.isVisible() and ends[0].y() == ends[1].y() and ends[0].x() < ends[1].x()
    assert ends[1].x() + guide.next.width() <= guide.width()
    below = guide.height() - guide._page.geometry().bottom()
    assert below < 3 * guide.next.height()  # who can do it, and one line of keys


@pytest.mark.parametrize("page", ["cards", "line"])
def test_everything_that_is_known_of_a_payment_and_of_the_line_is_seen_without_a_bar_of_its_own(large: Counter, page: str) -> None:
    known = [(f"What {at}", "is known of it") for at in range(14)]
    large.window.go(*{"cards": ("payments", "cards"), "line": ("sync", "line")}[page])
    large.settle()
    if page == "cards":
        payments = large.window.tabs["payments"]
        assert isinstance(payments, PaymentsView)
        payments.cards.show_chosen(known, open_still=True, reversing=False)
        pairs = payments.cards._pairs
    else:
        line = large.window.findChild(SyncView)
        assert line is not None
        line.line.show_state("", "", known, alone=False)
        pairs = line.line._pairs
    laid_out()
    assert pairs.isVisible() and moved_down(pairs) == 0


def test_what_is_to_be_done_about_a_line_of_the_readiness_is_read_whole(large: Counter) -> None:
    large.window.go("sync")
    sync = large.window.tabs["sync"]
    assert isinstance(sync, SyncView)
    sync.choose("ready")
    large.settle()
    (page,) = large.window.findChildren(ReadyPage)
    words = large.opened.context.words
    long = words.text("ready.anchor.none")
    page.show_lines([("▲", "Ledger anchor", each, "3 days") for each in (long, f"{long} {long}", "Fine.")])
    large.settle()
    metrics, width = page.table.fontMetrics(), page.table.columnWidth(2) - 2 * CELL_PX
    for at in range(3):
        text = page.table.item(at, 2).text()  # type: ignore[union-attr]
        needed = metrics.boundingRect(QRect(0, 0, width, 1 << 14), Qt.TextFlag.TextWordWrap, text).height()
        assert page.table.rowHeight(at) >= needed, text
    assert page.table.rowHeight(0) == page.table.rowHeight(2) < page.table.rowHeight(1)


def test_the_keys_of_a_form_stay_beside_one_another(large: Counter) -> None:
    apart = []
    for form in large.opened.context.catalogue.forms.values():
        large.window.go(form.station)
        intake = large.window.intake(form.station)
        intake.presenter.choose(form.id)
        large.settle()
        keys = [each for each in intake.findChildren(QPushButton) if each.isVisible() and each.text() in ("From a paper slip", "Clear")]
        if len(keys) != 2 or keys[0].mapTo(intake, QPoint(0, 0)).y() != keys[1].mapTo(intake, QPoint(0, 0)).y():
            apart.append(form.id)
    assert apart == []


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
        busy = large.window.foot.busy
        laid_out()
        assert busy._bar.width() >= busy._words.width()  # how far it is can be seen
        assert busy.rect().contains(QRect(busy._bar.mapTo(busy, QPoint(0, 0)), busy._bar.size()))
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
