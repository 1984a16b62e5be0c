"""G3: no charge without a case, no case charged twice. Every interleaving of faults, then sessions over TCP with a desk that is killed.

`--runs`: sessions. From 100 on three faults meet in the first part (one kind of each class), below that two of every kind; with less than
ten, two of each class.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.central.stored_cases import cases_of
from app.central.tables import CaseRow
from app.crypto.clock import SteppingClock
from app.devices.terminal_simulator import SimulatorServer, Step, TerminalSimulator
from app.domain.cases import Case
from app.domain.entries import Role
from app.domain.errors import Unavailable
from app.ledger.tables import row_ids
from app.wire.codec import decode_body, decode_header
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, cheap_keys, cheap_passwords
from tests.prove import g3_check, g3_desk
from tests.prove.chaos_desk import never_asked, settings_of
from tests.prove.g3_states import CLASSES, KINDS, MODES, Bench, every_run
from tests.prove.sim.office import scratch
from tests.prove.tally import SHOWN_MAX, Tally, Violated

RUNS = 500
DEEP, BROAD = 100, 10  # sessions from which on three faults meet, and two of every kind
SESSIONS_A_HOME = 100
LIFE_S = (0.1, 0.8)
HEAL_ROUNDS = 30
AWAY_MAX_S = 30.0


def interleavings(runs: int) -> list[tuple[int, Sequence[str]]]:
    """How many faults of which kinds meet."""
    if runs < BROAD:
        return [(2, CLASSES)]
    return [(2, KINDS), (3, CLASSES)] if runs >= DEEP else [(2, KINDS)]


def states(tally: Tally, depths: Sequence[tuple[int, Sequence[str]]], modes: Sequence[str] = MODES) -> None:
    """The first part is in the tally."""
    folder = scratch()
    bench = Bench(folder / "home")
    try:
        for most, kinds in depths:
            for mode in modes:
                _walk(tally, bench, mode, most, kinds)
                if tally.broken:
                    return
    finally:
        bench.close()
        shutil.rmtree(folder, ignore_errors=True)


def _walk(tally: Tally, bench: Bench, mode: str, most: int, kinds: Sequence[str]) -> None:
    for found in every_run(bench, mode, most, kinds):
        tally.counts["interleavings"] += 1
        if isinstance(found, Violated):
            tally.broken[len(tally.broken) + 1] = str(found)
            if len(tally.broken) >= SHOWN_MAX:
                return
        else:
            tally.counts.update(found)


# ── sessions ──


class Counterpart:
    """A central and a terminal that live while a desk is killed again and again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, Random(f"minwon cards {seed}")
        self.central = CentralUnderTest(folder / "central")
        self.central.start()
        self.simulator = TerminalSimulator(now=lambda: datetime(2026, 11, 20, 0, 0, tzinfo=UTC))
        self.terminal = SimulatorServer(self.simulator)
        self._enrol()

    def _enrol(self) -> None:
        with self.central.database() as db:
            people: list[tuple[str, Role]] = [("lee", "clerk"), ("park", "supervisor")]
            for user, role in people:
                admin.add_staff(db, OFFICE, user, role, f"{user} 님", cheap_passwords().verifier(PASSWORD), crypto=self.central.tools)
        settings = settings_of(self.home)
        with cheap_keys():
            enroll_home(settings, never_asked, url=self.central.running.url, code=self.central.invite("03"), training=True)
        home = open_home(settings, never_asked)
        home.sync_all()
        home.close()

    @property
    def home(self) -> Path:
        return self.folder / "desk"

    def close(self) -> None:
        self.terminal.stop()
        self.simulator.close()
        self.central.close()

    def misfortune(self) -> None:
        """What will go wrong at the terminal while the next desk lives."""
        self.simulator.script.clear()
        for _ in range(40):
            fault = self.chance.choice(KINDS)
            seconds = self.chance.uniform(0.02, 0.1 if fault == "away" else 0.6)
            self.simulator.script.add(Step(do=fault, skip=self.chance.randrange(5), seconds=seconds))  # type: ignore[arg-type]


def sessions(runs: int, seed: int) -> Counter[str]:
    """That many sessions with kills, then healing. Violated as `g3_check`."""
    folder, counts = scratch(), Counter[str]()
    with patch.dict(os.environ, {"XDG_STATE_HOME": str(folder / "state")}):
        there = Counterpart(folder, seed)
        try:
            counts["kills"] = _killed_again_and_again(there, runs, seed)
            counts.update(_healed(there))
        finally:
            there.close()
            shutil.rmtree(folder, ignore_errors=True)
    return counts


def _killed_again_and_again(there: Counterpart, runs: int, seed: int) -> int:
    """How often the desk was killed until so many sessions were begun."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.prove.g3_desk"])
    done, kills = context.Value("i", 0), 0
    while done.value < runs:
        there.misfortune()
        before = done.value
        desk = context.Process(target=g3_desk.work, args=(str(there.home), there.terminal.address[1], seed * 10_000 + kills, done))
        desk.start()
        while done.value == before and desk.is_alive():
            time.sleep(0.01)
        time.sleep(there.chance.uniform(*LIFE_S))
        if not desk.is_alive():
            raise RuntimeError(f"the desk ended by itself with {desk.exitcode}")
        desk.kill()
        desk.join()
        kills += 1
    return kills


def _healed(there: Counterpart) -> Counter[str]:
    """Nothing goes wrong any more: host, book and central were compared, fee line by fee line."""
    there.simulator.script.clear()
    there.simulator.deliver_held()
    home = open_home(settings_of(there.home), never_asked)
    try:
        assert isinstance(home.desk.clock, SteppingClock)
        cards = g3_desk.cards_of(home, there.terminal.address[1])
        _somebody_listens(home, there)
        for _ in range(HEAL_ROUNDS):
            if not cards.waiting():
                break
            home.desk.clock.advance(timedelta(minutes=6))
            cards.resolve_once()
        g3_check.demand(not cards.waiting(), f"the terminal answers and {cards.waiting()} questions stay")
        book = g3_check.read_book(_entries(home))
        g3_check.host_agrees(book, there.simulator.truth())
        home.sync_all()
        lines = g3_check.central_agrees(book, _central(there.central))
    finally:
        home.close()
    return book.counts + Counter({"sessions": len(book.started), "fee lines alike at host, desk and central": lines})


def _somebody_listens(home: Home, there: Counterpart) -> None:
    """The terminal is there again, if it was away when the last desk died."""
    terminal, until = g3_desk.terminal_of(home, there.terminal.address[1]), time.monotonic() + AWAY_MAX_S
    while True:
        try:
            return terminal.probe()
        except Unavailable:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _entries(home: Home) -> Iterator[g3_check.Entry]:
    rows = home.connections.all("SELECT header, kind, body FROM entry WHERE place BETWEEN ? AND ?", row_ids(home.store.own.stream_id))
    for header, kind, body in rows:
        yield decode_header(bytes(header)), decode_body(kind, bytes(body))


def _central(central: CentralUnderTest) -> Mapping[g3_check.Line, tuple[int, int]]:
    """Each fee line: due, and paid net of what went back."""
    with central.database() as db:
        rows = db.all(CaseRow.select(CaseRow.office_seq, CaseRow.data).where(CaseRow.office_id == OFFICE))
        cases: list[Case] = [*cases_of(db, OFFICE, [(row["office_seq"], bytes(row["data"])) for row in rows]).values()]
    return {
        (case.case_id, line.line): (
            line.due_won,
            sum(each.amount_won for each in case.allocations if each.line == line.line)
            - sum(each.amount_won for each in case.reversals if each.line == line.line),
        )
        for case in cases
        for line in case.lines
    }


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G3`."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove G3", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(argv)
    began, tally = time.monotonic(), Tally("G3")
    states(tally, interleavings(chosen.runs))
    left, seed = chosen.runs, chosen.seed
    while left > 0 and not tally.broken:
        try:
            tally.counts.update(sessions(min(left, SESSIONS_A_HOME), seed))
        except Violated as violated:
            tally.broken[seed] = f"sessions: {violated}"
        tally.runs += 1
        left, seed = left - SESSIONS_A_HOME, seed + 1
    print(f"{tally.line()} ({time.monotonic() - began:.0f} s)", flush=True)
    for found in tally.broken.values():
        print(f"  {found}\n    python -m tests.prove G3 --runs {chosen.runs} --seed {chosen.seed}", flush=True)
    return tally.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
