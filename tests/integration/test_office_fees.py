"""The office's own fee amounts: set by two, holding from their minute on, the same at every desk (issue 4, A10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.errors import DraftRefused, Refused
from app.domain.fee_explanation import FeeWhy
from app.domain.forms import UNDATED, Text
from app.domain.views import Actor
from app.services import explain_fee
from app.services.make_sample import make_samples
from app.services.office_fees import NewAmount
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people

BYLAW = "가온구 수수료 징수 조례 별표 1"
YEAR = timedelta(days=365)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path / "home")
    yield home
    home.close()


def a_draft(service: str, *, seed: int = 1, **changes: object) -> Draft:
    """One finished draft of that service, invented."""
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=seed, today=NINE.date())
    return msgspec.structs.replace(draft, **changes)


def signed(home: Home) -> tuple[Actor, Actor]:
    services = home.services
    return services.sign_in("park", PASSWORD), services.sign_in("admin", PASSWORD, second=True)


def set_won(home: Home, service: str, fee: str, won: int | None, since: datetime) -> None:
    park, admin = signed(home)
    amount = NewAmount(service=service, fee=fee, amount_won=won, valid_from=since, source=BYLAW)
    home.services.office_fees.set_amounts(park, admin, [amount])


def test_a_service_nobody_could_sell_is_sold_from_the_minute_two_people_set_its_amount(home: Home) -> None:
    services = home.services
    lee = services.sign_in("lee", PASSWORD)
    services.open_day(lee)
    draft = a_draft("seal_protection", tender="cash")
    assert services.quote(draft).problems["fee"] == "fee_not_set"
    with pytest.raises(Refused, match="fee_not_set"):
        services.record_case(lee, draft)
    without = {(row.service, row.fee) for row in services.office_fees.not_set(lee)}
    assert ("seal_protection", "request") in without

    set_won(home, "seal_protection", "request", 600, NINE)

    left = {(row.service, row.fee) for row in services.office_fees.not_set(lee)}
    assert left == without - {("seal_protection", "request")}
    assert services.quote(draft).due_won == 600
    recorded = services.record_case(lee, draft)
    assert recorded.fee_won == 600
    case = home.store.cases.find(recorded.case_id)
    (said,) = home.store.office_fees.amounts("seal_protection")
    assert case is not None
    assert [line.amount_entry for line in case.lines] == [said.entry_id]
    assert (said.user, said.second, said.source) == ("park", "admin", BYLAW)


def told(why: FeeWhy, line: int, key: str) -> str:
    """What the explanation says in Korean of a line, or with line 0 of the case."""
    rows = why.rows if line == 0 else why.lines[line - 1].rows
    return next(row.value.ko for row in rows if row.key == key)


def test_an_amount_that_no_source_dates_is_said_to_hold_from_no_day(home: Home) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    (line,) = home.services.office_fees.why_of_draft(lee, a_draft("seal_certificate_issue")).lines
    assert "2000" not in str(line.rows) and "period" not in [row.key for row in line.rows]


def test_why_a_passport_costs_52_000_won_is_told_figure_by_figure(home: Home) -> None:
    services = home.services
    choi = services.sign_in("choi", PASSWORD)
    services.open_day(choi)
    draft = a_draft("passport_multiple_10y", tender="cash")
    draft = msgspec.structs.replace(draft, answers={**draft.answers, "pages": "58", "pickup": "visit"})
    number = services.record_case(choi, draft).number
    why = services.office_fees.why_of_case(choi, number)
    assert (why.number, why.due_won, [line.due_won for line in why.lines]) == (number, 52_000, [40_000, 12_000])
    assert told(why, 0, "moment") == "2026-11-20 09:00 (접수한 때의 수수료)"
    assert told(why, 0, "bundle") == "지금 쓰는 것"
    later = replace(home.desk, catalogue=msgspec.structs.replace(home.desk.catalogue, bundle=bytes(16)))  # the fees changed since
    assert told(explain_fee.why_of_case(later, choi, number), 0, "bundle") == "그때 쓰던 것 (지금 것과 다름)"
    assert home.desk.catalogue.bundle.hex()[:12] not in str(why)  # the entry names it; a digest tells nobody at the counter anything
    assert told(why, 1, "split") == "52,000원 = 수수료 40,000원 + 국제교류기여금 12,000원"
    assert told(why, 1, "owner") == "국가 (여권 수수료)"
    assert told(why, 2, "owner") == "국제교류기여금"
    assert told(why, 1, "period").startswith("2026-03-01 09:00 ~")
    assert "58" in told(why, 1, "condition")
    assert services.office_fees.why_of_draft(choi, draft).lines == why.lines


def test_why_names_the_amount_the_office_set_and_who_signed_it(home: Home) -> None:
    services = home.services
    lee = services.sign_in("lee", PASSWORD)
    services.open_day(lee)
    set_won(home, "seal_protection", "request", 600, NINE)
    number = services.record_case(lee, a_draft("seal_protection")).number
    why = services.office_fees.why_of_case(lee, number)
    assert told(why, 1, "office") == f"2026-11-20 09:00부터, {BYLAW} (정한 사람 박가람, 관리자)"
    assert told(why, 1, "amount") == "600원 × 1건 = 600원"


def test_why_names_a_fee_as_it_was_recorded_also_where_its_form_names_it_otherwise_now(home: Home) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    home.services.open_day(lee)
    set_won(home, "seal_protection", "request", 600, NINE)
    number, catalogue = home.services.record_case(lee, a_draft("seal_protection")).number, home.desk.catalogue
    form = catalogue.forms["seal_protection"]
    (recorded,) = [fee.label for fee in form.fees if fee.id == "request"]
    renamed = [msgspec.structs.replace(fee, label=Text(ko="새 이름", en="New")) for fee in form.fees]
    for fees, english in ((form.fees, recorded.en), (renamed, "New"), ([], form.short.en)):
        forms = {**catalogue.forms, form.id: msgspec.structs.replace(form, fees=fees)}
        desk = replace(home.desk, catalogue=msgspec.structs.replace(catalogue, forms=forms))
        (line,) = explain_fee.why_of_case(desk, lee, number).lines
        assert (line.title.ko, line.title.en) == (recorded.ko, english)


def test_why_of_a_number_nobody_has_is_refused(home: Home) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    with pytest.raises(Refused, match="case_unknown"):
        home.services.office_fees.why_of_case(lee, "26410-03-261120-0042-K7")


def test_the_evidence_of_a_reduction_stands_in_the_book_with_the_number_typed(home: Home) -> None:
    services = home.services
    lee = services.sign_in("lee", PASSWORD)
    services.open_day(lee)
    merit = a_draft("resident_registration_copy", exemption="merit_national", evidence=" 12-3456 ", copies=2)
    assert services.quote(merit).problems == {}
    recorded = services.record_case(lee, merit)
    ((_, charged),) = home.store.office_fees.charges(recorded.case_id)
    assert (charged.exemption, charged.evidence) == ("merit_national", "국가유공자증 12-3456")
    why = services.office_fees.why_of_case(lee, recorded.number)
    assert (why.due_won, told(why, 1, "evidence")) == (0, "국가유공자증 12-3456")
    assert told(why, 1, "reduction") == "국가유공자 등과 유족 (선순위자) 100%, △800원 (1원 미만 버림)"
    plain = services.record_case(lee, a_draft("resident_registration_copy", exemption="merit_national", seed=2))
    assert home.store.office_fees.charges(plain.case_id)[0][1].evidence == "국가유공자증"


def test_a_ground_that_needs_a_number_is_refused_without_and_never_takes_a_resident_number(home: Home) -> None:
    services = home.services
    lee = services.sign_in("lee", PASSWORD)
    services.open_day(lee)
    letter = a_draft("land_register_copy", exemption="official_use")
    assert services.quote(letter).problems == {"evidence": "required"}
    for evidence, problem in ((None, "required"), ("  ", "required"), ("900101-1234567", "rrn_in_text"), ("9" * 41, "too_long")):
        with pytest.raises(DraftRefused) as refused:
            services.record_case(lee, msgspec.structs.replace(letter, evidence=evidence))
        assert refused.value.fields == {"evidence": problem}
    done = services.record_case(lee, msgspec.structs.replace(letter, evidence="재무과-1024"))
    assert home.store.office_fees.charges(done.case_id)[0][1].evidence == "공문 재무과-1024"


def test_a_paper_that_was_only_received_keeps_its_evidence_until_it_is_charged(home: Home) -> None:
    services = home.services
    lee = services.sign_in("lee", PASSWORD)
    services.open_day(lee)
    services.set_lamp(lee, "resident", True)
    draft = a_draft("resident_registration_copy", exemption="single_parent", evidence="2026-77")
    reached = draft.applicant | {"phone": "01000001234"}  # who only leaves a paper says where they are called back
    waiting = services.record_case(lee, msgspec.structs.replace(draft, applicant=reached))
    assert (waiting.fee_won, home.store.office_fees.charges(waiting.case_id)) == (0, [])
    assert services.office_fees.why_of_case(lee, waiting.number).lines == []
    services.set_lamp(lee, "resident", False)
    services.charge_received(lee, waiting.case_id)
    ((_, charged),) = home.store.office_fees.charges(waiting.case_id)
    assert (charged.exemption, charged.evidence) == ("single_parent", "한부모가족증명서 2026-77")


def test_a_late_filing_is_told_at_intake_and_on_paper_and_is_no_fee(home: Home) -> None:
    services = home.services
    lee = services.sign_in("lee", PASSWORD)
    services.open_day(lee)
    late = a_draft("birth_filing")
    late = msgspec.structs.replace(late, answers={**late.answers, "born_at": "2026-09-01T10:00"})
    quoted = services.quote(late)
    assert quoted.penalty is not None
    assert (quoted.due_won, quoted.penalty.due_on.isoformat(), quoted.penalty.amount_won) == (0, "2026-09-30", 30_000)
    number = services.record_case(lee, late).number
    fees = services.office_fees
    notice = fees.penalty_notice(lee, number)
    assert (notice.days_late, notice.amount_won, notice.reduced_won, notice.reprint) == (51, 30_000, 24_000, 0)
    assert [tier.label for tier in notice.tiers if tier.mine] == ["1개월 이상 3개월 미만"]
    assert fees.penalty_notice(lee, number, demanded=True, reason="최고 뒤의 신고").reprint == 1
    report = services.day_report(lee, "2026-11-20")
    assert (report.penalty_notices, report.totals.collected_won, report.totals.net_won) == (1, 0, 0)
    assert services.day_report(lee, "2026-11-20", "office").penalty_notices == 1
    punctual = msgspec.structs.replace(late, draft_id="in-time", answers={**late.answers, "born_at": "2026-11-19T10:00"})
    assert services.quote(punctual).penalty is None
    with pytest.raises(Refused, match="penalty_none"):
        fees.penalty_notice(lee, services.record_case(lee, punctual).number)


def test_what_explains_a_fee_in_english_begins_as_everything_else_on_the_screen(home: Home) -> None:
    """With a capital or a figure; but for the rule, whose name is the program's own."""
    lee, small = home.services.sign_in("lee", PASSWORD), set()
    for row in home.services.office_fees.not_set(lee):
        set_won(home, row.service, row.fee, 600, NINE)
    for form in the_catalogue().forms.values():
        for seed in range(4):
            why = home.services.office_fees.why_of_draft(lee, a_draft(form.id, seed=seed))
            said = [*why.rows, *(row for line in why.lines for row in line.rows)]
            values = [("title", line.title.en) for line in why.lines] + [(row.key, row.value.en) for row in said if row.key != "rule"]
            small |= {(form.id, *each) for each in values if each[1][:1].islower()}
    assert not small


def test_an_explanation_in_english_names_another_fee_table_and_an_end_with_a_capital() -> None:
    then = explain_fee._moment(the_catalogue().forms["seal_protection"], NINE, b"then", b"now")
    assert [row.value.en for row in then if row.key == "bundle"] == ["The one of that time (another is in use now)"]
    fee = msgspec.structs.replace(the_catalogue().forms["passport_multiple_10y"].fees[0], to=NINE)
    (begun,), (unknown,) = (explain_fee._holds(msgspec.structs.replace(fee, from_=start)) for start in (NINE - YEAR, UNDATED))
    (running,) = explain_fee._holds(msgspec.structs.replace(fee, from_=NINE, to=None))
    said = [each.value.en for each in (begun, unknown, running)]
    assert said == ["2025-11-20 09:00 to 2026-11-20 09:00", "Until 2026-11-20 09:00", "From 2026-11-20 09:00"]
