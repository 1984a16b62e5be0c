"""관리 › 처음 설정: what is still open is led through, each page left and taken up again, decided once and for all by who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.homes import Home
from app.domain.setup_papers import RecoverySheet
from app.keystore.spelling import understood
from app.ui.app import open_window
from app.ui.shots import pump
from app.ui.tabs.admin.view import AdminView
from app.ui.wizard.printers_panel import PrintersPanel
from app.ui.wizard.setup_panel import SetupPanel
from app.ui.wizard.small_panels import KeysPanel, PeoplePanel, ScanTest, Several
from tests.desks import PASSWORD, a_home, on_writer
from tests.ui.counter import Counter, a_counter, surroundings

CODES = [
    *("look", "office", "central", "people", "keys", "hours", "money"),
    *("fees", "printers", "scanner", "queue", "backup", "messages", "slips"),
]


@pytest.fixture
def fresh(tmp_path: Path, qtbot: QtBot) -> Iterator[Counter]:
    """A desk that the wizard has just made, with its window."""
    home = a_home(tmp_path / "home", on_lanes=True)
    on_writer(home, lambda: home.services.setup.begin(("seal", "passport"), alone=True))
    counter = a_counter(home)
    yield counter
    counter.settle()
    counter.opened.context.session.actor = None
    counter.opened.close()
    pump()
    home.close()


def panel(counter: Counter) -> SetupPanel:
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    return view.setup


def chosen(counter: Counter, user: str, code: str, *, day: bool = True) -> tuple[SetupPanel, QWidget]:
    """The guide with the page of that step in front of somebody, and that page."""
    counter.sign_in(user, day=day)
    counter.window.go("admin", "setup")
    counter.settle()
    made = panel(counter)
    made.choose(CODES.index(code))
    counter.settle()
    return made, made._made[code]


def state(home: Home, code: str) -> str:
    return next(step.state for step in on_writer(home, home.services.setup.steps) if step.code == code)


def at(counter: Counter) -> str:
    made = panel(counter)
    return made.presenter.steps[made.presenter.at].code


def test_who_leads_a_new_desk_begins_at_its_first_open_step_and_the_clerk_at_the_station(fresh: Counter) -> None:
    fresh.sign_in("lee")
    assert fresh.window.bar.current() == "seal"
    fresh.window.shell.sign_out("user")
    fresh.settle()
    fresh.sign_in("park", day=False)
    assert fresh.window.bar.current() == "admin" and at(fresh) == "look"
    assert [step.code for step in panel(fresh).presenter.steps] == CODES


def test_the_steps_are_walked_by_keyboard_and_kept_as_they_are(fresh: Counter) -> None:
    fresh.sign_in("park", day=False)
    made = panel(fresh)
    made.steps.setFocus()
    fresh.press("Down", "Down", "Down", "Down", "Down")
    assert at(fresh) == "hours"
    fresh.press("Return")
    assert made.isAncestorOf(fresh.focus()) and not made.steps.hasFocus()
    fresh.press("Esc")
    assert made.steps.hasFocus()
    fresh.press("End", "Up", "Up", "Up")
    assert at(fresh) == "queue"
    made.keep.setFocus()
    fresh.press("Return")
    assert state(fresh.home, "queue") == "kept" and at(fresh) == "backup"
    made.choose(CODES.index("queue"))
    fresh.settle()
    made.keep.click()
    fresh.settle()
    assert state(fresh.home, "queue") == "open"


def test_the_guide_ends_when_somebody_says_so(fresh: Counter) -> None:
    fresh.sign_in("park", day=False)
    panel(fresh).finish.click()
    fresh.settle()
    fresh.window.go("seal")
    fresh.window.shell.sign_out("user")
    fresh.settle()
    fresh.sign_in("park", day=False)
    assert fresh.window.bar.current() != "admin"


def test_a_printer_is_chosen_and_tried_and_its_step_is_done(fresh: Counter) -> None:
    fresh.sign_in("park", day=False)
    made = panel(fresh)
    made.choose(CODES.index("printers"))
    fresh.settle()
    page = made._made["printers"]
    assert isinstance(page, PrintersPanel)
    for kind in ("receipt", "a4"):
        page.printers[kind].setCurrentIndex(1)
        page._keep(kind)
        fresh.settle()
    assert state(fresh.home, "printers") == "done"
    page.tests["receipt"].click()
    fresh.settle()
    (job,) = on_writer(fresh.home, lambda: fresh.home.services.printing.log())
    assert (job.document, job.state) == ("test_page", "sent")
    assert len(list((fresh.home.settings.home / "printed").glob("*.pdf"))) == 1


def test_two_people_make_the_recovery_sheet_and_its_lines_are_the_keys(fresh: Counter) -> None:
    fresh.sign_in("admin", day=False)
    made = panel(fresh)
    made.choose(CODES.index("keys"))
    fresh.settle()
    page = made._made["keys"]
    assert isinstance(page, KeysPanel)
    page.second.user.setText("admin")
    page.second.password.setText(PASSWORD)
    page._make()
    fresh.settle()
    assert state(fresh.home, "keys") == "open"  # nobody is their own second
    papers: list[RecoverySheet] = []
    show = fresh.window.papers.show
    fresh.window.papers.show = lambda make, **more: show(lambda: papers.append(make()) or papers[-1], **more)  # type: ignore[func-returns-value,method-assign]
    page.second.user.setText("park")
    page.second.password.setText(PASSWORD)
    page._make()
    fresh.settle()
    (paper,) = papers
    assert understood(paper.lines) == fresh.home.keys and (paper.first, paper.second) == ("관리자", "박가람")
    assert state(fresh.home, "keys") == "done"
    fresh.back_to_the_window()


def test_what_a_scanner_reads_is_said_and_not_kept(fresh: Counter) -> None:
    fresh.sign_in("park", day=False)
    made = panel(fresh)
    made.choose(CODES.index("scanner"))
    fresh.settle()
    (page,) = made._made["scanner"].findChildren(ScanTest)
    said = {}
    for typed in ("26410-03-261120-0042-K7", "P<KORKIM<<NARU<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "1234"):
        page.line.setText(typed)
        page._read()
        said[typed] = page.told.text()
        assert page.line.text() == ""
    assert len(set(said.values())) == 3 and "첫 줄" in said["P<KORKIM<<NARU<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"]


def test_a_clerk_reads_the_steps_and_decides_none(fresh: Counter) -> None:
    fresh.sign_in("lee")
    fresh.window.go("admin", "setup")
    fresh.settle()
    made = panel(fresh)
    made.choose(CODES.index("backup"))
    fresh.settle()
    assert not made.keep.isVisible() and not made._made["backup"].isEnabled()
    made.choose(CODES.index("slips"))
    fresh.settle()
    assert made._made["slips"].isEnabled()


def test_who_may_not_join_the_desk_looks_at_its_line(fresh: Counter) -> None:
    made, page = chosen(fresh, "park", "central")
    assert isinstance(page, Several)
    join, way = page._panels
    assert not join.isEnabled() and "관리자만" in made._who.text()
    (look,) = way.findChildren(QPushButton)
    look.click()
    fresh.settle()
    assert fresh.window.bar.current() == "sync"


def test_a_clerk_reads_how_many_people_there_are_and_adds_none(fresh: Counter) -> None:
    _, page = chosen(fresh, "lee", "people")
    assert isinstance(page, PeoplePanel) and page.told.isEnabled() and page.told.text()
    assert [each.isEnabled() for each in page.findChildren(QPushButton)] == [False, False]


def test_what_stands_below_a_page_of_the_guide_follows_it_at_once(fresh: Counter) -> None:
    fresh.window.resize(1366, 768)
    _, page = chosen(fresh, "park", "central")
    assert isinstance(page, Several)
    join, way = page._panels
    way_on = next(each for each in way.findChildren(QPushButton))
    last = max(each.mapTo(page, each.rect().bottomLeft()).y() for each in join.findChildren(QLabel) if each.isVisible())
    assert 0 < way_on.mapTo(page, way_on.rect().topLeft()).y() - last < 3 * way_on.height()


def test_no_step_is_wider_than_its_place_at_large_text(fresh: Counter) -> None:
    fresh.opened.close()
    opened = fresh.opened = open_window(surroundings(fresh.home), "en", density="compact", scale=200)
    opened.window.resize(1920, 1080)
    opened.window.show()
    fresh.sign_in("park", day=False)
    made = panel(fresh)
    beyond = {}
    for code in ("money", "printers", "backup"):
        made.choose(CODES.index(code))
        fresh.settle()
        across = made._page.horizontalScrollBar()
        assert across is not None
        beyond[code] = across.maximum()
    assert beyond == {"money": 0, "printers": 0, "backup": 0}
