"""What a long paper costs beside the same words drawn straight on a canvas (issue: ≤ 1.3 ×, ≤ 80 MiB), whole processes in turn.

And how long a day of 5,000 rows takes until it is closed and its report is on the screen (issue: ≤ 2 s).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from app.settings import data_root
from tests.bench import closing_day
from tests.bench.report_paper import REASONS, SERVICES

RATIO_MAX, PEAK_MIB_MAX = 1.3, 80.0
SIZES = (1_000, 10_000)
WAYS = ("canvas", "paper")


def run(turns: int, cases: int) -> int:
    """The figures are printed; 1 if a limit is missed. `cases`: of the day that is closed, 0 for none."""
    with tempfile.TemporaryDirectory(prefix="minwon-bench-") as made:
        folder = Path(made)
        for way in WAYS:  # modules are compiled and the fonts are in the cache of the disk before anything counts
            _process(way, 10, folder)
        kept = [_compare(rows, turns, folder) for rows in SIZES]
    if cases:
        kept.append(closing_day.run(cases))
    return 0 if all(kept) else 1


def _compare(rows: int, turns: int, folder: Path) -> bool:
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    wall: dict[str, list[float]] = {way: [] for way in WAYS}
    peak: dict[str, float] = dict.fromkeys(WAYS, 0.0)
    for _ in range(turns):
        for way in WAYS:
            start = perf_counter()
            cpu_s, peak_mib = _process(way, rows, folder)
            wall[way].append(perf_counter() - start)
            took[way].append(cpu_s)
            peak[way] = max(peak[way], peak_mib)
    said = {way: _words(folder / f"{way}.pdf", rows) for way in WAYS}
    if said["paper"] != said["canvas"]:
        print(f"{rows:,} rows: the two ways do not say the same words", file=sys.stderr)
        return False
    ratio = statistics.median(mine / straight for mine, straight in zip(took["paper"], took["canvas"], strict=True))
    good = ratio <= RATIO_MAX and peak["paper"] <= PEAK_MIB_MAX
    print(
        f"{rows:>7,} rows: paper {_told(took['paper'], wall['paper'])}, {peak['paper']:.0f} MiB, "
        f"{(folder / 'paper.pdf').stat().st_size / 1024:,.0f} KiB; "
        f"canvas {_told(took['canvas'], wall['canvas'])}, {peak['canvas']:.0f} MiB; "
        f"ratio of CPU {ratio:.2f} (limit {RATIO_MAX}, {PEAK_MIB_MAX:.0f} MiB): {'kept' if good else 'MISSED'}"
    )
    return good


def _told(cpu: list[float], wall: list[float]) -> str:
    return f"{statistics.median(cpu):.2f} s CPU ({statistics.median(wall):.2f} s)"


def _process(way: str, rows: int, folder: Path) -> tuple[float, float]:
    """The file was drawn by a process of its own; its CPU seconds, and the most memory it had in MiB."""
    command = [sys.executable, "-m", "tests.bench.report_paper", way, str(rows), str(folder / f"{way}.pdf")]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, cwd=data_root(), env=environment, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    return float(said["cpu_s"]), float(said["peak_mib"])


def _words(pdf: Path, rows: int) -> Counter[str]:
    """How often each word of the rows stands in the file: numbers of receipts, services, reasons, sums."""
    text = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    wanted = {f"26410-03-R-261120-{number:05d}-M4" for number in range(1, rows + 1)}
    wanted |= {word for phrase in (*SERVICES, *REASONS) for word in phrase.split()} | {"이서연", "박도윤", "현금", "신용카드"}
    found = Counter(word for word in text.split() if word in wanted or word.startswith("△"))
    found["이서연"] = min(found["이서연"], rows)  # the paper's head and its signature name the clerk too
    total = sum(400 + 100 * (number % 60) for number in range(1, rows + 1))
    found.pop(f"△{total:,}", None)  # the sum stands in the paper only
    return found
