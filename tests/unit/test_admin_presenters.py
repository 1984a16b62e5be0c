"""관리: what its pages decide, without a window: who may set what, what is shown to whom, what becomes of what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.homes import Home
from app.domain.citizen_screen import NONE, SECOND, WINDOW, CitizenScreen
from app.domain.entries import Fact, PersonalDataViewed
from app.services.desk import entry_day
from app.ui.context import Context
from app.ui.tabs.admin.access_log_presenter import AccessLogPresenter
from app.ui.tabs.admin.backups_presenter import BackupsPresenter
from app.ui.tabs.admin.citizen_presenter import CitizenSettingsPresenter, Plugged
from app.ui.tabs.admin.closing_time_presenter import ClosingTimePresenter
from app.ui.tabs.admin.join_presenter import JoinPresenter
from app.ui.tabs.admin.lock_presenter import LockPresenter
from app.ui.tabs.admin.log_review_presenter import LogReviewPresenter, days_of
from app.ui.tabs.admin.password_presenter import PasswordPresenter
from app.ui.tabs.admin.short_unlock_presenter import ShortUnlockPresenter
from app.ui.tabs.admin.staff_presenter import StaffPresenter
from app.ui.tabs.admin.stations_presenter import StationsPresenter
from app.ui.tabs.admin.ticket_machine_presenter import TicketMachinePresenter, address_text, typed_address
from tests.desks import PASSWORD, a_home
from tests.presenting import Told, a_context


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    yield made
    made.close()


PAGES: dict[str, tuple[Callable[[Context, Told], Any], str, str]] = {
    "stations": (StationsPresenter, "show_stations", "may_set"),
    "lock": (LockPresenter, "show_minutes", "may_set"),
    "short_unlock": (ShortUnlockPresenter, "show_allowed", "may_allow"),
    "queue": (TicketMachinePresenter, "show_machine", "may_set"),
    "closing_time": (ClosingTimePresenter, "show_time", "may_set"),
    "citizen": (CitizenSettingsPresenter, "show_settings", "may_set"),
}


@pytest.mark.parametrize(("user", "may_set"), [("park", True), ("admin", True), ("lee", False), ("", False)])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_by_everybody_and_set_by_who_leads_or_administers(home: Home, page: str, user: str, may_set: bool) -> None:
    make, shown, named = PAGES[page]
    screen = Told(plugged=[])
    make(a_context(home, user), screen).enter()
    assert screen.last(shown)[1][named] is may_set and screen.said == []


@pytest.mark.parametrize(("user", "may_join"), [("admin", True), ("park", False), ("", False)])
def test_only_the_administrator_of_a_desk_that_is_alone_may_join(home: Home, user: str, may_join: bool) -> None:
    screen = Told()
    JoinPresenter(a_context(home, user), screen).enter()
    (told, note), named = screen.last("show_place")
    assert named == {"may_join": may_join} and "단독" in told and note


def test_a_joining_that_is_refused_gives_the_form_back(home: Home) -> None:
    screen = Told()
    JoinPresenter(a_context(home, "admin"), screen).join("https://central.example", "AAAA", "", "")
    assert [given for name, given, _ in screen.calls if name == "set_busy"] == [(True,), (False,)]
    assert screen.said[-1][1] == "danger" and all(name != "joined" for name, _, _ in screen.calls)


def test_the_stations_that_were_kept_are_known_to_the_whole_window(home: Home) -> None:
    screen, context, told = Told(), a_context(home, "park"), list[str]()
    context.session.watch("stations", lambda: told.append("stations"))
    StationsPresenter(context, screen).keep(["seal", "integrated"])
    assert context.session.stations == ("seal", "integrated") and told == ["stations"] and screen.said[-1][1] == "success"


def test_the_minutes_that_were_kept_are_told_to_the_lock(home: Home) -> None:
    screen, context, told = Told(), a_context(home, "park"), list[str]()
    context.session.watch("idle", lambda: told.append("idle"))
    presenter = LockPresenter(context, screen)
    presenter.keep(7)
    presenter.enter()
    assert screen.last("show_minutes")[0] == (7,) and told == ["idle"]


def test_a_short_number_that_is_refused_leaves_the_page_as_it_stands(home: Home) -> None:
    screen = Told()
    presenter = ShortUnlockPresenter(a_context(home, "park"), screen)
    presenter.allow(True)
    assert screen.last("show_allowed")[1] == {"allowed": True, "may_allow": True}
    for password, number, tone in (("not-the-password", "5927", "danger"), (PASSWORD, "5927", "success"), (PASSWORD, "", "success")):
        presenter.keep(password, number)
        assert screen.said[-1][1] == tone and screen.last("show_allowed")[1]["allowed"] is True
    assert screen.said[-1] != screen.said[-2]  # that it is gone is another sentence than that it is kept


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("192.0.2.20:8590", ("192.0.2.20", 8590)),
        (" [2001:db8::5]:8590 ", ("2001:db8::5", 8590)),
        ("somewhere", ("", 0)),
        ("host:", ("host", 0)),
        ("host:85900000", ("host", 0)),
        ("host:８５９０", ("host", 0)),
    ],
)
def test_an_address_is_read_as_people_type_it(typed: str, place: tuple[str, int]) -> None:
    assert typed_address(typed) == place
    if place[1]:
        assert address_text(*place) == typed.strip()


def test_an_address_without_a_port_joins_nothing(home: Home) -> None:
    screen = Told()
    TicketMachinePresenter(a_context(home, "park"), screen).join("somewhere")
    assert screen.said[-1][1] == "danger" and home.services.queue.machine.setting is None


def test_an_evening_needs_its_own_time(home: Home) -> None:
    screen = Told()
    presenter = ClosingTimePresenter(a_context(home, "park"), screen)
    presenter.keep("18:00", [3], "")
    assert screen.said[-1][1] == "danger"
    presenter.keep("18:00", [3, 1], "20:00")
    given, _ = screen.last("show_time")
    assert given == ("18:00", (1, 3), "20:00")


def test_a_citizens_screen_that_is_gone_can_still_be_seen_as_chosen(home: Home) -> None:
    screen = Told(plugged=[Plugged("HDMI-1", 1920, 1080)])
    presenter = CitizenSettingsPresenter(a_context(home, "park"), screen)
    presenter.keep(CitizenScreen(screen="TOUCH-9"))
    presenter.enter()
    (settings, choices), _ = screen.last("show_settings")
    assert settings.screen == "TOUCH-9" and [code for code, _ in choices] == [NONE, WINDOW, SECOND, "HDMI-1", "TOUCH-9"]
    names = dict(choices)
    assert "1920" in names["HDMI-1"] and names["TOUCH-9"] == "TOUCH-9 (연결되지 않음)"


def test_the_months_of_the_log_go_back_a_year_and_each_is_whole(home: Home) -> None:
    months = LogReviewPresenter(a_context(home, "park"), Told(), Told()).months()
    assert (months[0], months[1], months[-1], len(months)) == (date(2026, 11, 1), date(2026, 10, 1), date(2025, 11, 1), 13)
    assert days_of(date(2024, 2, 1)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert days_of(date(2026, 12, 1)) == (date(2026, 12, 1), date(2026, 12, 31))


def test_unusual_lines_are_not_reviewed_without_what_was_done_about_them(home: Home) -> None:
    screen, context, month = Told(), a_context(home, "park"), date(2026, 11, 1)
    with home.store.transaction(actor=context.session.signed_in().entry_id, day=entry_day(home.desk)) as tx:
        tx.append(Fact(PersonalDataViewed(purpose="업무처리", query="list", count=2), home.desk.ids.new_id()))
    presenter = LogReviewPresenter(context, screen, Told())
    presenter.review(month, 1, "")
    assert "조치" in screen.said[-1][0] and not [name for name, _, _ in screen.calls if name == "clear_review"]
    presenter.review(month, 1, "확인함")
    assert "2026-11" in screen.said[-1][0] and screen.last("clear_review")


@pytest.mark.parametrize(("user", "may_change", "sees_log"), [("admin", True, True), ("park", False, True), ("lee", False, False)])
def test_people_are_changed_by_the_administrator_and_their_log_is_seen_by_the_leader_too(
    home: Home, user: str, may_change: bool, sees_log: bool
) -> None:
    screen = Told()
    StaffPresenter(a_context(home, user), screen, lambda: None).enter()
    assert screen.last("show_allowed")[1] == {"may_change": may_change, "sees_log": sees_log}
    assert any(name == "show_log" for name, _, _ in screen.calls) is sees_log


def test_nobodys_rights_are_taken_before_the_question_is_answered(home: Home) -> None:
    screen, changed = Told(), list[str]()
    presenter = StaffPresenter(a_context(home, "admin"), screen, lambda: changed.append("again"))
    presenter.ask("")
    assert screen.said[-1][1] == "warning" and all(name != "ask" for name, _, _ in screen.calls)
    presenter.ask("lee")
    assert "lee" in screen.last("ask")[0][0] and changed == []
    presenter.stay()
    assert {each.user for each in home.services.staff() if each.active} >= {"lee"}
    presenter.ask("lee")
    presenter.remove()
    assert changed == ["again"] and "lee" not in {each.user for each in home.services.staff() if each.active}


@pytest.mark.parametrize(("medium", "receiver", "lacking"), [("", "", "medium"), ("B-1", "", "receiver"), ("B-1", "구 재난안전과", "")])
def test_a_set_for_another_building_has_its_number_and_its_receiver_first(home: Home, medium: str, receiver: str, lacking: str) -> None:
    screen = Told()
    assert BackupsPresenter(a_context(home, "park"), screen, Told()).lacks(medium, receiver) == lacking
    assert [tone for _, tone in screen.said] == ["warning"] * bool(lacking)


@pytest.mark.parametrize(("user", "allowed"), [("park", True), ("admin", True), ("lee", False), ("", False)])
def test_who_looked_at_whose_data_is_read_by_who_leads_or_administers(home: Home, user: str, allowed: bool) -> None:
    screen, context = Told(), a_context(home, user)
    by = home.services.sign_in("lee", PASSWORD).entry_id
    with home.store.transaction(actor=by, day=entry_day(home.desk)) as tx:
        for purpose in ("업무처리", "민원인 문의"):
            tx.append(Fact(PersonalDataViewed(purpose=purpose, query="list", count=2), home.desk.ids.new_id()))
    AccessLogPresenter(context, screen).enter()
    (rows, told), named = screen.last("show_log")
    text = context.words.text
    assert named == {"allowed": allowed} and told == text("admin.log_note" if allowed else "admin.log_not_allowed")
    # What the program wrote of its own accord is told in the reader's words, what a person wrote as it was written.
    assert [row[2] for row in rows[:2]] == (["민원인 문의", text("purpose.work")] if allowed else [])


def test_a_new_password_is_typed_twice_alike_by_who_knows_the_old_one(home: Home) -> None:
    screen = Told()
    presenter = PasswordPresenter(a_context(home, "lee"), screen)
    new = "another-pass-2026"
    for old, again, tone in ((PASSWORD, "typed-otherwise", "warning"), ("not-the-password", new, "danger"), (PASSWORD, new, "success")):
        presenter.change(old, new, again)
        assert screen.said[-1][1] == tone
    assert [name for name, _, _ in screen.calls if name == "clear_passwords"] == ["clear_passwords"]
    assert home.services.sign_in("lee", new).user == "lee"
