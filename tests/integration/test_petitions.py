"""Petitions, disclosure, living reports, any-office petitions and programmes, from the receipt to their ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.cases import Case
from app.domain.errors import DraftRefused, Refused
from app.domain.views import Recorded
from app.formfiles.statistics import load_tables
from app.services.desk import to_ms
from app.services.make_sample import make_samples
from app.services.office_fees import NewAmount
from app.services.statistics import yearly_table
from tests.desks import NINE, ROOT, the_people
from tests.open_days import here, home, later, step

__all__ = ["home"]

PETITIONER: dict[str, object] = {"name": "윤가람", "address": "가온광역시 나루구 별빛로 8", "phone": "010-0123-4567"}


def day(after: int = 0) -> str:
    """A day of the story, counted from its first."""
    return (NINE.date() + timedelta(days=after)).isoformat()


def received(home: Home, service: str, answers: Mapping[str, object], **more: Any) -> Recorded:
    asked = home.desk.catalogue.forms[service].field_ids
    applicant = {name: value for name, value in PETITIONER.items() if f"applicant.{name}" in asked}
    return home.services.record_case(here(home), Draft(service=service, applicant=applicant, answers=dict(answers), **more))


def refused(home: Home, made: Recorded, name: str, **facts: object) -> Refused:
    with pytest.raises(Refused) as found:
        step(home, made, name, **facts)
    return found.value


def case(home: Home, made: Recorded) -> Case:
    found = home.desk.store.cases.find(made.case_id)
    assert found is not None
    return found


# ── a dated petition ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_petition_waits_twice_for_more_time_and_is_then_asked_once_more(home: Home) -> None:
    made = received(home, "grievance_petition", {"grievance_kind": "complaint", "matter": "가로등이 켜지지 않습니다"})
    step(home, made, "assign", division="도로과", official="김도로")
    assert refused(home, made, "request_supplement", what="위치도", until=day()).code == "until_too_early"
    step(home, made, "request_supplement", what="위치도", until=day(7))
    assert refused(home, made, "prolong_supplement", until=day(7)).code == "until_not_later"
    step(home, made, "prolong_supplement", until=day(12))
    step(home, made, "prolong_supplement", until=day(20))
    assert refused(home, made, "prolong_supplement", until=day(25)).code == "prolonged_twice"
    later(home, days=21)
    again = refused(home, made, "request_again", what="위치도", until=day(32))
    assert (again.code, again.facts["days"]) == ("second_request_too_long", 10)
    assert step(home, made, "request_again", what="위치도", until=day(31)) == "supplement_requested_again"
    later(home, days=3)
    assert step(home, made, "supplement", supplement_what="위치도 1부") == "supplemented"
    assert case(home, made).facts["arrived_on"] == day(24)
    refusal = refused(home, made, "decide", decision="refused", decision_reason="관할 도로가 아님")
    assert (refusal.code, refusal.facts["field"]) == ("step_incomplete", "remedy_told")
    step(home, made, "decide", decision="refused", decision_reason="관할 도로가 아님", remedy_told=True)
    step(home, made, "notify", way="post", tracking_no="1234567890123", postage_paid_won=2800)
    assert step(home, made, "close") == "closed"
    told = case(home, made).facts
    assert (told["decision"], told["division"], told["decided_on"], told["postage_paid_won"]) == ("refused", "도로과", day(24), 2800)


def test_a_petition_is_extended_once_and_a_second_time_only_with_consent(home: Home) -> None:
    made = received(home, "suggestion_petition", {"suggestion_kind": "wish", "matter": "쉼터를 늘려 주십시오"})
    step(home, made, "assign", division="공원녹지과")
    ground = {"extend_ground": "site_check", "extend_reason": "현장 확인이 필요함"}
    too_long = refused(home, made, "extend", days=15, **ground)
    assert (too_long.code, too_long.facts["most"]) == ("extension_too_long", 14)
    assert refused(home, made, "extend", days=5, extend_ground="too_busy", extend_reason="업무 과다").code == "step_incomplete"
    assert step(home, made, "extend", days=14, **ground) == "extended"
    later(home, days=30)
    step(home, made, "interim_notice", progress="현장 확인을 마침", expected_on=day(45))
    assert refused(home, made, "extend", days=5, **ground).code == "extension_needs_consent"
    step(home, made, "extend", days=5, consent=True, **ground)
    assert refused(home, made, "extend", days=5, consent=True, **ground).code == "extended_enough"
    step(home, made, "decide", decision="answered", answer="내년 계획에 반영")
    assert case(home, made).taken == {"extend": 2, "interim_notice": 1}


def test_a_request_that_came_back_twice_closes_the_petition(home: Home) -> None:
    made = received(home, "permit_petition", {"petition_name": "도로점용 허가", "matter": "간이 판매대", "period_days": 5})
    step(home, made, "request_supplement", what="도면", until=day(7))
    assert step(home, made, "request_returned", back_reason="moved") == "supplement_requested"
    once = refused(home, made, "close_undeliverable", close_note="전입지 확인")
    assert (once.code, once.facts["times"]) == ("not_returned_twice", 1)
    step(home, made, "request_returned", back_reason="unknown")
    assert step(home, made, "close_undeliverable", close_note="전입지를 알 수 없음") == "closed_undeliverable"


def test_a_request_by_line_keeps_the_portals_number_and_its_channel(home: Home) -> None:
    made = received(home, "inquiry_petition_simple", {"matter": "절차 문의", "received_by": "online", "portal_no": "1AA-2611-0001234"})
    assert (case(home, made).channel, case(home, made).answers["portal_no"]) == ("online", "1AA-2611-0001234")
    by_hand = received(home, "inquiry_petition_simple", {"matter": "절차 문의"})
    assert case(home, by_hand).channel == "counter"


def test_the_petitioner_is_told_as_was_wished_unless_another_way_is_chosen(home: Home) -> None:
    made = received(home, "other_petition", {"matter": "위치 문의", "tell_by": "sms"})
    step(home, made, "decide", decision="answered")
    step(home, made, "notify")
    assert case(home, made).facts["way"] == "sms"
    other = received(home, "other_petition", {"matter": "위치 문의", "tell_by": "sms"})
    step(home, other, "decide", decision="answered")
    step(home, other, "notify", way="phone")
    assert case(home, other).facts["way"] == "phone"


def test_a_day_that_has_not_come_is_no_day_of_a_step(home: Home) -> None:
    made = received(home, "other_petition", {"matter": "위치 문의"})
    found = refused(home, made, "decide", decision="answered", decided_on=day(1))
    assert (found.code, found.facts["field"], found.facts["reason"]) == ("step_incomplete", "decided_on", "date_in_future")
    step(home, made, "decide", decision="answered")
    assert case(home, made).state == "decided"


def test_nothing_happens_to_a_petition_before_what_comes_first(home: Home) -> None:
    """A year that was typed wrong: no step is older than the receipt, nothing comes before it was asked for, or is told undecided."""
    later(home, days=5)
    made = received(home, "other_petition", {"matter": "위치 문의"})
    found = refused(home, made, "request_supplement", what="위치도", until=day(20), sent_on=day(4))
    assert (found.code, found.facts["field"], found.facts["reason"]) == ("step_incomplete", "sent_on", "before_receipt")
    later(home, days=2)
    step(home, made, "request_supplement", what="위치도", until=day(20), sent_on=day(6))
    early = refused(home, made, "supplement", supplement_what="위치도", arrived_on=day(5))
    assert (early.code, early.facts["day"]) == ("arrived_before_asked", day(6))
    step(home, made, "supplement", supplement_what="위치도", arrived_on=day(6))
    step(home, made, "decide", decision="answered")
    told = refused(home, made, "notify", way="post", notified_on=day(6))
    assert (told.code, told.facts["day"]) == ("told_before_decided", day(7))
    step(home, made, "notify", way="post")


def test_a_resident_number_in_the_reason_of_a_step_is_refused(home: Home) -> None:
    made = received(home, "other_petition", {"matter": "위치 문의"})
    assert refused(home, made, "decide", decision="answered", answer="신청인 900101-1234568").code == "rrn_in_text"


# ── disclosure ───────────────────────────────────────────────────────────────────────────────────────────────────────


def disclosure(home: Home, **answers: object) -> Recorded:
    made = received(home, "information_disclosure_request", {"matter": "2026년 공사 계약서", "medium": "copy", **answers})
    assert (made.fee_won, made.state) == (0, "received")
    step(home, made, "assign", division="회계과")
    return made


def test_what_a_third_party_does_not_want_disclosed_waits_thirty_days(home: Home) -> None:
    made = disclosure(home)
    step(home, made, "ask_third_party", third_party="주식회사 별빛")
    later(home, days=2)
    step(home, made, "hear_third_party", opinion="opposes", opinion_note="영업비밀")
    step(home, made, "decide", decision="partial", ground="7", decision_reason="단가는 영업비밀", remedy_told=True)
    soon = refused(home, made, "notify", disclose_on=day(12))
    assert (soon.code, soon.facts["day"]) == ("third_party_wait", day(32))
    step(home, made, "notify", disclose_on=day(32))
    assert refused(home, made, "disclose").code == "third_party_wait"
    later(home, days=30)
    assert step(home, made, "disclose", medium_given="copy", recipient_name="윤가람") == "disclosed"
    assert step(home, made, "close") == "closed"


def test_a_refusal_names_its_ground_and_nothing_is_disclosed(home: Home) -> None:
    made = disclosure(home)
    assert refused(home, made, "decide", decision="none", decision_reason="개인정보").facts["field"] == "ground"
    step(home, made, "decide", decision="none", ground="6", decision_reason="개인정보", remedy_told=True)
    step(home, made, "notify", sheets=3)
    assert case(home, made).lines == []
    assert refused(home, made, "disclose").code == "nothing_to_disclose"
    assert step(home, made, "close") == "closed"


def test_the_time_to_decide_is_extended_once_and_by_ten_days_at_most(home: Home) -> None:
    made = disclosure(home)
    reason = {"extend_ground": "volume", "extend_reason": "분량이 많음"}
    assert refused(home, made, "extend", days=11, **reason).facts["reason"] == "too_large"
    step(home, made, "extend", days=10, **reason)
    step(home, made, "request_supplement", what="기간을 특정", until=day(5))
    step(home, made, "supplement")
    assert refused(home, made, "extend", days=5, **reason).code == "extended_enough"


def test_who_does_not_come_for_it_is_waited_for_ten_days(home: Home) -> None:
    made = disclosure(home)
    step(home, made, "decide", decision="full")
    late = refused(home, made, "notify", disclose_on=day(11))
    assert (late.code, late.facts["day"]) == ("disclose_too_late", day(10))
    step(home, made, "notify", disclose_on=day(5))
    waiting = refused(home, made, "close_unclaimed")
    assert (waiting.code, waiting.facts["day"]) == ("not_unclaimed_yet", day(16))
    later(home, days=16)
    assert step(home, made, "close_unclaimed") == "closed_unclaimed"


def test_copies_are_charged_with_the_notice_half_for_study_and_paid_before_they_are_given(home: Home) -> None:
    made = disclosure(home, fee_reduction="disclosure_public_interest", reduction_reason="학위 논문")
    step(home, made, "decide", decision="full")
    assert refused(home, made, "notify", sheets=7).code == "fee_not_set"
    amount = NewAmount(
        service="information_disclosure_request", fee="copy", amount_won=50, valid_from=NINE, source="정보공개법 시행규칙 별표"
    )
    home.services.office_fees.set_amounts(here(home), here(home, "admin"), [amount])
    step(home, made, "notify", sheets=7)
    line = case(home, made).lines[0]
    assert (line.quantity, line.gross_won, line.waived_won, line.due_won) == (7, 350, 175, 175)
    assert refused(home, made, "disclose").code == "unpaid"
    home.services.take_payment(here(home), [made.case_id], tender="cash", received_won=200)
    assert step(home, made, "disclose") == "disclosed"


# ── living reports, any-office petitions, programmes ─────────────────────────────────────────────────────────────────


def test_a_monitors_report_without_a_name_is_passed_on_and_answered(home: Home) -> None:
    answers: dict[str, object] = {
        "report_field": "traffic",
        "site": "햇살로 4",
        "matter": "신호등이 꺼져 있음",
        "report_source": "monitor",
        "received_by": "phone",
    }
    made = home.services.record_case(here(home), Draft(service="living_inconvenience_report", answers=answers))
    step(home, made, "forward", division="교통행정과")
    step(home, made, "resolve", answer="전구를 갈았습니다")
    assert step(home, made, "notify", way="phone") == "notified"
    found = case(home, made)
    assert (found.answers["report_source"], found.channel, found.facts["decision"]) == ("monitor", "phone", "done")


def test_a_paper_of_another_office_is_asked_for_arrives_and_is_handed_over(home: Home) -> None:
    answers = {"role": "hand_over", "paper": "land_register", "partner_office": "푸른군"}
    made = received(home, "anywhere_petition", answers, copies=2, tender="cash")
    assert made.fee_won == 1000
    assert refused(home, made, "issue").code == "role_hands_over"
    step(home, made, "request")
    step(home, made, "arrive", partner_no="2026-104522", sheets=2)
    waiting = refused(home, made, "close_unclaimed")
    assert (waiting.code, waiting.facts["day"]) == ("not_unclaimed_yet", day(16))
    assert refused(home, made, "deliver", recipient="agent").facts["field"] == "recipient_name"
    assert step(home, made, "deliver") == "delivered"


def test_a_paper_nobody_fetches_is_closed_after_fifteen_days(home: Home) -> None:
    made = received(home, "anywhere_petition", {"role": "hand_over", "paper": "land_use", "partner_office": "푸른군"}, tender="cash")
    step(home, made, "request")
    step(home, made, "arrive")
    later(home, days=16)
    assert step(home, made, "close_unclaimed") == "closed_unclaimed"


def test_a_paper_made_for_another_office_costs_nothing_here_and_is_sent(home: Home) -> None:
    made = received(home, "anywhere_petition", {"role": "make", "paper": "land_register", "partner_office": "푸른군"})
    assert made.fee_won == 0
    assert refused(home, made, "request").code == "role_makes"
    step(home, made, "issue")
    assert step(home, made, "send", send_way="fax", sheets=1) == "sent_out"


def test_an_unpaid_paper_is_not_handed_over(home: Home) -> None:
    made = received(home, "anywhere_petition", {"role": "hand_over", "paper": "resident", "partner_office": "푸른군"})
    step(home, made, "request")
    step(home, made, "arrive")
    assert refused(home, made, "deliver").code == "unpaid"


def test_compensation_is_decided_by_the_leader_and_paid_against_a_signature(home: Home) -> None:
    answers = {"error_kind": "delay", "about_service": "건축 신고", "cause": "기한을 잘못 셈", "division": "건축과", "late_hours": 30}
    made = received(home, "error_compensation", answers)
    with pytest.raises(Refused) as by_clerk:
        home.services.advance_case(here(home, "lee"), made.case_id, "approve", facts={"amount_won": 15000, "prevention": "알림판 사용"})
    assert by_clerk.value.code == "not_allowed"
    step(home, made, "approve", amount_won=15000, prevention="알림판 사용", apology=True)
    assert refused(home, made, "pay_out", receiver="윤가람").facts["field"] == "signed"
    assert step(home, made, "pay_out", receiver="윤가람", signed=True) == "paid_out"


def test_a_guardian_goes_along_until_the_end(home: Home) -> None:
    answers: dict[str, object] = {
        "guarded_kind": "land_transaction",
        "about_service": "토지거래계약 허가",
        "guardian_rank": "행정6급",
        "guardian_name": "한결",
    }
    made = received(home, "petition_guardian_assignment", answers)
    assert made.state == "appointed"
    for note in ("구비서류 안내", "담당 부서 동행"):
        assert step(home, made, "contact", contact_note=note) == "appointed"
    assert step(home, made, "close", close_note="허가됨") == "closed"


@pytest.mark.parametrize(("end", "state"), [("permit", "permitted"), ("deny", "denied")])
def test_the_court_answers_a_name_change_long_after_the_advice(home: Home, end: str, state: str) -> None:
    made = received(home, "name_change_consultation", {"consultation_reason": "teased", "papers_explained": True})
    step(home, made, "contact", contact_note="법원 서류 안내")
    later(home, days=40)
    assert step(home, made, end) == state


# ── offers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def offered(home: Home, made: Recorded) -> list[tuple[str, int]]:
    return [(each.code, each.amount_won) for each in home.services.view_case(here(home), made.number).offers]


def test_a_guardian_is_offered_for_long_petitions_and_to_who_wishes_one(home: Home) -> None:
    wish = {"matter": "쉼터를 늘려 주십시오"}
    assert offered(home, received(home, "suggestion_petition", wish)) == [("guardian", 0)]
    short = {"matter": "절차 문의"}
    made = received(home, "inquiry_petition_simple", short)
    assert offered(home, made) == [] == made.offers
    wished = received(home, "inquiry_petition_simple", {**short, "guardian_wish": True})
    assert [each.code for each in wished.offers] == ["guardian"]


def test_compensation_is_offered_for_what_was_decided_late(home: Home) -> None:
    made = received(home, "grievance_petition", {"grievance_kind": "objection", "matter": "과태료 이의"})
    in_time = received(home, "grievance_petition", {"grievance_kind": "objection", "matter": "과태료 이의"})
    step(home, in_time, "assign", division="교통행정과")
    step(home, in_time, "decide", decision="granted")
    assert offered(home, in_time) == []
    step(home, made, "assign", division="교통행정과")
    later(home, days=13)
    step(home, made, "decide", decision="granted")
    assert offered(home, made) == [("compensation", 20000)]


# ── papers asked for by letter or line ───────────────────────────────────────────────────────────────────────────────


def test_a_paper_asked_for_online_is_due_in_four_hours_of_work_and_may_go_to_somebody_else(home: Home) -> None:
    asked: dict[str, object] = {"applied_by": "household", "received_by": "online", "portal_no": "G4C-77"}
    applicant: dict[str, object] = {"name": "윤가람", "rrn": "900101-1234568", "id_document": "mobile_id"}
    service = "resident_registration_copy"
    with pytest.raises(DraftRefused) as found:
        home.services.record_case(here(home), Draft(service=service, applicant=applicant, answers=asked))
    assert found.value.fields == {"collected_by": "required"}
    answers = {**asked, "collected_by": "third", "collector_name": "한결"}
    made = home.services.record_case(here(home), Draft(service=service, applicant=applicant, answers=answers))
    due_at = case(home, made).due_at
    assert (case(home, made).channel, due_at) == ("online", to_ms(NINE + timedelta(hours=5)))  # 09:00, and an hour for lunch
    plain = home.services.record_case(here(home), Draft(service=service, applicant=applicant, answers={"applied_by": "household"}))
    assert (case(home, plain).channel, case(home, plain).due_at, "received_by" in case(home, plain).answers) == ("counter", None, False)


def test_a_paper_asked_for_by_letter_is_posted_with_its_postage(home: Home) -> None:
    answers: dict[str, object] = {"applied_by": "household", "received_by": "post", "postage_won": 2800}
    applicant: dict[str, object] = {"name": "윤가람", "rrn": "900101-1234568", "id_document": "resident_card"}
    draft = Draft(service="resident_registration_copy", applicant=applicant, answers=answers, tender="cash")
    made = home.services.record_case(here(home), draft)
    assert made.state == "issued"
    with pytest.raises(Refused) as missing:
        step(home, made, "dispatch", tracking_no="1234567890123")
    assert (missing.value.code, missing.value.facts["field"], missing.value.facts["reason"]) == (
        "step_incomplete",
        "post_address",
        "required",
    )
    assert step(home, made, "dispatch", tracking_no="1234567890123", post_address="가온광역시 나루구 별빛로 8") == "dispatched"
    (line,) = home.services.books.print_book(here(home), "mail_list", NINE.date(), NINE.date()).lines
    assert line.cells[3].startswith("가온광역시 나루구 별빛로 ")  # masked from the house number on
    assert step(home, made, "post_delivered") == "delivered_by_post"


# ── counted ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reports_are_counted_by_their_source_errors_by_kind_and_petitions_by_how_they_came_in(home: Home) -> None:
    for source in ("monitor", "monitor", "patrol"):
        answers: dict[str, object] = {"report_field": "cleaning", "site": "햇살로 4", "matter": "쓰레기가 쌓임", "report_source": source}
        home.services.record_case(here(home), Draft(service="living_inconvenience_report", answers=answers))
    for how in ("counter", "post", "online"):
        received(home, "other_petition", {"matter": "위치 문의", "received_by": how})
    error = {"error_kind": "repeat_visit", "about_service": "건축 신고", "cause": "안내 누락", "division": "건축과"}
    received(home, "error_compensation", error)
    tables = load_tables(ROOT / "resources" / "statistics.toml")
    counted = {name: [*yearly_table(home.desk, tables, name, 2026).rows[0].cells.values()] for name in ("R18", "R19", "R20")}
    assert counted == {"R18": [3, 0, 1, 0, 2], "R19": [1, 0, 0, 1], "R20": [3, 1, 1, 0, 0, 1]}


def test_a_paper_of_another_office_taken_while_the_network_was_away_is_priced_when_it_is_asked_for(home: Home) -> None:
    home.services.set_lamp(here(home), "petition", True)
    applicant: dict[str, object] = {"name": "윤가람", "phone": "010-0123-4567"}
    answers: dict[str, object] = {"role": "hand_over", "paper": "resident", "partner_office": "푸른군"}
    draft = Draft(service="anywhere_petition", applicant=applicant, answers=answers, copies=2)
    made = home.services.record_case(here(home), draft)
    assert (made.state, made.fee_won, made.provisional) == ("received_only", 0, True)
    home.services.set_lamp(here(home), "petition", False)
    step(home, made, "request")
    assert (case(home, made).state, case(home, made).open_won) == ("requested", 800)
    step(home, made, "arrive")
    assert refused(home, made, "deliver").code == "unpaid"
    home.services.take_payment(here(home), [made.case_id], tender="cash", received_won=1000)
    assert step(home, made, "deliver") == "delivered"


def test_papers_are_neither_returned_nor_asked_for_again_while_the_petitioner_has_time(home: Home) -> None:
    made = received(home, "grievance_petition", {"grievance_kind": "complaint", "matter": "가로등이 켜지지 않습니다"})
    step(home, made, "assign", division="도로과", official="김도로")
    step(home, made, "request_supplement", what="위치도", until=day(7))
    later(home, days=7)
    early = refused(home, made, "return", return_reason="보완하지 않음")
    assert (early.code, early.facts["day"]) == ("term_not_over", day(8))
    assert refused(home, made, "request_again", what="위치도", until=day(15)).code == "term_not_over"
    later(home, days=1)
    assert step(home, made, "request_again", what="위치도", until=day(15)) == "supplement_requested_again"
    assert refused(home, made, "return", return_reason="보완하지 않음").code == "term_not_over"
    later(home, days=8)
    assert step(home, made, "return", return_reason="보완하지 않음") == "returned"


def test_nothing_is_decided_to_be_disclosed_while_a_third_party_may_still_object(home: Home) -> None:
    made = disclosure(home)
    step(home, made, "ask_third_party", third_party="주식회사 별빛")
    later(home, days=3)
    early = refused(home, made, "decide", decision="full")
    assert (early.code, early.facts["day"]) == ("third_party_not_heard", day(4))
    later(home, days=1)
    assert step(home, made, "decide", decision="full") == "decided"  # three days without a word
    other = disclosure(home)
    step(home, other, "ask_third_party", third_party="주식회사 별빛")
    step(home, other, "hear_third_party", opinion="agrees")
    assert step(home, other, "decide", decision="full") == "decided"


def test_a_filing_is_given_time_for_its_supplement_and_gets_none_before_it_was_asked_for(home: Home) -> None:
    (draft,) = make_samples(home.desk.catalogue, the_people(), service="birth_filing", count=1, seed=1, today=NINE.date())
    made = home.services.record_case(here(home), draft)
    assert refused(home, made, "request_supplement", what="서명", until=day(0)).code == "until_too_early"
    step(home, made, "request_supplement", what="서명", until=day(7))
    assert step(home, made, "supplement") == "supplemented"
