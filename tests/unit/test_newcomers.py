"""One rule says who may sign in: the pages of the first start refuse what the desk would refuse."""

from __future__ import annotations

import pytest

from app.domain.first_start import FirstAnswers, FirstSecrets, Newcomer, wrong_with
from app.domain.newcomers import newcomer_wrong
from app.domain.words import LANGS
from app.formfiles.words import load_words
from tests.desks import PASSWORD, ROOT

WRONG = [
    ("", "박가람", PASSWORD, "user_missing"),
    ("pa rk", "박가람", PASSWORD, "user_invalid"),
    ("p" * 41, "박가람", PASSWORD, "user_invalid"),
    ("park", " ", PASSWORD, "name_missing"),
    ("park", "박" * 101, PASSWORD, "name_invalid"),
    ("park", "박\u200b가람", PASSWORD, "name_invalid"),
    ("900101-1234568", "박가람", PASSWORD, "user_invalid"),
    ("park", "박가람 900101-1234568", PASSWORD, "name_invalid"),
    ("park", "박가람", "kurz", "password_too_short"),
    ("park", "박가람", "sieben7", "password_too_short"),
]


@pytest.mark.parametrize(("user", "name", "password", "code"), WRONG)
def test_whom_the_desk_would_refuse_the_first_start_refuses_on_its_page(user: str, name: str, password: str, code: str) -> None:
    assert newcomer_wrong(user, name, password) == code
    answers = FirstAnswers(admin=Newcomer(user="admin", name="최관리"), leader=Newcomer(user=user, name=name))
    secrets = FirstSecrets(passwords={"admin": (PASSWORD, PASSWORD), "leader": (password, password)})
    assert wrong_with("people", answers, secrets) == code
    assert all(load_words(ROOT / "resources", lang).has(f"error.{code}") for lang in LANGS)


def test_names_as_offices_give_them_are_taken() -> None:
    assert [newcomer_wrong(user, "박가람", PASSWORD) for user in ("park", "park-2", "k.im_3", "김하늘")] == [""] * 4
    assert newcomer_wrong("p" * 40, "박" * 100, "achtacht") == ""
