"""Tables in every tab: the row that Enter would take is the one that is marked."""

from __future__ import annotations

from PyQt6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from app.ui.tables import mark_a_row, plain_table, put_rows
from app.ui.theme import make_look
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
