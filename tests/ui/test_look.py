"""The look is chosen by whoever sits there, kept, and applied in the middle of a visit without losing any of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import Refused
from app.domain.look_choice import LookChoice, checked, stepped
from app.domain.words import Lang
from app.ui.app import open_window
from app.ui.carried_over import pack, unpack
from app.ui.shots import pump
from app.ui.tabs.admin.look_panel import LookPanel
from app.ui.tabs.intake.service_list import ServiceList
from app.ui.theme import make_look
from tests.desks import PASSWORD, ROOT, a_home, on_writer
from tests.ui.counter import Counter, surroundings
from tests.ui.test_flows import to_basket
from tests.ui.test_window import log_in, type_name_and_number

LEE = "lee"


@contextmanager
def another_window(counter: Counter, lang: Lang = "ko", scale: int = 100) -> Iterator[Counter]:
    """The window made anew over the same home, everything carried over; the one before it is closed."""
    carried = pack(counter.window, counter.opened.context)
    counter.opened.close()
    opened = counter.opened = open_window(surroundings(counter.home), lang, density="compact", scale=scale)
    try:
        unpack(carried, opened.window, opened.context)
        opened.window.show()
        opened.window.activateWindow()
        counter.settle()
        yield counter
    finally:
        QApplication.setActiveWindow(opened.window)


def test_another_language_keeps_the_visit_the_open_form_and_who_is_signed_in(counter: Counter) -> None:
    actor = counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F5")
    open_form = counter.window.intake("seal").form
    assert open_form is not None
    open_form.go_to("applicant.name")
    counter.press("Ctrl+A")
    counter.type("이영희")
    visit = counter.opened.context.visit
    with another_window(counter, "en"):
        assert counter.opened.context.session.actor is actor
        now = counter.opened.context.visit  # the same one, not what a draft of it gives back
        assert (now.number, now.visit_id, now.quiet) == (visit.number, visit.visit_id, False)
        (line,) = counter.opened.context.visit.lines
        assert line.draft.applicant["name"] == "김민수" and counter.opened.context.visit.total_won == 600
        form = counter.window.intake("seal").form
        assert form is not None and form.editor("applicant.name").value() == "이영희"
        assert counter.window.windowTitle().endswith("Minwon Desk") and counter.window.bar.current() == "seal"
        counter.press("Ctrl+L")
        log_in(counter, "park")
        assert counter.opened.context.visit.lines == []  # another person still sees nothing of it


def test_another_look_at_the_locked_page_keeps_what_lies_behind_it(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("Ctrl+L")
    with another_window(counter, scale=150):
        assert counter.window.login.isVisible() and counter.window.login.user.text() == LEE
        assert counter.window.login.looks.geometry().bottom() < counter.window.login.rect().bottom() - 3  # not on the edge
        assert counter.opened.context.session.actor is None
        log_in(counter, LEE)
        assert [line.draft.applicant["name"] for line in counter.opened.context.visit.lines] == ["김민수"]


def test_what_was_just_recorded_stays_on_the_screen(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10", "Return")
    counter.window.basket.received.setText("1,000")
    counter.press("Return")
    with another_window(counter, "en"):
        basket = counter.window.basket
        assert basket.presenter.stage == "done" and basket.presenter.done is not None
        assert basket.presenter.done.change_won == 400 and basket.done.isVisible()


def test_who_signs_in_sees_the_look_they_chose_and_others_the_desk_s(tmp_path: Path, qtbot: QtBot) -> None:
    home = a_home(tmp_path / "home", on_lanes=True)
    asked: list[LookChoice] = []
    opened = open_window(surroundings(home), "ko", density="compact", choice=LookChoice(), on_look=asked.append)
    opened.window.show()
    opened.window.activateWindow()  # nobody else does without a window manager
    counter = Counter(home, opened)
    counter.settle()
    counter.press("Ctrl++")  # nobody is signed in: for the whole desk
    assert asked == [LookChoice(text=125)]
    opened.context.appearance.shown = asked.pop()
    log_in(counter, LEE)
    assert asked == []
    counter.window.go("admin", "look")
    (panel,) = counter.window.tabs["admin"].findChildren(LookPanel)
    panel.buttons[("theme", "high-contrast")].click()
    counter.settle()
    own = LookChoice(theme="high-contrast", text=125)
    assert asked == [own]
    assert on_writer(home, lambda: (home.services.looks.of(LEE), home.services.looks.of("park"))) == (own, LookChoice(text=125))
    counter.press("Ctrl+L")
    asked.clear()
    log_in(counter, "park")
    assert asked == []  # the window looks as the desk does
    counter.press("Ctrl+L")
    log_in(counter, LEE)
    assert asked == [own]
    opened.context.session.actor = None
    opened.close()
    pump()
    home.close()


def test_only_looks_that_there_are_can_be_kept(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    actor = home.services.sign_in(LEE, PASSWORD)
    with pytest.raises(Refused, match="look_unknown"):
        home.services.looks.set_own(actor, LookChoice(text=300))
    assert home.services.looks.of(LEE) == LookChoice()
    home.close()


def test_text_goes_in_five_steps_and_stops_at_both_ends() -> None:
    assert [stepped(text, 1) for text in (100, 125, 150, 175, 200)] == [125, 150, 175, 200, 200]
    assert [stepped(text, -1) for text in (200, 100)] == [175, 100]
    assert checked(LookChoice(text=175, lang="en")).text == 175


@pytest.mark.parametrize(
    ("scale", "wide", "crowd"), [(100, 1366, 100), (200, 1366, 200), (200, 1920, 200), (200, 2560, 150), (200, 3840, 100), (125, 3840, 62)]
)
def test_large_words_crowd_nothing_out_where_the_screen_is_as_much_larger(scale: int, wide: int, crowd: int) -> None:
    assert make_look(ROOT / "resources", scale=scale, wide=wide).crowd == crowd


@pytest.mark.parametrize(("wide", "told"), [(1920, False), (3840, True)])
def test_what_a_service_costs_stands_beside_its_name_where_there_is_room(counter: Counter, wide: int, told: bool) -> None:
    """Twice as large words on a screen twice as wide leave the window what it is at full HD."""
    counter.sign_in()
    carried = pack(counter.window, counter.opened.context)
    counter.opened.close()
    opened = counter.opened = open_window(surroundings(counter.home), "ko", density="compact", scale=200, wide=wide)
    unpack(carried, opened.window, opened.context)
    opened.window.show()
    counter.press("F8")
    counter.settle()
    side = opened.window.intake(opened.window.bar.current()).findChild(ServiceList)
    assert side is not None and side.side.isHidden() is not told
    assert opened.window.bar.tabIcon(0).isNull() is not told
