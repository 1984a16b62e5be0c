"""The help of every command fits the terminal it is read in: a Korean syllable takes two columns."""

from __future__ import annotations

from argparse import _SubParsersAction
from collections.abc import Iterator
from unicodedata import east_asian_width

import pytest

from app.bootstrap.joints import joints
from app.cli.options import Parser
from app.cli.program import Program
from app.domain.words import Lang


def every_command(parser: Parser) -> Iterator[Parser]:
    yield parser
    for each in parser._actions:
        if isinstance(each, _SubParsersAction):
            for below in each.choices.values():
                yield from every_command(below)


@pytest.mark.parametrize("columns", [80, 110, 300])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_line_of_help_but_examples_and_choices_fits(lang: Lang, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    words = joints().words(lang)
    program = Program(lambda: words)
    program.format_help()  # every command is there
    over = []
    for command in every_command(program):
        told, _, _ = command.format_help().partition(f"\n{words.text('cli.help.example')}:\n")
        _, _, told = told.partition("\n\n")  # argparse breaks the usage at its own places
        for line in told.splitlines():
            wide = sum(2 if east_asian_width(each) in "WF" else 1 for each in line)
            if wide > min(columns, 110) and " " in line.strip():  # a list of choices has no place to break
                over.append(line)
    assert over == []


def test_why_it_differs_from_the_book_is_asked_only_where_something_was_counted() -> None:
    words = joints().words("en")
    program = Program(lambda: words)
    program.format_help()
    asking = {each.prog for each in every_command(program) if any(action.help == "option.reason" for action in each._actions)}
    assert asking == {f"minwon {name}" for name in ("cash count", "cash hand-over", "cash stamps", "cash terminal", "day close")}
