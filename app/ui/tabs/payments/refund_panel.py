"""반환: which lines, why, how, and who signs beside; or a promise where it can't be done now."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QScrollArea, QWidget

from app.domain.words import Words
from app.ui.editors import ENTER
from app.ui.free_text import warned
from app.ui.plain import Notice, button, column, commit_composing, label, row, suggest
from app.ui.second_sign import SecondSign
from app.ui.tables import fit_column, plain_table, put_rows, wrap_column
from app.ui.tabs.payments.refund_presenter import Later, RefundPresenter, Row, Signed
from app.ui.theme import Look

COLUMNS = ("chosen", "line", "means", "paid", "left")
LINES_SEEN = 4  # the others are scrolled to


class RefundPanel(QFrame):
    """Empty until a payment is opened; Esc closes it and nothing has happened."""

    def __init__(self, words: Words, look: Look, presenter: RefundPresenter) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(look.px("detail_w"))
        self._words, self._look, self._presenter = words, look, presenter
        text = words.text
        self.notice = Notice(look)
        self._title = label("", "lead", wrap=True)
        self._sum = label("", "sum")
        self._sum.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.lines = plain_table(look, [text(f"refund.{each}") for each in COLUMNS], stretch=1, name=text("refund.lines"))
        for place in (0, 2, 3, 4):
            fit_column(self.lines, place)
        self._fit_rows = wrap_column(self.lines, look, 1)  # what is given back is read whole
        rows = self.lines.verticalHeader()
        if rows is not None:
            rows.sectionResized.connect(self._fit_table)
        self.lines.installEventFilter(self)
        self.lines.cellClicked.connect(lambda at, _: presenter.turn(at))
        self._help = label(text("refund.help"), "subtle", wrap=True)
        self._help.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._body = QWidget()
        total = row(look, label(text("refund.sum"), "strong"), None)
        total.addWidget(self._sum)
        inside = column(look, self.lines, gap="gap_small_px")
        inside.addLayout(total)
        inside.addWidget(label(text("refund.whole_lines"), "small", wrap=True))
        for part in self._fields():
            inside.addWidget(part)
        self.give = button(text("refund.give"), self._give, "primary")
        self._promise = button(text("refund.promise"), self._promise_it, "primary")
        inside.addLayout(row(look, self.give, self._promise, button(text("button.go_back"), presenter.close, "quiet")))
        inside.addStretch(1)
        self._body.setLayout(inside)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._body)
        self._scroll = scroll
        box = column(look, self._title, self.notice, self._help, margins=True)
        box.setStretchFactor(self._help, 1)
        box.addWidget(scroll, 1)
        self.setLayout(box)
        self.close_panel()

    @property
    def is_open(self) -> bool:
        return not self._scroll.isHidden()

    def show_paid(self, title: str, rows: Sequence[Row], ways: Sequence[str], *, approval: bool) -> None:
        opening = not self.is_open
        self._title.setText(title)
        put_rows(self.lines, rows, right=(3, 4))
        self._fit_rows()
        self._fit_table()
        if [self.way.itemText(at) for at in range(self.way.count())] != list(ways):
            self.way.clear()
            self.way.addItems(list(ways))
        self._asks_approval = approval
        if opening:
            self.notice.say("")
            self._clear()
            self._help.hide()
            self._scroll.show()
            self.lines.selectRow(0)
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)
        self._arrange()

    def _fit_table(self) -> None:
        """The table is as high as its first lines."""
        line = self._look.px("row_px") + self._look.px("gap_small_px")
        seen = sum(self.lines.rowHeight(at) for at in range(min(self.lines.rowCount(), LINES_SEEN)))
        self.lines.setFixedHeight(line + seen + self._look.px("gap_small_px"))

    def show_sum(self, text: str) -> None:
        self._sum.setText(text)

    def close_panel(self) -> None:
        self._title.setText(self._words.text("refund.title"))
        self.notice.say("")
        self._scroll.hide()
        self._help.show()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Esc from whatever has no use for it, the signature and the boxes too."""
        if event is not None and event.key() == Qt.Key.Key_Escape and self.is_open:
            self._presenter.close()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape:
            self._presenter.close()
            return True
        if watched is self.lines and event.key() == Qt.Key.Key_Space:
            self._presenter.turn(self.lines.currentRow())
            return True
        if event.key() in ENTER:
            self._next(watched)
            return True
        return super().eventFilter(watched, event)

    def _next(self, watched: QObject | None) -> None:
        """Enter goes on; after the last question whoever signs."""
        order: list[QWidget] = [self.lines, self.reason, self.way, self.approval, self.due, self.bank, self.account, self.holder]
        shown = [each for each in order if not each.isHidden()]
        at = shown.index(watched) + 1 if isinstance(watched, QWidget) and watched in shown else len(shown)
        if at < len(shown):
            shown[at].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sign.take_focus()

    def _arrange(self) -> None:
        """Fields of a promise where one is made, of the terminal's cancellation where none is."""
        later = self.later.isChecked()
        for heading, field, wanted in (
            (self._way_label, self.way, not later and self.way.count() > 1),
            (self._approval_label, self.approval, not later and self._asks_approval),
            *((heading, field, later) for heading, field in self._promised),
        ):
            heading.setVisible(wanted)
            field.setVisible(wanted)
        self.give.setVisible(not later)
        self._promise.setVisible(later)

    def _fields(self) -> list[QWidget]:
        text = self._words.text
        self.reason, self.approval = self._line("refund.reason"), self._line("refund.approval")
        self.approval.setMaxLength(12)
        suggest(self.approval, text("refund.approval_hint"))
        self.way = QComboBox()
        self.way.setAccessibleName(text("refund.way"))
        self.way.installEventFilter(self)
        self._way_label, self._approval_label = label(text("refund.way"), "strong"), label(text("refund.approval"), "strong")
        self.later = QCheckBox(text("refund.later"))
        self.later.toggled.connect(self._arrange)
        self.due, self.bank, self.account, self.holder = (self._line(f"refund.{each}") for each in ("due", "bank", "account", "holder"))
        suggest(self.due, text("refund.due_hint"))
        names = ("due", "bank", "account", "holder")
        fields = (self.due, self.bank, self.account, self.holder)
        self._promised = [(label(text(f"refund.{name}"), "strong"), field) for name, field in zip(names, fields, strict=True)]
        self._asks_approval = False
        self.sign = SecondSign(self._words, self._look, text("refund.second"), done=self._go)
        parts: list[QWidget] = [label(text("refund.reason"), "strong"), self.reason, warned(self.reason, self._words), self.later]
        parts += [self._way_label, self.way, self._approval_label, self.approval]
        for heading, field in self._promised:
            parts += [heading, field]
        return [*parts, self.sign]

    def _clear(self) -> None:
        for line in (self.reason, self.approval, self.due, self.bank, self.account, self.holder):
            line.clear()
        self.later.setChecked(False)
        self.sign.clear()

    def _signed(self) -> Signed:
        commit_composing()
        user, password = self.sign.taken()
        return Signed(self.reason.text().strip(), self.way.currentIndex(), self.approval.text().strip(), user, password)

    def _go(self) -> None:
        if self.later.isChecked():
            self._promise_it()
        else:
            self._give()

    def _give(self) -> None:
        self._presenter.refund(self._signed())

    def _promise_it(self) -> None:
        later = Later(self.due.text(), self.bank.text().strip(), self.account.text().strip(), self.holder.text().strip())
        self._presenter.promise(self._signed(), later)

    def _line(self, key: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._words.text(key))
        line.installEventFilter(self)
        return line
