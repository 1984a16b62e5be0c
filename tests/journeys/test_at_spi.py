"""A program outside works a whole visit in the window over AT-SPI, as the tools of people who do not see it do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.displays import a_display, close
from tests.shell import PASSWORD, ROOT, Program


def test_a_whole_visit_is_worked_from_outside_by_accessible_names(tmp_path: Path) -> None:
    desk = Program(tmp_path / "desk").ready(day_open=False)
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    display = a_display()
    around = {
        "DISPLAY": display.name,
        "XAUTHORITY": str(display.authority),
        "XDG_RUNTIME_DIR": str(runtime),
        "VISIT_USER": "lee",
        "VISIT_PASSWORD": PASSWORD,
    }
    visit = ["dbus-run-session", "--", sys.executable, "-m", "tests.at_spi.visit", *desk.command()]
    try:
        done = subprocess.run(visit, cwd=ROOT, env={**desk.environment, **around}, capture_output=True, text=True, check=False)
    finally:
        close(display)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])  # above it the registry says that it runs
    assert seen["unnamed"] == []
    assert {"필수 항목입니다", "주민등록번호 13자리를 다시 확인하십시오"} <= set(seen["errors"])
    assert any("첫 항목은 '인감신고인 성명'입니다" in each for each in seen["errors"])
    assert seen["paper"].startswith("영수증")
    assert any("저장됨" in each for each in seen["told"])  # the foot told that the record is on disk
    (case,) = desk.ok("search", "김민수", "--as", "lee", "--json").rows
    assert (case["service"], case["state"], case["copies"], case["due_won"]) == ("seal_certificate_issue", "issued", 2, 1_200)
