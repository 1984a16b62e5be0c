"""What an office writes of its own services stands on papers, in lists and in shells: nothing in it acts there."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Refused
from app.domain.office_entries import OwnServiceSet
from app.domain.own_services import forms_with, require_sound
from tests.desks import the_catalogue


def said(**texts: Any) -> OwnServiceSet:
    return OwnServiceSet(**{"service": "own_a", "template": "other_petition", "name": "가로수 가지치기 신청", **texts})


@pytest.mark.parametrize(
    "texts",
    [
        {"aliases": ["\x1b[2J"]},
        {"aliases": ["가\u202e나"]},
        {"papers": ["신청서\n수수료 없음"]},
        {"legal_basis": "\x1b]0;x\x07"},
        {"source": "조례\u2028"},
    ],
)
def test_text_that_would_act_where_it_is_shown_is_refused_and_has_no_effect_from_another_desk(texts: dict[str, Any]) -> None:
    release = the_catalogue().forms
    with pytest.raises(Refused, match="control_characters"):
        require_sound(said(**texts), release)
    assert forms_with(release, [said(**texts)], []).keys() == release.keys()


def test_lines_of_a_law_and_wide_blanks_are_text() -> None:
    form = require_sound(said(legal_basis="가온구 조례 제1조\n제2조", papers=["신청서\u3000원본"]), the_catalogue().forms)
    assert form.id == "other_petition"
