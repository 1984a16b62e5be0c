"""The window: a shell that lists the tabs, joins what stands around them and decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import QFrame, QMainWindow, QStackedWidget, QWidget

from app.domain.answers import Draft
from app.domain.place_words import place_text
from app.domain.views import Actor, CaseDetail
from app.ui.context import Context
from app.ui.day_banner import DayBanner
from app.ui.form_in_front import FormInFront
from app.ui.hands import Hands
from app.ui.help_window import Help
from app.ui.idle_lock import IdleLock
from app.ui.in_front import InFront
from app.ui.jobs import Jobs
from app.ui.keys_dialog import KeysDialog
from app.ui.lamps import LampDialog
from app.ui.login_view import LoginView
from app.ui.paged import PagedTab
from app.ui.papers import PaperMaker, PaperShow
from app.ui.plain import Notice, column, commit_composing, row
from app.ui.privacy_dialog import PrivacyAsker
from app.ui.reading_order import ReadingPage
from app.ui.roomy import Roomy, stacked
from app.ui.shell import Shell
from app.ui.strip import Foot, Strip
from app.ui.sync_action import SyncAction
from app.ui.tab_bar import StationBar
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.basket.view import BasketView
from app.ui.tabs.closing.view import ClosingView
from app.ui.tabs.intake.stations import STATIONS, StationName
from app.ui.tabs.intake.view import IntakeView
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.passport.view import PassportView
from app.ui.tabs.payments.view import PaymentsView
from app.ui.tabs.sync.view import SyncView
from app.ui.tabs.worklist.view import WorklistView
from app.ui.theme import Look
from app.ui.waiting_lists import confirm_list
from app.ui.window_keys import WindowKeys
from app.ui.wizard.beginnings import Beginnings
from app.ui.work_bar import WorkBar

INTAKE: tuple[StationName, ...] = ("seal", "family", "passport", "integrated")
TABS = (*INTAKE, "payments", "worklist", "ledger", "closing", "sync", "admin")
REFRESH_MS = 15_000


class MainWindow(QMainWindow):
    """`hint` may be called from any thread: something was committed, read again."""

    hinted = pyqtSignal(object, object)

    def __init__(
        self,
        context: Context,
        look: Look,
        jobs: Jobs,
        maker: PaperMaker,
        *,
        sync_actions: Sequence[SyncAction] = (),
    ) -> None:
        super().__init__()
        self._sync_actions = sync_actions
        self._context, self._look, self._words, self._jobs = context, look, context.words, jobs
        self.shell = Shell(context, self)
        self.notice = Notice(look)
        self.papers = PaperShow(context, look, maker, self, self.notice)
        self.tabs: dict[str, QWidget] = {}
        self.setWindowTitle(self._words.text("app.name"))
        self._root = QStackedWidget()
        place = place_text(context.services.desk.identity, self._words)
        self.login = LoginView(self._words, look, place, context.appearance, self.shell.short_left)
        self.login.entered.connect(self.shell.sign_in)
        self.basket = BasketView(context, look, self.papers)
        self._desk = self._desk_page()
        self._root.addWidget(self.login)
        self._root.addWidget(self._desk)
        self.setCentralWidget(self._root)
        self.hands = Hands(self, self, context, look, self.basket.presenter)
        self.basket.emptied.connect(self.hands.to_the_intake)
        WindowKeys(self, self, context, TABS)
        self._form_in_front = FormInFront(self.front_intake)
        self._form_in_front.join(self.basket.presenter)
        self.basket.presenter.day_wanted = self.banner.take_focus
        self.basket.presenter.rest_wanted = partial(self.go, "payments", "open")
        self.hinted.connect(self._read_again)
        context.session.watch("cases", self._cases_changed)
        context.session.watch("day", self._day_known)
        self.idle = IdleLock(self, context, self.notice, partial(self.shell.sign_out, "lock"))
        PrivacyAsker(self, context, look, self.notice)
        self.beginnings = Beginnings(self, context, look)
        self.help = Help(self, context, look, self.papers, self.bar, self.tabs)
        self._arriving = self._day_missing = False
        self._station: str = INTAKE[0]  # the intake tab that was in front last
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._tick)
        self.show_login("", "")

    # --- what the shell asks for -------------------------------------------------------------------------------------------------

    def show_login(self, user: str, message: str) -> None:
        self._timer.stop()
        self._root.setCurrentWidget(self.login)
        self.login.begin(user, message)

    def show_desk(self, actor: Actor) -> None:
        self.login.begin("", "")
        self._arriving = True
        self._root.setCurrentWidget(self._desk)
        self._timer.start()
        self.go(self.shell.first_tab(actor, self.bar.current()))

    def restore(self, drafts: Mapping[str, Mapping[str, Any]]) -> None:
        for name in INTAKE:
            self.intake(name).presenter.restore(drafts)
        self.basket.presenter.restore(drafts)

    def forget_forms(self) -> None:
        for name in INTAKE:
            if name in self.tabs:
                self.intake(name).presenter.forget()
        self.basket.presenter.forget()
        self._context.session.last = None
        self._context.session.recent = []
        self._context.session.tell("last")

    def keep_forms(self) -> None:
        commit_composing()
        for name in INTAKE:
            if name in self.tabs:
                self.intake(name).draft_now()
                self.intake(name).presenter.keep()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def login_failed(self, text: str) -> None:
        self.login.failed(text)

    def set_login_busy(self, busy: bool) -> None:
        self.login.set_busy(busy)

    # --- tabs ------------------------------------------------------------------------------------------------------------------------

    def go(self, name: str, page: str = "") -> None:
        """That tab is in front, or that page of it, the keyboard where its work begins."""
        if page == "parked" and name not in (served := self._context.session.stations):
            name = served[0]  # F4 works at every station
        if self._context.session.actor is None or not self.shell.serves(name):
            return
        commit_composing()
        self.bar.choose(name)
        self.basket.setVisible(self.basket.isVisible() and name in INTAKE)  # beside both at once the window would grow
        view = self._tab(name)
        self._stack.setCurrentWidget(view)
        self.basket.setVisible(name in INTAKE)
        self.say("")
        self.basket.say("")
        if isinstance(view, IntakeView):
            self._station = name
            view.presenter.begin()
            if page == "parked":
                self.basket.presenter.tell_parked()
        elif page and isinstance(view, PagedTab | WorklistView):
            view.choose(page)
        else:
            view.enter()  # type: ignore[attr-defined]
            if page and isinstance(view, AdminView):
                view.choose(page)

    def find_case(self, text: str = "") -> None:
        """F3: the ledger with the keyboard in its search."""
        self.go("ledger")
        if isinstance(view := self._tab("ledger"), LedgerView):
            view.focus_search(text)

    def show_case(self, number: str, step: str = "") -> None:
        """The ledger with that case in hand, and what that step asks, if one is named."""
        self.go("ledger")
        if isinstance(view := self._tab("ledger"), LedgerView):
            view.open_to_act(number, step)

    def one_more(self, case: CaseDetail) -> None:
        """한 통 더: the form of that case at its station; just served, its numbers are still known."""
        form = self._context.catalogue.forms[case.row.service]
        kept = Draft(service=form.id, answers=case.answers, applicant=case.applicant, agent=case.agent)
        if form.station in self._context.session.stations:
            self.go(form.station)
        if (view := self.hands.station_for(form.id)) is not None:
            view.presenter.one_more(self.basket.presenter.served(case.row.number) or kept)

    def type_slip(self, number: str) -> None:
        """The slip of that number is typed in: the station where its service is chosen, the number already there."""
        served = self._context.session.stations
        name = "integrated" if "integrated" in served else served[0]  # any service can be chosen at any station
        self.go(name)
        self.intake(name).begin_slip(number)

    def hint(self, kinds: object, case_ids: object) -> None:
        """From any thread: something was committed."""
        self.hinted.emit(kinds, case_ids)

    def _tab(self, name: str) -> QWidget:
        """Tabs are made when first seen: the window is up sooner."""
        if name not in self.tabs:
            self.tabs[name] = self._make(name)
            self._stack.addWidget(self.tabs[name])
        return self.tabs[name]

    def _make(self, name: str) -> QWidget:
        context, look = self._context, self._look
        if name == "passport":
            view: IntakeView = PassportView(context, look, STATIONS["passport"], self.papers)
            view.basket_wanted.connect(self.basket.focus_table)
            return view
        if name in STATIONS:
            view = IntakeView(context, look, STATIONS[name])
            view.basket_wanted.connect(self.basket.focus_table)
            return view
        makers: dict[str, Callable[[], QWidget]] = {
            "payments": lambda: PaymentsView(context, look, self.papers),
            "worklist": lambda: WorklistView(
                context, look, self.show_case, partial(self.go, "payments"), self.type_slip, partial(confirm_list, self.go, self.tabs)
            ),
            "ledger": lambda: LedgerView(context, look, self.papers, partial(self.go, "payments"), self.one_more),
            "closing": lambda: ClosingView(context, look, self.papers, self.shell, self.go),
            "sync": lambda: SyncView(
                context,
                look,
                self.shell,
                self.papers,
                go=self.go,
                type_slip=self.type_slip,
                show_lamps=self.show_lamps,
                actions=self._sync_actions,
            ),
            "admin": lambda: AdminView(context, look, self.papers, self.shell),
        }
        return makers[name]()

    def intake(self, name: str) -> IntakeView:
        view = self._tab(name)
        assert isinstance(view, IntakeView)  # noqa: S101 — INTAKE names only intake tabs
        return view

    # --- what is in front ------------------------------------------------------------------------------------------------------------

    def front(self) -> QWidget | None:
        """The tab in front."""
        return self._stack.currentWidget()

    def back_to_station(self) -> None:
        """The intake tab where the visit was left is in front; the first one this desk serves where that is none of them."""
        served = self._context.session.stations
        self.go(self._station if self._station in served else served[0])

    def front_intake(self) -> IntakeView | None:
        return view if isinstance(view := self.front(), IntakeView) else None

    # --- reading again ---------------------------------------------------------------------------------------------------------------

    def _read_again(self, kinds: object, case_ids: object) -> None:
        if self._context.session.actor is not None:
            self.shell.refresh()
            self._cases_changed()

    def _tick(self) -> None:
        if self._jobs.running == 0:
            self.shell.refresh()

    def _day_known(self) -> None:
        """Who sits down before the day is open begins by opening it; once it is open the hands go to the station."""
        if self._context.session.actor is None or self._context.session.day is None:
            return
        is_open = self._context.session.day_is_open and not self._context.session.day_was_left
        if self._arriving and not is_open and not self._form_in_front.is_open():
            self.banner.take_focus()
        elif self._day_missing and is_open:
            self.go(self.bar.current())
        self._arriving, self._day_missing = False, not is_open

    def _cases_changed(self) -> None:
        if self._context.session.actor is None:
            return
        self._context.read(self._context.services.work.pressing, done=self._show_pressing, failed=self._context.failing(self.notice))

    def _show_pressing(self, count: int) -> None:
        self.bar.set_count("worklist", count)

    # --- building --------------------------------------------------------------------------------------------------------------------

    def _desk_page(self) -> QWidget:
        look = self._look
        page = ReadingPage("page")
        self.strip = Strip(
            self._context,
            look,
            on_lamp=self.show_lamps,
            on_sync=partial(self.go, "sync"),
            on_lock=partial(self.shell.sign_out, "lock"),
            on_help=self.show_keys,
        )
        self.bar = StationBar(self._context, look, TABS, split_after="payments")
        self.bar.chosen.connect(self.go)
        self._progress = WorkBar(self._words.text("app.working"))
        self._jobs.busy_changed.connect(self._progress.show_busy)
        self.banner = DayBanner(self._context, look, self.shell.open_day, partial(self.go, "closing"))
        self._stack = InFront(squeezed=look.narrow)
        self.foot = Foot(self._context, look, on_receipt=self.papers.last_receipt, notice=self.notice)
        body = (column if look.narrow else row)(look, self._stack, self.basket)
        body.setStretch(0, 1)
        inner = column(look, self.banner, self.notice)
        inner.addLayout(body, 1)
        inner.setContentsMargins(look.px("gap_px"), look.px("gap_small_px"), look.px("gap_px"), look.px("gap_px"))
        whole = stacked(page)
        stations = QFrame()
        stations.setObjectName("stations")
        tabs = row(look, self.bar, None)
        stations.setLayout(tabs)
        for part in (self.strip, stations, self._progress):
            whole.addWidget(part)
        whole.addWidget(Roomy(inner), 1)
        whole.addWidget(self.foot)
        return page

    def show_keys(self) -> None:
        """F1: every key on one page."""
        KeysDialog(self, self._words, self._look, self.help.open).open()

    def show_lamps(self) -> None:
        """The lamps, each turned by its digit."""
        LampDialog(self, self._words, self._look, self._context.session, self.shell.turn_lamp).open()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if self._context.session.actor is not None:
            self.shell.sign_out("exit")
        super().closeEvent(event)
