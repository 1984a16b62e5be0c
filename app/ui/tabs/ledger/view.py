"""The ledger: period and search above, the table, and at the right the case in hand with its history and next steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QEvent, QModelIndex, QObject, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QApplication, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from app.domain.dashboard import Slice
from app.domain.forms import StepDef
from app.domain.views import CaseDetail, CaseRow
from app.ui.context import Context
from app.ui.empty_word import when_empty
from app.ui.flow_layout import FlowLayout, flowing, together
from app.ui.in_front import InFront
from app.ui.pairs import PairList
from app.ui.papers import PaperShow
from app.ui.plain import Notice, button, card, clear_layout, column, commit_composing, label, row, rule, suggest, waits_for_scans
from app.ui.step_panel import StepPanel
from app.ui.tables import choose_row, dress_table, keep_room, show_rows_at_least
from app.ui.tabs.ledger.attachment_panel import AttachmentPanel
from app.ui.tabs.ledger.cancel_panel import CancelPanel
from app.ui.tabs.ledger.correct_panel import CorrectPanel
from app.ui.tabs.ledger.due_panel import DuePanel
from app.ui.tabs.ledger.fee_panel import FeePanel
from app.ui.tabs.ledger.fee_presenter import late_case
from app.ui.tabs.ledger.model import HEADINGS, NARROW, LedgerModel
from app.ui.tabs.ledger.notice_panel import NoticePanel
from app.ui.tabs.ledger.number_panel import NumberPanel
from app.ui.tabs.ledger.papers_panel import PapersPanel
from app.ui.tabs.ledger.presenter import LedgerPresenter
from app.ui.tabs.ledger.slice_bar import SliceBar
from app.ui.tabs.ledger.transfer_panel import TransferPanel
from app.ui.theme import Look

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ROWS_SEEN = 3  # cases in the list on a narrow screen, where the page around it scrolls
# Columns in quarters of a field's height: each as wide as the longest that stands in it, so that the service has what is left.
QUARTERS = {"time": 16, "number": 24, "name": 8, "state": 18, "copies": 6, "due_won": 10, "money": 9, "standing": 16, "official_no": 17}

Asked = CancelPanel | CorrectPanel | TransferPanel | FeePanel | DuePanel | NoticePanel | NumberPanel  # Esc leads back to the case
Panel = Asked | StepPanel | AttachmentPanel | PapersPanel


class LedgerView(QWidget):
    """`again`: one more of a case that was looked at, as a new form."""

    def __init__(
        self,
        context: Context,
        look: Look,
        papers: PaperShow,
        to_payments: Callable[[], object],
        again: Callable[[CaseDetail], object],
    ) -> None:
        super().__init__()
        self._again = again
        self._to_act, self._wanted = False, ""
        self._context, self._look, self._words = context, look, context.words
        self._papers, self._to_payments = papers, to_payments
        self.presenter = LedgerPresenter(context, self)
        self.model = LedgerModel(context, self.presenter.more, self.presenter.block, self)
        self.notice = Notice(look)
        self.slice_bar = SliceBar(context, look, self.show_all)
        self.panel: Panel | None = None
        self._build()
        context.session.watch_another(self.presenter.forget)  # what one person looked at is recorded as theirs: the next one begins anew

    def enter(self) -> None:
        self.presenter.enter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_to_act(self, number: str, step: str = "") -> None:
        """That case is in hand and the keyboard at what comes next: Enter does it. `step`: its questions are asked at once."""
        self._to_act, self._wanted = True, step
        self.presenter.open(number)

    def chosen(self) -> list[str]:
        """Numbers of the rows that are chosen, in their order."""
        return [case.number for case in self._chosen_rows()]

    def _chosen_rows(self) -> list[CaseRow]:
        model = self.table.selectionModel()
        rows = sorted(index.row() for index in model.selectedRows()) if model is not None else []
        return [case for at in rows if (case := self.model.case(at)) is not None]

    def begin_again(self, case: CaseDetail) -> None:
        self._again(case)

    def focus_search(self, text: str = "") -> None:
        if text:
            self.search.setText(text)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # --- what the presenter asks for -----------------------------------------------------------------------------------------------

    def clear_rows(self) -> None:
        self.model.clear()

    def append_rows(self, rows: Sequence[CaseRow], *, more: bool) -> None:
        first = self.model.rowCount() == 0
        self.model.append(rows, more=more)
        if first and rows:
            case = self.presenter.case if self._side.isVisible() else None
            choose_row(self.table, (self.model.row_of(case.row.number) if case is not None else None) or 0)

    def put_rows(self, first: int, rows: Sequence[CaseRow]) -> None:
        self.model.put(first, rows)

    def spread(self, count: int) -> None:
        self.model.spread(count)

    def copy(self, text: str) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(text)

    def show_count(self, text: str) -> None:
        self._count.setText(text)

    def show_slice(self, wanted: Slice | None) -> None:
        self.slice_bar.show_slice(wanted)

    def show_all(self) -> None:
        """Every case again, the keyboard in the table."""
        self.presenter.search("", "", "")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_case(self, title: str, pairs: Sequence[tuple[str, str]], history: Sequence[tuple[str, str]]) -> None:
        """The facts, and below them the history, its moments in the column of the labels: so a line of it has room."""
        self._case_title.setText(title)
        self._pairs.show_pairs([*pairs, (self._words.text("case.history"), ""), *history])
        self.close_questions()
        self._make_room(True)
        self._mark_row(title)

    def _mark_row(self, number: str) -> None:
        """The marked row is that of the case in hand, also where another page opened it; while its row is not here none is marked."""
        at = self.model.row_of(number)
        if at is None:
            self.table.clearSelection()
        elif number not in self.chosen():
            choose_row(self.table, at)

    def show_steps(self, steps: Sequence[tuple[str, str]], *, can_cancel: bool, receipts: Sequence[str], to_pay: bool) -> None:
        acted = self._acts.isAncestorOf(QApplication.focusWidget())
        while self._steps.count():
            item = self._steps.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        text = self._words.text
        if to_pay:
            self._steps.addWidget(button(text("ledger.to_payments"), self._to_payments, "primary"))
        for step, name in steps:
            self._steps.addWidget(button(name, partial(self.presenter.step, step)))
        for receipt_no in receipts:
            self._steps.addWidget(button(text("paper.print_receipt"), partial(self._papers.receipt, receipt_no), "quiet"))
        case = self.presenter.case
        if case is not None:
            self._steps.addWidget(button(text("paper.print_slip"), partial(self._slip, case.row.case_id), "quiet"))
            self._steps.addWidget(button(text("copy.full_key"), self.presenter.copy_full, "quiet"))
            self._steps.addWidget(button(text("books.papers_key"), self.ask_paper, "quiet", name=text("books.papers")))
            files = f"{text('attachment.title')} {len(case.attachments)}" if case.attachments else text("attachment.title")
            self._steps.addWidget(button(files, partial(self._files, case), "quiet"))
            fees = text("fee_late.why_late" if late_case(self._context, case) is not None else "fee_late.why")
            self._steps.addWidget(button(fees, partial(self._why, case), "quiet"))
            if self.presenter.takes_number():
                self._steps.addWidget(button(text("case.official_no"), partial(self._number, case), "quiet"))
            if case.due_at is not None:
                self._steps.addWidget(button(text("deadline.why"), partial(self._why_due, case), "quiet"))
            if case.notices:
                self._steps.addWidget(button(text("notice.key", n=case.notices), partial(self._told, case), "quiet"))
            if case.can_correct:
                self._steps.addWidget(button(text("correct.key"), self.ask_correct, "quiet", name=text("correct.title")))
            if case.can_send:
                self._steps.addWidget(button(text("transfer.send_key"), self.ask_transfer, "quiet", name=text("transfer.send")))
        first = self._steps.itemAt(0)
        target = first.widget() if first is not None else None
        if self._to_act and target is not None and (steps or to_pay):
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif acted:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # the button that was pressed is gone; Enter goes on from the row
        if can_cancel:
            self._steps.addWidget(button(text("ledger.cancel"), self.presenter.ask_cancel, "quiet"))
        wanted, self._to_act, self._wanted = self._wanted, False, ""
        if any(step == wanted for step, _ in steps) and self.presenter.asks(wanted):
            self.presenter.step(wanted)

    def late_number(self) -> str | None:
        """The case in hand, where it was filed late."""
        case = self.presenter.case
        return case.row.number if case is not None and late_case(self._context, case) is not None else None

    def ask_step(self, step: StepDef) -> None:
        panel = StepPanel(self._context, self._look, step, done=partial(self.presenter.take_step, step.step), left=self.close_questions)
        self._ask(panel)
        panel.start()

    def ask_cancel(self, *, second: str) -> None:
        panel = CancelPanel(self._words, self._look, second=second, done=self.presenter.cancel, left=self.close_questions)
        self._ask(panel)
        panel.start()

    def ask_correct(self) -> None:
        """What was written down wrong in the case in hand."""
        case, forms = self.presenter.case, self._context.catalogue.forms
        if case is not None and case.row.service in forms:
            done, left = self.presenter.changed, self.close_questions
            panel = CorrectPanel(self._context, self._look, case, forms[case.row.service], done=done, left=left)
            self._ask(panel)
            panel.start()

    def _files(self, case: CaseDetail) -> None:
        panel = AttachmentPanel(self._context, self._look, case, left=partial(self.presenter.open, case.row.case_id))
        self._ask(panel)
        panel.start()

    def _why(self, case: CaseDetail) -> None:
        """Where each won of the case comes from; of a late filing its notice too."""
        panel = FeePanel(self._context, self._look, case, show=self._papers.show, left=self.close_questions)
        self._ask(panel)
        panel.start()

    def _number(self, case: CaseDetail) -> None:
        """The national system's number of the case in hand."""
        done = self.presenter.enter_official_no
        panel = NumberPanel(self._words, self._look, case.row.official_no, done=done, left=self.close_questions)
        self._ask(panel)
        panel.start()

    def _why_due(self, case: CaseDetail) -> None:
        """Every day of its period, and whether it counted."""
        panel = DuePanel(self._context, self._look, case, left=self.close_questions)
        self._ask(panel)
        panel.start()

    def _told(self, case: CaseDetail) -> None:
        """What the citizen was told, and what became of it."""
        panel = NoticePanel(self._context, self._look, case, left=self.close_questions)
        self._ask(panel)
        panel.start()

    def ask_paper(self) -> None:
        """문서 출력: what can be printed of the case in hand now."""
        case = self.presenter.case
        if case is not None:
            panel = PapersPanel(self._context, self._look, case, show=self._papers.show, left=self.close_questions)
            self._ask(panel)
            panel.start()

    def ask_transfer(self) -> None:
        """T: another office is asked to make the paper of the case in hand; nothing where that is not possible."""
        case = self.presenter.case
        if case is None or not case.can_send or not self._side.isVisible():
            return
        panel = TransferPanel(self._context, self._look, case, sent=self.presenter.sent, left=self.close_questions)
        self._ask(panel)
        panel.start()

    def close_questions(self) -> None:
        self._middle.setCurrentIndex(0)
        self._acts.show()
        clear_layout(self._question)
        self.panel = None

    def forget(self) -> None:
        self.close_questions()
        self._case_title.clear()
        self._pairs.show_pairs([])
        self._make_room(False)
        for line in (self.search, self.day_from, self.day_to):
            line.clear()
        self.slice_bar.show_slice(None)
        self.clear_rows()
        self.say("")
        if self.isVisible():
            self.presenter.enter()

    def hide_case(self) -> None:
        self._make_room(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_room(self, case_in_hand: bool) -> None:
        self._side.setVisible(case_in_hand)
        for name in NARROW[self._look.density]:
            self.table.setColumnHidden(HEADINGS.index(name), case_in_hand)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def say_empty(self, text: str) -> None:
        self._empty.say(text)

    # --- hands -------------------------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in ENTER:
                commit_composing()
                if watched is self.table:
                    self._open(self.table.currentIndex())
                else:
                    self._search()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.presenter.close() if self._side.isVisible() else self.focus_search()
                return True
            if event.matches(QKeySequence.StandardKey.Copy) and watched is self.table:
                self.presenter.copy(self._chosen_rows())
                return True
            case = self.model.case(self.table.currentIndex().row())
            if event.key() == Qt.Key.Key_R and watched is self.table and not event.modifiers() and case is not None:
                self.presenter.one_more(case.case_id)
                return True
            if event.key() == Qt.Key.Key_T and watched is self.table and not event.modifiers():
                self.ask_transfer()
                return True
            if event.key() == Qt.Key.Key_Down and watched is self.search:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Esc at a question: back to the case; at the buttons of the case in hand: back to the table."""
        if event is not None and event.key() == Qt.Key.Key_Escape and self._side.isVisible():
            if isinstance(self.panel, Asked):
                self.close_questions()
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.presenter.close()
            return
        super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self.presenter.typed(text, self.day_from.text(), self.day_to.text())

    def _search(self) -> None:
        self.presenter.search_now(self.search.text(), self.day_from.text(), self.day_to.text())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, index: QModelIndex) -> None:
        case = self.model.case(index.row())
        if case is not None:
            in_hand = self.presenter.case
            self._to_act = in_hand is not None and in_hand.row.case_id == case.case_id and self._side.isVisible()
            self.presenter.open(case.case_id)

    def _slip(self, case_id: UUID) -> None:
        self._papers.slip(case_id)

    def _ask(self, panel: Panel) -> None:
        clear_layout(self._question)
        self.panel = panel
        self._question.addWidget(panel)
        self._middle.setCurrentIndex(1)
        self._acts.hide()

    # --- building ----------------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        text, look = self._words.text, self._look
        self.search = self._line("ledger.search", "ledger.search_hint")
        waits_for_scans(self.search)
        self.day_from = self._line("ledger.from", "hint.date")
        self.day_to = self._line("ledger.to", "hint.date")
        for each in (self.day_from, self.day_to):
            each.setFixedWidth(look.px("field_w"))
        self.search.textChanged.connect(self._typed)
        self._count = label("", "subtle")
        go, gap = button(text("ledger.go"), self._search), look.px("gap_px")
        days = together(gap, label(text("ledger.from")), self.day_from, label("~"), self.day_to)
        head = flowing(gap, self.search, days, go, self._count, grow=[self.search])
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(text("tab.ledger"))
        self._empty = when_empty(self.table, look, text("ledger.empty"))
        dress_table(self.table, look)
        if look.narrow:
            show_rows_at_least(self.table, look, ROWS_SEEN)
        self.table.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)  # several with Shift or Ctrl: their covers at once
        header = self.table.horizontalHeader()
        if header is not None:
            header.setSectionResizeMode(HEADINGS.index("service"), QHeaderView.ResizeMode.Stretch)
            header.setMinimumSectionSize(look.px("field_px"))
            keep_room(self.table, look, HEADINGS.index("service"))
        unit = look.px("field_px")
        for name, quarters in QUARTERS.items():
            self.table.setColumnWidth(HEADINGS.index(name), quarters * unit // 4)
        self.table.installEventFilter(self)
        self.table.doubleClicked.connect(self._open)
        left = card()
        inside = column(look, head, self.slice_bar, self.notice, margins=True)
        inside.addWidget(self.table, 1)
        covers = button(text("ledger.covers"), lambda: self._papers.covers(self.chosen()), "small")
        foot = row(look)
        foot.addWidget(label(text("ledger.hint"), "small", wrap=True), 1)
        foot.addWidget(covers)
        inside.addLayout(foot)
        left.setLayout(inside)
        self._side = card()
        self._side.setFixedWidth(look.px("detail_w"))
        self._side.setLayout(self._case_layout())
        self._side.hide()
        box = row(look)
        box.addWidget(left, 1)
        box.addWidget(self._side)
        self.setLayout(box)

    def _case_layout(self) -> QVBoxLayout:
        text, look = self._words.text, self._look
        self._case_title = label("", "title")
        close = button(text("button.close"), self.presenter.close, "small")
        head = row(look, self._case_title, None)
        head.addWidget(close)
        self._pairs = PairList(look)
        self._middle = InFront()
        question = QWidget()
        self._question = QVBoxLayout(question)
        self._question.setContentsMargins(0, 0, 0, 0)
        self._middle.addWidget(self._pairs)
        self._middle.addWidget(question)
        self._acts = QWidget()
        self._steps = FlowLayout(self._acts, look.px("gap_small_px"))
        box = column(look, head, rule(), margins=True)
        box.addWidget(self._middle, 1)
        box.addWidget(rule())
        box.addWidget(self._acts)
        return box

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._words.text(name))
        suggest(line, self._words.text(hint))
        line.installEventFilter(self)
        return line
