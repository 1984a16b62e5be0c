"""What the measurements say of a process's memory is that process's own: not its starter's, and all of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench import report
from tests.desks import ROOT

BALLAST_MIB = 200


def test_a_paper_does_not_weigh_what_its_starter_weighs(tmp_path: Path) -> None:
    ballast = b"\1" * (BALLAST_MIB * 2**20)  # as a starter that has the whole program and Qt in it
    _cpu_s, peak_mib = report._process("paper", 10, tmp_path)
    assert len(ballast) == BALLAST_MIB * 2**20
    assert peak_mib < BALLAST_MIB


def test_what_a_process_gave_back_again_counts() -> None:
    work = f"from tests.bench.memory import peak_mib; len(b'1' * ({BALLAST_MIB} * 2**20)); print(peak_mib())"
    done = subprocess.run([sys.executable, "-c", work], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(done.stdout) > BALLAST_MIB
