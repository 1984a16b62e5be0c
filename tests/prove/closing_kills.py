"""G6 under the knife: `minwon day close` is killed at random moments and at named system calls. Afterwards the day is open as it was, or
closed with everything a closing has; never numbered twice, never half, and the next attempt closes it with the right sums."""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from app.bootstrap.homes import Home, open_home
from app.bootstrap.self_check import trust_of
from app.domain.money_entries import DayClosed
from app.services.make_sample import make_samples
from app.settings import Settings, data_root
from app.verify.ledger import check_ledger
from tests.desks import PASSWORD, the_catalogue, the_people
from tests.prove.g6_check import check_book, read_book
from tests.prove.syscalls import CrashPoint, killed_at
from tests.prove.tally import Violated
from tests.shell import PASSPHRASE, Program

VISITS = 4
TIME_S = 2.5  # a closing at a shell takes about that long; the moment of the kill is drawn from it
# One closing is some dozens of pages of the log and a few syncs; opening the book and signing in come before.
CRASH_POINTS = (CrashPoint("a page is written", "pwrite64", 120), CrashPoint("the log is synced", "fsync,fdatasync", 8))


@dataclass
class Count:
    """`alive`: runs that were killed before they had answered; `left_open`, `left_closed`: how the day was found; `told`: closings that
    were told on stdout and must be in the book; `broken`: what was found wrong."""

    runs: int = 0
    at_a_call: int = 0
    alive: int = 0
    left_open: int = 0
    left_closed: int = 0
    told: int = 0
    closings: int = 0
    broken: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For people, in one line."""
        return (
            f"G6-kills {'BROKEN' if self.broken else 'kept'}: {self.runs} kills ({self.alive} before it answered, {self.at_a_call} at a "
            f"system call), the day found open {self.left_open} and closed {self.left_closed} times, {self.told} closings told, "
            f"{self.closings} closings read, {len(self.broken)} violations"
        )


def prove(folder: Path, *, runs: int, seed: int) -> Count:
    """One desk's closing was killed that often; what was found each time."""
    program, chance, count = Program(folder).ready(), random.Random(seed), Count()
    for run in range(runs):
        point = chance.choice(CRASH_POINTS) if run % 2 else None
        told, alive = _killed_closing(program, chance, point)
        count.runs += 1
        count.at_a_call += point is not None
        count.alive += alive
        count.told += told
        with patch.dict(os.environ, program.environment):
            home = open_home(_settings(program), lambda _new: PASSPHRASE)
            try:
                _look(home, count, chance, told=told)
            except Violated as violated:
                count.broken.append(f"run {run + 1}: {violated}")
                break
            finally:
                home.close()
    return count


def _settings(program: Program) -> Settings:
    return Settings(home=program.home, data=data_root(), passphrase=PASSPHRASE, at=program.environment["MINWON_CLOCK"])


def _killed_closing(program: Program, chance: random.Random, point: CrashPoint | None) -> tuple[bool, bool]:
    """Whether the closing was told on stdout, and whether it was killed before."""
    counted = ("--counted", "0", "--reason", "시험")
    command = program.command("day", "close", *counted, "--as", "lee", "--second", "park", "--json")
    environment = program.environment_with({"MINWON_SECOND_PASSWORD": PASSWORD})
    process = subprocess.Popen(
        command if point is None else killed_at(point, chance, command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=program.cwd,
        env=environment,
    )
    if point is None:
        time.sleep(chance.random() * TIME_S)
        process.kill()
    out, _ = process.communicate()
    told = b'"closing_no"' in out and out.endswith(b"\n")
    return told, not told


def _look(home: Home, count: Count, chance: random.Random, *, told: bool) -> None:
    """The book is whole, every closing in it is; the day that was left open is worked on and closed, and a new one opened."""
    services, last = home.services, home.store.days.last()
    assert last is not None
    if told and last.closed_at is None:
        raise Violated(f"the closing of {last.day} was told and is not in the book")
    count.left_closed += last.closed_at is not None
    count.left_open += last.closed_at is None
    count.closings = check_book(read_book(home.connections))
    if found := check_ledger(home.connections.here, trust_of(home, anchored=True)).bad:
        raise Violated(f"the book does not verify: {found[0]}")
    lee, park = services.sign_in("lee", PASSWORD), services.sign_in("park", PASSWORD, second=True)
    if last.closed_at is None:
        if chance.random() < 0.5:
            return  # the next kill meets the same open day
        services.close_day(lee, confirmer=park)
    closing = home.store.days.closing(last.day)
    assert closing is not None
    body = closing[1]
    assert isinstance(body, DayClosed)
    if sha256(services.closing.draw(services.day_report(lee, last.day))).digest() != body.paper_sha256:
        raise Violated(f"the paper of {last.day} is not the one whose hash was signed")
    services.open_day(lee, 50_000)
    today = home.desk.clock.now().date()
    for draft in make_samples(
        the_catalogue(), the_people(), service="resident_registration_copy", count=VISITS, seed=count.runs, today=today
    ):
        services.record_case(lee, draft)


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G6-kills --runs 300 --seed 1`: one line of counts; 0 if nothing was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove G6-kills")
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="minwon-prove-") as folder:
        count = prove(Path(folder), runs=arguments.runs, seed=arguments.seed)
    print(count.line(), flush=True)
    for each in count.broken:
        print(
            f"  seed {arguments.seed}: {each}\n    python -m tests.prove G6-kills --runs {arguments.runs} --seed {arguments.seed}",
            flush=True,
        )
    return 1 if count.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
