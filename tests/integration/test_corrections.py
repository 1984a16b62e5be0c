"""What was written down wrong is put right in the case (정정): what stood there stays in the book, what was charged does not move."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.cases import Case
from app.domain.errors import DraftRefused, Refused
from app.ledger.entry_reader import EntryReader, FoldRow
from app.services.make_sample import make_samples
from tests.desks import NINE, PASSWORD, the_catalogue, the_people
from tests.integration.test_disputes import Room, desks, parks, rebuilt_is_live, settled_down
from tests.integration.test_petitions_at_two_desks import an_assigned_petition
from tests.open_days import here, home, step

__all__ = ["desks", "home"]

WHY = "잘못 적음"
UNPRICED = {  # sold nowhere before the office has set its amount
    name for name, form in the_catalogue().forms.items() if any(fee.amount_won is None for fee in form.fees)
}


def received(home: Home, service: str, **answers: object) -> UUID:
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
    draft = msgspec.structs.replace(draft, answers={**draft.answers, **answers}, tender="none", approval_no=None, draft_id=None)
    return home.services.record_case(here(home), draft).case_id


def the_case(home: Home, case_id: UUID) -> Case:
    case = home.store.cases.find(case_id)
    assert case is not None
    return case


def refused(home: Home, case_id: UUID, given: Mapping[str, object], why: str = WHY) -> str:
    before = home.store.cases.find(case_id)
    with pytest.raises(Refused) as error:
        home.services.correct_case(here(home), case_id, given, why)
    assert home.store.cases.find(case_id) == before
    return error.value.code


@pytest.mark.parametrize("service", sorted(name for name, form in the_catalogue().forms.items() if name not in UNPRICED))
def test_every_service_can_be_put_right_and_says_when_nothing_is(home: Home, service: str) -> None:
    case_id = received(home, service)
    before = the_case(home, case_id)
    leader = home.services.sign_in("park", PASSWORD)
    named = the_catalogue().forms[service]
    name = next((each.id for each in named.fields if each.kind == "name" and not each.show_if), None)
    assert name is not None
    with pytest.raises(Refused, match="correct_nothing"):
        home.services.correct_case(leader, case_id, {}, WHY)
    assert home.services.correct_case(leader, case_id, {name: "나바름"}, WHY)[0] == name
    after = the_case(home, case_id)
    detail = home.services.view_case(leader, case_id)
    assert "나바름" in [*detail.applicant.values(), *detail.answers.values()]
    assert (after.lines, after.due_at, after.limit_at, after.state, after.number) == (
        before.lines,
        before.due_at,
        before.limit_at,
        before.state,
        before.number,
    )
    assert after.version == before.version + 1


def found(home: Home, text: str) -> list[UUID]:
    return [row.case_id for row in home.services.find_cases(here(home), text)]


def test_a_case_is_found_by_what_is_right_and_no_more_by_what_was_wrong(home: Home) -> None:
    case_id = received(home, "passport_single")
    wrong = home.services.view_case(here(home), case_id).applicant["name"]
    (draft,) = make_samples(the_catalogue(), the_people(), service="passport_single", count=1, seed=1, today=NINE.date())
    number = str(draft.applicant["rrn"])
    assert found(home, number) == [case_id]
    given = {"applicant.name": "나바름", "applicant.rrn": "820304-2234565", "applicant.phone": "010-0987-6543"}
    assert home.services.correct_case(here(home), case_id, given, WHY) == ["applicant.name", "applicant.rrn", "applicant.phone"]
    for _ in range(2):
        assert found(home, "820304-2234565") == found(home, "나바름") == found(home, "6543") == [case_id]
        assert found(home, number) == found(home, wrong) == []
        home.store.rebuild()
    detail = home.services.view_case(here(home), case_id)
    assert detail.applicant["rrn"] == "820304-2******"
    (line,) = [each for each in detail.history if each.kind == "case_corrected"]
    assert (line.fields, line.note) == (["applicant.name", "applicant.rrn", "applicant.phone"], WHY)
    assert [(each.field, each.old, each.new) for each in line.changes] == [
        ("applicant.name", wrong, "나바름"),
        ("applicant.rrn", f"{number[:8]}******", "820304-2******"),  # as the case itself shows it
        ("applicant.phone", str(draft.applicant["phone"]).replace("-", ""), "01009876543"),
    ]


def test_the_address_of_a_petition_in_work_is_put_right_and_an_empty_field_is_empty(home: Home) -> None:
    case_id = received(home, "suggestion_petition")
    step(home, case_id, "assign", division="공원과", official="김공원")
    assert the_case(home, case_id).applicant["address"]
    clerk = here(home, "lee")
    home.services.correct_case(clerk, case_id, {"applicant.address": "가온광역시 나루구 물빛로 3"}, WHY)
    assert the_case(home, case_id).applicant["address"] == "가온광역시 나루구 물빛로 3"
    home.services.correct_case(clerk, case_id, {"applicant.phone": "010-0987-6543"}, WHY)
    changed = home.services.correct_case(clerk, case_id, {"applicant.phone": ""}, WHY)
    assert changed == ["applicant.phone"] and "phone" not in the_case(home, case_id).applicant
    lines = [each for each in home.services.view_case(clerk, case_id).history if each.kind == "case_corrected"]
    assert [(each.old, each.new) for each in lines[2].changes] == [("01009876543", None)]
    assert lines[1].changes[0].new == "01009876543" and lines[0].changes[0].new == "가온광역시 나루구 물빛로 3"


def test_a_case_whose_entries_are_not_all_here_keeps_the_names_of_its_fields(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = received(home, "suggestion_petition")
    step(home, case_id, "assign", division="공원과", official="김공원")
    home.services.correct_case(here(home), case_id, {"applicant.phone": "010-0987-6543"}, WHY)
    of_case = EntryReader.of_case

    def without(n: int) -> tuple[list[str], int]:
        """The fields of the correction, and how many values, while the n-th entry has no body any more."""
        with monkeypatch.context() as patch:
            patch.setattr(EntryReader, "of_case", lambda self, of: _erased(of_case(self, of), n))
            (line,) = [each for each in home.services.view_case(here(home), case_id).history if each.fields]
            return line.fields, len(line.changes)

    assert [without(n) for n in range(3)] == [(["applicant.phone"], 0)] * 3
    assert without(9) == (["applicant.phone"], 1)


def _erased(rows: list[FoldRow], n: int) -> list[FoldRow]:
    return [(*row[:3], None, row[4]) if at == n else row for at, row in enumerate(rows)]


def test_what_a_form_refuses_no_correction_brings_in(home: Home) -> None:
    case_id = received(home, "suggestion_petition")
    for given, field in (
        ({"applicant.name": ""}, "applicant.name"),
        ({"applicant.phone": "12"}, "applicant.phone"),
        ({"matter": "번호는 820304-2234565입니다"}, "matter"),
    ):
        with pytest.raises(DraftRefused) as error:
            home.services.correct_case(here(home), case_id, given, WHY)
        assert list(error.value.fields) == [field]
    assert refused(home, case_id, {"nobody_asks": "1"}) == "correct_field"
    assert refused(home, case_id, {"received_by": "mail"}) == "correct_field"
    assert refused(home, case_id, {"matter": "나무를 심어 주십시오"}, " ") == "reason_missing"
    assert refused(home, case_id, {"matter": "나무를 심어 주십시오"}, "본인 820304-2234565 요청") == "rrn_in_text"


def test_whoever_wishes_text_messages_keeps_a_mobile_number(home: Home) -> None:
    case_id = received(home, "other_petition", tell_by="sms")
    with pytest.raises(DraftRefused) as landline:
        home.services.correct_case(here(home), case_id, {"applicant.phone": "02-123-4567"}, WHY)
    assert landline.value.fields == {"applicant.phone": "mobile_for_text"}
    assert home.services.correct_case(here(home), case_id, {"applicant.phone": "02-123-4567", "tell_by": "post"}, WHY)


def test_a_correction_moves_neither_the_fee_nor_the_period(home: Home) -> None:
    passport = received(home, "passport_multiple_10y", pages="58")
    assert refused(home, passport, {"pages": "26"}) == "correct_fee"
    assert home.services.correct_case(here(home), passport, {"surname_latin": "NA"}, WHY)
    permit = received(home, "permit_petition", period_days=10)
    assert refused(home, permit, {"period_days": 3}) == "correct_term"


def test_what_is_done_only_the_leader_puts_right_and_what_was_undone_nobody(home: Home) -> None:
    case_id = received(home, "living_inconvenience_report")
    step(home, case_id, "resolve", answer="메움")
    step(home, case_id, "close")
    clerk, given = here(home, "lee"), {"applicant.name": "나바름"}
    assert not home.services.view_case(clerk, case_id).can_correct
    with pytest.raises(Refused, match="correct_done"):
        home.services.correct_case(clerk, case_id, given, WHY)
    assert home.services.view_case(here(home), case_id).can_correct
    assert home.services.correct_case(here(home), case_id, given, WHY) == ["applicant.name"]
    other = received(home, "suggestion_petition")
    home.services.cancel_case(here(home), other, "두 번 접수함")
    assert not home.services.view_case(here(home), other).can_correct
    assert refused(home, other, given) == "correct_undone"


def test_the_passport_counter_puts_right_its_own_cases_only(home: Home) -> None:
    passport, petition = received(home, "passport_single"), received(home, "suggestion_petition")
    choi = here(home, "choi")
    assert home.services.correct_case(choi, passport, {"applicant.name": "나바름"}, WHY)
    with pytest.raises(Refused, match="not_allowed"):
        home.services.correct_case(choi, petition, {"applicant.name": "나바름"}, WHY)
    assert not home.services.view_case(choi, petition).can_correct


def test_what_is_asked_no_more_goes_with_what_asked_for_it(home: Home) -> None:
    case_id = received(home, "passport_single", old_passport="valid_returned", old_passport_no="M12345678")
    assert found(home, "M12345678") == [case_id]
    assert home.services.correct_case(here(home), case_id, {"old_passport": "none"}, WHY) == ["old_passport", "old_passport_no"]
    assert "old_passport_no" not in the_case(home, case_id).answers
    assert found(home, "M12345678") == []


def test_corrections_of_one_case_at_two_desks_are_a_dispute_at_the_second(desks: Room) -> None:
    _, five = desks
    case_id = an_assigned_petition(desks)
    first = the_case(five, case_id)
    for at, leader, name in zip(desks, parks(desks), ("나바름", "나고침"), strict=True):
        at.services.correct_case(leader, case_id, {"applicant.name": name}, WHY)
    settled_down(desks)
    (item,) = five.services.disputes()
    assert (item.kind, item.code) == ("conflicted", "version_outdated")
    for each in desks:
        assert the_case(each, case_id).applicant["name"] == "나바름"
        rebuilt_is_live(each)
        assert found(each, "나바름") == [case_id] and found(each, "나고침") == []
    five.services.settle_dispute(parks(desks)[1], item.place, "correct", "신분증으로 확인함")
    settled_down(desks)
    wrong = str(first.applicant["name"])
    for each, leader in zip(desks, parks(desks), strict=True):
        lines = [line for line in each.services.view_case(leader, case_id).history if line.kind == "case_corrected"]
        told = {tuple((change.old, change.new) for change in line.changes) for line in lines}
        # Names alone stand at the one of the three that never took effect.
        assert (len(lines), told) == (3, {((wrong, "나바름"),), (), (("나바름", "나고침"),)})
    for each in desks:
        assert the_case(each, case_id).applicant["name"] == "나고침"
        assert found(each, "나고침") == [case_id] and found(each, "나바름") == []
        rebuilt_is_live(each)
