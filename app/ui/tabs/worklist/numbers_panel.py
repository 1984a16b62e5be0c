"""공식번호 채우기: a list is pasted or scanned, what it means is shown, and what is sure is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from app.domain.words import Words
from app.ui.plain import button, column, commit_composing, label, row
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.theme import Look


class NumbersPanel(QWidget):
    """`match(text)` shows what the list means, `keep(text)` keeps it, `open_file(path)` brings one that lies in a file."""

    def __init__(
        self,
        words: Words,
        look: Look,
        *,
        match: Callable[[str], object],
        keep: Callable[[str], object],
        open_file: Callable[[Path], object],
        left: Callable[[], object],
    ) -> None:
        super().__init__()
        text = words.text
        self._words, self._match, self._keep, self._open, self._left = words, match, keep, open_file, left
        self.list = QPlainTextEdit()
        self.list.setAccessibleName(text("official_number.title"))
        self.list.setTabChangesFocus(True)
        self.list.textChanged.connect(self._changed)
        headings = [text("official_number.line"), text("case.official_no"), text("case.number"), text("case.service")]
        name = text("official_number.matched", n="", left="")
        self.table = plain_table(look, headings, stretch=3, name=name, none=text("empty.numbers"))
        for place, size in ((0, "label_w"), (1, "field_w")):
            self.table.setColumnWidth(place, look.px(size))
        fit_column(self.table, 2)
        self.sum = label("", "strong")
        self.look = button(text("official_number.look"), self.submit, "primary")
        self.keep = button(text("official_number.keep"), self.save, "primary")
        self.keep.setEnabled(False)
        box = column(look, label(text("official_number.title"), "strong"), label(text("official_number.hint"), "subtle", wrap=True))
        box.addWidget(self.list, 1)
        file = button(text("official_number.file"), self._choose, "quiet")
        box.addLayout(row(look, self.look, self.keep, file, button(text("button.go_back"), left, "quiet"), self.sum, None))
        box.addWidget(self.table, 1)
        self.setLayout(box)

    def ask(self) -> None:
        """Nothing stands there; the hands are where the list goes."""
        self.list.clear()
        self.show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_matches(self, rows: Sequence[Sequence[str]], summed: str, *, any_fits: bool) -> None:
        """What each line means; only what was looked at can be kept."""
        put_rows(self.table, rows)
        self.sum.setText(summed)
        self.keep.setEnabled(any_fits)
        (self.keep if any_fits else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._words.text("official_number.file"), "", "*.csv *.txt")
        if name:
            self._open(Path(name))

    def show_list(self, lines: str) -> None:
        """Those lines stand there, to be looked at."""
        self.list.setPlainText(lines)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        commit_composing()
        self._match(self.list.toPlainText())

    def save(self) -> None:
        self._keep(self.list.toPlainText())

    def _changed(self) -> None:
        self.keep.setEnabled(False)
        self.sum.clear()
        put_rows(self.table, [])

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._left()
            return
        super().keyPressEvent(event)
