"""A window that is killed in the middle of its work: what was typed and taken is there again when somebody signs in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.ui.shots import pump
from tests import displays
from tests.desks import PASSWORD, ROOT, a_home
from tests.patience import PATIENCE_S
from tests.ui.counter import a_counter
from tests.ui.seat import Seat
from tests.ui.test_flows import RRN


def test_a_killed_window_gives_back_the_basket_and_the_form(tmp_path: Path, qtbot: QtBot) -> None:
    display = displays.a_display()
    env = os.environ | {"DISPLAY": display.name, "XAUTHORITY": str(display.authority), "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "tests.ui.real_window", str(tmp_path / "home")]
    window = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    seat = Seat(env, window)
    try:
        seat.sees(locked=False, tab="seal")
        seat.press("F5")
        seat.type("KIM MINSU")
        seat.press("Return")
        seat.type(RRN)
        seat.press("Return", "1", "Return", "Return", "Return")
        seat.sees(basket=["KIM MINSU"])
        seat.press("F6", "2", "Return", "1", "F8")  # a filing, begun and left
        seat.sees(tab="integrated", busy=False)
    finally:
        window.send_signal(signal.SIGKILL)
        window.wait(PATIENCE_S)
        seat.leave()
        displays.close(display)
    home = a_home(tmp_path / "home", on_lanes=True)
    counter = a_counter(home)
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    assert [line.draft.applicant["name"] for line in counter.opened.context.visit.lines] == ["KIM MINSU"]
    (begun,) = counter.window.intake("family").presenter.begun()
    assert (begun.form.id, begun.raw["filer_capacity"]) == ("birth_filing", "father")
    counter.opened.context.session.actor = None
    counter.opened.close()
    pump()
    home.close()
