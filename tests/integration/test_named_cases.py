"""A compensation and a guardian name their case by its number in the book; a third party is written to on a paper of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.errors import DraftRefused, Refused
from tests.desks import ROOT
from tests.integration.test_petitions import case, received
from tests.open_days import here, home, step
from tests.unit.test_documents import text_of

__all__ = ["home"]

FONTS = ROOT / "resources" / "fonts"
ERROR: dict[str, object] = {
    "error_kind": "delay",
    "about_service": "건축 신고",
    "cause": "기한을 잘못 셈",
    "division": "건축과",
    "late_hours": 30,
}
GUARDIAN: dict[str, object] = {
    "guarded_kind": "land_transaction",
    "about_service": "토지거래계약 허가",
    "guardian_rank": "행정6급",
    "guardian_name": "한결",
}


@pytest.mark.parametrize(("service", "answers"), [("error_compensation", ERROR), ("petition_guardian_assignment", GUARDIAN)])
def test_what_is_about_a_case_names_one_that_stands_in_the_book(home: Home, service: str, answers: dict[str, object]) -> None:
    petition = received(home, "suggestion_petition", {"matter": "쉼터를 늘려 주십시오"})
    home.services.enter_official_no(here(home), petition.case_id, "1AA-2611-0001234")
    for typed in (petition.number, petition.number.lower(), "1AA-2611-0001234"):
        made = received(home, service, {**answers, "about_case": typed})
        assert case(home, made).answers["about_case"] == petition.number, typed
    before = home.store.cases.count()
    wrong_check = petition.number[:-2] + ("A1" if not petition.number.endswith("A1") else "B2")
    for typed, code in (("1AA-2611-0009999", "case_unknown"), (wrong_check, "number_check_wrong"), ("어제 온 민원", "case_unknown")):
        with pytest.raises(DraftRefused) as refused:
            received(home, service, {**answers, "about_case": typed})
        assert refused.value.fields == {"about_case": code}
    assert home.store.cases.count() == before
    assert "about_case" not in case(home, received(home, service, answers)).answers  # of a case that stands in another system


def test_the_third_party_is_told_without_who_asked(home: Home, tmp_path: Path) -> None:
    asked = {"matter": "공사 계약서", "fee_reduction": "none", "medium": "copy"}
    fields = home.desk.catalogue.forms["information_disclosure_request"].field_ids
    made = received(home, "information_disclosure_request", {name: value for name, value in asked.items() if name in fields})
    step(home, made, "assign", division="도로과", official="김도로")
    with pytest.raises(Refused, match="paper_not_yet"):
        home.services.books.paper(here(home), made.case_id, "third_party_notice")
    step(home, made, "ask_third_party", third_party="나래건설", way="post")
    assert "third_party_notice" in [each.code for each in home.services.books.papers(made.case_id)]
    paper = home.services.books.paper(here(home), made.case_id, "third_party_notice")
    text = text_of(paper_pdf(paper, fonts=FONTS, size="a4"), tmp_path)
    for said in ("제3자 의견청취 통지", "나래건설", "공사 계약서", "3일 안에", "2026. 11. 20.", "우편"):
        assert said in text, said
    assert "윤가람" not in text
