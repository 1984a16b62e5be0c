"""G1: what was told is kept. `minwon record` is killed at random moments and at named system calls; every number printed is in the book
afterwards, and none was printed before the log that holds it was synced."""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from unittest.mock import patch

from app.bootstrap.joints import Joints
from app.settings import Settings, data_root
from tests.prove.syscalls import CRASH_POINTS, CrashPoint, killed_at, watched
from tests.shell import PASSPHRASE, Program, drafts

DRAFTS_A_RUN = 60
START_UP_S = 1.5
START_MAX_S = 3.0
WATCH_EVERY, DRAFTS_WATCHED = 20, 10


@dataclass
class Count:
    """What happened. `alive`: runs that were killed while they recorded, `at_a_call`: at a system call that was chosen; `lost`: numbers
    printed that the book does not have; `watched`: numbers whose log was looked at, `unsynced`: those shown before it was synced;
    `slowest_start_s`: CPU seconds of the slowest opening of the home after a kill."""

    runs: int = 0
    alive: int = 0
    printed: int = 0
    lost: list[str] = field(default_factory=list)
    given_twice: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    not_verified: int = 0
    entries: int = 0
    at_a_call: int = 0
    watched: int = 0
    unsynced: int = 0
    slowest_start_s: float = 0.0

    @property
    def ok(self) -> bool:
        wrong = self.lost or self.given_twice or self.gaps or self.not_verified or self.unsynced
        return not wrong and self.slowest_start_s < START_MAX_S

    def line(self) -> str:
        """For people, in one line."""
        return (
            f"G1 {'kept' if self.ok else 'BROKEN'}: {self.runs} kills ({self.alive} while it recorded, {self.at_a_call} at a system call), "
            f"{self.printed} numbers printed, {self.unsynced} of {self.watched} watched ones before their log was synced, "
            f"{len(self.lost)} lost, {len(self.given_twice)} given twice, {len(self.gaps)} gaps, "
            f"verify failed {self.not_verified} times, slowest next start {self.slowest_start_s:.1f} s, {self.entries} entries"
        )


def prove(folder: Path, *, runs: int, seed: int) -> Count:
    """One desk was killed that often; what was found each time."""
    program, chance, count = Program(folder).ready(cheap=False), random.Random(seed), Count()
    told: set[str] = set()
    for run in range(runs):
        if run % WATCH_EVERY == 0:
            _watch(program, folder / "trace", drafts(DRAFTS_WATCHED, seed=seed * 200_000 + run), count)
        point = chance.choice(CRASH_POINTS) if run % 2 else None
        numbers, alive = _killed_run(program, drafts(DRAFTS_A_RUN, seed=seed * 100_000 + run), chance, point)
        count.runs += 1
        count.at_a_call += point is not None
        count.alive += alive
        count.printed += len(numbers)
        count.given_twice += [number for number in numbers if number in told]
        told.update(numbers)
        verified = program.run("verify", "--json")
        count.not_verified += verified.code != 0
        count.entries = verified.row["entries"]
        _look(program, numbers, count)
    _look(program, sorted(told), count)
    return count


def _watch(program: Program, trace: Path, lines: bytes, count: Count) -> None:
    command = program.command("record", "-", "--as", "lee")
    seen = watched(command, stdin=lines, cwd=program.cwd, environment=program.environment, trace=trace)
    count.watched += seen.shown
    count.unsynced += seen.unsynced


def _killed_run(program: Program, lines: bytes, chance: random.Random, point: CrashPoint | None) -> tuple[list[str], bool]:
    """The numbers a run printed before it was killed, at that call or at any moment, and whether it was still recording."""
    after, pause_s = chance.randrange(DRAFTS_A_RUN), chance.random()
    command = program.command("record", "-", "--as", "lee")
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command if point is None else killed_at(point, chance, command),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        cwd=program.cwd,
        env=program.environment,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    feeder = threading.Thread(target=_feed, args=(process.stdin, lines))
    feeder.start()
    printed: list[bytes] = []
    if point is not None:
        printed += process.stdout.readlines()
    elif after:
        printed += [process.stdout.readline() for _ in range(after)]
        time.sleep(pause_s * 0.004)
    else:  # somewhere in the start: keys, ledger, signing in, the first case
        time.sleep(pause_s * START_UP_S)
    if point is None:
        process.kill()
    printed += process.stdout.readlines()
    feeder.join()
    with process:
        process.wait()
    rows = [json.loads(line) for line in printed if line.endswith(b"\n")]
    return [row["number"] for row in rows if row["ok"]], len(rows) < DRAFTS_A_RUN


def _feed(pipe: IO[bytes], lines: bytes) -> None:
    for step in (lambda: pipe.write(lines), pipe.close):
        with suppress(BrokenPipeError):  # it was killed before it had read everything, as it should be
            step()


def _look(program: Program, numbers: Sequence[str], count: Count) -> None:
    """Every one of those numbers is a case of the book, and the book's own numbers have no gap."""
    settings = Settings(home=program.home, data=data_root(), passphrase=PASSPHRASE, at=program.environment["MINWON_CLOCK"])
    with patch.dict(os.environ, program.environment):
        began = time.process_time()
        home = Joints().open_home(settings, lambda _new: PASSPHRASE)
        count.slowest_start_s = max(count.slowest_start_s, time.process_time() - began)
    try:
        count.lost += [number for number in numbers if len(home.desk.store.cases.find_by_number(number)) != 1]
        serials: dict[str, list[int]] = {}
        for (number,) in home.connections.all("SELECT number FROM case_row ORDER BY number"):
            serial = number.split("-")[-2]
            serials.setdefault(number.rpartition(f"-{serial}-")[0], []).append(int(serial))
        for series, given in serials.items():
            count.gaps += [f"{series}-{serial:04d}" for serial in set(range(1, max(given) + 1)) - set(given)]
            count.given_twice += [f"{series}-{serial:04d}" for serial in set(given) if given.count(serial) > 1]
    finally:
        home.close()


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove.kills --runs 200 --seed 1`: one line of counts; 0 if nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove G1")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="minwon-prove-") as folder:
        count = prove(Path(folder), runs=arguments.runs, seed=arguments.seed)
    print(count.line(), flush=True)
    if not count.ok:
        print(f"  python -m tests.prove G1 --runs {arguments.runs} --seed {arguments.seed}", flush=True)
    return 0 if count.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
