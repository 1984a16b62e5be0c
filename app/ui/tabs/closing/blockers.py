"""What has to be settled before the day can be closed: one line each, Enter goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtWidgets import QWidget

from app.domain.words import Words
from app.ui.plain import Notice, column
from app.ui.tables import mark_a_row, on_enter, plain_table, put_rows
from app.ui.theme import Look


class BlockerList(QWidget):
    """Hidden lines while nothing is in the way; then it says so."""

    def __init__(self, words: Words, look: Look, settle: Callable[[int], None]) -> None:
        super().__init__()
        self._words, self._look = words, look
        text = words.text
        self._notice = Notice(look)
        self.table = plain_table(
            look, [text("closing.what"), text("closing.count"), text("worklist.next")], stretch=0, name=text("closing.blocked")
        )
        self.table.setColumnWidth(1, look.px("field_px") * 3 // 2)
        self.table.setColumnWidth(2, look.px("label_w") * 3 // 4)
        on_enter(self.table, settle)
        self.table.cellDoubleClicked.connect(lambda at, _: settle(at))
        self.setLayout(column(look, self._notice, self.table, gap="gap_small_px"))

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        put_rows(self.table, rows)
        self.table.setVisible(bool(rows))
        line = self._look.px("row_px") + self._look.px("gap_small_px")
        self.table.setFixedHeight(line * (min(len(rows), 5) + 1) + self._look.px("gap_small_px"))
        text = self._words.text
        self._notice.say(text("closing.blocked") if rows else text("closing.clear"), "warning" if rows else "success")
        mark_a_row(self.table)
