"""다른 기관에 보내기: what goes over, the office, a word to it; in the place of the case's facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.domain.views import CaseDetail
from app.ui.context import Context
from app.ui.flow_layout import FlowLayout
from app.ui.free_text import warned
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, clear_layout, column, commit_composing, heading_of, label, row
from app.ui.tabs.ledger.transfer_presenter import TransferPresenter
from app.ui.theme import Look


class TransferPanel(QWidget):
    """`sent(number, office)` once it is on disk; `left`: the clerk goes back to the case."""

    def __init__(
        self, context: Context, look: Look, case: CaseDetail, *, sent: Callable[[str, str], object], left: Callable[[], object]
    ) -> None:
        super().__init__()
        text = self._text = context.words.text
        self.presenter = TransferPresenter(context, self, case, sent)
        self.notice = Notice(look)
        self.pairs = PairList(look)
        self.office = self._line(text("transfer.office"), text("transfer.office_hint"))
        self.note = self._line(text("transfer.note"), "")
        self.known = QWidget()
        self._offices = FlowLayout(self.known, look.px("gap_small_px"))
        self.called = label("", "subtle", wrap=True)
        self.office.textChanged.connect(self.presenter.typed)
        self.office.returnPressed.connect(self.note.setFocus)
        self.note.returnPressed.connect(self.submit)
        box = column(look, label(text("transfer.send"), "strong"), self.notice, label(text("transfer.goes_over"), "small", wrap=True))
        box.addWidget(self.pairs, 1)
        self._known_head = label(text("transfer.known"), "small")
        for part in (self._heading("transfer.office", self.office), self.office, self.called, self._known_head, self.known):
            box.addWidget(part)
        for part in (self._heading("transfer.note", self.note), self.note, warned(self.note, context.words)):
            box.addWidget(part)
        box.addLayout(row(look, button(text("transfer.go"), self.submit, "primary"), button(text("button.go_back"), left, "quiet")))
        self.setLayout(box)

    def start(self) -> None:
        self.presenter.start()
        self.office.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        commit_composing()
        self.presenter.send(self.office.text(), self.note.text())

    # --- what the presenter asks for -----------------------------------------------------------------------------------------------

    def show_plan(self, pairs: Sequence[tuple[str, str]], offices: Sequence[tuple[str, str]]) -> None:
        self.pairs.show_pairs(pairs)
        clear_layout(self._offices)
        for office, called in offices:
            self._offices.addWidget(button(called, partial(self._choose, office), "small"))
        for part in (self._known_head, self.known):
            part.setVisible(bool(offices))

    def show_office(self, text: str) -> None:
        self.called.setText(text)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    # --- inside --------------------------------------------------------------------------------------------------------------------

    def _choose(self, office: str) -> None:
        self.office.setText(office)
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _heading(self, key: str, buddy: QLineEdit) -> QWidget:
        return heading_of(buddy, self._text(key))

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        return line
