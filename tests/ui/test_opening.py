"""A day begun on a desk that could not go on alone: whoever opens it is told what is red (COUNTER §8)."""

from __future__ import annotations

import msgspec
import pytest

from tests.ui.counter import Counter


def test_who_opens_the_day_on_a_desk_with_a_full_disk_is_told(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.sign_in(day=False)
    offline = counter.home.services.offline
    full = msgspec.structs.replace(offline.machine_facts(), disk_free=1 << 20)
    monkeypatch.setattr(offline, "machine_facts", lambda: full)
    counter.press("Return")
    counter.settle()
    assert counter.opened.context.session.day_is_open
    assert "빨간 항목" in counter.window.notice.text()
    assert "디스크" in counter.window.notice.text()


def test_who_opens_the_day_on_a_desk_in_order_is_told_nothing(counter: Counter) -> None:
    counter.sign_in(day=False)
    counter.press("Return")
    counter.settle()
    assert counter.opened.context.session.day_is_open
    assert counter.window.notice.text() == ""
