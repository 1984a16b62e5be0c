"""마감 시각: a team leader says when this desk closes, and the window says so once the time is past."""

from __future__ import annotations

from app.ui.tabs.admin.closing_time_panel import ClosingTimePanel
from app.ui.tabs.admin.view import PAGES, AdminView
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN


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


def test_an_enter_too_many_opens_no_day_with_an_empty_drawer(counter: Counter) -> None:
    """Enter is the key after F10: where the day is not open yet the keyboard is at the float then."""
    counter.sign_in(day=False)
    banner = counter.window.banner
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("Return", "1", "Return", "Return", "F10", "Return")
    assert counter.on_writer(counter.home.services.day_status).day is None
    assert banner.amount.hasFocus() and "없으면 0을 적으십시오" in banner._says.text()
    counter.digits("0")
    counter.press("Return")
    assert counter.on_writer(counter.home.services.day_status).day == "2026-11-20"


def test_after_the_closing_the_banner_says_what_the_next_part_of_the_day_is(counter: Counter) -> None:
    actor = counter.sign_in()
    services = counter.home.services
    counter.on_writer(lambda: services.close_day(actor, counted_won=100_000, confirmer=services.sign_in("park", PASSWORD, second=True)))
    counter.window.shell.refresh()
    counter.settle()
    said = counter.window.banner._says.text()
    assert "오늘 업무는 마감했습니다" in said and "2차" in said and "열리지 않았습니다" not in said
    counter.window.banner.amount.setText("50000")
    counter.window.banner._go()
    counter.settle()
    assert counter.on_writer(services.day_status).day == "2026-11-20/2"


def test_who_may_not_open_a_day_is_not_asked_to(counter: Counter) -> None:
    """An administrator has no drawer: the banner would ask them for a float and refuse it."""
    counter.sign_in("admin", day=False)
    assert counter.window.banner.isHidden()
    counter.window.shell.sign_out("lock")
    counter.settle()
    counter.sign_in("lee", day=False)
    assert counter.window.banner.isVisible()
