"""`lock`: after how many minutes the window of this desk locks by itself."""

from __future__ import annotations

from app.cli.call import Call
from app.cli.options import Commands


def add(commands: Commands) -> None:
    """`lock`."""
    lock = commands.add("lock", "lock", idle_lock)
    lock.add_argument("--after", type=int, metavar="MINUTES", help="option.lock_after")


def idle_lock(call: Call) -> int:
    """Minutes without a hand until the window locks; with `--after` those from now on."""
    wanted = call.get("after")
    with call.signed_in() as (home, actor):
        access = home.services.access
        minutes = access.idle_minutes() if wanted is None else access.set_idle_minutes(actor, wanted)
    call.answer({"minutes": minutes}, "idle_lock", n=minutes)
    return 0
