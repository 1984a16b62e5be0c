"""`python -m tests.bench record|search`: measures; exit 1 when a limit is missed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench import record, search


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
    asked = parser.parse_args()
    if asked.which == "record":
        return record.run(asked.n, asked.home, profile=asked.profile)
    return search.run(asked.n, asked.home)


if __name__ == "__main__":
    sys.exit(main())
