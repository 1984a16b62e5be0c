"""Rows that break onto further lines, and pages of which the one in front alone asks for room: large words need no sideways bar."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QApplication, QLabel, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.flow_layout import flowing, together
from app.ui.in_front import InFront
from app.ui.plain import label
from app.ui.roomy import Roomy
from app.ui.tables import wrapped
from app.ui.wrapped import Wrapped
from tests.desks import the_catalogue
from tests.patience import PATIENCE_MS

GAP = 10


def a_box(width: int, height: int = 20) -> QWidget:
    made = QWidget()
    made.setFixedHeight(height)
    made.setMinimumWidth(width)
    return made


def shown(qtbot: QtBot, place: QWidget, width: int, height: int = 100) -> QWidget:
    qtbot.addWidget(place)
    place.resize(width, height)
    place.show()
    QApplication.processEvents()
    return place


@pytest.mark.parametrize(("width", "lines"), [(320, 1), (319, 2), (209, 3)])
def test_a_row_goes_on_below_where_it_has_no_room(qtbot: QtBot, width: int, lines: int) -> None:
    boxes = [a_box(100) for _ in range(3)]
    place = shown(qtbot, flowing(GAP, *boxes), width)
    assert len({each.y() for each in boxes}) == lines, place.size()


def test_what_is_left_of_a_row_goes_to_the_part_that_grows(qtbot: QtBot) -> None:
    line, act = a_box(100), a_box(60)
    place = shown(qtbot, flowing(GAP, line, act, grow=[line]), 400)
    assert (line.width(), act.x(), act.width()) == (330, 340, 60), place.size()


def test_a_row_that_ends_at_the_right_edge_begins_where_the_room_before_it_ends(qtbot: QtBot) -> None:
    first, second = a_box(100), a_box(60)
    place = shown(qtbot, flowing(GAP, first, second, right=True), 400)
    assert (first.x(), second.x() + second.width()) == (230, 400), place.size()


def test_what_stands_behind_a_spring_begins_as_far_right_as_there_is_room(qtbot: QtBot) -> None:
    title, act = a_box(100), a_box(60)
    place = shown(qtbot, flowing(GAP, title, None, act), 400)
    assert (act.x(), act.width()) == (340, 60)
    place.resize(150, 100)
    QApplication.processEvents()
    assert (act.x(), act.y()) == (0, 20 + GAP)


def test_two_parts_share_the_height_beside_one_another_and_the_first_has_what_is_left_above_the_other(qtbot: QtBot) -> None:
    left, right = QWidget(), QWidget()
    for each in (left, right):
        each.setMinimumSize(200, 30)
    place = shown(qtbot, flowing(GAP, left, right, grow=[left], fill=True), 500)
    assert (left.height(), right.height(), left.width()) == (100, 100, 290)
    place.resize(300, 100)
    QApplication.processEvents()
    assert (left.height(), right.y(), right.height()) == (60, 70, 30)


def test_a_field_stays_with_its_name(qtbot: QtBot) -> None:
    name, field, act = a_box(50), a_box(100), a_box(100)
    place = shown(qtbot, flowing(GAP, together(GAP, name, field), act), 200)
    assert act.y() == 20 + GAP, place.size()
    assert name.y() == field.y()


def test_a_title_is_wrapped_only_where_its_whole_line_has_no_room(qtbot: QtBot) -> None:
    title = label("여권 유효기간 만료 전 재발급을 위한 일반여권 (복수, 10년) 신청서", wrap=True)
    title.setStyleSheet("font-size: 30px")
    place = shown(qtbot, flowing(GAP, title, a_box(60)), 3000)
    once = title.height()
    assert title.width() >= QLabel.sizeHint(title).width()
    place.resize(title.width() * 2 // 3, 300)
    QApplication.processEvents()
    assert title.height() > once
    assert title.width() <= place.width()


def test_no_title_of_a_service_is_broken_for_want_of_one_pixel(qtbot: QtBot) -> None:
    title = Wrapped("")
    title.setWordWrap(True)
    title.setStyleSheet("font-size: 19px; font-weight: 700")
    shown(qtbot, title, 3000)
    broken = []
    for form in the_catalogue().forms.values():
        for name in (form.name.ko, form.name.en):
            title.setText(name)
            if title.heightForWidth(title.one_line()) > title.fontMetrics().height() * 3 // 2:
                broken.append(name)
    assert not broken


def test_the_page_that_is_hidden_asks_for_no_room(qtbot: QtBot) -> None:
    pages, narrow, wide = InFront(), a_box(100), a_box(900, 400)
    for each in (narrow, wide):
        pages.addWidget(each)
    shown(qtbot, pages, 300)
    assert (pages.minimumSizeHint().width(), pages.sizeHint().width()) == (100, 100)
    pages.setCurrentWidget(wide)
    assert (pages.minimumSizeHint().width(), pages.minimumSizeHint().height()) == (900, 400)


def test_a_place_that_scrolled_for_a_wide_page_scrolls_no_longer_for_the_next_one(qtbot: QtBot) -> None:
    pages, narrow, wide = InFront(), a_box(100), a_box(900)
    for each in (wide, narrow):
        pages.addWidget(each)
    content = QVBoxLayout()
    content.addWidget(pages)
    room = Roomy(content)
    shown(qtbot, room, 300)
    bar = room.horizontalScrollBar()
    assert bar is not None and bar.maximum() > 0
    pages.setCurrentWidget(narrow)
    qtbot.waitUntil(lambda: bar.maximum() == 0, timeout=PATIENCE_MS)


def test_a_page_stands_at_its_top_wherever_the_part_with_the_keyboard_is_seen_from_there(qtbot: QtBot) -> None:
    content = QVBoxLayout()
    lines = [a_box(100, 40) for _ in range(12)]  # no style sheet that another test left makes them higher
    for line in lines:
        line.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        content.addWidget(line)
    room = Roomy(content)
    qtbot.addWidget(room)
    room.resize(300, 260)
    room.show()
    room.activateWindow()
    down = room.verticalScrollBar()
    assert down is not None
    lines[11].setFocus()
    qtbot.waitUntil(lambda: down.value() > 0, timeout=PATIENCE_MS)
    lines[4].setFocus()  # the whole of it is seen from the top
    qtbot.waitUntil(lambda: QApplication.focusWidget() is lines[4], timeout=PATIENCE_MS)
    assert down.value() == 0


def test_a_page_stands_at_its_top_for_a_list_higher_than_the_window_and_follows_the_chosen_row(qtbot: QtBot) -> None:
    content, rows = QVBoxLayout(), QListWidget()
    rows.addItems([str(number) for number in range(60)])
    rows.setFixedHeight(rows.sizeHintForRow(0) * 62)
    for part in (a_box(100, 100), rows):
        content.addWidget(part)
    room = Roomy(content)
    qtbot.addWidget(room)
    room.resize(300, 260)
    room.show()
    room.activateWindow()
    down, seen = room.verticalScrollBar(), room.viewport()
    assert down is not None and seen is not None
    rows.setCurrentRow(0)
    rows.setFocus()
    qtbot.waitUntil(rows.hasFocus, timeout=PATIENCE_MS)
    assert down.value() == 0
    for at in (50, 59, 20):
        rows.setCurrentRow(at)
        row = rows.visualItemRect(rows.item(at))
        top = rows.viewport().mapTo(seen, row.topLeft()).y()  # type: ignore[union-attr]
        assert 0 <= top <= seen.height() - row.height(), at
    rows.setCurrentRow(0)
    assert down.value() == 0


def test_a_chosen_line_of_a_wrapped_list_has_room_for_its_edge(qtbot: QtBot) -> None:
    lines = QListWidget()
    qtbot.addWidget(lines)
    wrapped(lines)
    lines.addItems(["가나다라마바사 아자차카타파하 " * 4])
    lines.resize(200, 300)
    lines.show()
    QApplication.processEvents()
    metrics = lines.fontMetrics()
    width = lines.viewport().width() - 2 * lines.spacing() - 2 * metrics.averageCharWidth()  # type: ignore[union-attr]
    words = metrics.boundingRect(QRect(0, 0, width, 1000), Qt.TextFlag.TextWordWrap, lines.item(0).text())  # type: ignore[union-attr]
    assert lines.visualItemRect(lines.item(0)).height() > words.height()
