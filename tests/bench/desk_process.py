"""One desk as a process of its own: `python -m tests.bench.desk_process enroll|fill|push|pull|snapshot HOME …`: one JSON line."""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from app.bootstrap.joints import hide_postgres_driver

hide_postgres_driver()  # as every command of a desk does

from app.bootstrap.homes import Home, open_home  # noqa: E402
from app.bootstrap.new_homes import enroll_home  # noqa: E402
from app.domain.entries import Fact  # noqa: E402
from app.formfiles.people import load_people  # noqa: E402
from app.services import take_snapshot  # noqa: E402
from app.settings import Settings, data_root  # noqa: E402
from app.wire.messages import BATCH_ENTRIES_MAX  # noqa: E402
from tests.bench.memory import peak_mib  # noqa: E402
from tests.bench.records import Filings  # noqa: E402

PASSPHRASE = "measure-only-nothing-secret"
DAY = "2026-11-20"
_TCP_INFO_BYTES = 256
_ACKED_AT, _RECEIVED_AT = 120, 128  # tcpi_bytes_acked, tcpi_bytes_received of Linux' struct tcp_info


class Lines:
    """Bytes that went over this process's connections, TLS and all, as the kernel counted them."""

    def __init__(self) -> None:
        self._copies: list[socket.socket] = []
        self._connect = socket.create_connection
        socket.create_connection = self._connected

    def _connected(self, *arguments: Any, **more: Any) -> socket.socket:
        made = self._connect(*arguments, **more)
        self._copies.append(made.dup())  # TLS takes the descriptor away from the socket that was opened
        return made

    def so_far(self) -> tuple[int, int]:
        """Sent and acknowledged by the other end, received."""
        infos = [each.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES) for each in self._copies]
        return (
            sum(int(struct.unpack_from("Q", info, _ACKED_AT)[0]) for info in infos),
            sum(int(struct.unpack_from("Q", info, _RECEIVED_AT)[0]) for info in infos),
        )


def settings_of(folder: Path) -> Settings:
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    return Settings(home=folder, data=data_root(), passphrase=PASSPHRASE)


def _never_asked(_new: bool) -> str:
    return PASSPHRASE


def fill(home: Home, count: int, *, sealed: bool, seed: int) -> dict[str, object]:
    """So many more filings stand in the book, one commit each, as at a counter; the disk is not waited for meanwhile."""
    home.connections.here.execute("PRAGMA synchronous = OFF")
    filings = Filings(load_people(data_root() / "resources" / "demo" / "people.toml"), seed, sealed=sealed)
    new_id, began = home.desk.ids.new_id, perf_counter()
    for _ in range(count):
        with home.store.transaction(actor=None, day=DAY) as tx:
            tx.append(Fact(filings.next(tx.case_number()), new_id(), case_id=new_id()))
    home.store.catch_up()
    home.connections.here.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {"seconds": perf_counter() - began, "last_seq": home.store.head.seq}


def push(home: Home) -> int:
    sent = 0
    while batch := home.push_once():
        sent += batch
    return sent


def pull(home: Home) -> int:
    """By the feed alone, page after page, also where a fresh desk would rather take a snapshot."""
    assert home.central is not None
    office, exchange, taken = home.desk.identity.office, home.store.exchange, 0
    while True:
        generation, after = exchange.feed_cursor()
        page = home.central.feed(office, generation=generation, after=after, limit=BATCH_ENTRIES_MAX)
        if not page.items:
            return taken
        exchange.apply_feed(page)
        taken += len(page.items)


def snapshot(home: Home) -> int:
    """Received, checked and on disk: the line is not needed any more."""
    assert home.central is not None
    return take_snapshot.receive(home.desk, home.central, home.on_lane, take_snapshot.Filling())[1]


def fold(home: Home) -> tuple[float, float]:
    """The seconds until all of it is in the lists and can be found as well, and those of CPU."""
    cpu, began = process_time(), perf_counter()
    take_snapshot.fold(home.desk, home.on_lane, take_snapshot.Filling())
    return perf_counter() - began, process_time() - cpu


WORK: dict[str, Callable[[Home], int]] = {"push": push, "pull": pull, "snapshot": snapshot}


def measured(home: Home, what: str, lines: Lines, *, profile: bool) -> dict[str, object]:
    """What the work took; sessions and TLS are opened before, as on a desk that is on."""
    assert home.central is not None
    home.central.staff(home.desk.identity.office, after=0)
    made_s = perf_counter()
    if what == "snapshot":
        home.central.snapshot(home.desk.identity.office)  # central puts it together once, for all new desks of an hour
    made_s = perf_counter() - made_s
    sent, received = lines.so_far()
    profiler = cProfile.Profile()
    cpu, began = process_time(), perf_counter()
    if profile:
        profiler.enable()
    entries = WORK[what](home)
    profiler.disable()
    seconds, cpu = perf_counter() - began, process_time() - cpu
    sent_now, received_now = lines.so_far()
    folded_s, folded_cpu_s = fold(home) if what == "snapshot" else (0.0, 0.0)
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    return {
        "entries": entries,
        "seconds": seconds,
        "made_s": made_s,
        "folded_s": folded_s,
        "folded_cpu_s": folded_cpu_s,
        "cpu_s": cpu,
        "sent": sent_now - sent,
        "received": received_now - received,
        "peak_mib": peak_mib(),
        "cases": home.services.count_cases(),
    }


def main() -> None:
    """One thing was done to one home."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.desk_process")
    parser.add_argument("what", choices=("enroll", "fill", *WORK))
    parser.add_argument("home", type=Path)
    parser.add_argument("--url", default="")
    parser.add_argument("--code", default="")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    settings = settings_of(asked.home)
    if asked.what == "enroll":
        enroll_home(settings, _never_asked, url=asked.url, code=asked.code, training=True)
        return
    lines = Lines()
    home = open_home(settings, _never_asked)
    try:
        if asked.what == "fill":
            found = fill(home, asked.count, sealed=asked.sealed, seed=asked.seed)
        else:
            found = measured(home, asked.what, lines, profile=asked.profile)
    finally:
        home.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
