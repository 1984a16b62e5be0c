"""A program that was not started from a checkout: what Qt needs of the system is asked before the work, and said in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import checkout
from app.bootstrap.demo import DemoOptions, run_demo
from app.bootstrap.drawing import need_drawing
from app.bootstrap.window import run_window
from app.domain.errors import Unavailable
from app.formfiles.words import load_words
from app.settings import Settings, data_root


@pytest.fixture(autouse=True)
def bare_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither Qt's libraries nor those of an X display are there."""
    there_not = {"base": (("libminwon-draws.so.9", "libdraws9"),), "window": (("libminwon-shows.so.9", "libshows9"),)}
    monkeypatch.setattr(checkout, "LIBRARIES", there_not)
    monkeypatch.setattr(checkout, "found", set())


@pytest.mark.parametrize(
    ("display", "on_screen", "packages"), [("", True, "libdraws9"), (":0", False, "libdraws9"), (":0", True, "libdraws9 libshows9")]
)
def test_what_is_missing_is_named_by_its_packages(monkeypatch: pytest.MonkeyPatch, display: str, on_screen: bool, packages: str) -> None:
    monkeypatch.setenv("DISPLAY", display)
    with pytest.raises(Unavailable) as refused:
        need_drawing(on_screen=on_screen)
    assert (refused.value.code, refused.value.facts) == ("system_libraries_missing", {"packages": packages})


def test_what_the_start_from_a_checkout_found_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(checkout, "found", {"base"})
    need_drawing(on_screen=False)
    with pytest.raises(Unavailable) as refused:
        need_drawing(on_screen=True)
    assert refused.value.facts == {"packages": "libshows9"}


def test_demo_says_so_before_it_makes_anything(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="system_libraries_missing"):
        run_demo(DemoOptions(out=tmp_path / "out", window=False))
    assert not (tmp_path / "out").exists()


def test_what_says_so_is_loaded_without_qt() -> None:
    """Where a library of Qt's is missing, its import fails before anything can be said; the demo of a year draws nothing at all."""
    modules = [f"app.bootstrap.{each}" for each in ("demo", "demo_year", "window", "training_window", "first_window")]
    script = f"import sys, importlib\nsys.modules['PyQt6'] = None\nfor each in {modules}:\n    importlib.import_module(each)"
    subprocess.run([sys.executable, "-c", script], cwd=data_root(), check=True)


def test_window_says_so_before_it_asks_for_a_passphrase(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", data=data_root())
    with pytest.raises(Unavailable, match="system_libraries_missing"):
        run_window(settings, lambda _new: pytest.fail("it asked"), load_words(data_root() / "resources", "ko"))
