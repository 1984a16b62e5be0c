"""Training mode: a desk of its own with its own colour and name, whose papers become files and whose numbers are nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import training
from app.bootstrap.homes import open_home, open_home_on_lanes
from app.bootstrap.new_homes import enroll_home, init_home
from app.bootstrap.training import ready_training, training_home
from app.devices.paperless_printer import FOLDER, NAME
from app.domain.errors import Refused, Unavailable
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.training import PASSWORD, TRAINING_OFFICE
from app.services.join_central import join_central
from app.services.rehearsal import PASSPORT_NO, PHONE
from app.settings import Settings
from app.ui.shots import pump
from tests import desks
from tests.desks import ROOT, a_home, cheap_keys
from tests.ui.counter import Counter, a_counter


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The training desk beside a home that does not exist, made once."""
    folder = tmp_path_factory.mktemp("training")
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", str(folder / "state"))
    with cheap_keys():
        yield ready_training(Settings(home=folder / "home", data=ROOT))
    patch.undo()


@pytest.fixture
def trainee(practice: Settings, qtbot: QtBot) -> Iterator[Counter]:
    home = open_home_on_lanes(practice, lambda new: "")
    made = a_counter(home)
    yield made
    made.settle()
    made.opened.context.session.actor = None
    made.opened.close()
    pump()
    home.close()


def seen(counter: Counter, user: str) -> None:
    """That person signed in on the login page itself."""
    counter.type(user)
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")


def test_it_lies_beside_the_real_home_with_people_cases_and_a_passport_that_waits(practice: Settings) -> None:
    assert practice.home == training_home(practice.home.parent / "home") and practice.home.name == "home-training"
    home = open_home(practice, lambda new: "")
    assert home.desk.identity.training and home.desk.identity.office == TRAINING_OFFICE
    assert {row.state for row in home.services.recent()} == {"issued", "arrived"}
    assert all(row.number.startswith("00000-01-") for row in home.services.recent())
    assert home.desk.identity.central_url == "" and home.central is None
    home.close()


def test_the_window_says_training_in_title_and_strip_and_the_guide_stands_beside_the_form(trainee: Counter) -> None:
    assert trainee.window.windowTitle() == "연습 · 민원데스크"
    seen(trainee, "kim")
    strip = trainee.window.strip
    assert strip.property("training") is True and "연습" in strip._desk.text()
    guide = trainee.window.beginnings.guide
    assert guide is not None and guide.isVisible() and guide.flow == "a"
    assert trainee.window.width() == 1366
    trainee.press("F6", "F5")
    before = guide.at
    trainee.press("Ctrl+]")
    assert guide.at == before + 1
    trainee.press("Ctrl+;")
    assert not guide.isVisible()


def test_each_flow_of_the_guide_has_its_steps_and_the_last_leads_to_the_next_flow(trainee: Counter) -> None:
    seen(trainee, "kim")
    guide = trainee.window.beginnings.guide
    assert guide is not None
    flows = []
    for _ in range(6):
        flows.append(guide.flow)
        assert len(guide.texts()) >= 7
        while guide.at < len(guide.texts()) - 1:
            guide.step(1)
        guide.step(1)
    assert flows == ["a", "b", "c", "d", "e", "f"] and guide.flow == "a"


def test_the_first_and_the_last_flow_go_as_the_guide_says(trainee: Counter) -> None:
    seen(trainee, "kim")
    trainee.press("F5")
    trainee.type("김나루")
    trainee.press("Return")
    trainee.digits("9001011970015")
    trainee.press("Return", "1", "Return", "Return", "F10", "Return", "Return")
    guide = trainee.window.beginnings.guide
    assert guide is not None
    trainee.window.shell.sign_out("user")
    trainee.settle()
    seen(trainee, "lee")
    trainee.press("F7", "2")
    trainee.digits(PHONE[-4:])
    trainee.press("Return", "Return", "1")
    trainee.type(PASSPORT_NO)
    trainee.press("Return")
    rows = trainee.on_writer(lambda: trainee.home.services.recent(20))
    assert [(row.service, row.state) for row in rows if row.state == "delivered"] == [("passport_multiple_10y", "delivered")]
    assert sum(row.service == "seal_certificate_issue" and row.state == "issued" for row in rows) == 2
    assert trainee.home.services.printing.printers()[0].name == NAME


def test_a_real_desk_has_neither_colour_nor_guide(tmp_path: Path, qtbot: QtBot) -> None:
    home = a_home(tmp_path / "home", on_lanes=True, training=False)
    counter = a_counter(home)
    assert counter.window.windowTitle() == "민원데스크"
    assert counter.window.strip.property("training") is None and counter.window.beginnings.guide is None
    counter.opened.close()
    pump()
    home.close()


def test_nothing_of_a_training_desk_reaches_the_spooler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tmp_path / "asked"
    for name in ("lp", "lpstat"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\necho x >> {asked}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    home = a_home(tmp_path / "home")
    printing = home.services.printing
    assert [each.name for each in printing.printers()] == [NAME]
    for number in range(3):
        job = printing.send(b"%PDF-1.4 x", document="payment_receipt", ref=str(number), kind="receipt", printer=NAME)
        assert job.state == "sent"
    assert len(list((tmp_path / "home" / FOLDER).glob("*.pdf"))) == 3
    with pytest.raises(Unavailable, match="printer_away"):
        printing.send(b"%PDF-1.4 x", document="payment_receipt", ref="4", kind="receipt", printer="A4")
    home.close()
    assert not asked.exists()
    real = a_home(tmp_path / "real", training=False)
    assert real.services.printing.printers() == []
    real.close()
    assert asked.exists()  # the same programs are asked by a desk that works


def test_a_training_desk_joins_no_central_and_a_real_one_has_no_training_code(practice: Settings, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="training_stays_alone"):
        enroll_home(practice, lambda new: "", url="https://central.example:8443", code="AAAA", training=False)
    real = Settings(home=tmp_path / "real", data=ROOT, passphrase="a passphrase for tests")
    place = NewDesk(TRAINING_OFFICE, "01")
    with pytest.raises(Refused, match="office_is_for_training"):
        init_home(real, lambda new: "", place, FirstPerson("admin", "관리자", PASSWORD), training=False)
    assert not (tmp_path / "real").exists()


def test_a_training_desk_whose_making_was_cut_short_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    settings = Settings(home=tmp_path / "home", data=ROOT)
    with cheap_keys():
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(training, "rehearse", cut)
            ready_training(settings)
        assert not training_home(settings.home).exists()
        home = open_home(ready_training(settings), lambda new: "")
    assert len(home.services.recent()) == 5 and home.services.sign_in("kim", PASSWORD).role == "clerk"
    home.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home-training", "state"]


def test_a_training_desk_takes_money_of_no_real_card(practice: Settings) -> None:
    home = open_home(practice, lambda new: "")
    terminal, park = home.services.terminal, home.services.sign_in("park", PASSWORD)
    with pytest.raises(Refused, match="terminal_not_in_training"):
        terminal.join(park, "10.20.30.40", 9100, "T1")
    assert terminal.device() is None
    terminal.join(park, "127.0.0.1", 9100, "SIM1")
    assert terminal.device() is not None
    terminal.leave(park)
    home.close()


def test_no_real_desk_is_made_where_training_takes_place(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "minwon-training", data=ROOT, passphrase=PASSWORD)
    with pytest.raises(Refused, match="home_is_for_training"):
        init_home(settings, lambda new: PASSWORD, NewDesk("26410", "03"), FirstPerson("admin", "관리자", PASSWORD), training=False)
    with pytest.raises(Refused, match="home_is_for_training"):  # before anybody is asked over the network
        enroll_home(settings, lambda new: PASSWORD, url="https://127.0.0.1:1", code="AAAA-AAAA", training=False)
    assert not settings.home.exists()


def test_a_training_desk_joins_no_central_and_one_that_joined_no_second(tmp_path: Path) -> None:
    asked: list[str] = []
    for office, url, said in ((TRAINING_OFFICE, "", "training_stays_alone"), ("26410", "https://central.example", "central_joined")):
        home = a_home(tmp_path / office, office=office)
        admin, leader = (home.services.sign_in(user, desks.PASSWORD, second=user == "park") for user in ("admin", "park"))
        desk = replace(home.desk, identity=msgspec.structs.replace(home.desk.identity, central_url=url))
        with pytest.raises(Refused, match=said):
            join_central(desk, admin, leader, "https://other.example", "AAAA", lambda where, _: asked.append(where))
        home.close()
    assert asked == []
