"""동기화: four pages, each on a digit: the line, readiness, outages, slips on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QButtonGroup, QWidget

from app.ui.context import Context
from app.ui.in_front import InFront
from app.ui.plain import button, column, row
from app.ui.shell import Shell
from app.ui.sync_action import SyncAction
from app.ui.tabs.sync.line_page import LinePage
from app.ui.tabs.sync.outage_page import OutagePage
from app.ui.tabs.sync.ready_page import ReadyPage
from app.ui.tabs.sync.slip_page import SlipPage, SlipPapers
from app.ui.theme import Look

PAGES = ("line", "ready", "outages", "slips")


class SyncView(QWidget):
    """`go`: another tab or a page of it; `type_slip`: the slip of that number is typed in at a station; `show_lamps`: their dialog."""

    def __init__(
        self,
        context: Context,
        look: Look,
        shell: Shell,
        papers: SlipPapers,
        *,
        go: Callable[..., object],
        type_slip: Callable[[str], object],
        show_lamps: Callable[[], object],
        actions: Sequence[SyncAction] = (),
    ) -> None:
        super().__init__()
        text = context.words.text
        self.line = LinePage(context, look, shell.refresh, actions)
        self._context, self._look, self._shell, self._papers, self._type_slip = context, look, shell, papers, type_slip
        self._acts: dict[str, Callable[[], object]] = {
            "send": self._send,
            "line": partial(self.choose, "line"),
            "slips": partial(self.choose, "slips"),
            "worklist": partial(go, "worklist"),
            "disputes": partial(go, "worklist"),
            "close_day": partial(go, "closing"),
            "lamps": show_lamps,
            "backups": partial(go, "admin", "backups"),
            "citizen": partial(go, "admin", "citizen"),
            "folders": partial(go, "admin", "folders"),
            "fees": partial(go, "admin", "fees"),
            "stamps": partial(go, "closing", "checks"),
            "sheets": partial(go, "closing", "security_paper"),
        }
        self._named: dict[str, LinePage | ReadyPage | OutagePage | SlipPage] = {}  # those that were seen
        self.pages = InFront()
        self._buttons = QButtonGroup(self)
        head = row(look)
        for number, name in enumerate(PAGES, start=1):
            made = button(f"{number} {text(f'sync.page_{name}')}", partial(self.choose, name), "quiet")
            made.setCheckable(True)
            made.setProperty("page", name)
            made.setMinimumWidth(made.sizeHint().width() + look.px("pad_px") * 2)  # the chosen one is set bold, which is wider
            self._buttons.addButton(made)
            head.addWidget(made)
        head.addStretch(1)
        whole = column(look, head)
        whole.addWidget(self.pages, 1)
        self.setLayout(whole)
        self.page = "line"
        self._mark()

    @cached_property
    def ready(self) -> ReadyPage:
        return ReadyPage(self._context, self._look, self._acts)

    @cached_property
    def outages(self) -> OutagePage:
        return OutagePage(self._context, self._look, self._papers, self._shell.refresh)

    @cached_property
    def slips(self) -> SlipPage:
        return SlipPage(self._context, self._look, self._papers, self._type_slip)

    def page_of(self, name: str) -> LinePage | ReadyPage | OutagePage | SlipPage:
        """That page, made now if it was never seen."""
        page = self._named.get(name)
        if page is None:
            page = self._named[name] = getattr(self, name)
            self.pages.addWidget(page)
            if not isinstance(page, LinePage):
                page.table.installEventFilter(self)
        return page

    @property
    def send(self) -> QWidget:
        """지금 보내기."""
        return self.line.send

    def enter(self) -> None:
        self.page_of(self.page).enter()

    def choose(self, name: str) -> None:
        """That page is in front, the keyboard where its work begins."""
        self.page = name
        self._mark()
        self.enter()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """A table would search its rows for a digit; here digits choose pages, as they choose everywhere."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and (event.text().isdigit() or event.key() == Qt.Key.Key_Escape)
        ):
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """A digit that no field wanted chooses the page; Esc gives the keyboard back to the digits."""
        if event is not None and event.text().isdigit() and 1 <= int(event.text()) <= len(PAGES):
            self.choose(PAGES[int(event.text()) - 1])
            return
        if event is not None and event.key() == Qt.Key.Key_Escape:
            checked = self._buttons.checkedButton()
            if checked is not None:
                checked.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def _send(self) -> None:
        self.choose("line")
        self.line.presenter.send()

    def _mark(self) -> None:
        self.pages.setCurrentWidget(self.page_of(self.page))
        for made in self._buttons.buttons():
            made.setChecked(made.property("page") == self.page)
