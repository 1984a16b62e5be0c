"""Label and value, line by line, in a room that is too small for them."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.pairs import PairList
from app.ui.theme import make_look
from tests.desks import ROOT

PAIRS = [
    ("결과", "결과 모름"),
    ("시각", "11-20 09:00"),
    ("단말기-거래번호", "T1-034731, 대체 단말기에서 한 번 더 조회했으나 카드사가 답하지 않음"),
    ("구분", "결제"),
    ("금액", "600원"),
    ("승인번호", "–"),
]


@pytest.mark.parametrize("figures", [False, True])
def test_what_has_to_be_scrolled_ends_below_a_whole_line(qtbot: QtBot, figures: bool) -> None:
    window = QWidget()  # which keeps its size: that of a window of its own is the X server's to say, and it says so later
    qtbot.addWidget(window)
    window.resize(420, 600)
    pairs = PairList(make_look(ROOT / "resources"), figures=figures)
    pairs.setParent(window)
    pairs.show_pairs(PAIRS)
    pairs.resize(420, 600)
    window.show()
    for high in range(60, 420):
        pairs.resize(420, high)
        laid_out()
        cut = [(top, end) for top, end in lines(pairs) if top < room(pairs) < end]
        assert not cut, high
        ends = max(end for _, end in lines(pairs))
        assert ends > high or room(pairs) == high  # nothing is kept back where everything has its place
    assert ends < 400
    pairs.resize(420, 90)
    pairs.show_pairs([*PAIRS[2:], *PAIRS])
    laid_out()
    assert not [(top, end) for top, end in lines(pairs) if top < room(pairs) < end]
    pairs.show_pairs(PAIRS[:1])
    laid_out()
    assert room(pairs) == 90


def test_a_value_that_is_higher_than_its_room_begins_in_it_and_ends_below_a_whole_line_of_its_own(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(420, 600)
    pairs = PairList(make_look(ROOT / "resources"))
    pairs.setParent(window)
    pairs.show_pairs([*PAIRS[:2], ("구비서류", "\n".join(["신분증"] * 30)), *PAIRS[3:]])
    window.show()
    for high in range(200, 300):
        pairs.resize(420, high)
        laid_out()
        heading, _ = pairs._lines[2]
        line = heading.fontMetrics().lineSpacing()
        assert (room(pairs) - heading.geometry().top()) % line == 0 and high - room(pairs) < line, high


def laid_out() -> None:
    """Lines that are new are shown in one turn of the events and laid out in the next, before anything of them is painted."""
    for _ in range(3):
        QApplication.processEvents()


def room(pairs: PairList) -> int:
    viewport = pairs.viewport()
    assert viewport is not None
    return viewport.height()


def lines(pairs: PairList) -> list[tuple[int, int]]:
    """From where to where each label of it stands."""
    page = pairs.widget()
    assert page is not None
    places = [(each.mapTo(page, QPoint(0, 0)).y(), each.height()) for each in page.findChildren(QLabel) if each.isVisible()]
    return [(top, top + high) for top, high in places]
