"""One case at a shell: looked at, taken on step by step, refused with what would be possible, ended by two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.desks import the_catalogue
from tests.shell import PASSWORD, Program, drafts


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    return Program(tmp_path, more={"MINWON_SECOND_PASSWORD": PASSWORD}).ready()


def passport(desk: Program) -> str:
    number: str = desk.record(drafts(1, service="passport_single"), user="park").row["number"]
    return number


def step(desk: Program, number: str, name: str, *more: str, **facts: str) -> Mapping[str, Any]:
    told = [part for fact, value in facts.items() for part in ("--fact", f"{fact}={value}")]
    return desk.ok("case", number, "step", name, *told, *more, "--as", "park", "--json").row


def test_a_fee_stands_in_the_language_of_who_reads_it(desk: Program) -> None:
    number = passport(desk)
    korean = desk.ok("case", number, "--as", "park").out.decode()
    english = desk.ok("case", number, "--as", "park", "--lang", "en").out.decode()
    assert "  단수 1년 이내 × 1: " in korean and "  Single, up to 1 year × 1: " in english and "단수" not in english


def test_a_passport_nobody_fetches_is_destroyed_by_two(desk: Program) -> None:
    number = passport(desk)
    shown = desk.ok("case", number, "--as", "park", "--json").row
    assert (shown["state"], shown["steps"]) == ("applied", ["examine", "send", "withdraw", "refuse"])
    assert desk.ok("show", number, "--as", "park", "--json").row["possible"] == shown["possible"]
    early = desk.run("case", number, "step", "void", "--as", "park", "--lang", "en")
    assert (early.code, "step_not_allowed" in early.err) == (3, True)
    assert all(word in early.err for word in ("Examine", "Send on"))
    step(desk, number, "send")
    arrived = step(desk, number, "arrive", shelf="B-12")
    assert (arrived["state"], arrived["due_at"] is not None) == ("arrived", True)
    (void,) = [each for each in arrived["possible"] if each["step"] == "void"]
    assert (void["two"], [each["name"] for each in void["asks"]]) == (True, ["void_reason", "void_on"])
    faulty = ("--fact", "void_reason=defect")
    alone = desk.run("case", number, "step", "void", *faulty, "--as", "park")
    assert (alone.code, "second_needed" in alone.err) == (3, True)
    same = desk.run("case", number, "step", "void", *faulty, "--second", "park", "--as", "park")
    assert (same.code, "second_is_first" in same.err) == (3, True)
    early = desk.run("case", number, "step", "void", "--second", "lee", "--as", "park")
    assert (early.code, "void_too_early" in early.err, "5. 21." in early.err) == (3, True, True)
    step(desk, number, "void", "--second", "lee", void_reason="defect")
    ended = step(desk, number, "destroy", "--second", "lee", method="punched")
    assert (ended["state"], ended["steps"], ended["ended"]) == ("destroyed", [], True)
    after = desk.ok("case", number, "--as", "park", "--json").row
    assert (after["facts"]["method"], after["facts"]["void_reason"]) == ("punched", "defect")
    # The clock of these homes begins anew with every command, so only the place in the book says what came first.
    steps = sorted((each["seq"], each["step"]) for each in after["history"] if each["kind"] == "case_advanced")
    assert [step for _, step in steps] == ["send", "arrive", "void", "destroy"]


def test_what_a_step_asks_of_that_case_is_said_before_it_is_taken(desk: Program) -> None:
    owed = json.loads(drafts(1, service="passport_single"))
    owed = {**owed, "answers": {**owed["answers"], "pickup": "visit"}, "tender": "none", "approval_no": None}
    number = desk.record(json.dumps(owed).encode() + b"\n", user="park").row["number"]
    step(desk, number, "send")
    arrived = step(desk, number, "arrive")
    (dispatch,) = [each for each in arrived["possible"] if each["step"] == "dispatch"]
    assert {each["name"]: each["required"] for each in dispatch["asks"]}["post_address"] is True
    assert "(tracking_no, post_address, sent_on)\n" in desk.ok("case", number, "--as", "park").out.decode()
    unpaid = desk.run("case", number, "step", "deliver", "--as", "park")
    assert (unpaid.code, "passport_unpaid" in unpaid.err, "17,000원을 받지 않았거나" in unpaid.err) == (3, True, True)


def test_a_fact_is_typed_as_its_field_takes_it_and_a_private_one_comes_by_stdin(desk: Program) -> None:
    number = passport(desk)
    step(desk, number, "send")
    desk.ok("case", number, "step", "arrive", "--fact", "passport_no=-", "--as", "park", stdin=b"Z123A4567\n")
    missing = desk.run("case", number, "step", "deliver", "--as", "park")
    assert (missing.code, "step_incomplete" in missing.err) == (3, True)
    assert desk.run("case", number, "step", "deliver", "--fact", "recipient", "--as", "park").code == 2
    facts: tuple[str, ...] = ("--fact", "recipient=agent", "--fact", "id_document=resident_card", "--fact", "recipient_name=윤가람")
    facts += ("--fact", "recipient_relation=가족", "--fact", "mandate_seen=yes", "--fact", "principal_id=copy", "--fact", "passport_no=-")
    other = desk.run("case", number, "step", "deliver", *facts, "--as", "park", stdin=b"Z123A4568\n")
    assert (other.code, "passport_no_differs" in other.err, "A4568" in other.err) == (3, True, False)
    done = desk.ok("case", number, "step", "deliver", *facts, "--as", "park", "--json", stdin=b"Z123A4567\n").row
    assert done["state"] == "delivered"
    told = desk.ok("case", number, "--as", "park", "--json").row["facts"]
    assert (told["mandate_seen"], told["passport_no"]) == (True, "Z123*****")


def test_a_case_is_cancelled_with_a_reason_and_told_in_words(desk: Program) -> None:
    number = passport(desk)
    assert desk.run("case", number, "step", "cancel", "--second", "lee", "--as", "park").code == 3
    said = desk.ok("case", number, "step", "cancel", "--note", "민원인 요청", "--second", "lee", "--as", "park").out.decode()
    assert number in said and "취소" in said
    words = desk.ok("case", number, "--as", "park").out.decode()
    assert "취소" in words and "성명" in words and "민원인 요청" in words
    assert desk.run("case", number, "step", "--as", "park").code == 2


def test_a_draft_of_every_service_is_recorded_at_the_shell(desk: Program) -> None:
    sellable = [form for form in the_catalogue().forms.values() if all(fee.amount_won is not None for fee in form.fees)]
    lines = b"".join(drafts(1, service=form.id) for form in sellable)
    named = [{**json.loads(line), "draft_id": f"one-{place}"} for place, line in enumerate(lines.splitlines())]
    sent = b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in named)
    recorded = desk.ok("record", "-", "--as", "park", stdin=sent).rows
    assert [row["ok"] for row in recorded] == [True] * len(sellable)
    assert len({row["number"] for row in recorded}) == len(sellable) > 75


def test_a_case_is_told_in_words_at_a_shell(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    draft = json.loads(drafts(1, service="passport_multiple_10y"))
    draft["answers"]["photo_ok"] = True
    number = desk.record(json.dumps(draft).encode()).row["number"]
    stepped = desk.ok("case", number, "step", "examine", "--as", "park").out.decode()
    assert "송부·발급의뢰 (send)" in stepped
    shown = desk.ok("case", number, "--as", "lee").out.decode()
    assert "  사진 규격 확인: 예\n" in shown
    assert ": true" not in shown
    certificate = desk.record(drafts(1, seed=2, service="family_relation_certificate")).row["number"]
    assert "  확인한 국가시스템: 가족\n" in desk.ok("case", certificate, "--as", "lee").out.decode()


def test_what_was_written_down_wrong_is_put_right_at_a_shell(desk: Program) -> None:
    number = passport(desk)
    before = desk.ok("case", number, "--as", "park", "--json").row["applicant"]
    name, phone = before["name"], before["phone"]
    given = ("--fact", "applicant.phone=-", "--fact", "applicant.name=나바름", "--note", "잘못 들음", "--as", "park")
    done = desk.ok("case", number, "correct", *given, "--json", stdin=b"010-0987-6543\n").row
    assert done["corrected"] == ["applicant.name", "applicant.phone"]
    shown = desk.ok("case", number, "--as", "park")
    text = shown.out.decode()
    right = f"정정: 성명 {name} → 나바름; 휴대전화 {phone} → 01009876543  park  잘못 들음\n"
    assert "성명: 나바름\n" in text and text.count(right) == 1 and phone not in text.replace(right, "")
    (line,) = [each for each in desk.ok("case", number, "--as", "park", "--json").row["history"] if each["kind"] == "case_corrected"]
    assert line["changes"] == [
        {"field": "applicant.name", "old": name, "new": "나바름"},
        {"field": "applicant.phone", "old": phone, "new": "01009876543"},
    ]
    for facts, code in (
        ((), "use_incomplete"),
        (("--fact", "applicant.name=나바름"), "correct_nothing"),
        (("--fact", "copies=2"), "correct_field"),
    ):
        again = desk.run("case", number, "correct", *facts, "--note", "확인", "--as", "park")
        assert again.code != 0 and code in again.err
    wrong = desk.run("case", number, "correct", "--fact", "applicant.phone=12", "--note", "확인", "--as", "park")
    assert "applicant.phone" in wrong.err and "correct_wrong" in wrong.err
