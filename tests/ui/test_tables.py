"""Tables in every tab: the row that Enter would take is the one that is marked."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QItemSelectionModel
from PyQt6.QtGui import QFont, QTextLayout
from PyQt6.QtWidgets import QApplication, QListWidget, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.ui.tables import CHOSEN_EDGE, mark_a_row, plain_table, put_rows, wrapped
from app.ui.theme import make_look, style_sheet
from tests.desks import ROOT


def test_a_table_that_comes_into_sight_with_the_keyboard_marks_the_row_in_hand(qtbot: QtBot) -> None:
    table = plain_table(make_look(ROOT / "resources"), ["가", "나"], stretch=0, name="표")
    qtbot.addWidget(table)
    put_rows(table, [("1", "2"), ("3", "4")])
    table.setCurrentCell(0, 0, QItemSelectionModel.SelectionFlag.NoUpdate)  # what Qt does when the keyboard comes to a table
    mark_a_row(table)
    chosen = table.selectionModel()
    assert chosen is not None and [index.row() for index in chosen.selectedRows()] == [table.currentRow()] == [0]
    table.selectRow(1)
    put_rows(table, [("1", "2"), ("5", "6")])
    mark_a_row(table)
    assert [index.row() for index in chosen.selectedRows()] == [1]
    put_rows(table, [])
    mark_a_row(table)
    assert table.currentRow() == -1


def test_lines_of_a_wrapped_list_are_as_high_as_what_is_drawn_in_them(qtbot: QtBot) -> None:
    lines = QListWidget()
    lines.setStyleSheet(style_sheet(ROOT / "resources", make_look(ROOT / "resources")))
    qtbot.addWidget(lines)
    wrapped(lines)
    lines.addItems(["R01  Documents issued over the counter, by kind", "R05  Deadline-bound petitions processed, by kind (layout of 2010)"])
    lines.show()
    one = lines.fontMetrics().height()
    for across in range(240, 520, 3):
        lines.resize(across, 300)
        QApplication.processEvents()
        for at in range(lines.count()):
            item = lines.item(at)
            assert item is not None
            high, room = lines.visualItemRect(item).height(), drawn_in(lines, at)
            drawn = drawn_lines(item.text(), lines.font(), room)
            assert drawn * one <= high - CHOSEN_EDGE, (across, item.text())  # nothing is cut …
            if drawn_lines(item.text(), lines.font(), room - 4) == drawn:
                assert high < (drawn + 1) * one, (across, item.text())  # … and no line is left empty


def drawn_in(lines: QListWidget, at: int) -> int:
    """How wide Qt draws the words of that item."""
    delegate, model, style = lines.itemDelegate(), lines.model(), lines.style()
    assert delegate is not None and model is not None and style is not None
    option = QStyleOptionViewItem()
    lines.initViewItemOption(option)
    delegate.initStyleOption(option, model.index(at, 0))  # type: ignore[attr-defined]
    option.rect = lines.visualItemRect(lines.item(at))
    beside = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, lines) + 1
    return style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, lines).width() - 2 * beside


def drawn_lines(text: str, font: QFont, width: int) -> int:
    """How many lines Qt draws that text on in that room."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        count += 1
    layout.endLayout()
    return count


@pytest.mark.parametrize(("short", "bar"), [(0, False), (20, False), (40, True)])
def test_a_name_a_little_shorter_is_better_than_a_bar_over_what_stands_behind_it(qtbot: QtBot, short: int, bar: bool) -> None:
    look = make_look(ROOT / "resources")
    table = plain_table(look, ["가", "나"], stretch=0, name="표")
    qtbot.addWidget(table)
    table.setColumnWidth(1, 200)
    table.show()
    QApplication.processEvents()
    viewport, across = table.viewport(), table.horizontalScrollBar()
    assert viewport is not None and across is not None
    room = look.px("label_w") * (100 - short) // 100
    table.resize(table.width() - viewport.width() + 200 + room, 200)  # the frame is what the style sheet of other tests left
    QApplication.processEvents()
    assert (across.maximum() > 0) is bar
    assert table.columnWidth(0) == (look.px("label_w") if bar else room)
