"""`minwon …`: reads the command line, runs the one command, turns what happened into an exit code and one sentence.

Exit codes: 0 done, 2 wrong use, 3 refused, 4 unavailable, 5 integrity violated; 70 a bug, 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING

from app.cli import window
from app.cli.bugs import Surfacing
from app.cli.call import Call, nobody_reads, writing
from app.cli.wrong_use import WrongUse
from app.domain.errors import CounterError, IntegrityViolated, Unavailable
from app.domain.words import LANGS, Lang, Words

if TYPE_CHECKING:
    from app.cli.joints import Joints

DONE, WRONG_USE, REFUSED, UNAVAILABLE, INTEGRITY = 0, 2, 3, 4, 5
INTERRUPTED = 130


def run(argv: Sequence[str], joints: Joints) -> int:
    """The command was run; its exit code. Nothing is raised: a bug becomes 70 and a number to quote."""
    _fill_closed()
    _write_utf8()
    lang = _lang(argv, os.environ)
    surfacing = Surfacing(lambda: joints.words(lang), argv)
    with surfacing:
        return _run(argv, joints, lang)
    return surfacing.exit_code


def _run(argv: Sequence[str], joints: Joints, lang: Lang) -> int:
    call = Call(joints, SimpleNamespace(), lang)
    try:
        if not all(_is_text(each) for each in argv):
            raise WrongUse("use_not_utf8")
        code = _obey(call, argv)
        with writing():
            sys.stdout.flush()
        return code
    except WrongUse as wrong:
        _tell(call.words.text(f"error.{wrong.code}", **wrong.facts), wrong.code, call.words)
        return WRONG_USE
    except CounterError as error:
        _tell(sentence(call.words, error), error.code, call.words)
        return exit_code_of(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        nobody_reads()  # `minwon sample … | head`
        return DONE


def _obey(call: Call, argv: Sequence[str]) -> int:
    try:
        if argv:
            from app.cli.program import Program  # argparse and all: a start without arguments has nothing to parse

            call.args = Program(lambda: call.words).parse_args(argv)
    except SystemExit as end:  # argparse, after help or the version
        return end.code if isinstance(end.code, int) else DONE
    command = getattr(call.args, "run", None)
    if command is None and hasattr(call.args, "group"):
        raise WrongUse("use_incomplete", command=call.args.group)
    if command is not None and call.get("practise", False):
        raise WrongUse("use_training_window")  # otherwise what somebody means to practise would be done at the real desk
    code: int = (command or window.show)(call)
    return code


def exit_code_of(error: CounterError) -> int:
    """The exit code of one of our errors."""
    if isinstance(error, IntegrityViolated):
        return INTEGRITY
    return UNAVAILABLE if isinstance(error, Unavailable) else REFUSED


def sentence(words: Words, error: CounterError) -> str:
    """What happened and what to do now."""
    if error.code != "day_blocked":
        return words.message(error)
    blockers = {name: count for name, count in error.facts.items() if name != "total"}
    what = ", ".join(f"{words.text(f'blocker.{name}')} {count}" for name, count in blockers.items() if words.has(f"blocker.{name}"))
    return words.text("error.day_blocked", total=error.facts.get("total", ""), what=what)


def _tell(text: str, code: str, words: Words) -> None:
    print(f"{words.text('cli.error')}: {text} ({code})", file=sys.stderr, flush=True)


def _is_text(argument: str) -> bool:
    """False for bytes that the shell's encoding cannot mean."""
    return not any("\udc80" <= character <= "\udcff" for character in argument)


def _lang(argv: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """The language of everything said, needed before the command line is understood."""
    asked = environment.get("MINWON_LANG", "")
    for place, text in enumerate(argv):
        if text.startswith("--lang="):
            asked = text.partition("=")[2]
        elif text == "--lang" and place + 1 < len(argv):
            asked = argv[place + 1]
    for lang in LANGS:
        if lang == asked:
            return lang
    return "ko"


def _fill_closed() -> None:
    """Every stream is there. One that the caller closed goes nowhere; first in, so that no file of ours gets its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(nowhere, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - open to the end


def _write_utf8() -> None:
    """What is written is UTF-8 wherever it goes; a character that is none is shown as one that asks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
