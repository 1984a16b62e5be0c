"""The program under `strace`: killed at the very system call that is wanted, or watched for the order of its writes and syncs.

`kill -9` leaves the system's page cache alone, so a commit that was never synced survives it and only a power cut loses it. Whether a
number was synced before it was shown is read from the order of the calls: at the moment a number is written to the outside, no byte of
the write-ahead log may be waiting for its sync.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

LOG_SUFFIX = "-wal"
_LINE = re.compile(r"^\d+\s+(?P<call>\w+)\((?P<fd>\d+)<(?P<path>[^>]*)>(?P<rest>.*)$")
_TOLD = '{"ok":true,"number"'
_TEXT_SHOWN = 40


class CrashPoint(NamedTuple):
    """A place to die: before the `most`-th such call at the latest, counted from the start of the process."""

    name: str
    calls: str
    most: int


# Sixty cases are a thousand pages of the log, a hundred syncs, sixty numbers; opening the book comes before.
CRASH_POINTS = (
    CrashPoint("a page is written", "pwrite64", 900),
    CrashPoint("the log is synced", "fsync,fdatasync", 70),
    CrashPoint("a number is shown", "write", 70),
)


def killed_at(point: CrashPoint, chance: Random, command: list[str]) -> list[str]:
    """The command, to be killed as it enters one of these calls."""
    inject = f"inject={point.calls}:signal=KILL:when={chance.randrange(1, point.most)}"
    return [_strace(), "-f", "-qq", "-e", f"trace={point.calls}", "-e", inject, "-o", "/dev/null", "--", *command]


class Order(NamedTuple):
    """What was seen of one run: numbers written to the outside, and how many of them before their log was synced."""

    shown: int
    unsynced: int


def watched(command: list[str], *, stdin: bytes, cwd: Path, environment: Mapping[str, str], trace: Path) -> Order:
    """The command ran to its end under watch."""
    calls = "trace=pwrite64,write,fsync,fdatasync"
    watching = [_strace(), "-f", "-y", "-qq", "-e", calls, "-s", str(_TEXT_SHOWN), "-o", str(trace), "--", *command]
    done = subprocess.run(watching, input=stdin, cwd=cwd, env=environment, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the watched program ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    order = order_of(trace.read_text(errors="replace"))
    if order.shown != done.stdout.count(_TOLD.encode()):
        raise RuntimeError(f"{order.shown} numbers seen, {done.stdout.count(_TOLD.encode())} told")
    return order


def order_of(trace: str) -> Order:
    """Reads what `strace -f -y` wrote."""
    shown = unsynced = 0
    waiting: set[str] = set()
    for line in trace.splitlines():
        if (found := _LINE.match(line)) is None:
            continue
        call, path = found["call"], found["path"]
        if call == "pwrite64" and path.endswith(LOG_SUFFIX):
            waiting.add(path)
        elif call in ("fsync", "fdatasync"):
            waiting.discard(path)
        elif call == "write" and _TOLD in found["rest"].replace("\\", ""):
            shown += 1
            unsynced += bool(waiting)
    return Order(shown, unsynced)


def _strace() -> str:
    found = shutil.which("strace")
    if found is None:
        raise RuntimeError("strace is needed for this proof")
    return found
