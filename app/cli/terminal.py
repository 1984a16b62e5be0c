"""`terminal show|set|off|test|totals`: the card terminal of this desk. `terminal-sim`: a simulated one, for training and tests."""

from __future__ import annotations

from typing import Any

import msgspec

from app.cli.call import Call
from app.cli.options import Commands
from app.cli.simulators import address, until_told
from app.cli.times import seoul_text
from app.services.desk_terminal import TerminalSetting


def add(commands: Commands) -> None:
    """`terminal`, `terminal-sim`."""
    group = commands.group("terminal", "terminal")
    group.add("show", "terminal_show", show)
    joining = group.add("set", "terminal_set", join)
    joining.add_argument("address", metavar="HOST:PORT", help="option.terminal_address")
    joining.add_argument("--id", dest="terminal_id", required=True, metavar="T1", help="option.terminal_id")
    group.add("off", "terminal_off", leave)
    group.add("test", "terminal_test", probe)
    group.add("totals", "terminal_totals", totals).add_argument("--day", required=True, metavar="DAY", help="option.terminal_day")
    simulating = commands.add("terminal-sim", "terminal_sim", simulate)
    simulating.add_argument("--listen", metavar="HOST:PORT", help="option.terminal_listen")
    simulating.add_argument("--script", metavar="FILE", help="option.terminal_script")
    simulating.add_argument("--truth", metavar="FILE", help="option.terminal_truth")


def show(call: Call) -> int:
    """Which terminal is joined, and when it last answered to a test."""
    with call.looking() as home:
        setting = home.services.terminal.setting
    if setting is None:
        call.answer({"terminal": None}, "terminal_none")
    else:
        _tell(call, setting)
    return 0


def join(call: Call) -> int:
    """Card payments go to that terminal; whether it answers is shown by `terminal test`."""
    host, port = address(call.get("address"))
    with call.signed_in() as (home, actor):
        home.services.terminal.join(actor, host, port, call.get("terminal_id"))
        setting = home.services.terminal.setting
    if setting is not None:
        _tell(call, setting)
    return 0


def leave(call: Call) -> int:
    """This desk has no terminal; approvals are typed in."""
    with call.signed_in() as (home, actor):
        home.services.terminal.leave(actor)
    call.answer({"terminal": None}, "terminal_none")
    return 0


def probe(call: Call) -> int:
    """It was asked and has answered; otherwise exit code 4."""
    with call.holding() as home:
        setting = home.services.terminal.probe()
        home.services.terminal.note_probed()
        setting = home.services.terminal.setting or setting
    _tell(call, setting)
    return 0


def totals(call: Call) -> int:
    """What terminal and host count for one date."""
    day = call.get("day")
    with call.looking() as home:
        found = home.services.terminal.totals(day)
    figures: dict[str, Any] = msgspec.to_builtins(found)
    call.answer({"day": day, **figures}, "terminal_totals", day=day, **figures)
    return 0


def _tell(call: Call, setting: TerminalSetting) -> None:
    tested = seoul_text(setting.tested_at) if setting.tested_at is not None else ""
    found = {"terminal": setting.terminal_id, "host": setting.host, "port": setting.port, "tested_at": tested or None}
    place = f"[{setting.host}]:{setting.port}" if ":" in setting.host else f"{setting.host}:{setting.port}"
    call.answer(found, "terminal_tested" if tested else "terminal_joined", terminal=setting.terminal_id, address=place, at=tested)


def simulate(call: Call) -> int:
    """A simulated terminal answered until it was told to stop. One line says where, when it listens."""
    listen, script, truth = address(call.get("listen", "127.0.0.1:8583")), call.path("script"), call.path("truth")
    return until_told(call, "terminal_sim", lambda ready: call.joints.run_terminal_simulator(listen, script, truth, on_ready=ready))
