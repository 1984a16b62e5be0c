"""The work list: lists with counts at the left, their rows at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.duties import OFFICIAL_NO, OPEN
from app.domain.views import WorkItem
from app.services.worklist import NUMBERLESS_DAYS, NUMBERLESS_MOST
from app.ui.context import Context
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, waits_for_scans
from app.ui.tables import PageList, fit_column, mark_a_row, plain_table, put_rows, wrapped
from app.ui.tabs.worklist.dispute_panel import DisputePanel
from app.ui.tabs.worklist.hand_over_panel import HandOverPanel
from app.ui.tabs.worklist.notice_run_panel import NoticeRunPanel
from app.ui.tabs.worklist.numbers_panel import NumbersPanel
from app.ui.tabs.worklist.numbers_presenter import NumbersPresenter
from app.ui.tabs.worklist.presenter import WorklistPresenter
from app.ui.tabs.worklist.scan_panel import ScanPanel
from app.ui.theme import Look

LOOK_BACK = (NUMBERLESS_DAYS, 31, NUMBERLESS_MOST)
ALL_COLUMNS_TO = 150  # percent: beyond it a list of one kind does not name it in each row, so that the next act is seen in its row
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WorklistView(QWidget):
    def __init__(
        self,
        context: Context,
        look: Look,
        open_case: Callable[[str, str], object],
        to_payments: Callable[[str], object],
        type_slip: Callable[[str], object],
        to_list: Callable[[str, str], object],
    ) -> None:
        super().__init__()
        text = context.words.text
        self._words = context.words
        self.presenter = WorklistPresenter(context, self, open_case, to_payments, type_slip, to_list)
        self._codes: list[str] = []
        self.lists = PageList()
        self.lists.setAccessibleName(text("worklist.lists"))
        self._large = look.crowd > ALL_COLUMNS_TO
        width = look.px("list_w") * 3 // 4 if self._large else look.px("list_w")
        self.lists.setFixedWidth(width)
        if self._large:
            wrapped(self.lists)
        self.lists.currentRowChanged.connect(self._list_chosen)
        self.people = QComboBox()
        self.people.setAccessibleName(text("worklist.people"))
        self.people.setFixedWidth(width)
        self.people.activated.connect(self._person_chosen)
        self._users: list[str] = []
        self.over = button(text("worklist.hand_over"), self.ask_hand_over, "quiet")
        self.over.hide()
        headings = [text(f"case.{each}") for each in ("number", "service", "name", "state")]
        headings = [text("worklist.kind"), *headings, text("worklist.next")]
        self.table = plain_table(look, headings, stretch=2, name=text("tab.worklist"))
        for place in (0, 1, 3, 4, 5):
            fit_column(self.table, place)
        self.table.installEventFilter(self)
        self.table.currentCellChanged.connect(self._row_chosen)
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.act(at))
        self._empty = label(text("worklist.none"), "subtle", wrap=True)
        self._hint = label(text("worklist.hint"), "small", wrap=True)
        self.notice = Notice(look)
        self.official = QLineEdit()
        self.official.setAccessibleName(text("case.official_no"))
        self.official.installEventFilter(self)
        waits_for_scans(self.official)
        self._ask_label = label("", "strong")
        self._ask = QWidget()
        keep = button(text("worklist.keep_number"), lambda: self.presenter.enter_official_no(self.official.text()), "primary")
        self._ask.setLayout(row(look, self._ask_label, self.official, keep))
        self._ask.hide()
        self.dispute = DisputePanel(context.words, look, done=self.presenter.settle, left=self.close_dispute)
        self.dispute.hide()
        self.hand_over = HandOverPanel(context.words, look, done=self._hand_over, left=self.close_questions)
        self.hand_over.hide()
        self.numbers = NumbersPanel(
            context.words,
            look,
            match=self._match_numbers,
            keep=self._keep_numbers,
            open_file=self._open_numbers,
            left=self.close_questions,
        )
        self._numbers = NumbersPresenter(context, self, self._numbers_kept)
        self.numbers.hide()
        self.scan = ScanPanel(context, look, self.notice, settled=self._scan_settled, left=self.close_questions)
        self.scan.hide()
        self.telling = NoticeRunPanel(context, look, left=self._told)
        self.telling.hide()
        right = card()
        inside = column(look, self.notice, self._ask, margins=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        for filling in (
            self._empty,
            self.dispute,
            self.hand_over,
            self.numbers,
            self.scan,
            self.telling,
            self.table,
        ):  # one is seen; it takes the room, or the line of news would
            inside.addWidget(filling, 1)
        inside.addWidget(self._hint)
        right.setLayout(inside)
        self.many = button(text("official_number.paste"), self.ask_numbers, "quiet")
        self.many.hide()
        self.days = QComboBox()
        self.days.setAccessibleName(text("worklist.days_name"))
        self.days.addItems([text("worklist.days", n=days) for days in LOOK_BACK])
        self.days.activated.connect(lambda at: self.presenter.look_back(LOOK_BACK[at]))
        self.days.hide()
        self.tell = button(text("notice.run_key"), self.ask_telling, "quiet")
        left = column(look, self.people, self.lists, self.days, self.many, self.tell, self.over)
        box = row(look)
        box.addLayout(left)
        box.addWidget(right, 1)
        self.setLayout(box)

    def enter(self) -> None:
        self.choose("")

    def choose(self, list_code: str) -> None:
        """That list is in front, if anything waits in it; the keyboard at its rows."""
        self._ask.hide()
        self.close_questions()
        self.presenter.enter(list_code)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_people(self, people: Sequence[tuple[str, str]], chosen: str, *, may_hand_over: bool) -> None:
        self._users = [user for user, _ in people]
        self.people.clear()
        self.people.addItems([name for _, name in people])
        self.people.setCurrentIndex(self._users.index(chosen))
        self.over.setVisible(may_hand_over)

    def ask_hand_over(self) -> None:
        """To whom the chosen person's cases go."""
        for each in (self.table, self._hint, self._empty, self.dispute):
            each.hide()
        self.hand_over.ask(self.people.currentText(), self.presenter.colleagues())

    def ask_numbers(self) -> None:
        """A list of official numbers, pasted or scanned."""
        for each in (self.table, self._hint, self._empty, self.dispute, self.hand_over):
            each.hide()
        self.numbers.ask()

    def show_matches(self, rows: Sequence[Sequence[str]], summed: str, *, any_fits: bool) -> None:
        self.numbers.show_matches(rows, summed, any_fits=any_fits)

    def show_list(self, lines: str) -> None:
        self.numbers.show_list(lines)

    def _open_numbers(self, path: Path) -> None:
        self._numbers.open_file(path)

    def _match_numbers(self, text: str) -> None:
        self._numbers.match(text)

    def _keep_numbers(self, text: str) -> None:
        self._numbers.keep(text)

    def _numbers_kept(self) -> None:
        self.choose("")

    def ask_telling(self) -> None:
        """Everybody of a list is told: who that is stands there first."""
        for each in (self.table, self._hint, self._empty, self.dispute, self.hand_over, self.numbers, self.scan):
            each.hide()
        self.telling.ask()

    def _told(self) -> None:
        self.choose("")

    def ask_scan(self, item: WorkItem) -> None:
        """Whose the file is that came in."""
        for each in (self.table, self._hint, self._empty, self.dispute, self.hand_over, self.numbers):
            each.hide()
        self.notice.say("")
        self.scan.ask(item)

    def _scan_settled(self) -> None:
        self.choose("")

    def close_questions(self) -> None:
        self.telling.hide()
        self.scan.hide()
        self.numbers.hide()
        self.hand_over.hide()
        self.close_dispute()

    def show_lists(self, lists: Sequence[tuple[str, str]]) -> None:
        self._codes = [code for code, _ in lists]
        self.lists.blockSignals(True)
        self.lists.clear()
        self.lists.addItems([name for _, name in lists])
        self.lists.setCurrentRow(self._codes.index(self.presenter.list_code))
        self.lists.blockSignals(False)

    def show_none(self, text: str) -> None:
        self._empty.setText(text)

    def show_rows(self, rows: Sequence[tuple[str, str, str, str, str, str]]) -> None:
        put_rows(self.table, rows)
        self.table.setColumnHidden(0, self._large and self.presenter.list_code != OPEN)  # the list in hand is named at the left
        asked = any(each.isVisible() for each in (self.dispute, self.hand_over, self.numbers, self.scan, self.telling))
        for each in (self.many, self.days):
            each.setVisible(self.presenter.list_code == OFFICIAL_NO)
        self._empty.setVisible(not rows and not asked)
        self._hint.setVisible(bool(rows) and not asked)
        self.table.setVisible(bool(rows) and not asked)
        mark_a_row(self.table)

    def ask_official_no(self, number: str) -> None:
        self._ask_label.setText(self._words.text("worklist.official_no", number=number))
        self.official.setAccessibleName(self._ask_label.text())
        self.official.clear()
        self._ask.show()
        self.official.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_dispute(self, title: str, lines: Sequence[str], ways: Sequence[tuple[str, str]], *, second: bool, leads: bool) -> None:
        self.notice.say("")
        self.table.hide()
        self._hint.hide()
        self.dispute.show_item(title, lines, ways, second=second, leads=leads)

    def close_dispute(self) -> None:
        self.dispute.hide()
        self._hint.setVisible(self.table.rowCount() > 0)
        self.table.setVisible(self.table.rowCount() > 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def _person_chosen(self, at: int) -> None:
        self.close_questions()
        self.presenter.choose_person(self._users[at])

    def _hand_over(self, to_user: str, reason: str) -> None:
        self.presenter.hand_over(to_user, reason)

    def handed_over(self) -> None:
        self.close_questions()

    def _row_chosen(self, at: int) -> None:
        if at >= 0 and at == self.table.rowCount() - 1:
            self.presenter.more()  # the next page comes when the hands are at the end of this one

    def _list_chosen(self, at: int) -> None:
        if 0 <= at < len(self._codes):
            self.close_questions()
            self.table.setCurrentCell(-1, -1)
            self.presenter.choose_list(self._codes[at])

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in ENTER:
                commit_composing()
                if watched is self.table:
                    self.presenter.act(self.table.currentRow())
                else:
                    self.presenter.enter_official_no(self.official.text())
                    self._ask.hide()
                    self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and watched is self.official:
                self._ask.hide()
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)
