"""수수료 설명: where each won of the case in hand comes from, and the notice of a late filing; in the place of the case's facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.domain.penalty_papers import PenaltyNotice
from app.domain.views import CaseDetail
from app.ui.context import Context
from app.ui.flow_layout import FlowLayout
from app.ui.pairs import PairList
from app.ui.plain import Notice, button, column, label
from app.ui.tabs.ledger.fee_presenter import FeePresenter
from app.ui.theme import Look


class FeePanel(QWidget):
    """`left`: the clerk goes back to the case."""

    def __init__(
        self,
        context: Context,
        look: Look,
        case: CaseDetail,
        *,
        show: Callable[[Callable[[], PenaltyNotice]], object],
        left: Callable[[], object],
    ) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = FeePresenter(context, self, case, show)
        self.notice = Notice(look)
        self.pairs = PairList(look)
        self.print = button(text("fee_late.print"), partial(self.presenter.notice, demanded=False), "primary")
        self.print_double = button(text("fee_late.print_double"), partial(self.presenter.notice, demanded=True))
        self.back = button(text("button.go_back"), left, "quiet")
        acts = QWidget()
        flow = FlowLayout(acts, look.px("gap_small_px"))
        for each in (self.print, self.print_double, self.back):
            flow.addWidget(each)
        box = column(look, label(text("fee_late.why"), "strong"), self.notice)
        box.addWidget(self.pairs, 1)
        box.addWidget(acts)
        self.setLayout(box)

    def start(self) -> None:
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.presenter.start()

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs.show_pairs(pairs)

    def show_late(self, late: bool) -> None:
        self.print.setVisible(late)
        self.print_double.setVisible(late)
        if late:
            self.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)
