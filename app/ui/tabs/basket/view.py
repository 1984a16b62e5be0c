"""The basket on the right: lines, total, the money stages, and what was just recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QFormLayout, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.fee_explanation import FeeWhy
from app.ui.charge_panel import ChargePanel
from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.in_front import InFront
from app.ui.plain import Notice, button, column, commit_composing, label, money_line, row, rule, tip_text
from app.ui.queue_pane import QueuePane
from app.ui.rating_row import RatingRow
from app.ui.split import Split
from app.ui.split_panel import SplitPanel
from app.ui.tab_bar import StationBar
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.basket.done_page import Acts, DonePage
from app.ui.tabs.basket.ending import Done, without
from app.ui.tabs.basket.ground_list import GroundList
from app.ui.tabs.basket.grounds import Ground
from app.ui.tabs.basket.lines import BasketRow
from app.ui.tabs.basket.presenter import BasketPresenter
from app.ui.tabs.basket.screen import Papers, Stage
from app.ui.theme import Look
from app.ui.why_panel import WhyPanel

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class BasketView(QFrame):
    """현재 민원인, shared by the intake tabs. `emptied`: its last line was taken out, the hands have to go somewhere."""

    emptied = pyqtSignal()

    def __init__(self, context: Context, look: Look, papers: Papers) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._words, self._context = context.words, context
        self._look = look
        self._dues: list[QLabel] = []
        self.presenter = BasketPresenter(context, self, papers)
        self._build()
        self._session = context.session
        context.session.watch("last", self._last_moved_on)
        context.session.watch("rating", self.done.rated)
        self.show_lines([], "0", "")

    # --- what the presenter asks for -------------------------------------------------------------------------------------------

    def show_lines(self, rows: Sequence[BasketRow], total: str, exemption: str) -> None:
        cells = [(f"{line.name}\n{line.note}" if line.note else line.name, line.copies, line.amount) for line in rows]
        grown = len(rows) > self.table.rowCount()
        put_rows(self.table, cells, right=(1, 2))
        tall, short = self._look.px("row_px") * 2, self._look.px("row_px") + self._look.px("gap_px")
        for at, line in enumerate(rows):
            if line.note:
                self.table.resizeRowToContents(at)
            self.table.setRowHeight(at, max(tall, self.table.rowHeight(at)) if line.note else short)
        emptied = not rows and self.table.hasFocus()
        if rows and (grown or self.table.currentRow() < 0):
            self.table.selectRow(len(rows) - 1)  # + and − are of the line that was taken last
        whole = sum(self.table.rowHeight(at) for at in range(min(len(rows), 2)))  # whatever stands below, two lines stay whole
        self.table.setMinimumHeight(whole + short + self._look.px("gap_small_px") if rows else 0)
        self._empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        if emptied:
            self.emptied.emit()
        self._total.setText(self._words.text("fee.won", won=total))
        self._exemption.setText(self._words.text("basket.exemption", name=exemption) if exemption else "")
        self._exemption.setVisible(bool(exemption))
        free = bool(rows) and total == "0" and all(line.amount == "0" for line in rows)
        turned_free = free and not self._receive.isVisible()
        self._receive.setVisible(free)
        if turned_free and self.table.hasFocus():  # the price came after the hands did
            self._receive.setFocus(Qt.FocusReason.OtherFocusReason)
        only = bool(rows) and all(line.note == self._words.text("basket.receive_only") for line in rows)
        self._receive.setText(self._words.text("intake.receive_only" if only else "basket.receive"))
        for each in (self._cash_button, self._card_button, self._split_button):
            each.setVisible(not free)

    def show_stage(self, stage: Stage, *, question: str = "", due: str = "") -> None:
        self._stages.setCurrentWidget(self._pages[stage])
        for each in self._dues:
            each.setText(self._words.text("fee.won", won=due or "0"))
        self._empty.setVisible(stage != "done" and self.table.rowCount() == 0)
        if stage == "confirm":
            self._question.setText(question)
            self._yes.setAccessibleName(question)
            self._yes.setFocus(Qt.FocusReason.OtherFocusReason)
        elif stage == "cash":
            self.received.setText(due)
            self._show_change(due)
            self._take(self.received)
        elif stage == "card":
            self.approval.clear()
            self.last4.clear()
            self._take(self.approval)
        elif stage == "exempt":
            self._evidence.clear()
            self._evidence_name.setText(self._words.text("basket.evidence"))
            self._grounds.setFocus(Qt.FocusReason.OtherFocusReason)
            self._grounds.setCurrentRow(0)
        elif stage == "why":
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)
        elif stage == "charge":
            self.charge.take_focus()
        elif stage == "done":
            self.done.take_focus()
        elif stage == "basket" and self._hands_are_lost():
            self.focus_table()
        elif stage == "split":
            self.split.tenders.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hands_are_lost(self) -> bool:
        """What had the keyboard went out of sight: nothing has it now, or the row of stations, where nobody put it."""
        focus = QApplication.focusWidget()
        return self.isVisible() and QApplication.activeWindow() is self.window() and (focus is None or isinstance(focus, StationBar))

    def begin_split(self, split: Split) -> None:
        self.split.begin(split)

    def begin_charge(self, amount_won: int, what: dict[str, Any]) -> None:
        self.charge.begin(amount_won, **what)

    def show_whys(self, whys: Sequence[FeeWhy]) -> None:
        self.why.show_whys(whys)

    def forget_charge(self) -> None:
        self.charge.charging.forget()

    def show_done(self, done: Done) -> None:
        self.done.show_done(done)

    def _last_moved_on(self) -> None:
        last = self._session.last
        if last is not None and last.standing != "saved":
            self.done.sent()
        done, undone = self.presenter.done, self._session.undone
        if done is not None and undone in [number for number, _ in done.numbers if number not in done.cancelled]:
            left = without(done, undone, self._words.text("undo.mark"))
            if left is not None:
                self.show_done(left)
            self.presenter.still_done(left)

    def ask_evidence(self, key: str, name: str) -> None:
        self._grounds.put_on(key)
        self._evidence_name.setText(name)
        self._evidence.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_exemptions(self, free: Sequence[Ground], idle: Sequence[Ground]) -> None:
        self._grounds.show_grounds(free, idle)

    def show_parked(self, count: int) -> None:
        key = "basket.park_n" if count else "basket.park"
        self._park.setText(self._words.text(key, n=count))

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def set_busy(self, busy: bool) -> None:
        self._stages.setEnabled(not busy)

    def add_part(self, widget: QWidget) -> None:
        """That stands below the queue, above the lines."""
        self._whole.insertWidget(self._whole.indexOf(self.queue) + 1, widget)

    def focus_table(self) -> None:
        """The hands are at the basket: at [접수] when nothing is to be paid, else at its lines."""
        if self._receive.isVisible():
            self._receive.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- hands -----------------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is None or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if watched is self.table:
            return self._table_key(event)
        if watched is self._grounds:
            return self._ground_key(event)
        if event.key() in ENTER:
            commit_composing()
            self._enter(watched)
            return True
        if watched is self._yes and event.text() == "2":
            self.presenter.elsewhere()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None or event.key() != Qt.Key.Key_Escape or not self._step_back():
            super().keyPressEvent(event)

    def _step_back(self) -> bool:
        went = self.presenter.back()
        if went:
            self.focus_table()
        return went

    def _enter(self, watched: QObject | None) -> None:
        if watched is self.received:
            self.presenter.settle_cash(self.received.text())
        elif watched in (self.approval, self.last4) and not self.approval.text().strip():
            self._take(self.approval)
            self.presenter.settle_card("", "")  # says that it is missing, and the keyboard is where it goes
        elif watched is self.approval:
            self._take(self.last4)
        elif watched is self.last4:
            self.presenter.settle_card(self.approval.text(), self.last4.text())
        elif watched is self._yes:
            self.presenter.confirm()
        elif watched is self._receive:
            self.presenter.receive()

    def _table_key(self, event: QKeyEvent) -> bool:
        at = self.table.currentRow()
        if event.text() in ("+", "-"):
            self.presenter.more(at, 1 if event.text() == "+" else -1)
            return True
        if event.key() == Qt.Key.Key_Delete:
            self.presenter.remove(at)
            return True
        if event.key() in ENTER:
            self.presenter.reopen(at)
            return True
        return False

    def _ground_key(self, event: QKeyEvent) -> bool:
        if event.key() in ENTER and self._grounds.currentRow() >= 0:
            self._choose_ground()
            return True
        return bool(event.text()) and self._ground_chosen(event.text())

    def _choose_ground(self) -> None:
        """The ground of the list, with the number that was typed below it."""
        commit_composing()
        self._ground_chosen(self._grounds.chosen())

    def _ground_chosen(self, key: str) -> bool:
        """True if that key names a ground; the hands are back at the basket unless something is still asked."""
        known = self.presenter.choose_exemption(key, self._evidence.text())
        if known and self.presenter.stage != "exempt":
            self.focus_table()
        return known

    def _take(self, line: QLineEdit) -> None:
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.selectAll()

    def _show_change(self, received: str) -> None:
        self._change.setText(self.presenter.change_for(received))

    def hasHeightForWidth(self) -> bool:
        """Not where it stands below the form, as of the pages there (`InFront`)."""
        return not self._look.narrow and super().hasHeightForWidth()

    # --- building ----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        text, look = self._words.text, self._look
        self._park = button(text("basket.park"), self.presenter.park_or_resume, "small")
        self.queue = QueuePane(self._context, look, self, self.presenter.next_visit)
        self._next = button(text("basket.next"), self.queue.presenter.next, "small")
        for each in (self._park, self._next):
            each.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head = row(look, label(text("basket.title"), "lead"))
        head.addWidget(flowing(look.px("gap_small_px"), self.queue.key, self._park, self._next, right=True), 1)
        headings = [text("list.service"), text("list.copies"), text("list.amount")]
        self.table = plain_table(look, headings, stretch=0, name=text("basket.title"))
        self.table.setWordWrap(True)
        self.table.setColumnWidth(1, look.px("field_px") + look.px("gap_px"))
        fit_column(self.table, 2)
        self.table.installEventFilter(self)
        self.table.setToolTip(tip_text(text("basket.table_keys")))
        self._empty = label(text("basket.empty_above" if look.narrow else "basket.empty"), "subtle", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notice = Notice(look)
        self.split = SplitPanel(self._words, look, done=self.presenter.settle_split, left=self._step_back)
        self.why = WhyPanel(self._words, look)
        self.charge = ChargePanel(
            self._context,
            look,
            paid=self.presenter.paid_by_card,
            left=self.presenter.not_charged,
            by_hand=self.presenter.charge_by_hand,
        )
        presenter = self.presenter
        acts = Acts(presenter.print_receipt, presenter.print_slips, presenter.print_notices, lambda: presenter.rest_wanted())
        self.done = DonePage(self._words, look, acts, partial(RatingRow, self._context, look, self.notice))
        self._pages: dict[str, QWidget] = {
            "basket": self._basket_page(),
            "confirm": self._confirm_page(),
            "cash": self._cash_page(),
            "card": self._card_page(),
            "split": self.split,
            "charge": self.charge,
            "why": self.why,
            "exempt": self._exempt_page(),
            "done": self.done,
        }
        self._stages = InFront()
        for page in self._pages.values():
            self._stages.addWidget(page)
        self._stages.setCurrentWidget(self._pages["basket"])
        box = column(look, head, self.queue, rule(), margins=True)
        box.addWidget(self._empty, 1)
        box.addWidget(self.table, 1)
        box.addWidget(self.notice)
        box.addWidget(self._stages, 1)
        self._whole = box
        self.setLayout(box)
        if not look.narrow:
            self.setFixedWidth(look.px("basket_w"))

    def _page(self, *parts: QWidget | QVBoxLayout) -> QWidget:
        page = QWidget()
        layout = column(self._look, *parts)
        page.setLayout(layout)
        return page

    def _basket_page(self) -> QWidget:
        text, look = self._words.text, self._look
        self._total = label("", "sum")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._exemption = label("", "subtle")
        total = row(look, label(text("basket.total"), "lead"), None)
        total.addWidget(self._total)
        self._receive = button(text("basket.receive"), self.presenter.receive, "primary")
        self._receive.installEventFilter(self)
        self._cash_button = button(text("basket.cash"), lambda: self.presenter.pay("cash"))
        self._card_button = button(text("basket.card"), lambda: self.presenter.pay("card"), "primary")
        self._exempt_button = button(text("basket.exempt"), self.presenter.ask_exemption, "quiet")
        self._split_button = button(text("split.key"), lambda: self.presenter.pay("split"), "quiet")
        pay = row(look, self._receive, self._cash_button, self._card_button)
        why = button(text("why.key"), self.presenter.explain, "quiet")
        more = row(look, self._exempt_button, self._split_button)
        more_still = row(look, why, None)
        page = QWidget()
        box = column(look)
        box.addStretch(1)
        box.addWidget(rule())
        box.addWidget(self._exemption)
        box.addLayout(total)
        box.addLayout(pay)
        box.addLayout(more)
        box.addLayout(more_still)
        page.setLayout(box)
        return page

    def _confirm_page(self) -> QWidget:
        text, look = self._words.text, self._look
        self._question = label("", "lead", wrap=True)
        self._yes = button(text("basket.issued"), self.presenter.confirm, "primary")
        self._yes.installEventFilter(self)
        no = button(text("button.go_back"), self.presenter.back, "quiet")
        page = QWidget()
        box = column(look, rule(), self._question)
        box.addLayout(self._due_row())
        box.addStretch(1)
        box.addLayout(row(look, self._yes, no))
        box.addWidget(button(text("transfer.elsewhere"), self.presenter.elsewhere, "quiet"))
        page.setLayout(box)
        return page

    def _cash_page(self) -> QWidget:
        text, look = self._words.text, self._look
        self.received = money_line(text("pay.received"), self)
        self.received.textEdited.connect(self._show_change)
        self._change = label("", "title")
        form = QFormLayout()
        form.addRow(label(text("pay.received"), "strong"), self.received)
        form.addRow(label(text("pay.change"), "strong"), self._change)
        return self._money_page(
            text("pay.cash_title"), form, lambda: self.presenter.settle_cash(self.received.text()), text("pay.take_cash"), look
        )

    def _card_page(self) -> QWidget:
        text, look = self._words.text, self._look
        self.approval = money_line(text("pay.approval_no"), self)
        self.approval.setMaxLength(20)
        self.last4 = money_line(text("pay.last4"), self)
        self.last4.setMaxLength(4)
        form = QFormLayout()
        form.addRow(label(text("pay.approval_no"), "strong"), self.approval)
        form.addRow(label(text("pay.last4"), "strong"), self.last4)
        settle = self._settle_card
        return self._money_page(text("pay.card_title"), form, settle, text("pay.take_card"), look)

    def _settle_card(self) -> None:
        self.presenter.settle_card(self.approval.text(), self.last4.text())

    def _money_page(self, title: str, form: QFormLayout, act: Callable[[], object], act_name: str, look: Look) -> QWidget:
        page = QWidget()
        box = column(look, rule(), label(title, "lead", wrap=True))
        box.addLayout(self._due_row())
        box.addLayout(form)
        box.addStretch(1)
        back = button(self._words.text("button.go_back"), self.presenter.back, "quiet")
        box.addLayout(row(look, button(act_name, act, "primary"), back))
        page.setLayout(box)
        return page

    def _due_row(self) -> QHBoxLayout:
        """What the citizen is told and what is keyed into the card terminal."""
        due = label("", "sum")
        self._dues.append(due)
        line = row(self._look, label(self._words.text("pay.due"), "lead"), None)
        line.addWidget(due)
        return line

    def _exempt_page(self) -> QWidget:
        self._grounds = GroundList(self._words)
        self._grounds.installEventFilter(self)
        self._grounds.clicked_on.connect(self._choose_ground)
        self._evidence, self._evidence_name = QLineEdit(), label(self._words.text("basket.evidence"), "small", wrap=True)
        self._evidence.setAccessibleName(self._words.text("basket.evidence"))
        self._evidence_name.setBuddy(self._evidence)
        self._evidence.returnPressed.connect(self._choose_ground)
        title = rule_column(self._look, self._words.text("basket.exempt_title"))
        hint = label(self._words.text("basket.exempt_keys"), "small", wrap=True)
        return self._page(title, self._grounds, self._evidence_name, self._evidence, hint)


def rule_column(look: Look, title: str) -> QVBoxLayout:
    """A thin line and a title below it."""
    return column(look, rule(), label(title, "lead"))
