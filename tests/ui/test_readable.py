"""Text of whatever program in a window: no word makes it wider than the screen, no cell takes seconds, no sign turns a sum round (G20)."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.ui.pairs import PairList
from app.ui.plain import label
from app.ui.readable import CELL_MAX, LABEL_MAX, WORD_MAX, cell_text, label_text
from app.ui.tables import plain_table, put_rows
from app.ui.theme import make_look
from tests.desks import ROOT

TURNED = "받은 금액 \u202e000,1\u202c원\u2066"


@pytest.mark.parametrize("word", ["가" * 12_000, "A1b" * 9_000, "가" * 200])
def test_no_word_makes_a_page_wider_than_it_is(qtbot: QtBot, word: str) -> None:
    pairs = PairList(make_look(ROOT / "resources"))
    qtbot.addWidget(pairs)
    pairs.show_pairs([("성명", word), ("사유", f"정정 {word}")])
    pairs.resize(600, 400)
    pairs.show()
    QApplication.processEvents()
    assert pairs.minimumSizeHint().width() < 1_000
    assert word in [each.text() for each in pairs.findChildren(QLabel)]  # what was said is asked for as it was said


def test_a_label_says_short_words_as_they_are() -> None:
    said = "단말기-거래번호 26410-03E2-R261120-0144-9C https://example.kr/a"
    assert label_text(said) == said
    assert max(map(len, label_text("x" * 500).split("\u200b"))) == WORD_MAX
    assert label_text("x" * 500).replace("\u200b", "") == "x" * 500
    assert len(label_text("가 " * 30_000)) == LABEL_MAX + 1


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("보안용지 사용을 아직 적지 않았습니다. [= 보안용지]에서 적으십시오.", "[=\u00a0보안용지]에서"),
        ("민원실 대장 기재 받기 중: 12,000 / 48,000 (25%)", "12,000\u00a0/\u00a048,000"),
    ],
)
def test_what_belongs_together_stays_on_one_line(qtbot: QtBot, said: str, held: str) -> None:
    shown = label(said, wrap=True)
    qtbot.addWidget(shown)
    assert held in QLabel.text(shown).split(" ") and shown.text() == said
    assert label_text("인감 [확인 안 함] / 주민") == "인감 [확인 안 함] / 주민"  # words give way where they may


def test_a_cell_is_cut_and_keeps_its_order(qtbot: QtBot) -> None:
    table = plain_table(make_look(ROOT / "resources"), ["성명", "사유"], stretch=0, name="표")
    qtbot.addWidget(table)
    for _ in range(2):
        put_rows(table, [("가" * 60_000, TURNED)])
        cells = [table.item(0, place) for place in range(2)]
        assert [len(cell.text()) for cell in cells if cell is not None] == [CELL_MAX + 1, len("받은 금액 000,1원")]
        assert all(len(cell.toolTip()) <= CELL_MAX + 1 for cell in cells if cell is not None)


def test_no_sign_turns_what_is_read_round(qtbot: QtBot) -> None:
    assert cell_text(TURNED) == label_text(TURNED) == "받은 금액 000,1원"
    shown = label("", wrap=True)
    qtbot.addWidget(shown)
    shown.setText(TURNED)
    assert "\u202e" not in QLabel.text(shown) and shown.text() == TURNED
