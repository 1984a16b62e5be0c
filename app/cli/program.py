"""The command line of `minwon` as a whole."""

from __future__ import annotations

from app import __version__
from app.cli.groups import Groups
from app.cli.options import Commands, Parser, Say, common


class Program(Parser):
    """`minwon` itself: its help tells of every command, everything else needs only the one that is meant."""

    def __init__(self, say: Say) -> None:
        super().__init__(say=say, key="minwon", prog="minwon")
        common(self)
        self.add_argument("--training", dest="practise", action="store_true", help="option.training_mode")
        self.add_argument("--version", action="version", version=f"minwon {__version__}", help="option.version")
        self._groups = Groups(Commands(self, say))

    def format_help(self) -> str:
        self._groups.add_all()
        return super().format_help()
