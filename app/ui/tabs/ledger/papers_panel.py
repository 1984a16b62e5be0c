"""문서 출력: the papers that can be printed of the case in hand now; a digit or Enter prints one. In the place of the case's facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.domain.case_papers import CasePaper, OfferedPaper
from app.domain.views import CaseDetail
from app.ui.context import Context
from app.ui.plain import Notice, button, column, label
from app.ui.tables import on_enter, plain_table, put_rows
from app.ui.tabs.ledger.papers_presenter import PapersPresenter
from app.ui.theme import Look


class PapersPanel(QWidget):
    """`left`: the clerk goes back to the case."""

    def __init__(
        self,
        context: Context,
        look: Look,
        case: CaseDetail,
        *,
        show: Callable[[Callable[[], CasePaper]], object],
        left: Callable[[], object],
    ) -> None:
        super().__init__()
        text = context.words.text
        self.presenter = PapersPresenter(context, self, case, show)
        self.notice = Notice(look)
        self.table = plain_table(look, [text("books.paper")], stretch=0, name=text("books.papers"))
        on_enter(self.table, self.presenter.print)
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.print(at))
        self.back = button(text("button.go_back"), left, "quiet")
        box = column(look, label(text("books.papers"), "strong"), self.notice)
        box.addWidget(self.table, 1)
        box.addWidget(self.back)
        self.setLayout(box)

    def start(self) -> None:
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.presenter.start()

    def show_papers(self, papers: Sequence[OfferedPaper]) -> None:
        put_rows(self.table, [(self.presenter.name(each),) for each in papers])
        self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)
