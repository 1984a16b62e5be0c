"""What the measurements say is what was measured: a process's own memory, a wait and the work in it, and why nothing came."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from tests.bench import report, search, start
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


def test_waiting_is_told_apart_from_working() -> None:
    took = search.waits(lambda: sleep(0.03))
    assert took.wall >= 30
    assert took.cpu < took.wall / 2


def test_a_search_that_a_busy_machine_held_up_is_over_the_limit_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert search._told({"name": search.Took(wall=21.0, cpu=2.0)}, search.LIMIT_MS) == 1
    assert "21.00 ms (CPU 2.00)   OVER THE LIMIT" in capsys.readouterr().out
    assert search._told({"name": search.Took(wall=19.0, cpu=19.0)}, search.LIMIT_MS) == 0


def test_a_window_that_never_gets_the_keyboard_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "END_S", 0.2)
    monkeypatch.setattr(start, "_command", lambda _what: [sys.executable, "-c", "import time; time.sleep(30)"])
    with pytest.raises(RuntimeError, match="window manager"):
        start._process("app", {})
