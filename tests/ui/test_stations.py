"""취급업무: a station this desk does not serve is grey, says why and does not open."""

from __future__ import annotations

from PyQt6.QtWidgets import QPushButton

from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.closing.day_text import WHERE
from tests.desks import PASSWORD
from tests.scans import a_case
from tests.ui.counter import Counter


def enabled(counter: Counter) -> list[bool]:
    return [counter.window.bar.isTabEnabled(index) for index in range(5)]


def test_a_leader_sets_which_stations_the_desk_serves_and_the_others_stay_shut(counter: Counter) -> None:
    counter.sign_in("park")
    counter.window.go("admin")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView) and all(each.isChecked() for each in view.stations.boxes.values())
    view.stations.boxes["seal"].setChecked(False)
    view.stations.boxes["passport"].setChecked(False)
    view.stations.keep.click()
    counter.settle()
    assert enabled(counter) == [False, True, False, True, True]
    counter.press("F5")
    assert counter.window.bar.current() == "admin"
    assert "취급하지 않는 업무" in counter.window.notice.text()
    assert "취급하지 않는 업무" in counter.window.bar.tabToolTip(0)
    counter.press("F6")
    assert counter.window.bar.current() == "family"


def test_who_signs_in_begins_at_a_station_the_desk_serves(counter: Counter) -> None:
    park = counter.sign_in("park")
    counter.on_writer(lambda: counter.home.services.work.set_stations(park, ["integrated"]))
    for user in ("lee", "choi"):
        counter.window.shell.sign_out("lock")
        counter.settle()
        counter.window.shell.sign_in(user, PASSWORD)
        counter.settle()
        assert counter.window.bar.current() == "integrated", user


def test_a_clerk_reads_the_duties_and_sets_nothing(counter: Counter) -> None:
    counter.sign_in("lee")
    counter.window.go("admin")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    assert not view.stations.boxes["seal"].isEnabled() and view.stations.keep.isHidden()


def test_the_way_of_working_follows_a_form_that_was_found_by_its_name(counter: Counter) -> None:
    counter.sign_in("lee")
    found = (("F6", "출생신고", "mode.filings"), ("F6", "기본증명서", "mode.certificates"), ("F8", "정보공개", "mode.all"))
    for station, name, mode in found:
        counter.press(station, "Ctrl+K")
        counter.type(name)
        counter.press("Return")
        chosen = counter.window.intake("family" if station == "F6" else "integrated")
        assert chosen.form is not None and chosen.presenter.mode is not None
        assert chosen.presenter.mode.word == mode
        pressed = [each.property("key") for each in chosen.findChildren(QPushButton) if each.isChecked() and each.property("key")]
        assert pressed == [chosen.presenter.mode.key]


def test_who_begins_in_the_management_tab_finds_the_window_as_wide_as_it_was(counter: Counter) -> None:
    counter.sign_in("admin", day=False)
    assert counter.window.bar.current() == "admin"
    assert counter.window.width() == 1366


def test_what_this_desk_does_not_serve_by_its_own_station_is_taken_where_it_serves(counter: Counter) -> None:
    """한 통 더 of a paper of another station, and a slip to type in, at a desk that serves one station alone."""
    park = counter.sign_in("park")
    counter.on_writer(lambda: a_case(counter.home, park, "seal_certificate_issue"))
    counter.on_writer(lambda: counter.home.services.work.set_stations(park, ["family"]))
    counter.window.shell.sign_out("lock")
    counter.settle()
    counter.window.shell.sign_in("park", PASSWORD)
    counter.settle()
    counter.press("F3", "Return", "R")
    family = counter.window.intake("family")
    assert counter.window.bar.current() == "family" and family.form is not None and family.form.isVisible()
    assert family.presenter.model is not None and family.presenter.model.form.id == "seal_certificate_issue"
    assert family.form.isAncestorOf(counter.focus())
    counter.window.type_slip("26410-03-S-0001")
    counter.settle()
    assert counter.window.bar.current() == "family" and counter.focused() == "민원 찾기"


def test_a_parked_visit_is_settled_at_a_station_the_desk_serves(counter: Counter) -> None:
    park = counter.sign_in("park")
    counter.on_writer(lambda: counter.home.services.work.set_stations(park, ["family"]))
    counter.window.shell.sign_out("lock")
    counter.settle()
    counter.window.shell.sign_in("park", PASSWORD)
    counter.settle()
    counter.window.go("ledger")
    counter.window.go(*WHERE["parked_visits"])
    counter.settle()
    assert counter.window.bar.current() == "family"
    assert counter.window.basket.notice.text() == "보류한 민원이 없습니다."
