"""Two syllables or two letters find a name, and nothing a clerk types is query syntax."""

import pytest

from app.ledger.search import query_of, words_of


def test_a_korean_name_is_found_by_its_bigrams_and_by_those_of_its_initials() -> None:
    assert words_of(["김정훈"]).split() == ["김정", "정훈", "ㄱㅈ", "ㅈㅎ"]
    assert query_of("정훈") == '"정훈"'
    assert query_of("김정훈") == '"김정" AND "정훈"'
    assert query_of("ㄱㅈㅎ") == '"ㄱㅈ" AND "ㅈㅎ"'
    assert query_of("김") == '"김"*'


def test_a_name_written_with_blanks_is_the_same_name() -> None:
    assert words_of(["김 정 훈"]) == words_of(["김정훈"])


def test_latin_names_are_found_word_by_word() -> None:
    assert words_of(["Nguyen Van An"]).split() == ["nguyen", "van", "an"]
    assert query_of("Nguy") == '"nguy"*'


@pytest.mark.parametrize("typed", ['"', "*", "김*", "a OR b", "NEAR(a b)", "words:x", "-x", "(", "'; DROP TABLE entry; --"])
def test_signs_of_the_query_language_are_only_letters_or_nothing(typed: str) -> None:
    query = query_of(typed)
    assert query is None or all(part.rstrip("*").startswith('"') and part.rstrip("*").endswith('"') for part in query.split(" AND "))
