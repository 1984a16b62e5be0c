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
from tests.bench.memory import peak_mib
from tests.bench.processes import CentralProcess, compiled, cpu_seconds
from tests.postgres import new_database, running_postgres

OFFICE = "26410"
WAYS = ("push", "feed", "snapshot")
PER_SECOND_MIN = (15_000, 15_000, 40_000)
BYTES_MAX, CENTRAL_MIB_MAX = 130.0, 100.0
FLAT_MAX = 1.5  # CPU of an entry at the last size, as a multiple of the cheapest: what does not depend on who else uses the machine


class Leg(NamedTuple):
    """One way of the entries: `sent` and `received` as the desk's kernel counted them, `central_cpu_s` over all its processes.

    `seconds` and `desk_cpu_s` until they are at the other end, checked and on disk; of a snapshot `folded_s` and `folded_cpu_s` more until
    they are in every list. What is pushed or read from the feed is folded by then.
    """

    entries: int
    seconds: float
    desk_cpu_s: float
    central_cpu_s: float
    sent: int
    received: int
    desk_mib: float
    made_s: float
    folded_s: float
    folded_cpu_s: float

    @property
    def per_second(self) -> float:
        return self.entries / self.seconds

    @property
    def folded_per_second(self) -> float:
        """With the folding."""
        return self.entries / (self.seconds + self.folded_s)

    @property
    def bytes_each(self) -> float:
        return (self.sent + self.received) / self.entries

    @property
    def cpu_us(self) -> float:
        """CPU of both ends for one entry, folded and all, in µs: what does not depend on who else uses the machine."""
        return (self.desk_cpu_s + self.folded_cpu_s + self.central_cpu_s) / self.entries * 1e6

    def line(self, what: str) -> str:
        return (
            f"{what:<12}{self.per_second:>9,.0f} entries/s {self.bytes_each:>7.1f} bytes each   CPU a entry: "
            f"desk {self.desk_cpu_s / self.entries * 1e6:5.1f} µs, central {self.central_cpu_s / self.entries * 1e6:5.1f} µs   "
            f"desk's peak {self.desk_mib:.0f} MiB"
        )


class Office(NamedTuple):
    """Three ways through one central; the most memory one of its processes had before and after it put a snapshot together."""

    pushed: Leg
    pulled: Leg
    taken: Leg
    mib: float
    mib_with_snapshot: float


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
    return Leg(
        found["entries"],
        found["seconds"],
        found["cpu_s"],
        spent,
        found["sent"],
        found["received"],
        found["peak_mib"],
        found["made_s"],
        found["folded_s"],
        found["folded_cpu_s"],
    )


def both_ways(folder: Path, server: str, count: int, *, sealed: bool, profile: bool, workers: int) -> Office:
    """A fresh central and three fresh desks: pushed by one, pulled by another, taken as a snapshot by the third."""
    folder.mkdir()
    central = CentralProcess(folder, new_database(server), workers=workers)
    central.start()
    try:
        for number in (3, 4, 5):
            home = folder / f"desk{number}"
            desk("enroll", home, "--url", central.url, "--code", central.invite(OFFICE, f"{number:02d}"))
        desk("fill", folder / "desk3", "--count", str(count), *(["--sealed"] if sealed else []))
        pushed = leg("push", folder / "desk3", central, profile=profile)
        pulled = leg("pull", folder / "desk4", central, profile=profile)
        mib = max(peak_mib(pid) for pid in central.pids)
        taken = leg("snapshot", folder / "desk5", central, profile=profile)
        return Office(pushed, pulled, taken, mib, max(peak_mib(pid) for pid in central.pids))
    finally:
        central.stop()


def run(count: int, *, sizes: list[int], profile: bool, workers: int) -> int:
    """The figures are printed; 1 if a target is missed."""
    with tempfile.TemporaryDirectory(prefix="minwon-bench-") as made, running_postgres() as server:
        folder = Path(made)
        compiled()
        _say_where(server)
        bare = floor.measure(folder, new_database(server), count)
        print(f"{count:,} records of {bare.json_bytes:.0f} bytes of JSON")
        print(f"{'floor':<12}{bare.per_second:>9,.0f} entries/s {bare.bytes_each:>7.1f} bytes each")
        main = both_ways(folder / "main", server, count, sealed=False, profile=profile, workers=workers)
        print(main.pushed.line("push"))
        print(main.pulled.line("feed"))
        print(main.taken.line("snapshot"), f"  (put together by central before, in {main.taken.made_s:.2f} s)")
        whole, later, cpu = main.taken.folded_per_second, main.taken.folded_s, main.taken.folded_cpu_s / main.taken.entries * 1e6
        print(f"{'':<12}{whole:>9,.0f} entries/s until all of it is in the lists too, {later:.2f} s later, {cpu:.1f} µs of CPU more")
        central_s = main.pushed.central_cpu_s + main.pulled.central_cpu_s
        print(f"central: {central_s:.2f} CPU seconds, largest process {main.mib:.0f} MiB, {main.mib_with_snapshot:.0f} with the snapshot")
        sealed = both_ways(folder / "sealed", server, max(1, count // 10), sealed=True, profile=False, workers=workers)
        print(f"with two sealed numbers in each: push {sealed.pushed.bytes_each:.1f}, feed {sealed.pulled.bytes_each:.1f} bytes each")
        curve = []
        for size in sizes:
            found = both_ways(folder / f"of{size}", server, size, sealed=False, profile=False, workers=workers)
            rates = ", ".join(
                f"{what} {each.per_second:,.0f}/s at {each.cpu_us:.0f} µs CPU" for what, each in zip(WAYS, found[:3], strict=True)
            )
            print(f"{size:>9,} records: {rates}; central {found.mib:.0f} and {found.mib_with_snapshot:.0f} MiB", flush=True)
            curve.append(found)
    return _judge(main, curve)


def _say_where(server: str) -> None:
    names = ("server_version", "fsync", "synchronous_commit")
    with psycopg.connect(server) as connection:
        shown = [f"{name} {connection.execute(f'SHOW {name}').fetchone()[0]}" for name in names]  # type: ignore[index]
    print(f"PostgreSQL {', '.join(shown)}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before it began")


def _judge(main: Office, curve: list[Office]) -> int:
    """What was missed is said; 1 if anything was."""
    missed = []
    for what, each, target in zip(WAYS, main[:3], PER_SECOND_MIN, strict=True):
        if each.per_second < target:
            missed.append(f"{what} {each.per_second:,.0f} entries/s, target {target:,}")
        if each.bytes_each > BYTES_MAX:
            missed.append(f"{what} {each.bytes_each:.1f} bytes an entry, target {BYTES_MAX:.0f}")
    if (mib := max(each.mib_with_snapshot for each in (main, *curve))) > CENTRAL_MIB_MAX:
        missed.append(f"central {mib:.0f} MiB, target {CENTRAL_MIB_MAX:.0f}")
    for place, way in enumerate(WAYS):
        legs: list[Leg] = [each[place] for each in curve]  # type: ignore[misc]
        if legs and legs[-1].cpu_us > FLAT_MAX * min(each.cpu_us for each in legs):
            missed.append(f"{way}: an entry costs {legs[-1].cpu_us / min(each.cpu_us for each in legs):.1f} times as much at the last size")
    print("all targets met" if not missed else "MISSED: " + "; ".join(missed))
    return 1 if missed else 0
