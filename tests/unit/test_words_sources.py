"""The files a translator opens: well-formed, in order, whole in both languages, and holding nothing the program does not say."""

from __future__ import annotations

import re
from functools import cache

import pytest

from app.domain.words import LANGS, Counted, Lang
from app.formfiles.words import load_words
from tests.desks import ROOT
from tests.words import Message, head, in_order, messages, sources

RULES = {"ko": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
FORMS = {"ko": 1, "en": 2}
# Keys are put together of an area and a name: by `ListBeside` for the pages of money, by `Words.message` for a fact that is a code.
AREAS = {"claims", "promises", "operation"}
LITERAL = re.compile(r"\"([^\"\n]*)\"")
INNER = re.compile(r"'([a-z0-9_.{}]+)'")  # within an f-string
GAP = re.compile(r"\{[^{}]*\}")
# They look like keys: files, and a setting.
NO_KEYS = {"books.toml", "citizen.qss", "keys.sealed", "ledger.db", "queue.serving", "statistics.toml"}
WRITTEN_KEY = re.compile(r"[a-z_]+(?:\.[a-z_0-9]+)+")


@cache
def texts() -> dict[tuple[str, str], str]:
    """The text of every file by language and part."""
    return {(path.parent.name, path.stem): path.read_text(encoding="utf-8") for path in sources()}


@cache
def said(lang: Lang) -> dict[str, Message]:
    return {each.key: each for (of, _), text in texts().items() if of == lang for each in messages(text)}


@cache
def literals() -> set[str]:
    """Every text in quotation marks in the program."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    return {*LITERAL.findall(code), *INNER.findall(code)}


def test_every_file_is_well_formed_and_in_the_order_of_its_keys() -> None:
    assert len(texts()) >= 100
    assert [path for path, text in texts().items() if text != in_order(text)] == [], "python -m tests.words puts them in order"
    assert [path for path, text in texts().items() if len({each.key for each in messages(text)}) != len(messages(text))] == []


def test_every_file_says_what_it_is() -> None:
    for (lang, part), text in texts().items():
        assert head(text).startswith("# ") and 'msgid ""\nmsgstr ""\n' in head(text), part
        for line in (f"Language: {lang}", "Content-Type: text/plain; charset=UTF-8", f"Plural-Forms: {RULES[lang]}"):
            assert f'"{line}\\n"' in head(text), (lang, part)


def test_nothing_is_left_untranslated_doubtful_or_out_of_use() -> None:
    assert [path for path, text in texts().items() if re.search(r"^#~|^#,.*\bfuzzy\b", text, re.MULTILINE)] == []
    for lang in LANGS:
        assert [each.key for each in said(lang).values() if not all(each.forms) or each.key in each.forms] == []


def test_both_languages_say_the_same_in_the_same_files() -> None:
    parts: dict[str, dict[str, list[tuple[str, str]]]] = {"ko": {}, "en": {}}
    for (lang, part), text in texts().items():
        parts[lang][part] = [(each.key, each.fact) for each in messages(text)]
    assert parts["ko"] == parts["en"]


@pytest.mark.parametrize("lang", LANGS)
def test_what_counts_has_every_form_and_names_its_number(lang: Lang) -> None:
    counted = [each for each in said(lang).values() if each.fact]
    assert len(counted) > 150
    assert [each.key for each in counted if len(each.forms) != FORMS[lang] or f"{{{each.fact}}}" not in each.forms[-1]] == []
    assert [each.key for each in said(lang).values() if not each.fact and len(each.forms) > 1] == []


def test_every_form_of_a_sentence_has_the_same_facts() -> None:
    for key, korean in said("ko").items():
        facts = {frozenset(re.findall(r"\{(\w+)\}", form)) | ({korean.fact} - {""}) for form in korean.forms + said("en")[key].forms}
        assert len(facts) == 1, key


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_read_is_what_is_written(lang: Lang) -> None:
    read = load_words(ROOT / "resources", lang).texts
    assert {key: each.forms if isinstance(each, Counted) else (each,) for key, each in read.items()} == {
        key: each.forms for key, each in said(lang).items()
    }


def test_one_of_a_thing_is_not_spoken_of_as_many() -> None:
    """English: no number stands before a plural in a sentence that has one form only; bounds are never one."""
    things = "cases|days|lines|entries|files|people|papers|passports|fields|slips|minutes|services|numbers"
    plural = re.compile(rf"\{{(?!most|limit)\w+\}} (?:[a-z]+ )?(?:{things})\b")
    never_one = {"error.book_period_invalid", "error.hand_over_too_many", "error.numbers_too_many", "error.second_request_too_long"}
    one_form = [each for each in said("en").values() if not each.fact and not each.key.startswith("demo")]
    assert {each.key for each in one_form if plural.search(each.forms[0])} == never_one


def test_the_program_says_every_word_there_is() -> None:
    families = []
    for each in literals():
        if GAP.search(each) and re.fullmatch(r"[a-z_]+[._a-z0-9{}]*", bare := GAP.sub("{}", each)) and "." in bare.partition("{")[0]:
            families.append(re.compile(r"[^ ]+".join(re.escape(part) for part in bare.split("{}"))))
    unsaid = [key for key in said("ko") if key not in literals() and not any(family.fullmatch(key) for family in families)]
    assert [key for key in unsaid if not (key.partition(".")[0] in AREAS and key.partition(".")[2] in literals())] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_key_that_stands_in_the_program_has_its_words(lang: Lang) -> None:
    areas = {key.partition(".")[0] for key in said(lang)} - {"app"}  # the names of the program's own modules begin so
    asked = {each for each in literals() if WRITTEN_KEY.fullmatch(each) and each.partition(".")[0] in areas}
    assert asked - said(lang).keys() - NO_KEYS == set()
