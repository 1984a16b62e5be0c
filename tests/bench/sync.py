"""How fast entries reach central and another desk, what they weigh on the wire, and what that costs central.

Real processes: a central on PostgreSQL (fsync on), a desk that fills its book and pushes it, a second, fresh desk that pulls all
of it, over TLS on the loopback. In the same run a bare floor: the same records from a plain SQLite outbox as NDJSON to one COPY
and commit per 1,000. Targets of the issue; exit 1 when one is missed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from app.settings import data_root
from tests.bench import floor
from tests.bench.processes import CentralProcess, cpu_seconds, peak_mib
from tests.postgres import new_database, running_postgres

OFFICE = "26410"
PER_SECOND_MIN, BYTES_MAX, CENTRAL_MIB_MAX = 15_000, 130.0, 100.0
FLAT_MAX = 1.5  # CPU of an entry at the last size, as a multiple of the cheapest: what does not depend on who else uses the machine


class Leg(NamedTuple):
    """One way of the entries: `sent` and `received` as the desk's kernel counted them, `central_cpu_s` over all its processes."""

    entries: int
    seconds: float
    desk_cpu_s: float
    central_cpu_s: float
    sent: int
    received: int
    desk_mib: float

    @property
    def per_second(self) -> float:
        return self.entries / self.seconds

    @property
    def bytes_each(self) -> float:
        return (self.sent + self.received) / self.entries

    @property
    def cpu_us(self) -> float:
        """CPU of both ends for one entry, in µs: what does not depend on who else uses the machine."""
        return (self.desk_cpu_s + self.central_cpu_s) / self.entries * 1e6

    def line(self, what: str) -> str:
        return (
            f"{what:<12}{self.per_second:>9,.0f} entries/s {self.bytes_each:>7.1f} bytes each   CPU a entry: "
            f"desk {self.desk_cpu_s / self.entries * 1e6:5.1f} µs, central {self.central_cpu_s / self.entries * 1e6:5.1f} µs   "
            f"desk's peak {self.desk_mib:.0f} MiB"
        )


def desk(what: str, home: Path, *more: str, profile: bool = False) -> dict[str, Any]:
    """A desk's process did that; its figures."""
    command = [sys.executable, "-m", "tests.bench.desk_process", what, str(home), *more, *(["--profile"] if profile else [])]
    done = subprocess.run(command, cwd=data_root(), stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout or b"{}")
    return found


def leg(what: str, home: Path, central: CentralProcess, *, profile: bool) -> Leg:
    before = sum(cpu_seconds(pid) for pid in central.pids)
    found = desk(what, home, profile=profile)
    spent = sum(cpu_seconds(pid) for pid in central.pids) - before
    return Leg(found["entries"], found["seconds"], found["cpu_s"], spent, found["sent"], found["received"], found["peak_mib"])


def both_ways(folder: Path, server: str, count: int, *, sealed: bool, profile: bool, workers: int) -> tuple[Leg, Leg, float]:
    """A fresh central and two fresh desks: pushed by one, pulled by the other; the most memory one of central's processes had."""
    folder.mkdir()
    central = CentralProcess(folder, new_database(server), workers=workers)
    central.start()
    try:
        for number in (3, 4):
            home = folder / f"desk{number}"
            desk("enroll", home, "--url", central.url, "--code", central.invite(OFFICE, f"{number:02d}"))
        desk("fill", folder / "desk3", "--count", str(count), *(["--sealed"] if sealed else []))
        pushed = leg("push", folder / "desk3", central, profile=profile)
        pulled = leg("pull", folder / "desk4", central, profile=profile)
        return pushed, pulled, max(peak_mib(pid) for pid in central.pids)
    finally:
        central.stop()


def run(count: int, *, sizes: list[int], profile: bool, workers: int) -> int:
    """The figures are printed; 1 if a target is missed."""
    with tempfile.TemporaryDirectory(prefix="minwon-bench-") as made, running_postgres() as server:
        folder = Path(made)
        _say_where(server)
        bare = floor.measure(folder, new_database(server), count)
        print(f"{count:,} records of {bare.json_bytes:.0f} bytes of JSON")
        print(f"{'floor':<12}{bare.per_second:>9,.0f} entries/s {bare.bytes_each:>7.1f} bytes each")
        pushed, pulled, mib = both_ways(folder / "main", server, count, sealed=False, profile=profile, workers=workers)
        print(pushed.line("push"))
        print(pulled.line("feed"))
        print(f"central: {pushed.central_cpu_s + pulled.central_cpu_s:.2f} CPU seconds, largest process {mib:.0f} MiB")
        sealed = both_ways(folder / "sealed", server, max(1, count // 10), sealed=True, profile=False, workers=workers)
        print(f"with two sealed numbers in each: push {sealed[0].bytes_each:.1f}, feed {sealed[1].bytes_each:.1f} bytes each")
        curve = [(size, *both_ways(folder / f"of{size}", server, size, sealed=False, profile=False, workers=workers)) for size in sizes]
        for size, there, back, its_mib in curve:
            print(f"{size:>9,} records: push {there.per_second:,.0f}/s, feed {back.per_second:,.0f}/s", end=", ")
            print(f"CPU of an entry {there.cpu_us:.0f} + {back.cpu_us:.0f} µs, central {its_mib:.0f} MiB")
    return _judge(pushed, pulled, max([mib, *(each[3] for each in curve)]), [(each[1], each[2]) for each in curve])


def _say_where(server: str) -> None:
    names = ("server_version", "fsync", "synchronous_commit")
    with psycopg.connect(server) as connection:
        shown = [f"{name} {connection.execute(f'SHOW {name}').fetchone()[0]}" for name in names]  # type: ignore[index]
    print(f"PostgreSQL {', '.join(shown)}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before it began")


def _judge(pushed: Leg, pulled: Leg, mib: float, curve: list[tuple[Leg, Leg]]) -> int:
    """What was missed is said; 1 if anything was."""
    missed = []
    for what, each in (("push", pushed), ("feed", pulled)):
        if each.per_second < PER_SECOND_MIN:
            missed.append(f"{what} {each.per_second:,.0f} entries/s, target {PER_SECOND_MIN:,}")
        if each.bytes_each > BYTES_MAX:
            missed.append(f"{what} {each.bytes_each:.1f} bytes an entry, target {BYTES_MAX:.0f}")
    if mib > CENTRAL_MIB_MAX:
        missed.append(f"central {mib:.0f} MiB, target {CENTRAL_MIB_MAX:.0f}")
    for way, legs in (("push", [each[0] for each in curve]), ("feed", [each[1] for each in curve])):
        if legs and legs[-1].cpu_us > FLAT_MAX * min(each.cpu_us for each in legs):
            missed.append(f"{way}: an entry costs {legs[-1].cpu_us / min(each.cpu_us for each in legs):.1f} times as much at the last size")
    print("all targets met" if not missed else "MISSED: " + "; ".join(missed))
    return 1 if missed else 0
