"""G1: what was told is kept. `kill -9` during `minwon record` at random moments; every number printed is in the book afterwards."""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.bootstrap.joints import Joints
from app.settings import Settings, data_root
from tests.shell import PASSPHRASE, Program, drafts

DRAFTS_A_RUN = 60
START_UP_S = 1.5


@dataclass
class Count:
    """What happened. `alive`: runs that were killed while they recorded; `lost`: numbers printed that the book does not have."""

    runs: int = 0
    alive: int = 0
    printed: int = 0
    lost: list[str] = field(default_factory=list)
    given_twice: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    not_verified: int = 0
    entries: int = 0

    @property
    def ok(self) -> bool:
        return not (self.lost or self.given_twice or self.gaps or self.not_verified)

    def line(self) -> str:
        """For people, in one line."""
        return (
            f"G1 {'kept' if self.ok else 'BROKEN'}: {self.runs} kills ({self.alive} while it recorded), {self.printed} numbers printed, "
            f"{len(self.lost)} lost, {len(self.given_twice)} given twice, {len(self.gaps)} gaps, "
            f"verify failed {self.not_verified} times, {self.entries} entries"
        )


def prove(folder: Path, *, runs: int, seed: int) -> Count:
    """One desk was killed that often; what was found each time."""
    program, chance, count = Program(folder).ready(), random.Random(seed), Count()
    told: set[str] = set()
    for run in range(runs):
        numbers, alive = _killed_run(program, drafts(DRAFTS_A_RUN, seed=seed * 100_000 + run), chance)
        count.runs += 1
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


def _killed_run(program: Program, lines: bytes, chance: random.Random) -> tuple[list[str], bool]:
    """The numbers a run printed before it was killed, and whether it was still recording."""
    after, pause_s = chance.randrange(DRAFTS_A_RUN), chance.random()
    process = program.start("record", "-", "--as", "lee")
    assert process.stdin is not None
    assert process.stdout is not None
    feeder = threading.Thread(target=_feed, args=(process.stdin, lines))
    feeder.start()
    printed: list[bytes] = []
    if after:
        printed += [process.stdout.readline() for _ in range(after)]
        time.sleep(pause_s * 0.004)
    else:  # somewhere in the start: keys, ledger, signing in, the first case
        time.sleep(pause_s * START_UP_S)
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
    home = Joints().open_home(settings, lambda _new: PASSPHRASE, exclusive=False)
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
    return 0 if count.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
