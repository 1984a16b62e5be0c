"""`python -m tests.bench record|report|search|sync|deadlines|year|worklist|start|ui`: measures; exit 1 when a limit is missed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench import deadlines, record, report, search, start, sync, worklist, year


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    which = parser.add_subparsers(dest="which", required=True)
    recording = which.add_parser("record", help="a durable record beside a bare commit")
    recording.add_argument("-n", type=int, default=2000, help="pairs (default 2000)")
    recording.add_argument("--profile", action="store_true", help="show where the time goes; the ratios mean nothing then")
    recording.add_argument("--home", type=Path, help="a folder of the file system to measure (default: the temporary folder)")
    searching = which.add_parser("search", help="pages and searches in a big book")
    searching.add_argument("-n", type=int, default=1_000_000, help="entries (default 1,000,000)")
    searching.add_argument("--home", type=Path, help="keep the book in this folder and use it again")
    reporting = which.add_parser("report", help="long papers beside a bare canvas, and the closing of a long day")
    reporting.add_argument("-n", type=int, default=5, help="turns (default 5)")
    reporting.add_argument("--cases", type=int, default=5_000, help="cases of the day that is closed, 0 for none (default 5,000)")
    syncing = which.add_parser("sync", help="entries pushed to central and pulled by another desk, beside a bare floor")
    syncing.add_argument("-n", type=int, default=10_000, help="records (default 10,000)")
    syncing.add_argument("--sizes", type=int, nargs="*", default=[], help="the cost of an entry also at these numbers of records")
    syncing.add_argument("--workers", type=int, default=1, help="worker processes of central (default 1)")
    syncing.add_argument("--profile", action="store_true", help="show where the desk's time goes; the rates mean nothing then")
    counting = which.add_parser("deadlines", help="due dates by every rule of the law")
    counting.add_argument("-n", type=int, default=1_000_000, help="deadlines (default 1,000,000)")
    whole = which.add_parser("year", help="a whole year at the counter, made and counted")
    whole.add_argument("--scale", type=float, default=1.0, help="part of the year's work (default 1)")
    whole.add_argument("--home", type=Path, help="a folder of the file system to measure (default: the temporary folder)")
    waiting = which.add_parser("worklist", help="counts and pages of the 업무함 in a big book")
    waiting.add_argument("-n", type=int, default=worklist.CASES, help="cases (default 200,000)")
    waiting.add_argument("--home", type=Path, help="keep the book in this folder and use it again")
    starting = which.add_parser("start", help="from exec to the painted login page over an open ledger, beside a bare window")
    starting.add_argument("-n", type=int, default=15, help="pairs (default 15)")
    starting.add_argument("--keyring", action="store_true", help="the keys lie in the keyring of this session, as at a desk")
    starting.add_argument("--full-cost", action="store_true", help="the keys lie in a key file of full cost")
    starting.add_argument("--profile", action="store_true", help="what each module costs (python -X importtime)")
    window = which.add_parser("ui", help="tabs, forms and searches at the window over a big book, from the key to what is painted")
    window.add_argument("-n", type=int, default=1_000_000, help="entries (default 1,000,000)")
    window.add_argument("--home", type=Path, help="keep the book in this folder and use it again")
    asked = parser.parse_args()
    if asked.which == "start":
        return start.run(asked.n, keyring=asked.keyring, dear=asked.full_cost, profile=asked.profile)
    if asked.which == "ui":
        from tests.bench import ui  # Qt is loaded only where a window opens

        return ui.run(asked.n, asked.home)
    if asked.which == "worklist":
        return worklist.run(asked.n, asked.home)
    if asked.which == "deadlines":
        return deadlines.run(asked.n)
    if asked.which == "record":
        return record.run(asked.n, asked.home, profile=asked.profile)
    if asked.which == "report":
        return report.run(asked.n, asked.cases)
    if asked.which == "year":
        return year.run(2010, asked.scale, asked.home)
    if asked.which == "sync":
        return sync.run(asked.n, sizes=asked.sizes, profile=asked.profile, workers=asked.workers)
    return search.run(asked.n, asked.home)


if __name__ == "__main__":
    sys.exit(main())
