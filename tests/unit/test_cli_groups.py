"""Which module answers which command: a table, because importing all of them takes longer than the window takes."""

from __future__ import annotations

import subprocess
import sys
from argparse import _SubParsersAction
from pathlib import Path

import pytest

from app.cli import groups
from app.cli.groups import MODULES, Groups, group_of
from app.cli.options import Commands, Parser
from app.domain.words import Words
from tests.desks import ROOT


def no_words() -> Words:
    raise AssertionError("nobody asked for help")


def commands_of(module: str) -> tuple[str, ...]:
    parser = Parser(say=no_words, key="minwon", prog="minwon")
    group_of(module).add(Commands(parser, no_words))
    (below,) = [each for each in parser._actions if isinstance(each, _SubParsersAction)]
    return tuple(below.choices)


@pytest.mark.parametrize("module", MODULES)
def test_each_module_adds_the_commands_the_table_tells_of(module: str) -> None:
    assert commands_of(module) == MODULES[module]


def test_every_module_of_commands_is_in_the_table() -> None:
    folder = Path(groups.__file__).parent
    made = {path.stem for path in folder.glob("*.py") if "\ndef add(commands: Commands) -> None:" in path.read_text(encoding="utf-8")}
    assert made == set(MODULES)


def test_a_command_brings_its_own_module_and_no_other() -> None:
    parser = Parser(say=no_words, key="minwon", prog="minwon")
    Groups(Commands(parser, no_words))
    assert parser.parse_args(["rating", "month"]).command_top == "rating"
    script = "import sys, app.cli.main; print(sorted(name for name in sys.modules if name.startswith('app.cli.')))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "app.cli.window" in done.stdout and "app.cli.rating" not in done.stdout
