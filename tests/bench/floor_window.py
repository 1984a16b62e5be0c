"""The yardstick of the window: bare Qt doing as little as can be seen, in the same process and before the program's look is put on."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tests.bench.painted import Painted, p95

TABS, ROWS, COLUMNS, FIELDS, TURNS = 10, 20, 6, 20, 20


def measure(painted: Painted) -> dict[str, float]:
    """p95 in ms of a tab of one table that comes to the front, of a plain form that is made, of a list that is filled again."""
    window = QMainWindow()
    stack = QStackedWidget()
    tables = [_table() for _ in range(TABS)]
    for table in tables:
        page = QWidget()
        QVBoxLayout(page).addWidget(table)
        stack.addWidget(page)
    window.setCentralWidget(stack)
    window.resize(1366, 768)
    window.show()
    painted.settle()
    tabs = [painted.ms(lambda at=at: stack.setCurrentIndex(at), lambda: True) for _ in range(TURNS) for at in range(TABS)]  # type: ignore[misc]
    lists = [painted.ms(lambda turn=turn: _fill(tables[-1], turn), lambda: True) for turn in range(TURNS)]  # type: ignore[misc]
    forms = [painted.ms(lambda: _form(stack), lambda: True) for _ in range(TURNS)]
    window.close()
    window.deleteLater()
    painted.settle()
    return {"tab": p95(tabs), "form": p95(forms), "search": p95(lists)}


def _table() -> QTableWidget:
    table = QTableWidget(ROWS, COLUMNS)
    _fill(table, 0)
    return table


def _fill(table: QTableWidget, turn: int) -> None:
    for at in range(ROWS):
        for place in range(COLUMNS):
            table.setItem(at, place, QTableWidgetItem(f"{turn} {at} {place}"))


def _form(stack: QStackedWidget) -> None:
    page = QWidget()
    grid = QGridLayout(page)
    for at in range(FIELDS):
        grid.addWidget(QLabel(f"field {at}"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(QLineEdit(), at, 1)
    stack.addWidget(page)
    stack.setCurrentWidget(page)
