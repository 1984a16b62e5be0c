"""`minwon` alone opens the window; `minwon demo` shows a whole day at the counter."""

from __future__ import annotations

from app.cli.call import Call
from app.cli.options import Commands


def add(commands: Commands) -> None:
    """`demo`."""
    demo = commands.add("demo", "demo", run_demo)
    demo.add_argument("--out", metavar="DIR", help="option.demo_out")
    demo.add_argument("--no-window", action="store_true", help="option.no_window")
    demo.add_argument("--seed", type=int, metavar="N", help="option.seed")
    demo.add_argument("--day-share", type=float, metavar="F", help="option.day_share")
    demo.add_argument("--database", metavar="URL", help="option.database")


def show(call: Call) -> int:
    """The window was open and is closed again."""
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
