"""`minwon` alone opens the window; `minwon demo` shows a whole day at the counter, `minwon demo year` a year."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from app.cli.call import Call
from app.cli.wrong_use import WrongUse

if TYPE_CHECKING:
    from app.cli.options import Commands, Parser


def add(commands: Commands) -> None:
    """`demo`."""
    year = commands.group("demo", "demo", _demo).add("year", "demo_year", run_year)
    year.add_argument("year", type=int, metavar="YEAR", help="option.demo_year")
    year.add_argument("--out", metavar="DIR", help="option.demo_out")
    year.add_argument("--seed", type=int, metavar="N", help="option.seed")
    year.add_argument("--scale", type=float, metavar="F", help="option.year_share")


def _demo(demo: Parser) -> None:
    """`demo` alone is the day; what stands below it is something else."""
    demo.set_defaults(run=run_demo)
    demo.add_argument("--out", metavar="DIR", help="option.demo_out")
    demo.add_argument("--no-window", action="store_true", help="option.no_window")
    demo.add_argument("--seed", type=int, metavar="N", help="option.seed")
    demo.add_argument("--day-share", type=float, metavar="F", help="option.day_share")
    demo.add_argument("--database", metavar="URL", help="option.database")


def show(call: Call) -> int:
    """The window was open and is closed again; with `--training` that of the training desk, made at the first time."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop never looks for Python's: Ctrl+C did nothing. What is saved is on disk
    if call.get("practise", False):
        return call.joints.run_training(call.settings, call.words)
    return call.joints.run_window(call.settings, call.ask_passphrase, call.words)


def run_demo(call: Call) -> int:
    """The demo's day was worked."""
    return call.joints.run_demo(
        out=call.path("out"),
        window=not call.get("no_window", False),
        seed=call.get("seed", 1),
        day_share=call.get("day_share", 1.0),
        database=call.get("database"),
        at=call.settings.at,
        lang=call.lang,
    )


def run_year(call: Call) -> int:
    """A whole year was worked at one counter."""
    out = call.path("out")
    if out is None:
        raise WrongUse("use_required", command="minwon demo year", what="--out")
    found = call.joints.run_demo_year(
        call.settings,
        year=call.get("year"),
        out=out,
        seed=call.get("seed", 1),
        scale=call.get("scale", 1.0),
        lang=call.lang,
        tell=lambda text: None if call.json else call.line(text),
    )
    if call.json:
        call.row(found)
    return 0
