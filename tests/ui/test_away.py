"""Central is away: what the clerk is told when something is saved, and what the 동기화 tab says of it (COUNTER §6, message 1)."""

from __future__ import annotations

import msgspec
import pytest
from PyQt6.QtWidgets import QLabel

from app.ui.session import LastRecord
from tests.ui.counter import Counter
from tests.ui.test_flows import cases, to_basket
from tests.ui.test_window import type_name_and_number


def said(counter: Counter) -> str:
    """Every word of the basket that is seen."""
    return "\n".join(each.text() for each in counter.window.basket.findChildren(QLabel) if each.isVisible())


def pay(counter: Counter, *, away: bool) -> None:
    sync = counter.opened.context.session.sync
    assert sync is not None
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.opened.context.session.sync = msgspec.structs.replace(sync, central="down" if away else "up")
    counter.press("F10", "Return", "Return")


def test_who_saves_while_central_is_away_is_told_that_it_goes_out_later(counter: Counter) -> None:
    counter.sign_in()
    pay(counter, away=True)
    assert "저장했습니다." in said(counter)
    assert "중앙서버와 연결되지 않아 전송을 기다립니다" in said(counter)
    session = counter.opened.context.session
    assert session.last is not None
    session.last = session.last.with_standing("sent")
    session.tell("last")
    assert "전송을 기다립니다" not in said(counter)


def test_who_saves_while_central_answers_is_told_nothing_of_it(counter: Counter) -> None:
    counter.sign_in()
    pay(counter, away=False)
    assert "저장했습니다." in said(counter)
    assert "중앙서버" not in said(counter)


def test_the_money_key_takes_the_service_that_was_just_chosen_for_the_same_citizen(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F8")
    counter.type("ㄷㅂ")
    counter.press("Return")  # nothing is left to be typed: name, number and identity card are known
    counter.press("F10", "Return", "Return")
    assert {each.service for each in cases(counter)} == {"seal_certificate_issue", "resident_registration_copy"}


def test_the_money_key_leaves_the_form_that_came_with_the_stations_key(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F5")
    counter.press("F10", "Return", "Return")
    assert len(cases(counter)) == 1


def test_what_is_known_of_the_record_before_is_not_said_of_the_one_just_saved(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The foot was being read for the last record, long confirmed, when the next one was saved with central away."""
    counter.sign_in()
    session = counter.opened.context.session
    asked: list[str] = []

    def standing_of(number: str) -> str:
        asked.append(number)
        return "confirmed"

    monkeypatch.setattr(counter.home.services, "standing_of", standing_of)
    session.last = LastRecord("the one before", "주민등록표 등본", provisional=False, receipt_no=None)
    counter.window.shell.refresh()
    session.last = LastRecord("the one just saved", "주민등록표 등본", provisional=False, receipt_no=None)
    counter.settle()
    assert asked == ["the one before"]
    assert session.last.standing == "saved"
