"""처음 설정: how each step stands is read from what is set, and the command that is told for it is one there is."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.cli.program import Program
from app.domain.drawer_settings import DrawerSettings
from app.domain.errors import Refused
from app.domain.look_choice import LookChoice
from app.domain.words import Words
from app.services.setup_steps import CODES
from tests.desks import PASSWORD, a_home, second


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    yield made
    made.close()


def states(home: Home) -> dict[str, str]:
    return {step.code: step.state for step in home.services.setup.steps()}


def no_words() -> Words:
    raise AssertionError("the command line was wrong")


def test_every_step_tells_a_command_that_can_be_given(home: Home) -> None:
    for step in home.services.setup.steps():
        program, *arguments = shlex.split(step.command)
        assert program == "minwon"
        assert callable(Program(no_words).parse_args(arguments).run)


def test_what_is_set_is_done_and_nothing_else_is(home: Home, tmp_path: Path) -> None:
    services = home.services
    assert {code for code, state in states(home).items() if state != "open"} == {"people"}
    park, lee = services.sign_in("park", PASSWORD), services.sign_in("lee", PASSWORD)
    services.looks.set_desk(LookChoice(text=125))
    services.work.set_stations(park, ["seal"])
    services.setup.recovery_sheet(park, second(home, "admin"))
    services.drawer.set_drawer(park, DrawerSettings(blind=True))
    assert states(home)["money"] == "open"
    services.terminal.join(park, "192.0.2.10", 8583, "T1")
    (tmp_path / "scans").mkdir()
    services.folders.set_folder(park, "scans", tmp_path / "scans")
    services.queue.machine.join(park, "192.0.2.20", 8590)
    services.offline.print_slips(lee)
    done = {code for code, state in states(home).items() if state == "done"}
    assert done == {"look", "office", "people", "keys", "money", "scanner", "queue", "slips"}


def test_a_step_stays_as_it_is_by_the_word_of_who_leads(home: Home) -> None:
    setup = home.services.setup
    lee, park = home.services.sign_in("lee", PASSWORD), home.services.sign_in("park", PASSWORD)
    with pytest.raises(Refused, match="not_allowed"):
        setup.keep(lee, "queue")
    with pytest.raises(Refused, match="setup_step_unknown"):
        setup.keep(park, "nothing")
    setup.keep(park, "queue")
    assert states(home)["queue"] == "kept"
    home.services.queue.machine.join(park, "192.0.2.20", 8590)
    assert states(home)["queue"] == "done"
    setup.keep(park, "queue", kept=False)
    home.services.queue.machine.leave(park)
    assert states(home)["queue"] == "open"
    assert tuple(states(home)) == CODES


def test_the_recovery_sheet_takes_two_and_its_keys_are_in_no_entry(home: Home) -> None:
    setup, park = home.services.setup, home.services.sign_in("park", PASSWORD)
    for confirmer, code in ((None, "second_needed"), (second(home, "park"), "second_is_first")):
        with pytest.raises(Refused, match=code):
            setup.recovery_sheet(park, confirmer)
    with pytest.raises(Refused, match="not_allowed"):
        setup.recovery_sheet(home.services.sign_in("lee", PASSWORD), park)
    paper = setup.recovery_sheet(park, second(home, "admin"))
    assert repr(paper) == "RecoverySheet(…)" and paper.reprint == 0
    assert setup.recovery_sheet(park, second(home, "admin")).reprint == 1
    bodies = [bytes(body) for (body,) in home.connections.here.execute("SELECT body FROM entry WHERE body IS NOT NULL")]
    assert bodies and not any(home.keys.database in body or paper.lines[1].encode() in body for body in bodies)
