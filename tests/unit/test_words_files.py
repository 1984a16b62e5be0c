"""Words as gettext keeps them: what is read is never older than what a translator wrote, and a number has its own form."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from app.domain.errors import IntegrityViolated
from app.formfiles.po_files import compile_all
from app.formfiles.words import load_words

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
FIELDS = 'msgctxt "n"\nmsgid "fields"\nmsgid_plural "fields"\nmsgstr[0] "{n} field of {all}"\nmsgstr[1] "{n} fields of {all}"\n'


def write(resources: Path, part: str, messages: str, *, ns: int = 1_000_000_000) -> Path:
    """`<part>.po` in English, written at that moment of its disk."""
    po = resources / "i18n" / "en" / f"{part}.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(f"{HEAD}\n{messages}", encoding="utf-8")
    os.utime(po, ns=(ns, ns))
    return po


def test_words_are_read_from_the_source_and_kept_compiled(tmp_path: Path) -> None:
    po = write(tmp_path, "desk", 'msgid "tab.seal"\nmsgstr "Seals"\n')
    assert load_words(tmp_path, "en").texts == {"tab.seal": "Seals"}
    assert [each.name for each in sorted(po.parent.iterdir())] == ["desk.mo", "desk.po"]
    assert po.with_suffix(".mo").stat().st_mtime_ns == po.stat().st_mtime_ns


def test_an_edited_sentence_is_seen_though_an_older_one_lies_compiled(tmp_path: Path) -> None:
    write(tmp_path, "desk", 'msgid "tab.seal"\nmsgstr "Seals"\n')
    compile_all(tmp_path)
    write(tmp_path, "desk", 'msgid "tab.seal"\nmsgstr "Impressions"\n', ns=1_000_000_001)
    assert load_words(tmp_path, "en").text("tab.seal") == "Impressions"
    write(tmp_path, "desk", 'msgid "tab.seal"\nmsgstr "not read: as old as what is compiled"\n', ns=1_000_000_001)
    assert load_words(tmp_path, "en").text("tab.seal") == "Impressions"


def test_an_older_file_that_is_put_back_is_read_though_a_newer_one_lies_compiled(tmp_path: Path) -> None:
    write(tmp_path, "desk", 'msgid "tab.seal"\nmsgstr "Impressions"\n', ns=2_000_000_000)
    compile_all(tmp_path)
    write(tmp_path, "desk", 'msgid "tab.seal"\nmsgstr "Seals"\n')
    assert load_words(tmp_path, "en").text("tab.seal") == "Seals"


NO_WRITING = struct.pack("<7I", 0x950412DE, 0, 1, 28, 36, 0, 0) + struct.pack("<4I", 0, 44, 26, 45) + b"\0Content-Type: a; charset=x\0"


@pytest.mark.parametrize("damaged", [NO_WRITING, b"", b"\xde\x12\x04\x95", b"\xde\x12\x04\x95" + bytes(4) + b"\xff" * 12, b"MZ" * 40])
def test_what_was_compiled_and_is_damaged_is_compiled_again(tmp_path: Path, damaged: bytes) -> None:
    po = write(tmp_path, "desk", 'msgid "tab.seal"\nmsgstr "Seals"\n')
    po.with_suffix(".mo").write_bytes(damaged)
    os.utime(po.with_suffix(".mo"), ns=(po.stat().st_mtime_ns,) * 2)
    assert load_words(tmp_path, "en").text("tab.seal") == "Seals"
    po.with_suffix(".mo").write_bytes(damaged)
    po.unlink()
    with pytest.raises(IntegrityViolated, match="words_invalid"):
        load_words(tmp_path, "en")


def test_a_program_without_sources_reads_what_is_compiled(tmp_path: Path) -> None:
    po = write(tmp_path, "desk", f'{FIELDS}\nmsgid "tab.seal"\nmsgstr "Seals"\n')
    (mo,) = compile_all(tmp_path)
    po.unlink()
    words = load_words(tmp_path, "en")
    assert (words.text("tab.seal"), words.text("fields", n=1, all=3)) == ("Seals", "1 field of 3")
    mo.unlink()
    with pytest.raises(IntegrityViolated, match="words_invalid"):
        load_words(tmp_path, "en")


def test_words_nobody_may_write_beside_are_read_all_the_same(tmp_path: Path) -> None:
    po = write(tmp_path, "desk", 'msgid "tab.seal"\nmsgstr "Seals"\n')
    po.with_suffix(".mo").mkdir()  # nothing can be put in its place
    assert load_words(tmp_path, "en").text("tab.seal") == "Seals"
    assert [each.name for each in sorted(po.parent.iterdir())] == ["desk.mo", "desk.po"]


@pytest.mark.parametrize("said", ['msgid "a"\nmsgstr[0 "c"\n', "a = 1\n"], ids=["torn", "no message"])
def test_a_file_that_holds_no_messages_is_refused(tmp_path: Path, said: str) -> None:
    write(tmp_path, "desk", said)
    with pytest.raises(IntegrityViolated, match="words_invalid"):
        load_words(tmp_path, "en")


def test_one_key_in_two_files_is_refused(tmp_path: Path) -> None:
    for part in ("desk", "login"):
        write(tmp_path, part, 'msgid "tab.seal"\nmsgstr "Seals"\n')
    with pytest.raises(IntegrityViolated, match="words_invalid"):
        load_words(tmp_path, "en")


def test_a_guess_of_the_translators_program_is_not_shown(tmp_path: Path) -> None:
    write(tmp_path, "desk", '#, fuzzy\nmsgid "tab.seal"\nmsgstr "Sails"\n\nmsgid "tab.sync"\nmsgstr "Sync"\n')
    assert load_words(tmp_path, "en").texts == {"tab.sync": "Sync"}


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 fields"), (1, "1 field"), (2, "2 fields"), (1_001, "1,001 fields"), ("1", "1 field"), ("1,001", "1,001 fields")]
)
def test_a_number_takes_its_own_form(tmp_path: Path, n: object, said: str) -> None:
    write(tmp_path, "desk", FIELDS)
    assert load_words(tmp_path, "en").text("fields", all=1, n=n) == f"{said} of 1"


def test_without_a_number_many_are_spoken_of(tmp_path: Path) -> None:
    write(tmp_path, "desk", FIELDS)
    words = load_words(tmp_path, "en")
    assert (words.texts["fields"], words.text("fields", n="△1", all=2)) == ("{n} fields of {all}", "△1 fields of 2")
    assert words.text("fields") == "… fields of …"
