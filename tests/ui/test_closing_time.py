"""마감 시각: a team leader says when this desk closes, and the window says so once the time is past."""

from __future__ import annotations

from app.ui.tabs.admin.closing_time_panel import ClosingTimePanel
from app.ui.tabs.admin.view import PAGES, AdminView
from tests.ui.counter import Counter


def page(counter: Counter) -> ClosingTimePanel:
    counter.window.go("admin")
    counter.settle()
    counter.press("Home", *["Down"] * PAGES.index("hours"))
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    return view.hours.closing_time


def keep(counter: Counter, closes: str, until: str = "", *days: int) -> ClosingTimePanel:
    panel = page(counter)
    panel.closes.setText(closes)
    panel.until.setText(until)
    for at, each in enumerate(panel.days):
        each.setChecked(at in days)
    panel.keep.click()
    counter.settle()
    counter.window.shell.refresh()
    counter.settle()
    return panel


def test_past_the_closing_time_the_window_leads_to_the_closing_and_on_a_long_evening_not_yet(counter: Counter) -> None:
    counter.sign_in("park")
    banner = counter.window.banner
    assert banner.isHidden()
    panel = keep(counter, "08:30", "20:00", 4)  # it is nine on a Friday
    assert banner.isHidden() and "저장했습니다" in panel._notice.text()
    keep(counter, "08:30", "20:00", 3)
    assert "마감 시각(08:30)이 지났습니다" in banner._says.text() and banner.isVisible()
    assert banner._closing.isVisible() and not banner.amount.isVisible()
    banner._closing.click()
    counter.settle()
    assert counter.window.bar.current() == "closing"
    keep(counter, "")
    assert banner.isHidden()


def test_an_evening_without_its_time_is_not_kept_and_a_clerk_only_reads(counter: Counter) -> None:
    counter.sign_in("park")
    panel = keep(counter, "18:00", "", 1)
    assert "마감 시각이 맞지 않습니다" in panel._notice.text() and panel.closes.text() == "18:00"
    keep(counter, "18:00")
    counter.window.shell.sign_out("user")
    counter.settle()
    counter.sign_in("lee", day=False)
    panel = page(counter)
    assert panel.closes.text() == "18:00" and not panel.closes.isEnabled() and panel.keep.isHidden()
