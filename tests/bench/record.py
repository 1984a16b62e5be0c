"""How long a durable record takes, as a ratio to a bare commit of as many rows and bytes (issue: ≤ 3.0, 99th percentile ≤ 4.0).

Both files lie in one folder and are written in turn, so that a slow moment of the disk meets both. Rows and bytes of the bare
commit are those which the record before it left: its entries, its rows of projections and those of the search index, each in a
plain table of its own. Indexes, checks, signatures and sealing are what the record does beyond that, and what the ratio allows for.
"""

from __future__ import annotations

import cProfile
import pstats
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

import msgspec

from app.bootstrap.homes import Home
from tests.bench.bare import BareFile
from tests.bench.home import drafts, practice_home

RATIO_MAX, P99_RATIO_MAX = 3.0, 4.0
WARM = 50

# What a commit leaves in each table, found again by the entries it wrote (seq above the last one).
_STORED = "place, entry_id, header, salt, body, digest, hash, head_sig, own, kind, case_id, visit_id, business_day, recorded_at"
_BY_CASE = "SELECT {0}.* FROM {0} WHERE case_id IN (SELECT case_id FROM entry WHERE place > (1 << 40 | ?))"
QUERIES = {
    "entry": f"SELECT {_STORED} FROM entry WHERE place > (1 << 40 | ?)",  # noqa: S608
    "allocation": "SELECT * FROM allocation WHERE seq > ? AND stream_id = 1",
    **{table: _BY_CASE.format(table) for table in ("case_kept", "fee_line")},
}
SEARCH, SEARCH_ROW_BYTES = "search_pending", 24


def sizes_since(home: Home, seq: int, changes: int) -> dict[str, list[int]]:
    """Bytes of each row written since that entry, by table.

    `changes`: rows as SQLite counted them; what it counted beyond the tables are keys of cases that wait for the search index.
    """
    sizes = {name: [len(msgspec.msgpack.encode(row)) for row in home.connections.all(query, (seq,))] for name, query in QUERIES.items()}
    found = sum(len(rows) for rows in sizes.values())
    return sizes | {SEARCH: [SEARCH_ROW_BYTES] * max(0, changes - found)}


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run(count: int, folder: Path | None, *, profile: bool) -> int:
    """The figures are printed; 1 if a limit is missed."""
    with tempfile.TemporaryDirectory(prefix="minwon-bench-", dir=folder) as made, practice_home(Path(made)) as (home, clerk):
        bare = BareFile(Path(made) / "bare", [*QUERIES, SEARCH])
        profiler = cProfile.Profile()
        writer = home.connections.here
        recorded: list[float] = []
        committed: list[float] = []
        rows_written = bytes_written = 0
        first_seq = home.store.head.seq
        for number, draft in enumerate(drafts(home, count + WARM, seed=7)):
            seq, changes = home.store.head.seq, writer.total_changes
            if profile:
                profiler.enable()
            start = perf_counter()
            home.services.record_case(clerk, draft)
            took = perf_counter() - start
            profiler.disable()
            sizes = sizes_since(home, seq, writer.total_changes - changes)
            rows = bare.prepare(sizes)
            start = perf_counter()
            bare.commit(rows)
            bare_took = perf_counter() - start
            if number >= WARM:
                recorded.append(took * 1000)
                committed.append(bare_took * 1000)
                rows_written += sum(len(each) for each in sizes.values())
                bytes_written += sum(sum(each) for each in sizes.values())
        entries = (home.store.head.seq - first_seq) / (count + WARM)
        bare.close()
    return _tell(recorded, committed, rows_written / count, bytes_written / count, entries, profiler if profile else None)


def _tell(
    recorded: list[float], committed: list[float], rows: float, size: float, entries: float, profiler: cProfile.Profile | None
) -> int:
    median, bare_median = statistics.median(recorded), statistics.median(committed)
    p99, bare_p99 = percentile(recorded, 0.99), percentile(committed, 0.99)
    ratio, p99_ratio = median / bare_median, p99 / bare_p99
    print(f"{len(recorded)} pairs; a draft makes {entries:.2f} entries; a commit writes {rows:.1f} rows, {size:.0f} bytes")
    print(f"record       median {median:6.2f} ms   p99 {p99:6.2f} ms")
    print(f"bare commit  median {bare_median:6.2f} ms   p99 {bare_p99:6.2f} ms")
    print(f"ratio        median {ratio:6.2f} (limit {RATIO_MAX:.1f})   p99 {p99_ratio:6.2f} (limit {P99_RATIO_MAX:.1f})")
    if profiler is not None:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
    good = ratio <= RATIO_MAX and p99_ratio <= P99_RATIO_MAX
    print("within the limits" if good else "LIMIT MISSED")
    return 0 if good else 1
