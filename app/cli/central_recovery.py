"""`central forks|missing|import|revoke`: what an administrator does after a clone, a loss or a theft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from app.cli.call import Call, new_file
from app.cli.joints import CentralJoint
from app.cli.options import Commands, Parser
from app.cli.recovery import read
from app.cli.times import seoul_text
from app.domain.errors import Refused


def add(central: Commands, placed: Callable[[Parser], Parser], joint: Callable[[Call], CentralJoint]) -> None:
    """The commands below `central`. `placed`: gives a parser the options that say which central; `joint`: that central."""
    placed(central.add("forks", "central_forks", lambda call: show_forks(call, joint(call))))
    placed(central.add("missing", "central_missing", lambda call: show_missing(call, joint(call))))
    pending = placed(central.add("import", "central_import", lambda call: import_file(call, joint(call))))
    pending.add_argument("file", metavar="FILE", help="option.pending_file")
    pending.add_argument("--out", required=True, metavar="FILE", help="option.ack_out")
    revoke = placed(central.add("revoke", "central_revoke", lambda call: revoke_desk(call, joint(call))))
    revoke.add_argument("--office", required=True, metavar="26410", help="option.office")
    revoke.add_argument("--desk", required=True, metavar="03", help="option.desk")
    revoke.add_argument("--stolen", action="store_true", help="option.stolen")


def show_forks(call: Call, central: CentralJoint) -> int:
    """Streams of which two histories exist; both are kept."""

    def line(row: dict[str, Any]) -> str:
        return call.words.text("cli.say.fork", **row, at=seoul_text(row["received_at"]))

    call.listing([msgspec.to_builtins(fork) for fork in central.forks()], "no_forks", row=dict, line=line)
    return 0


def show_missing(call: Call, central: CentralJoint) -> int:
    """What is known to have existed and is not at central now, by desk."""
    rows = [msgspec.to_builtins(each) for each in central.missing()]
    call.listing(rows, "nothing_missing", row=dict, line=lambda row: call.words.text("cli.say.missing_range", **row))
    return 0


def import_file(call: Call, central: CentralJoint) -> int:
    """The file's entries are stored; `--out` holds what the desk is to read."""
    data = read(call.path("file") or Path())
    out = call.path("out") or Path()
    imported = central.import_pending(data, passphrase=call.settings.passphrase)
    with new_file(out) as file:
        file.write(imported.acks)
    facts = {"office": imported.office, "desk": imported.desk, "entries": imported.entries, "out": str(out)}
    call.answer({**facts, "refused": [list(each) for each in imported.refused]}, "pending_imported", **facts)
    if imported.refused:
        stream, seq, code = imported.refused[0]
        raise Refused("batches_refused", count=len(imported.refused), stream=stream, seq=seq, what=code)
    return 0


def revoke_desk(call: Call, central: CentralJoint) -> int:
    """That desk's computer may only hand in its backlog."""
    office, desk = call.get("office"), call.get("desk")
    live = central.revoke(office, desk, stolen=call.get("stolen", False))
    call.answer({"office": office, "desk": desk, "devices": live}, "desk_revoked", office=office, desk=desk, devices=live)
    return 0
