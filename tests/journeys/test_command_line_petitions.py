"""A petition at a shell: typed in from a letter, with the guardian that is offered for it, and refused what the law does not allow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.answers import Draft
from tests.shell import Program


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    return Program(tmp_path).ready()


def line(draft: Draft) -> bytes:
    given: dict[str, Any] = {"service": draft.service, "applicant": draft.applicant, "answers": draft.answers}
    return json.dumps(given, ensure_ascii=False).encode() + b"\n"


LETTER = Draft(
    service="suggestion_petition",
    applicant={"name": "윤가람", "address": "가온광역시 나루구 별빛로 8"},
    answers={"matter": "쉼터를 늘려 주십시오", "received_by": "post", "postage_won": 2800},
)
REPORT = Draft(
    service="living_inconvenience_report",
    answers={"report_field": "cleaning", "site": "햇살로 4", "matter": "쓰레기가 쌓임", "report_source": "monitor", "received_by": "phone"},
)


def test_a_letter_is_a_petition_with_a_guardian_offered_and_an_extension_within_bounds(desk: Program) -> None:
    made = desk.record(line(LETTER), user="park").row
    assert [each["code"] for each in made["offers"]] == ["guardian"]
    shown = desk.ok("case", made["number"], "--as", "park", "--json").row
    assert (shown["answers"]["postage_won"], [each["service"] for each in shown["offers"]]) == (2800, ["petition_guardian_assignment"])
    desk.ok("case", made["number"], "step", "assign", "--fact", "division=공원녹지과", "--as", "park")
    asked = ("--fact", "extend_ground=site_check", "--fact", "extend_reason=현장 확인")
    long = desk.run("case", made["number"], "step", "extend", "--fact", "days=20", *asked, "--as", "park")
    assert (long.code, "extension_too_long" in long.err, "14일" in long.err) == (3, True, True)
    stepped = desk.ok("case", made["number"], "step", "extend", "--fact", "days=14", *asked, "--as", "park", "--json").row
    assert (stepped["state"], stepped["offers"]) == ("extended", [])


def test_a_monitor_telephones_and_the_report_names_nobody(desk: Program) -> None:
    made = desk.record(line(REPORT), user="park").row
    assert (made["state"], made["fee_won"], "offers" in made) == ("received", 0, False)
    told = desk.ok("case", made["number"], "step", "resolve", "--fact", "answer=치웠습니다", "--as", "park", "--json").row
    assert (told["state"], told["steps"]) == ("resolved", ["notify", "close"])


def test_who_wishes_to_be_told_by_text_without_a_telephone_is_refused_at_that_field(desk: Program) -> None:
    wish = msgspec.structs.replace(LETTER, answers={**LETTER.answers, "tell_by": "sms"})
    refused = desk.record(line(wish), user="park")
    assert (refused.code, refused.row["fields"]) == (3, {"applicant.phone": "phone_for_text"})
    assert refused.row["why"]["applicant.phone"] == "문자로 알리려면 휴대전화 번호를 적으십시오"
    landline = msgspec.structs.replace(wish, applicant={**wish.applicant, "phone": "02-123-4567"})
    refused = desk.record(line(landline), user="park")
    assert (refused.code, refused.row["fields"]) == (3, {"applicant.phone": "mobile_for_text"})
    assert refused.row["why"]["applicant.phone"] == "문자는 휴대전화로만 보냅니다. 휴대전화 번호를 적거나 문자 통지를 빼십시오"
    reached = msgspec.structs.replace(wish, applicant={**wish.applicant, "phone": "01001234567"})
    assert desk.record(line(reached), user="park").row["state"] == "received"
