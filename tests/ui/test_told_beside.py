"""Messages 3, 6 and 12 of COUNTER §6 where a clerk meets them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.first_elsewhere import FirstElsewhere
from app.ui.session import LastRecord
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN
from tests.ui.test_window import type_name_and_number

FIVE_PAST_TWO = 1_795_669_500_000  # 2026-11-26 14:05 in Seoul


def seal(counter: Counter) -> None:
    type_name_and_number(counter)
    counter.press("Return", "1", "Return", "Return")
    assert counter.focused().startswith("통수")


def test_the_same_request_of_the_same_day_is_told_beside_the_button_that_takes_it_anyway(counter: Counter) -> None:
    counter.sign_in()
    seal(counter)
    counter.press("F10", "Return", "Return")
    assert counter.window.basket.presenter.done is not None
    counter.press("F2")
    seal(counter)
    view = counter.window.intake("seal")
    view.presenter.changed()
    counter.settle()
    assert "같은 민원인의 같은 민원이 오늘 09:00 3번 창구에 접수되어 있습니다. 그래도 접수하시겠습니까?" in view._fee.text()


def test_a_power_of_attorney_that_is_too_old_is_named_by_its_day(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("2")
    counter.type("최한별")
    counter.press("Return")
    counter.digits("8505052345674")
    counter.press("1", "1", "1")
    counter.digits("260510")
    counter.press("Return")
    form = counter.window.intake("seal").form
    assert form is not None
    assert form.editor("poa_date").trouble() == "위임장 작성일(2026. 5. 10.)부터 6개월이 지났습니다. 새 위임장을 받으십시오."


def test_the_last_record_that_another_desk_had_first_is_said_once(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.sign_in()
    asked: list[str] = []

    def elsewhere(number: str) -> FirstElsewhere:
        asked.append(number)
        return FirstElsewhere(desk="01", at=FIVE_PAST_TWO, kind="case_advanced", step="deliver")

    monkeypatch.setattr(counter.home.services, "first_elsewhere", elsewhere)
    session = counter.opened.context.session
    record = LastRecord(number="26410-03-261120-0001-KI", service="여권", provisional=False, receipt_no=None)
    for standing in ("saved", "disputed", "disputed"):
        session.last = replace(record, standing=standing)
        session.tell("last")
        counter.settle()
    said = "다른 창구에서 먼저 처리했습니다(1번 창구 14:05 교부). 입력한 내용은 보관했습니다. [확인할 일]에서 비교하십시오."
    assert counter.window.notice.text() == said
    assert asked == [record.number]
    assert RRN not in said
