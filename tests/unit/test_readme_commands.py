"""Every command that README shows is one that the program takes, with those options."""

from __future__ import annotations

import re
import shlex

import pytest

from app.cli.program import Program
from app.cli.wrong_use import WrongUse
from app.formfiles.words_by_need import words_by_need
from tests.desks import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
WORDS = words_by_need(ROOT / "resources", "en")
# What a sentence leaves out or shortens is no fault; a command or an option that does not exist is.
SHORTENED = frozenset({"use_required", "use_one_value", "use_choice", "use_bad_value"})


def commands(texts: list[str]) -> list[str]:
    """Each once, without what is said of it, of two joined by a pipe both; what a reader has to fill in is `x`."""
    found = [part.split(" < ")[0].strip().removesuffix(" …") for text in texts for part in text.partition(" #")[0].split(" | ")]
    return list(dict.fromkeys(each.replace("…", "x") for each in found if each.startswith("minwon ")))


@pytest.mark.parametrize("command", commands(re.findall(r"^    (minwon .*)$", README, re.MULTILINE)))
def test_a_line_that_can_be_copied_is_understood(command: str) -> None:
    Program(lambda: WORDS).parse_args(shlex.split(command)[1:])


@pytest.mark.parametrize("command", commands(re.findall(r"`(minwon [^`]*)`", README)))
def test_a_command_in_a_sentence_exists(command: str) -> None:
    try:
        Program(lambda: WORDS).parse_args(shlex.split(command)[1:])
    except WrongUse as wrong:
        assert wrong.code in SHORTENED
    except SystemExit as end:
        assert end.code == 0  # its help
