"""A desk that could not go on alone does not begin its day, unless a team leader signs for it with a reason (COUNTER §8)."""

from __future__ import annotations

import msgspec
import pytest

from app.domain.money_entries import DayOpened
from app.ui.tabs.closing.close_page import ClosePage
from app.ui.tabs.closing.view import ClosingView
from app.wire.codec import decode_body
from tests.desks import PASSWORD
from tests.ui.counter import Counter


@pytest.fixture
def full_disk(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Counter:
    offline = counter.home.services.offline
    full = msgspec.structs.replace(offline.machine_facts(), disk_free=1 << 20)
    monkeypatch.setattr(offline, "machine_facts", lambda: full)
    return counter


def closing(counter: Counter) -> ClosePage:
    view = counter.window.tabs["closing"]
    assert isinstance(view, ClosingView) and view.page == "close"
    return view.close_page


def day_is_open(counter: Counter) -> bool:
    return counter.opened.context.session.day_is_open


def opened(counter: Counter) -> DayOpened:
    body = counter.on_writer(lambda: counter.home.connections.value("SELECT body FROM entry WHERE kind = 'day_opened'"))
    found = decode_body("day_opened", body)
    assert isinstance(found, DayOpened)
    return found


def test_a_clerk_at_a_full_disk_is_sent_to_the_team_leader(full_disk: Counter) -> None:
    full_disk.sign_in(day=False)
    full_disk.digits("0")
    full_disk.press("Return")
    view = closing(full_disk)
    assert not day_is_open(full_disk)
    assert "고칠 것" in view.notice.text() and "디스크" in view.notice.text()
    assert full_disk.focused() == view.reason.accessibleName() == "준비도에 '고칠 것'이 있어도 개시하는 사유"
    assert view.leader.isVisible() and view.password.isVisible()

    full_disk.type("디스크를 오후에 교체함")
    view.leader.setText("park")
    view.password.setText(PASSWORD)
    view.act.click()
    full_disk.settle()
    assert day_is_open(full_disk)
    assert not view.reason.isVisible() and view.reason.text() == ""
    said = opened(full_disk)
    assert (said.not_ready, said.reason) == (["disk"], "디스크를 오후에 교체함")
    assert said.confirmed_by is not None


def test_another_clerk_is_no_team_leader(full_disk: Counter) -> None:
    full_disk.sign_in(day=False)
    full_disk.digits("0")
    full_disk.press("Return")
    view = closing(full_disk)
    view.presenter.open_or_close(0, {}, "급한 민원", "kim", PASSWORD)
    full_disk.settle()
    assert not day_is_open(full_disk)


def test_the_team_leader_alone_needs_a_reason_and_no_second_name(full_disk: Counter) -> None:
    full_disk.sign_in("park", day=False)
    full_disk.digits("0")
    full_disk.press("Return")
    view = closing(full_disk)
    assert not view.leader.isVisible()
    view.act.click()
    full_disk.settle()
    assert not day_is_open(full_disk)
    full_disk.type("예비 창구 없음")
    view.act.click()
    full_disk.settle()
    assert day_is_open(full_disk)
    assert opened(full_disk).confirmed_by is None


def test_who_opens_the_day_on_a_desk_in_order_is_asked_nothing(counter: Counter) -> None:
    counter.sign_in(day=False)
    counter.digits("0")
    counter.press("Return")
    assert day_is_open(counter)
    assert counter.window.notice.text() == ""
    assert opened(counter).not_ready == []
