"""A tip says a text letter by letter: Qt would take what looks like markup for markup, and open the files named in it (G20)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, QSize, Qt
from PyQt6.QtGui import QImage, QTextDocument
from PyQt6.QtWidgets import QApplication, QLabel, QTableWidget, QToolTip
from pytestqt.qtbot import QtBot

from app.ui.plain import tip_text
from app.ui.tables import put_rows
from app.ui.tabs.ledger.view import LedgerView
from app.ui.theme import make_look
from app.ui.wizard.printers_panel import PrinterBox
from tests.desks import ROOT
from tests.ui.counter import Counter
from tests.ui.test_care import found

HIGH = 300  # px, of the picture that a text names
LETTERS = st.text(alphabet="<>&;/='\" \nabimgltsrc가₩", max_size=40)


@given(text=LETTERS)
def test_a_tip_says_the_text_it_was_given(text: str) -> None:
    tip = tip_text(text)
    if Qt.mightBeRichText(tip):  # type: ignore[attr-defined]
        page = QTextDocument()
        page.setHtml(tip)
        assert page.toPlainText() == text
    else:
        assert tip == text


def shown(tip: str) -> QSize:
    """How large that tip is."""
    QToolTip.showText(QPoint(10, 10), tip)
    (size,) = [
        each.size() for each in QApplication.topLevelWidgets() if isinstance(each, QLabel) and each.isVisible() and each.text() == tip
    ]
    QToolTip.hideText()
    QApplication.processEvents()
    return size


@pytest.fixture
def naming(tmp_path: Path) -> str:
    """A text that names a file of this computer."""
    path = tmp_path / "picture.png"
    assert QImage(HIGH, HIGH, QImage.Format.Format_RGB32).save(str(path))
    return f"<img src='{path}'>"


def test_a_cell_that_names_a_file_opens_none(naming: str, qtbot: QtBot) -> None:
    table = QTableWidget(0, 1)
    qtbot.addWidget(table)
    put_rows(table, [[naming]])
    item = table.item(0, 0)
    assert item is not None and item.text() == naming
    assert shown(naming).height() >= HIGH > shown(item.toolTip()).height()
    put_rows(table, [["a"]])
    put_rows(table, [[naming + " "]])
    assert shown(item.toolTip()).height() < HIGH


def test_a_printer_that_is_called_so_opens_none(naming: str, qtbot: QtBot) -> None:
    box = PrinterBox(make_look(ROOT / "resources"))
    qtbot.addWidget(box)
    box.addItem(naming)
    assert shown(box.toolTip()).height() < HIGH


def test_rows_of_the_ledger_open_none(naming: str, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.sign_in("lee")
    counter.window.go("ledger")
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    model = view.model
    monkeypatch.setattr(model, "_cell", lambda _row, _column: naming)
    index = model.index(0, 0)
    assert model.data(index, Qt.ItemDataRole.DisplayRole) == naming
    assert shown(model.data(index, Qt.ItemDataRole.ToolTipRole)).height() < HIGH


def test_every_tip_of_the_window_is_made_so() -> None:
    constants = r"\(\"|\([A-Z_]+(?:\[0\])?\)|\(index, \"\" if here else tip_text\("
    assert found(rf"set(?:Tab)?ToolTip\b(?!\(tip_text\(|{constants})") == []
    assert found(r"ToolTipRole") == ["model.py: if role == Qt.ItemDataRole.ToolTipRole:"]


def test_every_cell_of_a_table_gets_its_tip_with_its_text() -> None:
    assert found(r"QTableWidgetItem\(") == ["tables.py: item = QTableWidgetItem(text)"]
    assert found(r"QAbstractTableModel\)|QStandardItemModel") == ["model.py: class LedgerModel(QAbstractTableModel):"]
