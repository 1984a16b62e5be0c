"""`python -m tests.bench record [-n N] [--profile] [--home DIR]`: exit 1 when a limit is missed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench import record


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    which = parser.add_subparsers(dest="which", required=True)
    recording = which.add_parser("record", help="a durable record beside a bare commit")
    recording.add_argument("-n", type=int, default=2000, help="pairs (default 2000)")
    recording.add_argument("--profile", action="store_true", help="show where the time goes; the ratios mean nothing then")
    recording.add_argument("--home", type=Path, help="a folder of the file system to measure (default: the temporary folder)")
    asked = parser.parse_args()
    return record.run(asked.n, asked.home, profile=asked.profile)


if __name__ == "__main__":
    sys.exit(main())
