"""Arguments: argparse with our words in two languages, and the options every command takes before or after its name."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from shutil import get_terminal_size
from typing import IO, Any, NoReturn
from unicodedata import east_asian_width

from app.cli.call import writing
from app.cli.wrong_use import WrongUse
from app.domain.words import Words

Say = Callable[[], Words]

# argparse speaks English only; what it says about a command line is told again in ours.
_SAID = (
    ("no_command", re.compile(r"argument …: invalid choice: (?P<value>.+?) \(choose from .+\)")),
    ("no_command", re.compile(r"argument …: invalid choice: (?P<value>.+?), maybe .+")),
    ("required", re.compile(r"the following arguments are required: (?P<what>.+)")),
    ("unknown", re.compile(r"unrecognized arguments: (?P<what>.+)")),
    ("choice", re.compile(r"argument (?P<what>.+?): invalid choice: (?P<value>.+?) \(choose from (?P<choices>.+)\)")),
    ("choice", re.compile(r"argument (?P<what>.+?): invalid choice: (?P<value>.+), maybe .+")),
    ("one_value", re.compile(r"argument (?P<what>.+?): expected (?:one|at least one) argument.*")),
    ("bad_value", re.compile(r"argument (?P<what>.+?): invalid \S+ value: (?P<value>.+)")),
    ("not_both", re.compile(r"argument (?P<what>.+?): not allowed with argument (?P<value>.+)")),
    ("one_of", re.compile(r"one of the arguments (?P<what>.+) is required")),
    ("no_value", re.compile(r"argument (?P<what>.+?): ignored explicit argument (?P<value>.+)")),
)


_WIDTH_MAX = 110
_AS_IS = "  "


def _wrapped(text: str, width: int) -> Iterator[str]:
    """The words in lines of so many columns."""
    line, used = "", 0
    for word in text.split():
        columns = sum(2 if east_asian_width(each) in "WF" else 1 for each in word)
        if line and used + 1 + columns > width:
            yield line
            line, used = "", 0
        line, used = (f"{line} {word}", used + 1 + columns) if line else (word, columns)
    yield line


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help texts are keys until somebody asks for help: a normal start reads no words for it. Lines end where the terminal ends, a
    Korean syllable being two columns wide; examples stand as they are, to be copied.
    """

    def __init__(self, prog: str, *, say: Say) -> None:
        super().__init__(prog, max_help_position=32, width=min(_WIDTH_MAX, get_terminal_size((_WIDTH_MAX, 0)).columns))
        self._say = say

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(_wrapped(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = ([line] if line.startswith(_AS_IS) else _wrapped(line, width) for line in text.splitlines())
        return "\n".join(indent + part for parts in lines for part in parts)

    def add_usage(self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, f"{self._say().text('cli.help.usage')}: " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        key = f"cli.help.{heading}".replace(" ", "_")
        super().start_section(self._say().text(key) if heading and self._say().has(key) else heading)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        key = f"cli.{action.help}"
        return self._say().text(key).replace("%", "%%") if action.help and self._say().has(key) else action.help


class Parser(argparse.ArgumentParser):
    """`key` names its description and its example among the words (`cli.command.<key>.about`, `.example`)."""

    def __init__(self, *, say: Say, key: str, **more: Any) -> None:
        super().__init__(
            formatter_class=partial(_Formatter, say=say), allow_abbrev=False, add_help=False, argument_default=argparse.SUPPRESS, **more
        )
        self._say, self._key = say, key
        self.add_argument("-h", "--help", action="help", help="option.help")

    def format_help(self) -> str:
        text = self._say().text
        self.description = text(f"cli.command.{self._key}.about")
        examples = "\n".join(f"  {line}" for line in text(f"cli.command.{self._key}.example").splitlines())
        self.epilog = f"{text('cli.help.example')}:\n{examples}"
        return super().format_help()

    def print_help(self, file: IO[str] | None = None) -> None:  # type: ignore[override]
        with writing():
            print(self.format_help(), end="", file=file)

    def error(self, message: str) -> NoReturn:
        for key, pattern in _SAID:
            if found := pattern.fullmatch(message):
                raise WrongUse(f"use_{key}", command=self.prog, **found.groupdict())
        raise WrongUse("use_wrong", command=self.prog)


class _Later(dict[str, Any]):
    """Parsers by the names of their commands; each name is first told to who may know one that is not there yet."""

    def __init__(self, find: Callable[[str], object]) -> None:
        super().__init__()
        self._find = find

    def __contains__(self, name: object) -> bool:
        self._find(str(name))
        return super().__contains__(name)


class Commands:
    """Commands below a program or a group; each gets the common options too."""

    def __init__(self, parser: Parser, say: Say, *, depth: str = "") -> None:
        self._say = say
        self._below = parser.add_subparsers(dest=f"command_{depth or 'top'}", metavar="…", parser_class=Parser)

    def find_later(self, find: Callable[[str], object]) -> None:
        """From now on a name is told to `find`, which may add its command, before argparse looks whether there is one."""
        self._below.choices = self._below._name_parser_map = _Later(find)

    def add(self, name: str, key: str, run: Callable[..., int] | None = None) -> Parser:
        """A command; `run(call)` does it. Without `run` it is a group: what it lacks is told as wrong use."""
        parser: Parser = self._below.add_parser(name, help=f"command.{key}.about", say=self._say, key=key)
        common(parser)
        parser.set_defaults(run=run, group=parser.prog)
        return parser

    def group(self, name: str, key: str, options: Callable[[Parser], None] | None = None) -> Commands:
        """A command that only has commands below it. `options`: what may stand before their names besides the common ones."""
        parser = self.add(name, key)
        if options is not None:
            options(parser)
        return Commands(parser, self._say, depth=key)

    def below(self, parser: Parser, depth: str) -> Commands:
        """Commands below one that also does something by itself."""
        return Commands(parser, self._say, depth=depth)


def common(parser: Parser) -> None:
    """The options that stand before or after a command. Nothing is set by default, so neither place undoes the other."""
    parser.add_argument("--home", metavar="DIR", help="option.home")
    parser.add_argument("--json", action="store_true", help="option.json")
    parser.add_argument("--lang", choices=("ko", "en"), help="option.lang")
    parser.add_argument("--as", dest="user", metavar="USER", help="option.as")
    parser.add_argument("--at", metavar="T", help="option.at")


def won(text: str) -> int:
    """Won as people type them, with or without thousands separators. ValueError for anything else."""
    return int(text.replace(",", ""))


def role(text: str) -> str:
    """A role as it is kept: `passport-clerk` is `passport_clerk`."""
    return text.strip().replace("-", "_")
