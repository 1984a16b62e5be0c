"""`stations`: which stations this desk serves (취급업무)."""

from __future__ import annotations

from app.cli.call import Call
from app.cli.options import Commands
from app.services.desk_stations import STATIONS


def add(commands: Commands) -> None:
    """`stations`."""
    command = commands.add("stations", "stations", run)
    command.add_argument("--serve", metavar="STATION,…", help="option.stations_serve")


def run(call: Call) -> int:
    """Which stations the desk serves; with `--serve` those from now on, `all` for every one."""
    wanted = call.get("serve")
    with call.signed_in() as (home, actor):
        work = home.services.work
        if wanted is not None:
            work.set_stations(actor, STATIONS if wanted.strip() == "all" else [each.strip() for each in wanted.split(",") if each.strip()])
        served = work.stations()
    names = ", ".join(call.words.text(f"tab.{each}") for each in served) if not call.json else ""
    call.answer({"stations": list(served)}, "stations", names=names)
    return 0
