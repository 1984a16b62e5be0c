"""Both languages are whole: nothing is left untranslated, no Korean stands in an English sentence, and what the code asks for is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest

from app.domain.words import LANGS, Lang, Words
from app.formfiles.words import load_words
from tests.desks import ROOT, the_catalogue

HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
LETTERS = re.compile("[A-Za-z가-힣]")
# The same in both: names of languages and paper, and examples of what is typed.
SAME = {"hint.passport_no", "hint.plate", "look.lang_ko", "look.lang_en", "first.lang.ko", "first.lang.en", "printer_kind.a4"}
SAME |= {"cli.option.listen", "cli.option.deadline_period", "cli.option.slip_mark"}
# English that quotes Korean: what is typed, printed or headed in Korean whatever language the window speaks.
QUOTES = {"hint.plate", "intake.box_hint", "ledger.search_hint", "citizen.other_language", "look.other_language", "look.lang_ko"}
QUOTES |= {"first.lang.ko", "error.recipients_invalid", "error.sheet_columns", "error.sheet_kind", "error.sheet_state"}
QUOTES |= {"drawer_set.approvals_hint", "cli.option.letters_file", "cli.option.penalty_demanded", "cli.say.records_exported"}
# Korean without Hangul.
LATIN = {"citizen.other_language", "look.other_language", "look.lang_en", "first.lang.en"}
LATIN |= {"cli.option.listen", "cli.option.deadline_period", "cli.option.slip_mark"}
BUILT = re.compile(r"""\btext\(\s*f"([a-z_0-9.]*\.)\{""")


@cache
def words(lang: Lang) -> Words:
    return load_words(ROOT / "resources", lang)


def told() -> Iterator[tuple[str, str, str]]:
    """Key, Korean and English of everything but the examples of the command line and the guided visits, which are typed as they stand."""
    for key, korean in words("ko").texts.items():
        if not key.endswith(".example") and not key.startswith("guide."):
            yield key, korean, words("en").texts[key]


def bare(text: str) -> str:
    return re.sub(r"\{\w+\}", "", text)


def test_nothing_is_left_untranslated() -> None:
    assert {key for key, korean, english in told() if korean == english and LETTERS.search(bare(korean))} - SAME == set()
    without = {key for key, korean, _ in told() if re.search("[A-Za-z]{2}", bare(korean)) and not HANGUL.search(korean)}
    assert without - SAME - LATIN == set()


def test_no_korean_stands_in_english_but_what_is_quoted() -> None:
    assert {key for key, _, english in told() if HANGUL.search(english)} - QUOTES == set()


def test_lists_of_exceptions_name_nothing_that_is_gone() -> None:
    assert {key for key in SAME | QUOTES | LATIN if not words("ko").has(key)} == set()


@pytest.mark.parametrize("lang", LANGS)
def test_no_words_are_empty_or_have_room_at_their_ends(lang: Lang) -> None:
    found = [key for key, text in words(lang).texts.items() if not text or text != text.strip()]
    # what those stand for is put behind them
    assert [key for key in found if not key.startswith(("cli.", "demo.", "recovery.missing_span"))] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_family_of_keys_the_code_puts_together_has_members(lang: Lang) -> None:
    sources = [path for path in (ROOT / "app").rglob("*.py") if "central" not in path.parts]
    families = {found for path in sources for found in BUILT.findall(path.read_text(encoding="utf-8"))}
    assert len(families) > 20
    assert {each for each in families if not any(key.startswith(each) for key in words(lang).texts)} == set()


def texts_of(node: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text of two languages below that node."""
    if isinstance(node, dict):
        if set(node) == {"ko", "en"}:
            yield path, node["ko"], node["en"]
        else:
            for name, each in node.items():
                yield from texts_of(each, f"{path}.{name}")
    elif isinstance(node, list | tuple):
        for at, each in enumerate(node):
            yield from texts_of(each, f"{path}.{at}")


def test_every_form_says_in_english_what_it_says_in_korean() -> None:
    found = [text for form in the_catalogue().forms.values() for text in texts_of(msgspec.to_builtins(form), form.id)]
    assert len(found) > 1_000
    assert [path for path, korean, english in found if HANGUL.search(korean) and (not english or english == korean)] == []
    assert [f"{path}: {english}" for path, _, english in found if HANGUL.search(re.sub(r"\([^)]*\)|읍·면·동", "", english))] == []
