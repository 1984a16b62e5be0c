"""민원편람: what a service needs is found by what somebody types, printed as it stands today, and read through twice a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.documents.handbook_paper import CHANNELS, ELIGIBLE, period
from app.domain.errors import Refused
from app.domain.forms import Station
from app.domain.handbook import Review, is_overdue, review_due
from app.formfiles.words import load_words
from app.services.handbook import handbook, review_services
from app.services.office_fees import NewAmount
from tests.desks import NINE, PASSWORD, ROOT, a_home
from tests.fakes.fixed_clock import FixedClock
from tests.unit.test_documents import pages_of


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    yield made
    made.close()


def test_services_are_found_by_name_initials_papers_and_law(home: Home) -> None:
    def found(text: str) -> list[str]:
        return [each.service for each in handbook(home.desk, text).services]

    assert found("인감증명서 발급")[0] == "seal_certificate_issue"
    assert "seal_certificate_issue" in found("ㅇㄱ")
    assert "information_disclosure_request" in found("정보공개법") + found("공공기관의 정보공개")
    assert set(found("위임장")) > {"factory_registration_certificate"}
    assert found("없는 민원") == []
    assert len(found("")) == len(home.desk.catalogue.forms)


def test_services_stand_as_the_office_numbers_them_not_as_the_program_names_them(home: Home) -> None:
    forms = home.desk.catalogue.forms
    listed = [forms[each.service] for each in handbook(home.desk).services]
    assert [form.station for form in listed] == sorted((form.station for form in listed), key=get_args(Station).index)
    for station in get_args(Station):
        codes = [form.code for form in listed if form.station == station]
        assert codes and codes == sorted(codes)
    priced = list(dict.fromkeys(row.service for row in home.services.office_fees.table(home.services.sign_in("park", PASSWORD))))
    assert priced == [form.id for form in listed if form.id in priced]
    assert priced != sorted(priced)


def test_a_page_says_what_holds_today_and_what_comes(home: Home) -> None:
    park, admin = home.services.sign_in("park", PASSWORD), home.services.sign_in("admin", PASSWORD, second=True)
    amount = NewAmount(service="factory_registration_certificate", fee="copy", amount_won=1_000, valid_from=NINE, source="조례")
    later = NewAmount(
        service="factory_registration_certificate", fee="copy", amount_won=1_500, valid_from=NINE + timedelta(days=42), source="조례"
    )
    (before,) = handbook(home.desk, service="factory_registration_certificate").services
    home.services.office_fees.set_amounts(park, admin, [amount, later])
    (after,) = handbook(home.desk, service="factory_registration_certificate").services
    assert (before.fees[0].amount_won, after.fees[0].amount_won, after.fees[0].own) == (None, 1_000, True)
    assert [won for _, won in after.fees[0].coming] == [1_500]
    assert after.eligible == ["company", "agent"]
    assert [percent for _, percent in after.exemptions] == [100, 100]
    (disclosure,) = handbook(home.desk, service="information_disclosure_request").services
    assert period(disclosure.processing) == "10일 (우리 기관 7일 이내)"


def test_the_half_yearly_review_is_signed_and_runs_out(home: Home) -> None:
    lee, park = home.services.sign_in("lee", PASSWORD), home.services.sign_in("park", PASSWORD)
    with pytest.raises(Refused, match="not_allowed"):
        review_services(home.desk, lee, ["seal_certificate_issue"])
    for services, code in (([], "handbook_nothing_reviewed"), (["nowhere"], "service_unknown")):
        with pytest.raises(Refused, match=code):
            review_services(home.desk, park, services)
    everything = len(handbook(home.desk).services)
    assert len(handbook(home.desk, overdue=True).services) == everything
    assert review_services(home.desk, park, ["seal_certificate_issue", "seal_change", "seal_change"], "하반기 정비") == 2
    assert len(handbook(home.desk, overdue=True).services) == everything - 2
    (page,) = handbook(home.desk, service="seal_change").services
    assert page.review == Review(on=date(2026, 11, 20), user="park", name="박가람", note="하반기 정비")
    assert (page.review_due, page.overdue) == (date(2027, 5, 20), False)
    home.store.rebuild()
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=190))
    assert handbook(home.desk, service="seal_change").services[0].overdue is not True or review_due(page.review) == date(2027, 5, 20)
    assert [is_overdue(page.review, day) for day in (date(2027, 5, 20), date(2027, 5, 21))] == [False, True]


def test_the_paper_holds_every_service_and_words_for_every_code(home: Home) -> None:
    shown: dict[str, dict[str, str]] = {"eligible": {}, "channel": {}}
    for key, text in load_words(ROOT / "resources", "ko").texts.items():
        part, _, name = key.partition(".")
        if part in shown:
            shown[part][name] = text
    assert (shown["eligible"], shown["channel"]) == (ELIGIBLE, CHANNELS)
    review_services(home.desk, home.services.sign_in("park", PASSWORD), ["seal_change"], "정비")
    pdf = paper_pdf(handbook(home.desk, "인감"), fonts=ROOT / "resources" / "fonts", size="a4")
    assert pdf.startswith(b"%PDF")
    assert pdf == paper_pdf(handbook(home.desk, "인감"), fonts=ROOT / "resources" / "fonts", size="a4")


def test_no_service_is_torn_over_two_pages_and_no_day_is_told_that_nobody_knows(home: Home, tmp_path: Path) -> None:
    book = msgspec.structs.replace(handbook(home.desk), training=False)  # nothing is printed over the text
    pages = pages_of(paper_pdf(book, fonts=ROOT / "resources" / "fonts"), tmp_path)
    assert len(pages) > 10 and not any("2000. 1. 1." in page for page in pages)
    assert all(page.count("접수 창구") == len(re.findall(r"^ ?정비 아직 ?정비하지", page, re.MULTILINE)) > 0 for page in pages)
    whole = "\n".join(pages)
    assert "2008. 1. 1.부터" in whole and "구비서류 없음" in whole and "local " not in whole
    assert not re.search(r"^ ?(구비서류|근거 법령) *$", whole, re.MULTILINE)


def test_a_page_of_one_service_says_nothing_of_its_code(home: Home) -> None:
    assert handbook(home.desk, service="passport_multiple_10y").searched == ""
    assert handbook(home.desk, " 등본 ").searched == "등본"
