"""Which page stands for which step of the first start: the panels of the management tab, and small ones where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.ui.context import Context
from app.ui.paper_presenter import PaperMaker
from app.ui.plain import Notice
from app.ui.tabs.admin.backups_panel import BackupsPanel
from app.ui.tabs.admin.backups_presenter import BackupPapers
from app.ui.tabs.admin.calendar_panel import CalendarPanel
from app.ui.tabs.admin.drawer_panel import DrawerPanel
from app.ui.tabs.admin.fees_panel import FeesPanel
from app.ui.tabs.admin.folders_panel import FoldersPanel
from app.ui.tabs.admin.hours_panel import HoursPanel
from app.ui.tabs.admin.join_panel import JoinPanel
from app.ui.tabs.admin.queue_panel import QueuePanel
from app.ui.tabs.admin.stations_panel import StationsPanel
from app.ui.theme import Look
from app.ui.wizard.print_trial import print_test
from app.ui.wizard.printers_panel import PrintersPanel
from app.ui.wizard.setup_panel import Make, SetupPanel
from app.ui.wizard.small_panels import KeysPanel, Papers, PeoplePanel, ScanTest, Several, SlipsPanel, Told
from app.ui.wizard.texts_panel import TextsPanel


class SetupPapers(Papers, BackupPapers, Protocol):
    """What the pages ask of papers, and what sets them in type."""

    maker: PaperMaker


def setup_panel(context: Context, look: Look, notice: Notice, papers: SetupPapers, go: Callable[..., object]) -> SetupPanel:
    """관리 › 처음 설정. `go(tab, page)`: that page of that tab is in front."""
    text = context.words.text

    def to(key: str, tab: str, page: str = "") -> tuple[str, Callable[[], object]]:
        return text(key), lambda: go(tab, page)

    pages: dict[str, Make] = {
        "look": lambda: Told(look, [to("admin.look", "admin", "look")]),
        "office": lambda: StationsPanel(context, look, notice),
        "central": lambda: Several(look, JoinPanel(context, look, notice), Told(look, [to("setup.central.to_line", "sync", "line")])),
        "people": lambda: PeoplePanel(
            context, look, notice, [to("setup.people.staff", "admin", "staff"), to("setup.people.deputy", "closing", "deputy")]
        ),
        "keys": lambda: KeysPanel(context, look, notice, papers),
        "hours": lambda: Several(look, HoursPanel(context, look, notice), CalendarPanel(context, look, notice)),
        "money": lambda: Several(look, DrawerPanel(context, look, notice), Told(look, [to("terminal_page.name", "payments", "terminal")])),
        "fees": lambda: FeesPanel(context, look, notice),
        "printers": lambda: PrintersPanel(context, look, notice, papers.maker),
        "scanner": lambda: Several(
            look, ScanTest(context, look), FoldersPanel(context, look, notice), Told(look, [to("admin.citizen", "admin", "citizen")])
        ),
        "queue": lambda: QueuePanel(context, look, notice),
        "backup": lambda: BackupsPanel(context, look, notice, papers),
        "messages": lambda: TextsPanel(context, look, notice),
        "slips": lambda: SlipsPanel(context, look, notice, papers),
    }

    def practise() -> None:
        context.net(context.services.setup.practise, done=lambda _: None, failed=context.failing(notice))

    return SetupPanel(context, look, notice, pages, test=lambda: print_test(context, papers.maker, notice, "receipt"), practise=practise)
