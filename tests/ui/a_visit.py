"""A visit at a window in a process of its own, over an empty home of the folder named: how long it held its thread is told as JSON.

In a process of its own because what earlier tests left in memory would work too: more to collect, more to look through.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pytestqt.qt_compat import qt_api

from app.ui.app import application
from app.ui.main_window import TABS
from tests.desks import a_home
from tests.ui.counter import Counter, a_counter
from tests.ui.stall import Stalls, watching
from tests.ui.test_flows import RRN, approve, cases, two_copies


def walk(counter: Counter, stalls: Stalls) -> None:
    """Every tab, for the first time and again."""
    for name in (*TABS, *TABS):
        stalls.label = name
        counter.window.go(name)
        counter.settle()


def a_visit(counter: Counter) -> Stalls:
    """Two flows, the service box, a search and every tab at a new window."""
    with watching() as stalls:
        stalls.label = "flow A"
        counter.press("F5")
        counter.type("김민수")
        counter.press("Return")
        counter.digits(RRN)
        counter.press("Return", "1", "Return", "Return", "F11", "Return")
        approve(counter)
        stalls.label = "flow C"
        two_copies(counter)
        counter.press("F11", "Return")
        approve(counter)
        stalls.label = "service box"
        counter.press("Ctrl+K")
        for text in ("등", "본", "ㄱ", "ㅈ"):
            counter.type(text)
        counter.press("Escape")
        stalls.label = "search"
        counter.press("F3")
        for text in ("김", "민", "수"):
            counter.type(text)
        counter.press("Return", "Return", "Escape")
        walk(counter, stalls)
    return stalls


def main(folder: Path) -> None:
    """Signed in, the day open, one visit."""
    qt_api.set_qt_api("pyqt6")  # the hands of the tests press keys here too; pytest would have chosen it
    app = application()
    home = a_home(folder, on_lanes=True)
    counter = a_counter(home)
    counter.sign_in()
    told = {"longest": a_visit(counter).longest, "cases": len(cases(counter))}
    counter.opened.close()
    home.close()
    app.processEvents()
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
