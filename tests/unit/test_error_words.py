"""Every error a person can meet has its sentence, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.cli.options import _SAID
from app.domain.errors import CounterError
from app.domain.words import LANGS, Lang, missing
from app.formfiles.words import load_words

ROOT = Path(__file__).resolve().parents[2]
ERRORS = {"Refused", "Unavailable", "IntegrityViolated", "DraftRefused", "WrongUse", "CounterError"}


@cache
def raised() -> list[tuple[str, str]]:
    """Where an error is made and with which code; central's own answers (`Declined`) reach the desk as Refused or Unavailable."""
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in code for name in ERRORS | {"Declined"}):
            continue  # to parse them all takes seconds
        for node in ast.walk(ast.parse(code)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in ERRORS | {"Declined"}:
                found += [(f"{path.relative_to(ROOT)}:{node.lineno}", each) for each in _texts(node.args[0])]
    return found


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)


def test_codes_are_found_in_the_source() -> None:
    codes = {code for _, code in raised()}
    assert {"day_not_open", "home_in_use", "ledger_damaged", "user_needed", "database_newer", "desk_taken"} <= codes
    assert len(codes) > 100


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_has_a_sentence(lang: Lang) -> None:
    words = load_words(ROOT / "resources", lang)
    # A problem of one field is told beside the field (`problem.…`) and needs no sentence of its own.
    without = sorted(
        {f"{code} ({where})" for where, code in raised() if not words.has(f"error.{code}") and not words.has(f"problem.{code}")}
    )
    assert without == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_sentence_says_something_even_for_a_code_nobody_knows(lang: Lang) -> None:
    words = load_words(ROOT / "resources", lang)
    assert "brand_new" in words.message(CounterError("brand_new"))


def test_both_languages_say_the_same_things() -> None:
    assert missing(load_words(ROOT / "resources", "ko"), load_words(ROOT / "resources", "en")) == []


def test_wrong_use_of_a_command_has_a_sentence_for_each_kind() -> None:
    for lang in LANGS:
        words = load_words(ROOT / "resources", lang)
        assert [key for key, _ in _SAID if not words.has(f"error.use_{key}")] == []


def test_what_a_docstring_says_is_refused_is_refused_under_that_name() -> None:
    """`Refused `a`, `b` (when)`: whoever reads it looks for these names."""
    sources = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "app").rglob("*.py"))}
    known = {each for source in sources.values() for each in re.findall(r"""["']([a-z][a-z0-9_]+)["']""", source)}
    promised = [(path.name, code) for path, source in sources.items() for code in _promised(source)]
    assert len(promised) > 300
    assert [each for each in promised if each[1] not in known] == []


def _promised(source: str) -> Iterator[str]:
    for said in re.findall(
        r"(?:Refused|Unavailable|IntegrityViolated|DraftRefused)((?:[ ,;]+(?:and |or )?`[a-z0-9_]+`)+)(?!'s)",
        re.sub(r"\([^()]*\)", "", source),
    ):
        yield from re.findall(r"`([a-z0-9_]+)`", said)


@pytest.mark.parametrize(("lang", "saved"), [("ko", "저장되지 않았습니다"), ("en", "Nothing was saved")])
def test_what_the_law_refuses_says_that_nothing_was_saved(lang: Lang, saved: str) -> None:
    """COUNTER §6: what happened, whether it is saved, what to do now."""
    words = load_words(ROOT / "resources", lang)
    codes = {code for where, code in raised() if where.startswith("app/domain/petition_rules.py")}
    assert len(codes) > 10
    assert {code for code in codes if saved not in words.text(f"error.{code}", most=1, days=1, times=1, day="2026-11-20")} == set()
