"""`ready`: can this desk work for days without anybody else? (COUNTER §8)"""

from __future__ import annotations

from typing import Any

from app.cli.call import Call
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.domain.readiness import ReadyLine, worst
from app.domain.ready_words import SIGNS, ready_text
from app.domain.words import Words

NOT_READY = 1


def add(commands: Commands) -> None:
    """`ready`."""
    commands.add("ready", "ready", show).add_argument("--verify", action="store_true", help="option.ready_verify")


def show(call: Call) -> int:
    """Every line was told; 1 if one is red. Beside an open window too, but for `--verify`, which writes down what it found."""
    with call.holding() if call.get("verify", False) else call.looking() as home:
        offline = home.services.offline
        if call.get("verify", False):
            offline.note_verified(*offline.check_ledger())
        lines = offline.readiness(offline.machine_facts(), home.sync_status(ask=True))
    level = worst(lines)
    if call.json:
        call.row({"level": level, "lines": [_row(line) for line in lines]})
    else:
        for line in lines:
            call.line(f"{SIGNS[line.level]} {call.words.text(f'ready.{line.code}.name')}: {sentence(line, call.words)}")
        call.say(f"ready_{level}")
        call.line(call.words.text("ready.not_judged"))
    return NOT_READY if level == "bad" else 0


def sentence(line: ReadyLine, words: Words) -> str:
    """How it is, and what to do where something is to be done."""
    told = {"at": seoul_text(line.at)[:16].replace("T", " ")} if line.at is not None else {}
    return ready_text(line, words, **told)


def _row(line: ReadyLine) -> dict[str, Any]:
    return {"code": line.code, "level": line.level, "say": line.say, "at": seoul_text(line.at) or None, **line.facts}
