"""What has to be settled before the day can be closed: one line each, Enter goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.domain.words import Words
from app.ui.plain import Notice, column
from app.ui.tables import fit_column, mark_a_row, on_enter, plain_table, put_rows, wrap_column
from app.ui.theme import Look

ROWS = 5  # lines that are seen at once at most


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
        for place in (1, 2):
            fit_column(self.table, place)
        self._fit_rows = wrap_column(self.table, look, 0)
        on_enter(self.table, settle)
        self.table.cellDoubleClicked.connect(lambda at, _: settle(at))
        heights = self.table.verticalHeader()
        if heights is not None:
            heights.sectionResized.connect(lambda *_: self._keep_height())
        self.setLayout(column(look, self._notice, self.table, gap="gap_small_px"))

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if len(rows) > ROWS else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.table.setVerticalScrollBarPolicy(bar)
        put_rows(self.table, rows)
        self.table.setVisible(bool(rows))
        self._fit()
        text = self._words.text
        self._notice.say(text("closing.blocked") if rows else text("closing.clear"), "warning" if rows else "success")
        mark_a_row(self.table)

    def _fit(self) -> None:
        """The headings and the beginning of every line have their room, whatever stands beside the table."""
        table, look, header = self.table, self._look, self.table.horizontalHeader()
        if header is not None:
            name = max(look.px("label_w"), header.sectionSizeHint(0))
            others = sum(max(header.sectionSizeHint(place), table.sizeHintForColumn(place)) for place in (1, 2))
            table.setMinimumWidth(name + others + 2 * table.frameWidth() + look.px("bar_px"))
        self._fit_rows()
        self._keep_height()

    def _keep_height(self) -> None:
        """As high as its lines, up to the first five: a list that is longer scrolls. Whether it does depends on nothing but how many there
        are: a bar that comes and goes with the height would change the width, and so the height again.
        """
        look, table = self._look, self.table
        lines = sum(table.rowHeight(at) for at in range(min(table.rowCount(), ROWS)))
        table.setFixedHeight(look.px("row_px") + 2 * look.px("gap_small_px") + lines)
