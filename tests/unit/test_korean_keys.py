"""What a Korean keyboard wrote goes back to its keys: an automaton of 두벌식 writes, and the keys it was given come back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.korean_keys import has_hangul, keys_of
from tests.korean_keyboard import written

SHIFTED = "QWERTOP"  # the letters whose key has another jamo with Shift


def kept(keys: str) -> str:
    """The keys without the Shift that leaves no trace."""
    return "".join(key if key in SHIFTED or not key.isalpha() else key.lower() for key in keys)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60))
def test_what_any_keys_wrote_goes_back_to_them_but_for_a_shift_without_a_jamo(keys: str) -> None:
    assert keys_of(written(keys)) == kept(keys)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60), st.integers(0, 60))
def test_it_goes_back_wherever_the_syllable_was_broken_off(keys: str, at: int) -> None:
    assert (keys_of(written(keys[:at])) or "") + (keys_of(written(keys[at:])) or "") == kept(keys)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_categories=["Ll"]), max_size=60))
def test_a_code_in_capitals_comes_back_whole(code: str) -> None:
    assert (keys_of(written(code)) or "").upper() == code


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("김정훈", "rlawjdgns"),
        ("최한별", "chlgksquf"),
        ("닭값 ㄳ, 뷁!", "ekfrrkqt rt, qnpfr!"),
        ("ㅡㅑㅜ쨰ㅜ:ㅊ:26410", "minWOn:c:26410"),
        (unicodedata.normalize("NFD", "값"), "rkqt"),
        ("", ""),
    ],
)
def test_some_words(text: str, keys: str) -> None:
    assert keys_of(text) == keys


@pytest.mark.parametrize("text", ["金敏秀", "김😀", "김\n", "é"])
def test_what_has_no_key_has_none(text: str) -> None:
    assert keys_of(text) is None


def test_hangul_is_told_from_what_any_keyboard_types() -> None:
    assert has_hangul("2ㅏ7") and has_hangul("김") and not has_hangul("MINWON:C:26410-03")
