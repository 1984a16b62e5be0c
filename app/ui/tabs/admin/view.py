"""Management: people, one's own password, lamps, the access log, language and licence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Protocol, TypeVar, runtime_checkable

from PyQt6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app import __version__
from app.domain.entries import Role
from app.ui.context import Context
from app.ui.icons import icon_size
from app.ui.in_front import InFront
from app.ui.lamps import lamp_icon
from app.ui.plain import Notice, button, card, column, commit_composing, heading_of, label, row
from app.ui.shell import LAMP_ORDER, Shell
from app.ui.tables import PageList, plain_table, put_rows
from app.ui.tabs.admin.access_log_panel import AccessLogPanel
from app.ui.tabs.admin.backups_panel import BackupsPanel
from app.ui.tabs.admin.calendar_panel import CalendarPanel
from app.ui.tabs.admin.citizen_panel import CitizenPanel
from app.ui.tabs.admin.drawer_panel import DrawerPanel
from app.ui.tabs.admin.fees_panel import FeesPanel
from app.ui.tabs.admin.folders_panel import FoldersPanel
from app.ui.tabs.admin.handbook_panel import HandbookPanel
from app.ui.tabs.admin.handbook_presenter import HandbookPapers
from app.ui.tabs.admin.hours_panel import HoursPanel
from app.ui.tabs.admin.join_panel import JoinPanel
from app.ui.tabs.admin.kiosks_panel import KiosksPanel
from app.ui.tabs.admin.lock_panel import LockPanel
from app.ui.tabs.admin.look_panel import LookPanel
from app.ui.tabs.admin.password_panel import PasswordPanel
from app.ui.tabs.admin.presenter import ROLES, AdminPresenter
from app.ui.tabs.admin.queue_panel import QueuePanel
from app.ui.tabs.admin.ratings_panel import RatingsPanel
from app.ui.tabs.admin.records_panel import RecordsPanel
from app.ui.tabs.admin.services_panel import ServicesPanel
from app.ui.tabs.admin.setup_pages import SetupPapers, setup_panel
from app.ui.tabs.admin.share_panel import SharePanel
from app.ui.tabs.admin.staff_tools import StaffTools
from app.ui.tabs.admin.stations_panel import StationsPanel
from app.ui.theme import Look
from app.ui.wizard.setup_panel import SetupPanel

PAGES = (
    "staff",
    "fees",
    "share",
    "services",
    "handbook",
    "records",
    "kiosks",
    "ratings",
    "drawer",
    "stations",
    "queue",
    "citizen",
    "folders",
    "backups",
    "calendar",
    "hours",
    "look",
    "lock",
    "password",
    "lamps",
    "log",
    "central",
    "setup",
    "about",
)


@runtime_checkable
class Panel(Protocol):
    """A page that reads again whenever the tab is entered."""

    def enter(self) -> None: ...


P = TypeVar("P", bound=Panel)


class AdminPapers(HandbookPapers, SetupPapers, Protocol):
    """What the pages of this tab ask of papers."""


class AdminView(QWidget):
    def __init__(self, context: Context, look: Look, papers: AdminPapers, shell: Shell) -> None:
        super().__init__()
        self._context, self._words, self._look = context, context.words, look
        self.presenter = AdminPresenter(context, self)
        self._shell = shell
        self.notice = Notice(look)
        self.pages = PageList()
        self.pages.setAccessibleName(self._words.text("tab.admin"))
        self.pages.setFixedWidth(look.px("list_w"))
        self.pages.addItems([self._words.text(f"admin.{name}") for name in PAGES])
        self._stack = InFront()
        self._papers = papers
        self._made: dict[str, QWidget] = {}  # pages that somebody has seen
        self._lamps: dict[str, QPushButton] = {}
        self.pages.currentRowChanged.connect(self._page_chosen)
        panel = card()
        inside = column(look, self.notice, margins=True)
        inside.addWidget(self._stack, 1)
        panel.setLayout(inside)
        box = row(look, self.pages)
        box.addWidget(panel, 1)
        self.setLayout(box)
        self.pages.setCurrentRow(0)
        context.session.watch("lamps", self._show_lamps)
        context.session.watch("actor", self._forget)

    @cached_property
    def fees(self) -> FeesPanel:
        return self._entered(FeesPanel(self._context, self._look, self.notice))

    @cached_property
    def share(self) -> SharePanel:
        return self._entered(SharePanel(self._context, self._look, self.notice))

    @cached_property
    def services(self) -> ServicesPanel:
        return self._entered(ServicesPanel(self._context, self._look, self.notice))

    @cached_property
    def handbook(self) -> HandbookPanel:
        return self._entered(HandbookPanel(self._context, self._look, self.notice, self._papers))

    @cached_property
    def records(self) -> RecordsPanel:
        return self._entered(RecordsPanel(self._context, self._look, self.notice, self._papers))

    @cached_property
    def kiosks(self) -> KiosksPanel:
        return self._entered(KiosksPanel(self._context, self._look, self.notice))

    @cached_property
    def ratings(self) -> RatingsPanel:
        return self._entered(RatingsPanel(self._context, self._look, self.notice))

    @cached_property
    def drawer(self) -> DrawerPanel:
        return self._entered(DrawerPanel(self._context, self._look, self.notice))

    @cached_property
    def stations(self) -> StationsPanel:
        return self._entered(StationsPanel(self._context, self._look, self.notice))

    @cached_property
    def queue(self) -> QueuePanel:
        return self._entered(QueuePanel(self._context, self._look, self.notice))

    @cached_property
    def citizen(self) -> CitizenPanel:
        return self._entered(CitizenPanel(self._context, self._look, self.notice))

    @cached_property
    def folders(self) -> FoldersPanel:
        return self._entered(FoldersPanel(self._context, self._look, self.notice))

    @cached_property
    def backups(self) -> BackupsPanel:
        return self._entered(BackupsPanel(self._context, self._look, self.notice, self._papers))

    @cached_property
    def calendar(self) -> CalendarPanel:
        return self._entered(CalendarPanel(self._context, self._look, self.notice))

    @cached_property
    def hours(self) -> HoursPanel:
        return self._entered(HoursPanel(self._context, self._look, self.notice))

    @cached_property
    def lock(self) -> LockPanel:
        return self._entered(LockPanel(self._context, self._look, self.notice))

    @cached_property
    def log(self) -> AccessLogPanel:
        return self._entered(AccessLogPanel(self._context, self._look, self.notice, self._papers))

    @cached_property
    def central(self) -> JoinPanel:
        return self._entered(JoinPanel(self._context, self._look, self.notice))

    @cached_property
    def setup(self) -> SetupPanel:
        return self._entered(setup_panel(self._context, self._look, self.notice, self._papers, self._shell.lead_to))

    def enter(self) -> None:
        self.presenter.enter()
        for page in self._made.values():
            if isinstance(page, Panel):
                page.enter()
        self._show_lamps()
        self.pages.setFocus()

    def show_staff(self, rows: Sequence[tuple[str, str, str, str]], *, may_add: bool) -> None:
        put_rows(self.staff, rows)
        self._adding.setVisible(may_add)
        self.staff_tools.enter()

    def clear_person(self) -> None:
        self._forget()
        self.user.setFocus()

    def _forget(self) -> None:
        """A person that somebody began to add is not for the next one to finish; the password went with the lock (`ui.idle_lock`)."""
        for each in (self.user, self.name, self.password):
            each.clear()

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    def choose(self, name: str) -> None:
        """That page is in front."""
        self.pages.setCurrentRow(PAGES.index(name))

    def page(self) -> str:
        """The page in front."""
        return PAGES[self.pages.currentRow()]

    def _page_chosen(self, at: int) -> None:
        self.notice.say("")
        self._stack.setCurrentWidget(self._page_of(PAGES[at]))

    def _page_of(self, name: str) -> QWidget:
        """That page, made now if it was never seen: nobody waits for all of them at once."""
        page = self._made.get(name)
        if page is None:
            makers: dict[str, Callable[[], QWidget]] = {
                "staff": self._staff_page,
                "look": lambda: LookPanel(self._context, self._look),
                "password": lambda: PasswordPanel(self._context, self._look, self.notice),
                "lamps": self._lamps_page,
                "about": self._about_page,
            }
            page = self._made[name] = makers[name]() if name in makers else getattr(self, name)
            self._stack.addWidget(page)
        return page

    def _entered(self, panel: P) -> P:
        """A new page shows what is so now."""
        panel.enter()
        return panel

    def _staff_page(self) -> QWidget:
        text, look = self._words.text, self._look
        headings = [text(f"admin.{each}") for each in ("user", "name", "role", "state")]
        self.staff = plain_table(look, headings, stretch=1, name=text("admin.staff"))
        for place in (0, 2, 3):
            self.staff.setColumnWidth(place, look.px("field_w"))
        self.user, self.name, self.password = self._line("admin.user"), self._line("admin.name"), self._line("login.password", secret=True)
        self.role = QComboBox()
        self.role.setAccessibleName(text("admin.role"))
        for role in ROLES:
            self.role.addItem(text(f"role.{role}"), role)
        self._adding = QWidget()
        grid = QGridLayout(self._adding)
        grid.setContentsMargins(0, 0, 0, 0)
        fields = (("admin.user", self.user), ("admin.name", self.name), ("admin.role", self.role), ("login.password", self.password))
        for place, (key, widget) in enumerate(fields):
            grid.addWidget(heading_of(widget, text(key), "small"), 0, place)
            grid.addWidget(widget, 1, place)
        grid.addWidget(button(text("admin.add"), self._add, "primary"), 1, len(fields))
        self.password.returnPressed.connect(self._add)
        self.staff_tools = StaffTools(self._context, look, self.notice, self.staff, self.presenter.enter)
        return self._page("admin.staff", self.staff, self._adding, self.staff_tools)

    def _add(self) -> None:
        commit_composing()
        role: Role = self.role.currentData()
        self.presenter.add(self.user.text(), self.name.text(), role, self.password.text())

    def _lamps_page(self) -> QWidget:
        page = self._page("admin.lamps", label(self._words.text("lamp.help"), "subtle", wrap=True))
        box = page.layout()
        for number, system in enumerate(LAMP_ORDER, start=1):
            made = button("", partial(self._shell.turn_lamp, system), "quiet")
            made.setFixedWidth(self._look.px("login_w"))
            made.setIconSize(icon_size(self._look))
            self._lamps[system] = made
            if isinstance(box, QVBoxLayout):
                box.addLayout(row(self._look, label(str(number), "key"), made, None))
        if isinstance(box, QVBoxLayout):
            box.addStretch(1)
        self._show_lamps()
        return page

    def _show_lamps(self) -> None:
        for system, made in self._lamps.items():
            down = self._context.session.down(system)
            state = self._words.text("lamp.down" if down else "lamp.up")
            made.setIcon(lamp_icon(self._look, "down" if down else "up"))
            made.setText(f"{self._words.text(f'system_long.{system}')}  {state}")
            made.setAccessibleName(made.text())

    def _about_page(self) -> QWidget:
        text = self._words.text
        identity = self._context.services.desk.identity
        lines = (
            text("about.version", version=__version__),
            text("about.desk", office=identity.office, desk=identity.desk, device=str(identity.device_id)[-12:]),
            text("about.bundle", bundle=self._context.catalogue.bundle.hex()[:12]),
            text("about.licence"),
            text("about.parts"),
        )
        page = self._page("admin.about", *(label(each, wrap=True) for each in lines))
        box = page.layout()
        if isinstance(box, QVBoxLayout):
            box.addStretch(1)
        return page

    def _page(self, title: str, *parts: QWidget) -> QWidget:
        page = QWidget()
        page.setLayout(column(self._look, label(self._words.text(title), "title"), *parts))
        return page

    def _line(self, name: str, *, secret: bool = False) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._words.text(name))
        if secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        return line
