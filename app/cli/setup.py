"""`setup`: what this desk still has to be told, and the command for each step. `keys`: the recovery envelope, made and used."""

from __future__ import annotations

import sys
from typing import Any, Final

from app.cli.call import Call, find_room, new_file, somebody_is_there
from app.cli.options import Commands
from app.domain.errors import Refused
from app.services.setup_steps import CODES, SetupStep

_SIGN: Final = {"done": "●", "kept": "○", "open": "▲"}
_LINES_MAX: Final = 40


def add(commands: Commands) -> None:
    """`setup`, `keys`."""
    setup = commands.add("setup", "setup", show)
    setup.add_argument("--keep", choices=CODES, metavar="STEP", help="option.setup_keep")
    setup.add_argument("--reopen", choices=CODES, metavar="STEP", help="option.setup_reopen")
    keys = commands.group("keys", "keys")
    envelope = keys.add("envelope", "keys_envelope", make_envelope)
    envelope.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")
    envelope.add_argument("--second", required=True, metavar="USER", help="option.second_person")
    keys.add("restore", "keys_restore", restore_keys)
    keys.add("passphrase", "keys_passphrase", change_passphrase)


def show(call: Call) -> int:
    """Every step was told; with `--keep` one stays as it is from now on, with `--reopen` it is open again."""
    kept, reopened = call.get("keep"), call.get("reopen")
    if kept is None and reopened is None:
        with call.looking() as home:
            steps = home.services.setup.steps()
    else:
        with call.signed_in() as (home, actor):
            steps = home.services.setup.keep(actor, kept or reopened, kept=kept is not None)
    call.listing(steps, "nothing_found", row=_row, line=lambda each: _line(call, each))
    left = sum(1 for each in steps if each.state == "open")
    call.say("setup_left" if left else "setup_all", n=left)
    return 0


def make_envelope(call: Call) -> int:
    """The recovery sheet is in that file: it is printed, put into an envelope, and the file is deleted."""
    out = call.path("out")
    find_room(out)
    second = call.get("second")
    password = call.second_password_of(second)
    with call.signed_in() as (home, actor):
        confirmer = home.services.sign_in(second, password, second=True)
        paper = home.services.setup.recovery_sheet(actor, confirmer)
        pdf = call.joints.paper_pdf(call.settings, paper)
    if out is not None:
        with new_file(out) as file:
            file.write(pdf)
    call.answer({"out": str(out), "ref": paper.ref, "lines": len(paper.lines)}, "envelope_made", out=out)
    return 0


def restore_keys(call: Call) -> int:
    """The keys of the sheet are this home's again. Lines are read from stdin until an empty one."""
    if somebody_is_there():
        call.note("envelope_type")
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip():
            break
        lines.append(line.strip())
        if len(lines) > _LINES_MAX:
            raise Refused("recovery_line_wrong", line=_LINES_MAX)
    call.joints.restore_keys(call.settings, call.ask_passphrase, lines)
    call.answer({"restored": True}, "keys_restored")
    return 0


def change_passphrase(call: Call) -> int:
    """This home's key file opens with the new passphrase, which is given before anything is opened."""
    new = call.new_passphrase()
    with call.signed_in() as (home, actor):
        home.services.setup.change_passphrase(actor, new)
    call.answer({"changed": True}, "passphrase_changed")
    return 0


def _row(step: SetupStep) -> dict[str, Any]:
    return {"step": step.number, "code": step.code, "state": step.state, "who": list(step.who), "command": step.command}


def _line(call: Call, step: SetupStep) -> str:
    text = call.words.text
    who = ", ".join(text(f"role.{role}") for role in step.who)
    head = f"{_SIGN[step.state]} {step.number:>2} {text(f'setup.step.{step.code}')} · {text(f'setup.state.{step.state}')} · {who}"
    return f"{head}\n     {step.command}"
