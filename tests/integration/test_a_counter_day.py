"""A clerk's day against the real encrypted ledger: what is shown is on disk, and the books add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.errors import DraftRefused, Refused
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services.desk import SEOUL
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.desks import NINE, PASSWORD, a_home, the_people
from tests.fakes.fixed_clock import FixedClock


class Counter:
    """A home with everybody signed in."""

    def __init__(self, home: Home) -> None:
        self.home, self.services = home, home.services
        self.lee: Actor = home.services.sign_in("lee", PASSWORD)
        self.choi: Actor = home.services.sign_in("choi", PASSWORD)
        self.park: Actor = home.services.sign_in("park", PASSWORD)

    def draft(self, service: str, index: int = 0, **changes: object) -> Draft:
        form = self.home.desk.catalogue.forms[service]
        made = sample(form, seed=5, index=index, today=self.home.desk.clock.now().astimezone(SEOUL).date(), people=the_people())
        return msgspec.structs.replace(made, **{"exemption": None, "tender": "cash", "draft_id": None, **changes})

    def pass_time(self, **by: float) -> None:
        clock = self.home.desk.clock
        assert isinstance(clock, FixedClock)
        clock.advance(timedelta(**by))


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    home = a_home(tmp_path / "home")
    counter = Counter(home)
    counter.services.open_day(counter.lee, 100_000)
    yield counter
    home.close()


def kinds(counter: Counter) -> list[str]:
    return [row[0] for row in counter.home.connections.all("SELECT kind FROM entry ORDER BY seq")]


def test_a_certificate_paid_in_cash_is_four_entries_and_one_signature(counter: Counter) -> None:
    before = len(kinds(counter))
    recorded = counter.services.record_case(counter.lee, counter.draft("resident_registration_copy"))
    assert kinds(counter)[before:] == ["case_received", "fee_charged", "payment_settled", "case_advanced"]
    assert (recorded.state, recorded.provisional) == ("issued", False)
    signed = counter.home.connections.all("SELECT seq FROM entry WHERE head_sig IS NOT NULL ORDER BY seq DESC LIMIT 1")
    assert signed[0][0] == counter.home.store.head.seq


def test_the_same_draft_twice_is_one_case_and_other_content_under_its_id_is_refused(counter: Counter) -> None:
    draft = counter.draft("seal_certificate_issue", draft_id="d-1")
    first = counter.services.record_case(counter.lee, draft)
    counter.services.cancel_case(counter.park, first.case_id, "잘못 접수", confirmer=counter.lee)
    again = counter.services.record_case(counter.lee, draft)
    assert msgspec.structs.replace(again, warnings={}) == msgspec.structs.replace(first, warnings={})
    with pytest.raises(Refused) as reused:
        counter.services.record_case(counter.lee, msgspec.structs.replace(draft, tender="transit"))
    assert reused.value.code == "draft_id_reused"
    assert counter.services.count_cases() == 1


def test_a_draft_is_known_again_after_the_index_took_it_and_after_a_restart(counter: Counter, tmp_path: Path) -> None:
    draft = counter.draft("land_register_copy", draft_id="한글 이름 1")
    first = counter.services.record_case(counter.lee, draft)
    counter.home.store.catch_up()
    assert counter.services.record_case(counter.lee, draft).number == first.number


def test_nothing_is_written_when_a_draft_is_refused(counter: Counter) -> None:
    before = counter.home.store.head
    draft = counter.draft("seal_certificate_issue")
    with pytest.raises(DraftRefused) as refused:
        counter.services.record_case(counter.lee, msgspec.structs.replace(draft, applicant={}))
    assert refused.value.fields["applicant.name"] == "required"
    assert counter.home.store.head == before
    recorded = counter.services.record_case(counter.lee, draft)
    assert recorded.number.split("-")[3] == "0001"


def test_a_basket_is_one_commit_one_payment_and_consecutive_numbers(counter: Counter) -> None:
    drafts = [counter.draft("resident_registration_copy"), counter.draft("family_relation_certificate", 1)]
    visit = counter.services.record_visit(counter.lee, drafts, tender="cash", received_won=50_000)
    assert [case.number.split("-")[3] for case in visit.cases] == ["0001", "0002"]
    assert visit.paid_won == sum(case.fee_won for case in visit.cases)
    assert visit.change_won == 50_000 - visit.paid_won
    assert kinds(counter).count("payment_settled") == 1
    assert {case.state for case in visit.cases} == {"issued"}


def test_a_ground_that_does_not_fit_is_refused_also_where_the_fee_comes_later(counter: Counter) -> None:
    """Nobody could charge or issue the paper when its system is back: the ground would not fit then either."""
    counter.services.set_lamp(counter.lee, "resident", True)
    draft = counter.draft("resident_registration_copy", exemption="card_damage", tender="none")
    assert counter.services.quote(draft).problems["exemption"] == "exemption_not_applicable"
    with pytest.raises(DraftRefused) as refused:
        counter.services.record_case(counter.lee, draft)
    assert refused.value.fields == {"exemption": "exemption_not_applicable"}
    fits = counter.services.record_case(counter.lee, msgspec.structs.replace(draft, exemption="single_parent", evidence="증명서 2026-1"))
    counter.services.set_lamp(counter.lee, "resident", False)
    assert counter.services.charge_received(counter.lee, fits.case_id) == 0


def test_a_basket_with_one_bad_line_writes_nothing_at_all(counter: Counter) -> None:
    before = counter.home.store.head
    bad = msgspec.structs.replace(counter.draft("family_relation_certificate"), applicant={})
    with pytest.raises(DraftRefused):
        counter.services.record_visit(counter.lee, [counter.draft("resident_registration_copy"), bad], tender="cash")
    assert counter.home.store.head == before


def test_too_little_cash_is_refused_with_what_is_missing(counter: Counter) -> None:
    with pytest.raises(Refused) as short:
        counter.services.record_visit(counter.lee, [counter.draft("seal_certificate_issue", copies=1)], tender="cash", received_won=500)
    assert (short.value.code, short.value.facts["short_won"]) == ("cash_too_little", 100)


def test_while_the_seal_system_is_away_nothing_is_issued_and_no_money_taken(counter: Counter) -> None:
    counter.services.set_lamp(counter.lee, "seal", True, "센터 장애")
    only = counter.services.record_case(
        counter.lee, Draft(service="seal_certificate_issue", applicant={"name": "김가온", "phone": "010-0123-4567"}, tender="cash")
    )
    assert (only.state, only.fee_won, only.provisional) == ("received_only", 0, True)
    other = counter.services.record_case(counter.lee, counter.draft("family_relation_certificate"))
    assert other.state == "issued"
    slip = counter.services.intake_slip(counter.lee, only.case_id)
    assert (slip.title, slip.provisional) == ("잠정접수증", True)


def test_when_the_system_is_back_the_paper_is_priced_paid_and_issued(counter: Counter) -> None:
    counter.services.set_lamp(counter.lee, "seal", True)
    only = counter.services.record_case(counter.lee, counter.draft("seal_certificate_issue", copies=2))
    counter.services.set_lamp(counter.lee, "seal", False)
    assert counter.services.charge_received(counter.lee, only.case_id) == 1_200
    with pytest.raises(Refused) as unpaid:
        counter.services.advance_case(counter.lee, only.case_id, "issue")
    assert unpaid.value.code == "unpaid"
    paid = counter.services.take_payment(counter.lee, [only.case_id], tender="cash")
    assert (paid.cases[0].state, paid.cases[0].provisional) == ("issued", False)
    with pytest.raises(Refused) as again:
        counter.services.advance_case(counter.lee, only.case_id, "issue")
    assert again.value.code == "step_not_allowed"


@pytest.mark.parametrize("charged", [False, True])
def test_while_the_system_is_away_nothing_that_waits_is_charged_paid_or_issued(counter: Counter, charged: bool) -> None:
    """A case that was only received, and one that waits for its money: the ledger issues neither, and nobody takes their fee."""
    services, lee = counter.services, counter.lee
    services.set_lamp(lee, "seal", True)
    only = services.record_case(lee, counter.draft("seal_certificate_issue"))
    services.set_lamp(lee, "seal", False)
    waiting = services.record_case(lee, counter.draft("seal_certificate_issue", tender="none"))
    if charged:
        assert services.charge_received(lee, only.case_id) == 600
    services.set_lamp(lee, "seal", True)

    def refused(work: Callable[..., object], *of: object, **how: object) -> bool:
        with pytest.raises(Refused) as away:
            work(lee, *of, **how)
        return (away.value.code, away.value.facts["system_long"]) == ("system_is_down", "seal")

    assert charged or refused(services.charge_received, only.case_id)
    assert refused(services.take_payment, [waiting.case_id], tender="cash")
    assert not charged or refused(services.take_payment, [only.case_id], tender="cash")
    assert refused(services.advance_case, waiting.case_id, "issue")
    assert refused(services.advance_case, only.case_id, "issue")
    assert services.day_status().totals.net_won == 0
    services.set_lamp(lee, "seal", False)
    services.charge_received(lee, only.case_id)
    paid = services.take_payment(lee, [waiting.case_id, only.case_id], tender="cash")
    assert [each.state for each in paid.cases] == ["issued", "issued"]


def test_an_unpaid_case_waits_in_the_list_until_it_is_paid_and_is_then_issued(counter: Counter) -> None:
    waiting = counter.services.record_case(counter.lee, counter.draft("resident_registration_copy", tender="none"))
    assert waiting.state == "received"
    assert [row.number for row in counter.services.unpaid()] == [waiting.number]
    paid = counter.services.take_payment(counter.lee, [waiting.case_id], tender="card", approval_no="30012345", last4="1234")
    assert paid.cases[0].state == "issued"
    assert counter.services.unpaid() == []
    with pytest.raises(Refused) as nothing:
        counter.services.take_payment(counter.lee, [waiting.case_id], tender="cash")
    assert nothing.value.code == "nothing_to_pay"


def test_cancelling_a_paid_case_needs_the_team_leader_and_gives_the_money_back(counter: Counter) -> None:
    recorded = counter.services.record_case(counter.lee, counter.draft("resident_registration_copy"))
    with pytest.raises(Refused) as alone:
        counter.services.cancel_case(counter.lee, recorded.case_id, "잘못 접수")
    assert alone.value.code == "supervisor_needed"
    second = counter.services.sign_in("park", PASSWORD, second=True)
    assert counter.services.cancel_case(counter.lee, recorded.case_id, "잘못 접수", confirmer=second) == "voided"
    status = counter.services.day_status()
    assert (status.totals.net_won, status.totals.reversed_won, status.totals.cancelled) == (0, recorded.fee_won, 1)


def test_a_passport_is_seen_through_to_the_hand_over(counter: Counter) -> None:
    applied = counter.services.record_case(counter.choi, counter.draft("passport_multiple_10y"))
    assert applied.state == "applied"
    with pytest.raises(Refused) as clerk:
        counter.services.advance_case(counter.lee, applied.case_id, "send")
    assert clerk.value.code == "not_allowed"
    assert counter.services.advance_case(counter.choi, applied.case_id, "send") == "sent"
    with pytest.raises(Refused) as early:
        counter.services.advance_case(counter.choi, applied.case_id, "deliver")
    assert early.value.code == "step_not_allowed"


def test_a_passport_asked_for_before_nine_keeps_the_old_fee_though_typed_in_later(tmp_path: Path) -> None:
    home = a_home(tmp_path / "march", at=datetime(2026, 3, 2, 9, 30, tzinfo=SEOUL))
    counter = Counter(home)
    counter.services.open_day(counter.lee, 0)
    fees = {}
    for minute in ("2026-03-01T08:59+09:00", "2026-03-01T09:00+09:00"):
        draft = counter.draft("passport_multiple_10y", intake_at=minute, late_reason="장애로 수기접수")
        fees[minute] = counter.services.record_case(counter.choi, draft).fee_won
    old, new = fees.values()
    assert new - old == 2_000
    home.close()


def test_an_intake_in_the_past_needs_a_reason_and_none_lies_ahead(counter: Counter) -> None:
    late = counter.draft("birth_filing", intake_at="2026-11-19T17:50+09:00", tender="none")
    with pytest.raises(DraftRefused) as silent:
        counter.services.record_case(counter.lee, late)
    assert silent.value.fields == {"late_reason": "required"}
    counter.services.record_case(counter.lee, msgspec.structs.replace(late, late_reason="어제 수기접수"))
    with pytest.raises(DraftRefused) as ahead:
        counter.services.record_case(counter.lee, msgspec.structs.replace(late, intake_at="2026-11-20T09:06+09:00"))
    assert ahead.value.fields == {"intake_at": "in_future"}


def test_a_resident_number_in_free_text_is_refused_before_it_can_stay_there(counter: Counter) -> None:
    draft = counter.draft("seal_certificate_issue")
    told = msgspec.structs.replace(draft, answers={**draft.answers, "use": "번호는 900101-1234567"})
    with pytest.raises(DraftRefused) as refused:
        counter.services.record_case(counter.lee, told)
    assert "rrn_in_text" in refused.value.fields.values()


def test_sealed_numbers_are_found_but_never_stand_in_the_file_in_plain(counter: Counter) -> None:
    draft = counter.draft("seal_certificate_issue", 3)
    recorded = counter.services.record_case(counter.lee, draft)
    number = str(draft.applicant["rrn"]).replace("-", "")
    assert [row.number for row in counter.services.find_cases(counter.lee, number)] == [recorded.number]
    detail = counter.services.view_case(counter.lee, recorded.number)
    assert number[7:] not in str(detail)
    for table, column in (("entry", "body"), ("case_row", "state_blob"), ("lookup", "word")):
        for (stored,) in counter.home.connections.all(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"):  # noqa: S608
            assert number.encode() not in stored


def test_a_view_is_in_the_access_log_before_it_is_on_the_screen(counter: Counter) -> None:
    recorded = counter.services.record_case(counter.lee, counter.draft("seal_certificate_issue"))
    counter.services.view_case(counter.lee, recorded.number)
    newest = counter.services.access_log(counter.park)[0]
    assert (newest.user, newest.purpose, newest.numbers) == ("lee", "업무처리", [recorded.number])
    with pytest.raises(Refused):
        counter.services.access_log(counter.lee)


def test_names_initials_numbers_and_phones_find_a_case_at_once(counter: Counter) -> None:
    draft = counter.draft("resident_registration_copy", 2)
    draft = msgspec.structs.replace(draft, applicant={**draft.applicant, "name": "남궁하늘", "phone": "010-0123-9876"})
    number = counter.services.record_case(counter.lee, draft).number
    for typed in ("남궁하늘", "궁하", "하늘", "ㄴㄱㅎㄴ", "ㅎㄴ", number, "9876" if "applicant.phone" in _fields(counter) else number):
        assert number in [row.number for row in counter.services.find_cases(counter.lee, typed)], typed
    assert counter.services.find_cases(counter.lee, "하궁") == []


def _fields(counter: Counter) -> set[str]:
    return {field.id for field in counter.home.desk.catalogue.forms["resident_registration_copy"].fields}


def test_a_second_print_is_a_reprint_and_gets_no_new_number(counter: Counter) -> None:
    visit = counter.services.record_visit(counter.lee, [counter.draft("resident_registration_copy")], tender="cash")
    assert visit.receipt_no is not None
    first = counter.services.payment_receipt(counter.lee, visit.receipt_no)
    second = counter.services.payment_receipt(counter.lee, visit.receipt_no)
    assert (first.reprint, second.reprint) == (0, 1)
    assert first.receipt_no == second.receipt_no


def test_a_clerk_opens_the_day_and_two_people_close_it_one_of_them_a_supervisor(counter: Counter) -> None:
    with pytest.raises(Refused) as clerk:
        counter.services.close_day(counter.lee, confirmer=counter.choi)
    assert clerk.value.code == "supervisor_needed"
    with pytest.raises(Refused) as alone:
        counter.services.close_day(counter.park)
    assert alone.value.code == "second_needed"
    with pytest.raises(Refused) as twice:
        counter.services.close_day(counter.park, confirmer=counter.services.sign_in("park", PASSWORD, second=True))
    assert twice.value.code == "second_is_first"
    closed = counter.services.close_day(counter.park, confirmer=counter.lee)
    assert (closed.day, closed.closing_no, closed.label) == ("2026-11-20", 1, "26410-03-D0001")


def test_after_the_closing_nothing_more_goes_into_that_day(counter: Counter) -> None:
    counter.services.record_case(counter.lee, counter.draft("resident_registration_copy"))
    closed = counter.services.close_day(counter.park, confirmer=counter.lee)
    with pytest.raises(Refused) as shut:
        counter.services.record_case(counter.lee, counter.draft("resident_registration_copy", 1))
    assert shut.value.code == "day_not_open"
    assert counter.services.open_day(counter.lee, 0) == "2026-11-20/2"
    late = counter.services.record_case(counter.lee, counter.draft("resident_registration_copy", 1))
    assert late.number.split("-")[3] == "0002"
    assert counter.services.day_report(counter.park, closed.day).totals.collected_won == closed.net_won


def test_yesterdays_day_has_to_be_closed_before_work_goes_on(counter: Counter) -> None:
    counter.pass_time(hours=18)
    with pytest.raises(Refused) as old:
        counter.services.record_case(counter.lee, counter.draft("resident_registration_copy"))
    assert (old.value.code, old.value.facts["day"]) == ("previous_day_unclosed", "2026-11-20")
    counter.services.close_day(counter.park, confirmer=counter.lee)
    assert counter.services.open_day(counter.lee, 0) == "2026-11-21"


def test_a_clock_set_back_never_opens_an_earlier_day(counter: Counter) -> None:
    counter.services.close_day(counter.park, confirmer=counter.lee)
    counter.pass_time(days=-400)
    assert counter.services.open_day(counter.lee, 0) == "2026-11-20/2"
    flags = counter.home.connections.value("SELECT header FROM entry ORDER BY seq DESC LIMIT 1")
    assert msgspec.msgpack.decode(flags)[-1] & 1


def test_cash_that_differs_needs_a_reason(counter: Counter) -> None:
    with pytest.raises(Refused) as short:
        counter.services.close_day(counter.park, confirmer=counter.lee, counted_won=99_000)
    assert (short.value.code, short.value.facts["difference_won"]) == ("count_differs", -1_000)
    counter.services.close_day(counter.park, confirmer=counter.lee, counted_won=99_000, reason="거스름돈 착오")


def test_a_parked_visit_blocks_the_closing(counter: Counter) -> None:
    counter.services.save_draft("parked:1", {"drafts": []})
    with pytest.raises(Refused) as blocked:
        counter.services.close_day(counter.park, confirmer=counter.lee)
    assert blocked.value.code == "day_blocked"
    counter.services.drop_draft("parked:1")
    counter.services.close_day(counter.park, confirmer=counter.lee)


def test_five_wrong_passwords_lock_and_a_restart_does_not_unlock(counter: Counter, tmp_path: Path) -> None:
    for _ in range(5):
        with pytest.raises(Refused) as wrong:
            counter.services.sign_in("lee", "not the password")
        assert wrong.value.code == "wrong_password"
    with pytest.raises(Refused) as locked:
        counter.services.sign_in("lee", PASSWORD)
    assert locked.value.code == "locked_out"
    counter.pass_time(minutes=6)
    assert counter.services.sign_in("lee", PASSWORD).user == "lee"


def test_an_unknown_user_is_refused_like_a_wrong_password(counter: Counter) -> None:
    with pytest.raises(Refused) as unknown:
        counter.services.sign_in("nobody", PASSWORD)
    assert unknown.value.code == "wrong_password"


def test_projections_come_out_the_same_when_they_are_made_again(counter: Counter) -> None:
    services = counter.services
    for index, service in enumerate(("seal_certificate_issue", "birth_filing", "resident_registration_copy", "land_register_copy")):
        services.record_case(counter.lee, counter.draft(service, index))
    services.record_case(counter.choi, counter.draft("passport_single", 9))
    services.cancel_case(counter.park, services.ledger_page(limit=1)[0].case_id, "시험", confirmer=counter.lee)
    services.set_lamp(counter.lee, "family", True)
    services.close_day(counter.park, confirmer=counter.lee)
    counter.home.store.catch_up()
    before = tables(counter)
    counter.home.store.rebuild()
    assert tables(counter) == before


def tables(counter: Counter) -> dict[str, list[tuple[object, ...]]]:
    names = ("case_row", "fee_line", "allocation", "paper", "day", "outage", "lookup", "signed_in", "staff_log", "search_pending")
    found = {name: sorted(counter.home.connections.all(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608
    found["search"] = counter.home.connections.all("SELECT rowid FROM search ORDER BY rowid")
    return found


def test_the_independent_checker_finds_the_day_in_order(counter: Counter) -> None:
    counter.services.record_case(counter.lee, counter.draft("seal_certificate_issue"))
    counter.services.close_day(counter.park, confirmer=counter.lee)
    identity = counter.home.desk.identity
    trust = Trust(device_keys={identity.device_id.bytes: {counter.home.desk.signer.public_key}})
    report = check_ledger(counter.home.connections.here, trust)
    assert (report.bad, report.unvouched) == ([], 0)
    assert report.entries == counter.home.store.head.seq


def test_the_day_starts_where_the_clock_of_the_office_says(counter: Counter) -> None:
    assert counter.services.day_status().day == NINE.date().isoformat()


def test_only_cash_gives_change(counter: Counter) -> None:
    visit = counter.services.record_visit(
        counter.lee, [counter.draft("resident_registration_copy")], tender="card", approval_no="30012345", received_won=1_000_000
    )
    assert visit.change_won == 0
    with pytest.raises(Refused) as absurd:
        counter.services.record_visit(counter.lee, [counter.draft("resident_registration_copy")], tender="cash", received_won=10**30)
    assert absurd.value.code == "amount_invalid"
    with pytest.raises(Refused) as number:
        counter.services.record_visit(counter.lee, [counter.draft("resident_registration_copy")], tender="card", approval_no="4" * 16)
    assert number.value.code == "card_data_invalid"


def test_the_letter_p_finds_nobody_by_their_phone(counter: Counter) -> None:
    draft = counter.draft("seal_certificate_issue", 2)
    draft = msgspec.structs.replace(draft, applicant={**draft.applicant, "name": "남궁하늘", "phone": "010-0123-9876"})
    number = counter.services.record_case(counter.lee, draft).number
    assert counter.services.find_cases(counter.lee, "p") == []
    assert counter.services.find_cases(counter.lee, "p9876") == []
    assert [row.number for row in counter.services.find_cases(counter.lee, "9876")] == [number]
    assert [row.number for row in counter.services.find_cases(counter.lee, "010-0123-9876")] == [number]


def test_the_sheet_says_what_came_late_and_why_the_drawer_differed(counter: Counter) -> None:
    counter.services.record_case(
        counter.lee, counter.draft("birth_filing", intake_at="2026-11-19T17:50+09:00", late_reason="어제 수기접수")
    )
    counter.services.record_case(counter.lee, counter.draft("birth_filing", 1))
    closed = counter.services.close_day(counter.park, confirmer=counter.lee, counted_won=99_000, reason="거스름돈 착오")
    report = counter.services.day_report(counter.park, closed.day)
    assert (report.late_after_closing, report.notes) == (1, ["과부족 사유: 거스름돈 착오"])
    assert counter.services.day_report(counter.park, closed.day) == report


def test_the_office_counts_the_perpetual_total_of_a_desk_once(counter: Counter) -> None:
    counter.services.record_case(counter.lee, counter.draft("resident_registration_copy"))
    counter.services.close_day(counter.park, confirmer=counter.lee)
    counter.services.open_day(counter.lee, 0)
    counter.services.record_case(counter.lee, counter.draft("resident_registration_copy", 1))
    counter.services.close_day(counter.park, confirmer=counter.lee)
    office = counter.services.day_report(counter.park, "2026-11-20", "office")
    assert office.grand_total_won == office.totals.net_won == counter.services.day_status().grand_total_won


def test_no_passport_is_handed_over_while_its_system_is_away(counter: Counter) -> None:
    services, choi = counter.services, counter.choi
    made = services.record_case(choi, counter.draft("passport_multiple_10y"))
    services.advance_case(choi, made.case_id, "send")
    services.advance_case(choi, made.case_id, "arrive", facts={"shelf": "B-12"})
    told = {"recipient": "principal", "id_document": "resident_card", "passport_no": "M12345678"}
    services.set_lamp(choi, "passport", True)
    with pytest.raises(Refused) as away:
        services.advance_case(choi, made.case_id, "deliver", facts=told)
    assert (away.value.code, away.value.facts["system_long"]) == ("hand_over_while_away", "passport")
    services.set_lamp(choi, "passport", False)
    assert services.advance_case(choi, made.case_id, "deliver", facts=told) == "delivered"
