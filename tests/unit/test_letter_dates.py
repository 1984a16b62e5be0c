"""A letter writes its days as people do, one way on the whole sheet; the books keep theirs short."""

from __future__ import annotations

import pytest

from app.domain.case_papers import letter_text


@pytest.mark.parametrize(
    ("cell", "letter"),
    [
        ("2026.11.13 09:48", "2026. 11. 13.(금) 09:48"),
        ("2026.01.05", "2026. 1. 5.(월)"),
        ("2026.13.05", "2026. 13. 5."),
        ("출장 2026.11.13부터", "출장 2026.11.13부터"),
        ("26410-03-261113-0024-RW", "26410-03-261113-0024-RW"),
        ("", ""),
    ],
)
def test_days_in_a_letter(cell: str, letter: str) -> None:
    assert letter_text(cell) == letter
