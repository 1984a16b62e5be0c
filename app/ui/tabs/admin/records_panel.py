"""The page 기록물철 of the management tab: the register with its filter, below it one form for each act on the chosen files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, get_args

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractItemView, QButtonGroup, QComboBox, QLineEdit, QWidget

from app.domain.record_entries import Disclosure, Outcome
from app.ui.context import Context
from app.ui.flow_layout import flowing, together
from app.ui.free_text import warned
from app.ui.in_front import InFront
from app.ui.line_form import LineForm
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label
from app.ui.tables import fit_column, on_enter, plain_table, put_rows
from app.ui.tabs.admin.records_presenter import FILTERS, RecordPapers, RecordsPresenter, Row, Signed
from app.ui.theme import Look

COLUMNS: Final = ("number", "title", "retention", "until", "cases", "transferred", "outcome", "counted", "disclosure")
ACTS: Final = ("transfer", "appraise", "count", "disclose")


class RecordsPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice, papers: RecordPapers) -> None:
        super().__init__()
        self._words, self._look, self._notice = context.words, look, notice
        self.presenter = RecordsPresenter(context, self, papers)
        self.which, self.year = self._box("show"), self._box("year")
        for each in FILTERS:
            self.which.addItem(self._text(each), each)
        self.year.addItem(self._text("every_year"), 0)
        self.which.currentIndexChanged.connect(self._narrow)
        self.year.currentIndexChanged.connect(self._narrow)
        self.table = plain_table(
            look,
            [self._text(each) for each in COLUMNS],
            stretch=6,
            name=self._words.text("admin.records"),
            none=self._words.text("empty.records"),
        )
        self.table.setMinimumHeight(look.px("row_px") * 6)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for place in (0, 1, 2, 3, 4, 5, 7, 8):
            fit_column(self.table, place)
        self.table.itemSelectionChanged.connect(self._choose)
        on_enter(self.table, lambda _: self._to_form())
        self._told = label("", "subtle")
        self._register = button(self._text("register"), self.presenter.print_register)
        self._destroy_list = button(self._text("destroy_list"), self.presenter.print_destroy_list)
        gap = look.px("gap_px")
        shown = together(gap, self._heading("show", self.which), self.which)
        made_in = together(gap, self._heading("year", self.year), self.year)
        above = flowing(gap, shown, made_in, self._told, None, self._register, self._destroy_list)
        self._acting = self._acts()
        title, note = label(self._words.text("admin.records"), "title"), label(self._text("note"), "subtle", wrap=True)
        box = column(look, title, note, above)
        box.addWidget(self.table, 1)
        box.addWidget(self._acting)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_years(self, years: Sequence[int]) -> None:
        known = [self.year.itemData(at) for at in range(1, self.year.count())]
        for year in years:
            if year not in known:
                self.year.addItem(str(year), year)

    def show_files(self, rows: Sequence[Row], told: str, *, may_keep: bool, may_print: bool) -> None:
        put_rows(self.table, rows, right=(4,))
        self._told.setText(told)
        self._acting.setVisible(may_keep)
        self._destroy_list.setVisible(may_keep)
        self._register.setVisible(may_print)
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)
        self._choose()

    def show_chosen(self, told: str) -> None:
        self._chosen.setText(told)

    def clear_typed(self) -> None:
        for line in self._acting.findChildren(QLineEdit):
            line.clear()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def act(self, name: str) -> None:
        """The form of that act is in front."""
        at = ACTS.index(name)
        self._forms.setCurrentWidget(self._pages[at])
        chosen = self._buttons.button(at)
        if chosen is not None:
            chosen.setChecked(True)
        self._notice.say("")

    # ── forms ──

    def _acts(self) -> QWidget:
        look = self._look
        self._chosen = label("", "strong", wrap=True)
        self._buttons = QButtonGroup(self)
        acts: list[QWidget] = []
        for at, name in enumerate(ACTS):
            made = button(self._text(f"act_{name}"), partial(self.act, name), "quiet")
            made.setCheckable(True)
            made.setMinimumWidth(made.sizeHint().width() + look.px("gap_px") * 2)  # the chosen one is set bold, which is wider
            self._buttons.addButton(made, at)
            acts.append(made)
        head = flowing(look.px("gap_px"), *acts, self._chosen)
        self._forms = InFront()
        self._pages = [self._transfer_form(), self._appraise_form(), self._count_form(), self._disclose_form()]
        for page in self._pages:
            self._forms.addWidget(page)
        whole = QWidget()
        inside = column(look, head, self._forms, gap="gap_small_px")
        inside.setContentsMargins(0, 0, 0, 0)
        whole.setLayout(inside)
        self.act(ACTS[0])
        return whole

    def _transfer_form(self) -> QWidget:
        self.on, self.on_note, self.on_user, self.on_password = self._day(), QLineEdit(), QLineEdit(), self._secret()
        fields = (("on", self.on), ("remark", self.on_note), ("second", self.on_user))
        return self._form(fields, self.on_password, self._transfer, wide=1, typed=self.on_note)

    def _appraise_form(self) -> QWidget:
        self.outcome, self.years, self.board, self.decided = QComboBox(), QLineEdit(), QLineEdit(), self._day()
        self.board_user, self.board_password = QLineEdit(), self._secret()
        self.years.setPlaceholderText(self._text("years_hint"))
        for each in get_args(Outcome):
            self.outcome.addItem(self._words.text(f"record.outcome_{each}"), each)
        self.outcome.currentIndexChanged.connect(self._outcome_chosen)
        fields = (
            ("new_outcome", self.outcome),
            ("years", self.years),
            ("board", self.board),
            ("decided_on", self.decided),
            ("second", self.board_user),
        )
        return self._form(fields, self.board_password, self._appraise, wide=2, typed=self.board)

    def _count_form(self) -> QWidget:
        self.found, self.count_note = QLineEdit(), QLineEdit()
        self.found.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        return self._form((("counted_found", self.found), ("remark", self.count_note)), None, self._count, wide=1, typed=self.count_note)

    def _disclose_form(self) -> QWidget:
        self.as_what, self.open_note = QComboBox(), QLineEdit()
        for each in get_args(Disclosure):
            self.as_what.addItem(self._words.text(f"record.disclosure_{each}"), each)
        return self._form((("as_what", self.as_what), ("remark", self.open_note)), None, self._disclose, wide=1, typed=self.open_note)

    def _form(
        self, fields: Sequence[tuple[str, QWidget]], password: QLineEdit | None, save: Callable[[], None], *, wide: int, typed: QLineEdit
    ) -> QWidget:
        """`password`: of the second who signs. `typed`: the free text, in which no resident number may stand."""
        named = [(self._text(name), field) for name, field in fields]
        if password is not None:
            named.append((self._words.text("login.password"), password))
        return LineForm(self._look, named, (self._text("save"), save), wide=wide, below=[warned(typed, self._words)])

    def _outcome_chosen(self) -> None:
        """New years belong to 재책정 alone."""
        reclass = self.outcome.currentData() == "reclass"
        self.years.setEnabled(reclass)
        if not reclass:
            self.years.clear()

    # ── acts ──

    def _transfer(self) -> None:
        commit_composing()
        self.presenter.transfer(self._signed(self.on, self.on_user, self.on_password), self.on_note.text())

    def _appraise(self) -> None:
        commit_composing()
        signed = self._signed(self.decided, self.board_user, self.board_password)
        self.presenter.appraise(signed, self.outcome.currentData(), self.years.text(), self.board.text())

    def _count(self) -> None:
        commit_composing()
        self.presenter.count(self.found.text(), self.count_note.text())

    def _disclose(self) -> None:
        commit_composing()
        self.presenter.disclose(self.as_what.currentData(), self.open_note.text())

    # ── helpers ──

    def _signed(self, day: QLineEdit, user: QLineEdit, password: QLineEdit) -> Signed:
        """The password stands there no longer."""
        typed = password.text()
        password.clear()
        return Signed(day.text(), user.text().strip(), typed)

    def _narrow(self) -> None:
        self.presenter.show(self.which.currentData(), self.year.currentData())

    def _choose(self) -> None:
        chosen = self.table.selectionModel()
        self.presenter.choose(sorted(each.row() for each in chosen.selectedRows()) if chosen is not None else [])

    def _to_form(self) -> None:
        if self._acting.isVisible():
            lines = self._forms.currentWidget()
            first = lines.findChild(QLineEdit) if lines is not None else None
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _text(self, name: str) -> str:
        return self._words.text(f"records_page.{name}")

    def _box(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(self._text(name))
        return made

    def _heading(self, name: str, field: QWidget) -> QWidget:
        return heading_of(field, self._text(name))

    def _day(self) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(self._text("today"))
        return made

    def _secret(self) -> QLineEdit:
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return made
