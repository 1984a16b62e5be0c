"""The page 무인민원발급기 of the management tab: machines above, the count of a day in the middle, the last counts (or a file's) below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from uuid import UUID

from PyQt6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QWidget

from app.services.kiosk_machines import KINDS_MAX
from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.free_text import warned
from app.ui.line_form import LineForm, below_headings, headed
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, row, suggest
from app.ui.tables import fit_column, plain_table, put_rows
from app.ui.tabs.admin.kiosks_presenter import KiosksPresenter, Row, TypedCount, TypedMachine
from app.ui.theme import Look

MACHINES = ("machine", "place", "hours", "kinds", "state")
DAYS = ("day", "machine", "issued", "amount", "card", "sheets", "faults", "user")
LISTED = ("day", "machine", "issued", "amount", "meaning")
BESIDE = ("amount", "card", "sheets_in", "sheets_left", "faults", "note")
WORDS = ("faults", "note")
A_ROW = 5
ROWS_SHOWN = 3  # of the papers a machine makes; more of them scroll


class KiosksPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._words = context.words
        text = self._text = context.words.text
        self._look, self._notice = look, notice
        self.presenter = KiosksPresenter(context, self)
        self.machines = plain_table(
            look, [text(f"kiosk_page.{each}") for each in MACHINES], stretch=1, name=text("kiosk_page.machines"), none=text("empty.kiosks")
        )
        self.days = plain_table(
            look, [text(f"kiosk_page.{each}") for each in DAYS], stretch=6, name=text("kiosk_page.days"), none=text("empty.kiosk_days")
        )
        self.listed = plain_table(
            look,
            [text(f"kiosk_page.{each}") for each in LISTED],
            stretch=4,
            name=text("kiosk_page.listed"),
            none=text("empty.kiosk_listed"),
        )
        for table, places in ((self.machines, (0, 2, 3, 4)), (self.days, (0, 1, 2, 3, 4, 5, 7)), (self.listed, (0, 1, 2, 3))):
            for place in places:
                fit_column(table, place)
        self.machines.itemSelectionChanged.connect(lambda: self.presenter.choose(self.machines.currentRow()))
        self._setting = self._machine_form()
        self._counting = self._count_form()
        self._told = label("", "strong", wrap=True)
        self._list_acts = QWidget()
        acts = row(look, self._told, None)
        acts.addWidget(button(text("kiosk_page.confirm"), self.presenter.confirm_list, "primary"))
        acts.addWidget(button(text("kiosk_page.later"), self.presenter.close_list))
        acts.setContentsMargins(0, 0, 0, 0)
        self._list_acts.setLayout(acts)
        box = column(look, label(text("admin.kiosks"), "title"), gap="gap_small_px")
        box.addWidget(self.machines, 1)
        box.addWidget(self._setting)
        box.addWidget(self._counting)
        box.addWidget(self._list_acts)
        box.addWidget(self.days, 2)
        box.addWidget(self.listed, 2)
        self.setLayout(box)
        self.show_list([], "")

    def enter(self) -> None:
        self.presenter.enter()

    def begin_list(self, file: str) -> None:
        """That file of counts is looked over."""
        self.presenter.open_list(UUID(file))

    def show_machines(self, rows: Sequence[Row], *, may_set: bool, may_count: bool) -> None:
        put_rows(self.machines, rows, right=(3,))
        self._setting.setVisible(may_set)
        self._counting.setVisible(may_count and bool(rows))
        if rows and self.machines.currentRow() < 0:
            self.machines.selectRow(0)
        else:
            self.presenter.choose(self.machines.currentRow())

    def show_machine(self, typed: TypedMachine, kinds: Sequence[tuple[str, str]]) -> None:
        for line, value in zip((self.machine, self.place, self.hours, self.kinds), typed, strict=True):
            line.setText(value)
        self._show_kinds(kinds)

    def show_days(self, rows: Sequence[Row]) -> None:
        put_rows(self.days, rows, right=(2, 3, 4, 5))

    def show_list(self, rows: Sequence[Row], told: str) -> None:
        put_rows(self.listed, rows, right=(2, 3))
        self._told.setText(told)
        self._list_acts.setVisible(bool(told))
        self.listed.setVisible(bool(told))
        self.days.setVisible(not told)

    def clear_count(self) -> None:
        for line in [*self._pieces.values(), *self.beside.values()]:
            line.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    # ── forms ──

    def _machine_form(self) -> QWidget:
        text = self._text
        self.machine, self.place, self.hours, self.kinds = (QLineEdit() for _ in range(4))
        suggest(self.kinds, text("kiosk_page.kinds_hint"))
        names = (("machine", self.machine), ("place", self.place), ("hours", self.hours), ("kinds", self.kinds))
        self.gone = button(text("kiosk_page.close"), self.presenter.close_machine)
        return LineForm(
            self._look,
            [(text(f"kiosk_page.{name}"), line) for name, line in names],
            (text("kiosk_page.save_machine"), self._set_machine),
            wide=3,
            more=[self.gone],
        )

    def _count_form(self) -> QWidget:
        """The day, a field for each kind of paper the machine makes, what is noted beside; Enter moves on, in the last one it saves."""
        text, look = self._text, self._look
        self.day = self._line(text("kiosk_page.day"))
        suggest(self.day, text("hint.date"))
        self.beside = {name: self._line(text(f"kiosk_page.{name}")) for name in BESIDE}
        self._pieces: dict[str, QLineEdit] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(A_ROW * 2, 1)
        self._grid.setRowStretch(KINDS_MAX // A_ROW + 1, 1)
        sheet = QWidget()
        sheet.setLayout(self._grid)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(sheet)
        fields = {"day": self.day, **self.beside}
        cells = {name: headed(look, text(f"kiosk_page.{name}"), line) for name, line in fields.items()}
        for name, line in fields.items():
            if name not in WORDS:
                line.setFixedWidth(look.px("label_w"))
        save = below_headings(look, button(text("kiosk_page.save"), self._count, "primary"))
        beside = flowing(look.px("gap_px"), *cells.values(), save, grow=[cells[name] for name in WORDS])
        inside = column(look, label(text("kiosk_page.count"), "lead"), self._scroll, beside, gap="gap_small_px")
        inside.addWidget(warned(self.beside["note"], self._words))
        inside.setContentsMargins(0, 0, 0, 0)
        made = QWidget()
        made.setLayout(inside)
        lines = [self.day, *self.beside.values()]
        for line, following in pairwise(lines):
            line.returnPressed.connect(following.setFocus)
        lines[-1].returnPressed.connect(self._count)
        return made

    def _show_kinds(self, kinds: Sequence[tuple[str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        narrow = self._look.px("label_w") * 2 // 3
        self._pieces = {kind: self._line(name) for kind, name in kinds}
        for place, (kind, name) in enumerate(kinds):
            heading = heading_of(self._pieces[kind], name, "small")
            self._grid.addWidget(heading, place // A_ROW, place % A_ROW * 2)
            self._grid.addWidget(self._pieces[kind], place // A_ROW, place % A_ROW * 2 + 1)
            self._pieces[kind].setFixedWidth(narrow)
        for line, following in pairwise(self._pieces.values()):
            line.returnPressed.connect(partial(self._go_to, following))
        if self._pieces:
            list(self._pieces.values())[-1].returnPressed.connect(self.beside["amount"].setFocus)
        shown = min(ROWS_SHOWN, -(-len(kinds) // A_ROW))
        self._scroll.setFixedHeight(self._look.px("row_px") * 5 * shown // 3)
        self._scroll.setVisible(bool(kinds))

    def _go_to(self, line: QLineEdit) -> None:
        line.setFocus()
        self._scroll.ensureWidgetVisible(line)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        return line

    def _set_machine(self) -> None:
        commit_composing()
        self.presenter.set_machine(TypedMachine(self.machine.text(), self.place.text(), self.hours.text(), self.kinds.text()))

    def _count(self) -> None:
        commit_composing()
        papers = {kind: line.text() for kind, line in self._pieces.items()}
        amount, card, sheets_in, left, faults, note = (line.text() for line in self.beside.values())
        self.presenter.count(TypedCount(self.day.text(), papers, amount, card, faults, sheets_in, left, note))
