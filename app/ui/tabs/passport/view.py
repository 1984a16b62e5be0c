"""The passport tab: an intake tab with one more page, the hand-over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from uuid import UUID

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.forms import StepDef
from app.ui.context import Context
from app.ui.in_front import InFront
from app.ui.pairs import PairList
from app.ui.plain import Notice, card, clear_layout, column, commit_composing, label, row, suggest, waits_for_scans
from app.ui.step_panel import StepPanel
from app.ui.tables import plain_table, put_rows
from app.ui.tabs.intake.stations import Mode, Station
from app.ui.tabs.intake.view import IntakeView
from app.ui.tabs.passport.arrival_view import ArrivalPage
from app.ui.tabs.passport.expiry_presenter import Shown
from app.ui.tabs.passport.expiry_view import ExpiryPage
from app.ui.tabs.passport.presenter import DeliveryPresenter
from app.ui.theme import Look

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PassportView(IntakeView):
    """1 신청 is the intake; 2 교부, 3 도착 and 4 만료 안내 are pages of their own."""

    def __init__(self, context: Context, look: Look, station: Station, papers: Shown) -> None:
        super().__init__(context, look, station)
        self._given = (context, look, papers)

    # Each of the three is made when somebody first goes there: whoever takes an application need not wait for them.

    @cached_property
    def delivery(self) -> DeliveryPage:
        context, look, _ = self._given
        page = DeliveryPage(context, look)
        self.add_page("deliver", page)
        return page

    @cached_property
    def arrival(self) -> ArrivalPage:
        context, look, _ = self._given
        page = ArrivalPage(context, look)
        self.add_page("arrive", page)
        return page

    @cached_property
    def expiry(self) -> ExpiryPage:
        page = ExpiryPage(*self._given)
        self.add_page("expiry", page)
        return page

    def show_mode(self, mode: Mode | None) -> None:
        super().show_mode(mode)
        self.box.setVisible(mode is None or not mode.page)

    def show_page(self, page: str) -> None:
        begins: dict[str, Callable[[], Callable[[], object]]] = {
            "deliver": lambda: self.delivery.begin,
            "arrive": lambda: self.arrival.presenter.begin,
            "expiry": lambda: self.expiry.begin,
        }
        begin = begins[page]() if page in begins else None
        super().show_page(page)
        if begin is not None:
            begin()

    def delivering(self) -> DeliveryPage | None:
        """The page of the hand-over while it is in front."""
        return self.delivery if "delivery" in vars(self) and self.delivery.isVisible() else None

    def arriving(self) -> ArrivalPage | None:
        """The page of arrivals while it is in front."""
        return self.arrival if "arrival" in vars(self) and self.arrival.isVisible() else None

    def begin_list(self, file: str) -> None:
        """A list of arrived passports is read into the page of arrivals."""
        self.presenter.choose_mode(next(mode.key for mode in self.presenter.station.modes if mode.page == "arrive"))
        self.arrival.presenter.open_list(UUID(file))

    def drop_form(self) -> None:
        super().drop_form()
        made = vars(self)  # a page nobody went to has nothing of anybody
        if "delivery" in made:
            self.delivery.forget()
        if "arrival" in made:
            self.arrival.presenter.forget()
        if "expiry" in made:
            self.expiry.presenter.forget()


class DeliveryPage(QWidget):
    """Search above, then the case at the left and the questions of the hand-over at the right."""

    def __init__(self, context: Context, look: Look) -> None:
        super().__init__()
        self._context, self._look = context, look
        text = context.words.text
        self.presenter = DeliveryPresenter(context, self)
        self.search = QLineEdit()
        self.search.setProperty("role", "search")
        waits_for_scans(self.search)
        self.search.setAccessibleName(text("deliver.search"))
        suggest(self.search, text("deliver.search_hint"))
        self.search.installEventFilter(self)
        self.table = plain_table(
            look, [text("case.number"), text("case.name"), text("case.service"), text("case.state")], stretch=2, name=text("deliver.found")
        )
        self.table.setColumnWidth(0, look.px("list_w"))
        self.table.setColumnWidth(1, look.px("label_w"))
        self.table.setColumnWidth(3, look.px("list_w"))
        self.table.installEventFilter(self)
        self.table.cellDoubleClicked.connect(lambda at, _: self.presenter.choose(at))
        self.notice = Notice(look)
        self._hint = label(text("deliver.empty"), "subtle", wrap=True)
        self._pages = InFront()
        found = QWidget()
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        found.setLayout(column(look, self._hint, self.table))
        self._case = QWidget()
        self._pages.addWidget(found)
        self._pages.addWidget(self._case)
        self._pairs = PairList(look)
        self._title = label("", "title")
        self._step_place = QVBoxLayout()
        right = card()
        inside = column(look, self._title, margins=True)
        inside.addLayout(self._step_place, 1)
        right.setLayout(inside)
        left = card()
        left.setLayout(column(look, self._pairs, margins=True))
        left.setFixedWidth(look.px("basket_w"))
        both = row(look, left)
        both.addWidget(right, 1)
        self._case.setLayout(both)
        self.panel: StepPanel | None = None
        box = column(look, self.search, self.notice)
        box.addWidget(self._pages, 1)
        self.setLayout(box)

    def begin(self) -> None:
        """The keyboard is in the search, or in the questions of the case in hand."""
        self.presenter.begin()

    def forget(self) -> None:
        """Another person sits here now."""
        self.presenter.forget()
        self.search.clear()
        self._title.clear()
        self._pairs.show_pairs([])
        clear_layout(self._step_place)
        self.panel = None
        self.show_found([])
        self.say("")

    def show_search(self) -> None:
        self._pages.setCurrentIndex(0)
        put_rows(self.table, [])
        self._hint.show()
        self.table.hide()
        self.search.clear()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_found(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        self._pages.setCurrentIndex(0)
        put_rows(self.table, rows)
        self._hint.setVisible(not rows)
        self.table.setVisible(bool(rows))
        if rows:
            self.table.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_case(self, title: str, pairs: Sequence[tuple[str, str]], step: StepDef | None) -> None:
        self._pages.setCurrentIndex(1)
        self._title.setText(title)
        self._pairs.show_pairs(pairs)
        clear_layout(self._step_place)
        self.panel = None
        if step is not None:
            self.panel = StepPanel(self._context, self._look, step, done=self.presenter.deliver, left=self.presenter.back)
            self.panel.form.scanners["passport_no"] = self.presenter.scan
            self._step_place.addWidget(self.panel)
            self.panel.start()
        else:
            self._step_place.addStretch(1)

    def fill(self, field_id: str, value: object) -> None:
        if self.panel is not None:
            self.panel.fill(field_id, value)

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def ready_to_hand_over(self) -> None:
        if self.panel is not None:
            self.panel.focus_act()

    def read_again(self) -> None:
        """The booklet that was read is not the one: its number is gone and the next one is waited for."""
        if self.panel is not None:
            self.panel.fill("passport_no", "")
            self.panel.form.go_to("passport_no")

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in ENTER:
                commit_composing()
                self._enter(watched)
                return True
            if event.key() == Qt.Key.Key_Down and watched is self.search and self.table.isVisible():
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.presenter.back()
                return True
        return super().eventFilter(watched, event)

    def _enter(self, watched: QObject | None) -> None:
        if watched is self.search:
            self.presenter.search(self.search.text())
        elif watched is self.table:
            self.presenter.choose(self.table.currentRow())
