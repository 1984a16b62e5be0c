"""불수리 통지 says how to object against it by the law of that filing, and names no other way."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.errors import IntegrityViolated, Refused
from app.formfiles.catalogue import load_catalogue
from app.services.make_sample import make_samples
from tests.desks import NINE, ROOT, the_catalogue, the_people
from tests.open_days import here, home, step

__all__ = ["home"]

UNPRICED = "seal_protection"  # no office has set its fee yet
OWN = "ex_officio_correction"  # the office begins it itself
FILINGS = sorted(form.id for form in the_catalogue().forms.values() if form.life == "filing" and form.id not in (UNPRICED, OWN))
COURT, OFFICE, APPEAL = "가정법원", "60일 안에 우리 기관에 문서로 이의신청", "행정심판"


def test_a_rejected_filing_is_told_the_one_way_that_is_open_to_it(home: Home) -> None:
    told = {}
    for service in FILINGS:
        (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
        draft = msgspec.structs.replace(draft, draft_id=None, tender="none", approval_no=None, exemption=None)
        case_id = home.services.record_case(here(home), draft).case_id
        step(home, case_id, "examine")
        step(home, case_id, "reject", reason="서명이 없음", remedy_told=True)
        told[service] = " ".join(home.services.books.paper(here(home), case_id, "rejection_notice").after)
    families = {the_catalogue().forms[service].family for service in FILINGS}
    assert families == {"family_filing", "seal"}
    for service, after in told.items():
        ways = (COURT in after, OFFICE in after, APPEAL in after)
        assert ways == ((True, False, False) if the_catalogue().forms[service].family == "family_filing" else (False, True, True)), service


def test_nobody_is_written_to_about_what_the_office_began_itself(home: Home) -> None:
    (draft,) = make_samples(the_catalogue(), the_people(), service=OWN, count=1, seed=1, today=NINE.date())
    case_id = home.services.record_case(here(home), msgspec.structs.replace(draft, draft_id=None)).case_id
    assert {each.code for each in home.services.books.papers(case_id)} == {"scan_cover"}
    step(home, case_id, "examine")
    step(home, case_id, "reject", reason="정정할 것이 없음", remedy_told=True)
    assert {each.code for each in home.services.books.papers(case_id)} == {"scan_cover"}
    with pytest.raises(Refused, match="paper_unknown"):
        home.services.books.paper(here(home), case_id, "rejection_notice")


def test_ways_of_objecting_are_said_of_families_that_there_are(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    copytree(ROOT / "forms", forms)
    papers = forms / "shared" / "case_papers.toml"
    papers.write_text(papers.read_text().replace("after_of.family_filing", "after_of.family"))
    with pytest.raises(IntegrityViolated) as refused:
        load_catalogue(forms)
    assert "no family" in str(refused.value.facts["reason"])


def test_who_rejects_a_filing_is_not_told_of_sixty_days_that_a_court_does_not_know() -> None:
    (rejection,) = [each for each in the_catalogue().steps if (each.life, each.step) == ("filing", "reject")]
    (told,) = [each for each in rejection.fields if each.id == "remedy_told"]
    assert "60" not in told.label.ko + told.label.en
    assert told.kind == "check"
