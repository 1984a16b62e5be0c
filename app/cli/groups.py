"""Which module answers which command, in the order of the help: a module is imported when somebody means one of its commands.

All of them take longer to import than the window takes to be on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final, Protocol

from app.cli.options import Commands

MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "window": ("demo",),
    "homes": ("init", "enroll", "staff"),
    "forms": ("forms", "sample"),
    "handbook": ("handbook",),
    "records": ("records",),
    "fees": ("fees",),
    "import_services": ("import-services",),
    "day": ("day",),
    "deadline": ("deadline",),
    "holidays": ("holidays",),
    "cash": ("cash",),
    "record": ("record",),
    "looking": ("search",),
    "case": ("case", "show"),
    "worklist": ("worklist", "reassign"),
    "official_numbers": ("official-no",),
    "pay": ("pay",),
    "card": ("card",),
    "refund": ("refund",),
    "attachments": ("attach", "attachments"),
    "scans": ("scans",),
    "arrivals": ("arrivals",),
    "disputes": ("disputes", "settle"),
    "transfers": ("transfer",),
    "line": ("sync", "status"),
    "check": ("check",),
    "report": ("report",),
    "dashboard": ("dashboard",),
    "stations": ("stations",),
    "citizen_screen": ("citizen-screen",),
    "access": ("lock", "access-log"),
    "look": ("look",),
    "stats": ("stats",),
    "books": ("book",),
    "papers": ("paper", "letters"),
    "kiosk": ("kiosk",),
    "security_paper": ("security-paper",),
    "notices": ("notices",),
    "outage": ("outage", "slip"),
    "terminal": ("terminal", "terminal-sim"),
    "ticket": ("ticket", "ticket-sim"),
    "printing": ("print",),
    "rating": ("rating",),
    "ready": ("ready",),
    "setup": ("setup", "keys"),
    "book": ("verify", "export", "rebuild"),
    "backups": ("backup",),
    "recovery": ("restore", "import-ack", "recovered"),
    "central": ("central",),
}
_WHERE: Final = {command: module for module, commands in MODULES.items() for command in commands}


class Group(Protocol):
    """A module of commands."""

    def add(self, commands: Commands) -> None: ...


def group_of(module: str) -> Group:
    """That module of this package, imported."""
    found: Group = import_module(f"app.cli.{module}")
    return found


class Groups:
    """Adds each group of commands once, when it is asked for."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._added: set[str] = set()
        commands.find_later(self.add_for)

    def add_for(self, command: str) -> None:
        """The command of that name can be parsed now; if there is none, all others, among which argparse then misses it."""
        if command in _WHERE:
            self._add(_WHERE[command])
        else:
            self.add_all()

    def add_all(self) -> None:
        """Every command can be parsed and told of."""
        for module in MODULES:
            self._add(module)

    def _add(self, module: str) -> None:
        if module not in self._added:
            self._added.add(module)
            group_of(module).add(self._commands)
