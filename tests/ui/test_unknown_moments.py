"""Another desk's clock shows the year 30000: every list of the window shows what it recorded, and says that nobody knows when."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QLabel

from app.ui.tabs.ledger.view import LedgerView
from tests.ui.counter import Counter
from tests.ui.test_empty_states import pages
from tests.wrong_clock import come_in

AT = 900_000_000_000_000


def test_the_window_shows_what_was_recorded_at_an_impossible_moment(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("park")
    counter.on_writer(lambda: come_in(counter.home, tmp_path / "05", AT))
    counter.settle()
    assert len([where for where, _ in pages(counter)]) > 10
    counter.window.find_case()
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.model.rowCount() > 20
    cells = {str(view.model.index(0, column).data()) for column in range(view.model.columnCount())}
    assert "????-??-?? ??:??" in cells, cells
    case = view.model.case(0)
    assert case is not None
    counter.window.show_case(case.number)
    counter.settle()
    assert view.presenter.case is not None and view.presenter.case.row.number == case.number
    assert [label.text() for label in view.findChildren(QLabel) if "시각 모름" in label.text()]
