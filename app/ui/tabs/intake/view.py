"""The screen of an intake tab: modes and service box above, list of services or the open form below, fee and [담기] at the foot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QHideEvent, QKeyEvent
from PyQt6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.answers import Draft
from app.domain.errors import Refused
from app.domain.forms import FormDef
from app.ui.context import Context
from app.ui.flow_layout import flowing, together
from app.ui.form_model import FormModel
from app.ui.form_widget import FormWidget
from app.ui.in_front import InFront
from app.ui.late_bar import LateBar
from app.ui.old_booklet import read_booklet, takes_booklet
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, rule, suggest
from app.ui.scans import is_booklet
from app.ui.tables import choose_row, show_rows_at_least
from app.ui.tabs.intake.presenter import IntakePresenter
from app.ui.tabs.intake.service_list import ServiceList
from app.ui.tabs.intake.service_told import ServiceItem
from app.ui.tabs.intake.stations import Mode, Station
from app.ui.theme import Look

KEEP_AFTER_MS = 400
ASK_AFTER_MS = 150
TOLD_TO = 150  # percent: beyond it the names of the services take the room; Ctrl+K tells what they cost and need
ROWS_SEEN = 4  # services above the basket, where it stands below them
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class IntakeView(QWidget):
    """One intake tab. `basket_wanted`: the hands go to the basket."""

    basket_wanted = pyqtSignal()

    def __init__(self, context: Context, look: Look, station: Station) -> None:
        super().__init__()
        self._context, self._words = context, context.words
        self._look = look
        self.form: FormWidget | None = None
        self._old_list = False
        self.presenter = IntakePresenter(context, self, station)
        self._ask = self._timer(ASK_AFTER_MS, self.presenter.changed)
        self._keep = self._timer(KEEP_AFTER_MS, self.presenter.keep)
        self._modes = QButtonGroup(self)
        self.box = QLineEdit()
        self.notice = Notice(look)
        self._outage = Notice(look)
        self.pages = InFront()
        self._build(station)
        self.presenter.search("")
        context.session.watch("lamps", self._systems_changed)

    # --- what the presenter asks for -----------------------------------------------------------------------------------------

    def show_services(self, items: Sequence[ServiceItem]) -> None:
        self._old_list = False
        self._services.show_items(items)

    def _systems_changed(self) -> None:
        """The list says of each service what still goes while its system is away; the row in hand stays."""
        self._old_list = True
        if self.pages.currentWidget() is self._named["services"]:
            at = self._services.table.currentRow()
            self.presenter.search(self.box.text())
            choose_row(self._services.table, at)

    def show_form(self, model: FormModel, title: str, subtitle: str) -> None:
        self._let_go()
        self.form = FormWidget(model, self._words, self._look, width=self._form_place.geometry().width())
        self.form.changed.connect(self._ask.start)
        self.form.changed.connect(self._keep.start)
        self.form.submitted.connect(self.presenter.add)
        self.form.left.connect(self.presenter.leave_form)
        if takes_booklet(model):  # a scanner that types as slowly as a hand is understood too
            for each in model.form.fields:
                self.form.scanners[each.id] = partial(self._typed_booklet, each.id)
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._form_place.addWidget(self.form)
        self.box.blockSignals(True)  # nobody sees the list now: it is made whole again when it comes to the front
        self.box.clear()
        self.box.blockSignals(False)
        self._old_list = True
        self.show_page("form")

    def take_booklet(self, line: str) -> bool:
        """A line of the citizen's old passport was read: True if the open form asks for what it says (COUNTER §3, E)."""
        model = self.presenter.model
        if self.form is None or model is None or not takes_booklet(model) or not self.form.isVisible():
            return False
        self.form.read()
        try:
            found = read_booklet(model, line, today=self._context.today())
        except Refused as error:
            self.say(self._words.message(error), "danger")
            return True
        for name, value in found:
            self.form.put(name, value)
        self.say(self._words.text("scan_read.old_passport"), "success")
        self.go_on()
        return True

    def go_on(self) -> None:
        """A device or an earlier case filled some fields in: the keyboard is at the first that still lacks something."""
        if self.form is None:
            return
        problems = self.form.model.checked().problems
        shown = [each.id for each in self.form.model.shown()]
        self.form.go_to(next((each for each in shown if each in problems), "copies" if "copies" in shown else shown[-1]))

    def _typed_booklet(self, field_id: str, text: str) -> bool:
        if self.form is None or not is_booklet(text):
            return False
        self.form.put(field_id, "")
        return self.take_booklet(text)

    def drop_form(self) -> None:
        """Nothing of what was typed stays in memory on the screen."""
        self._let_go()
        self.form = None

    def _let_go(self) -> None:
        """The form that lay here goes. It stays where it is until then: taken out of the window first, each of its widgets would be
        dressed anew, which takes longer than making the next form.
        """
        if self.form is not None:
            self._form_place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()

    def show_mode(self, mode: Mode | None) -> None:
        for made in self._modes.buttons():
            made.setChecked(mode is not None and made.property("key") == mode.key)

    def show_page(self, page: str) -> None:
        if page == "services" and self._old_list:
            self.presenter.search(self.box.text())
        self.pages.setCurrentWidget(self._named[page])

    def add_page(self, name: str, page: QWidget) -> None:
        """One more page that a mode of this station opens."""
        self._named[name] = page
        self.pages.addWidget(page)

    def offer(self, field_id: str, values: Sequence[str]) -> None:
        if self.form is not None:
            self.form.offer(field_id, values)

    def draft_now(self) -> Draft | None:
        return self.form.draft() if self.form is not None else None

    def complain(self, problems: dict[str, str], warnings: dict[str, str]) -> None:
        self.late.complain(problems)
        if self.form is not None:
            self.form.complain(problems, warnings)

    def show_fee(self, text: str, *, receive_only: bool) -> None:
        self._fee.setText(text)
        self._add.setText(self._words.text("intake.receive_only" if receive_only else "intake.add"))

    def show_trouble(self, text: str) -> None:
        self._trouble.setText(text)

    def begin_slip(self, number: str) -> None:
        """A slip is to be typed in: its service is chosen first."""
        self.presenter.begin_slip(number)

    def toggle_late(self) -> None:
        """소급 입력 of the open form."""
        self.presenter.toggle_late()

    def show_late(self, values: Mapping[str, str] | None) -> None:
        self.late.show_values(values)

    def focus_late(self) -> None:
        self.show_page("form")
        self.late.start()

    def show_outage(self, text: str) -> None:
        self._outage.say(text, "warning")

    def go_to(self, field_id: str) -> None:
        if self.form is not None:
            self.form.go_to(field_id)

    def focus_box(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def focus_modes(self) -> None:
        checked = self._modes.checkedButton() or next(iter(self._modes.buttons()), None)
        if checked is not None:
            checked.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_form(self) -> None:
        if self.form is not None and self.presenter.model is not None:
            self.show_page("form")
            self.form.start()

    def focus_basket(self) -> None:
        self.basket_wanted.emit()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def showing(self) -> FormDef | None:
        """The form that lies open, if any."""
        return self.presenter.model.form if self.presenter.model is not None else None

    def open_form(self) -> str | None:
        """The service whose form is in front, if one is."""
        shown = self.showing() if self.pages.currentWidget() is self._named["form"] else None
        return shown.id if shown is not None else None

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Another tab is in front: what was typed here is on disk."""
        super().hideEvent(event)
        self.presenter.keep()

    # --- hands -------------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.box:
                return self._box_key(event)
            if watched is self._list:
                return self._list_key(event)
            return self._mode_key(event)
        return super().eventFilter(watched, event)

    def _box_key(self, event: QKeyEvent) -> bool:
        if event.key() in ENTER:
            commit_composing()
            self.presenter.choose_first()
            return True
        if event.key() == Qt.Key.Key_Down:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Escape):
            if self.box.text():
                self.box.clear()
            else:
                self.focus_modes()
            return True
        return not self.box.text() and event.text().isdigit() and self.presenter.choose_digit(int(event.text()))

    def _list_key(self, event: QKeyEvent) -> bool:
        if event.key() in ENTER and self._list.currentRow() >= 0:
            self.presenter.choose(self._services.here())
            return True
        if event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and self._list.currentRow() <= 0):
            self.focus_box()
            return True
        return event.text().isdigit() and self.presenter.choose_digit(int(event.text()))

    def _mode_key(self, event: QKeyEvent) -> bool:
        if event.text().isdigit():
            self.presenter.choose_mode(event.text())
            return True
        if event.key() in ENTER:
            checked = self._modes.checkedButton()
            self.presenter.choose_mode(str(checked.property("key")) if checked is not None else "")
            return True
        if event.key() == Qt.Key.Key_Down:
            self.focus_box()
            return True
        return False

    # --- building ------------------------------------------------------------------------------------------------------------

    def _build(self, station: Station) -> None:
        text, look = self._words.text, self._look
        modes: list[QPushButton] = []
        for mode in station.modes:
            made = button(f"{mode.key} {text(mode.word)}", partial(self.presenter.choose_mode, mode.key), "quiet")
            made.setCheckable(True)
            made.setMinimumWidth(made.sizeHint().width() + look.px("gap_px"))  # the chosen one is set bold, which is wider
            made.setProperty("key", mode.key)
            made.setChecked(mode is self.presenter.mode)
            made.installEventFilter(self)
            self._modes.addButton(made)
            modes.append(made)
        self.box.setAccessibleName(text("intake.box"))
        suggest(self.box, text("intake.box_hint"))
        self.box.textChanged.connect(self._box_changed)
        self.box.installEventFilter(self)
        self.box.setMinimumWidth(look.px("list_w"))
        head = flowing(look.px("gap_px"), *modes, self.box, grow=[self.box])
        self._named = {"services": self._services_page(), "form": self._form_page()}
        for page in self._named.values():
            self.pages.addWidget(page)
        whole = column(look, head, self.notice)
        whole.addWidget(self.pages, 1)
        self.setLayout(whole)

    def _box_changed(self, typed: str) -> None:
        self.presenter.search(typed)
        if typed:
            self.show_page("services")

    def _services_page(self) -> QWidget:
        self._services = ServiceList(self._words, self._look, self.presenter.told)
        if self._look.crowd > TOLD_TO:
            self._services.side.hide()
        self._services.chosen.connect(self.presenter.choose)
        self._list = self._services.table
        if self._look.narrow:
            show_rows_at_least(self._list, self._look, ROWS_SEEN)
        self._list.installEventFilter(self)
        return self._services

    def _form_page(self) -> QWidget:
        text, look = self._words.text, self._look
        self._title = label("", "title", wrap=True)
        self._subtitle = label("", "subtle")
        clear = button(text("intake.clear"), self.presenter.clear_form, "small")
        later = button(text("late.open"), self.presenter.toggle_late, "small")
        later.setToolTip("Shift+F4")
        self.late = LateBar(self._words, look, changed=self._late_typed, forward=self.focus_form, left=self.presenter.toggle_late)
        for each in (clear, later):
            each.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head = flowing(look.px("gap_px"), self._title, self._subtitle, None, together(look.px("gap_px"), later, clear))
        self._form_place = QVBoxLayout()
        self._trouble = label("", "error", wrap=True)
        self._fee = label("", "strong")
        self._add = button(text("intake.add"), self.presenter.add, "primary")
        foot = row(look)
        foot.addWidget(self._trouble, 1)
        foot.addWidget(self._fee)
        foot.addWidget(self._add)
        page = card()
        box = column(look, head, rule(), self._outage, self.late, margins=True)
        box.addLayout(self._form_place, 1)
        box.addWidget(rule())
        box.addLayout(foot)
        page.setLayout(box)
        return page

    def _late_typed(self, values: dict[str, str]) -> None:
        self.presenter.late_typed(values)
        self._ask.start()
        self._keep.start()

    def _timer(self, ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(call)
        return timer
