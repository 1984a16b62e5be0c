"""A window of the program in a process of its own, over an empty home of the folder named: what it shows is told in lines of JSON.

For tests that press real keys: an input method, a window manager and a keyboard stand between them and this window.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QLineEdit

from app.ui.app import application
from tests.desks import a_home
from tests.ui.counter import Counter, a_counter

LOOK_MS = 40


def told(counter: Counter) -> dict[str, object]:
    """What a person in front of the window sees of it."""
    focus = QApplication.focusWidget()
    model = counter.window.intake("seal").presenter.model
    return {
        "at": focus.accessibleName() if focus is not None else "",
        "line": focus.text() if isinstance(focus, QLineEdit) else "",
        "name": str(model.raw.get("applicant.name") or "") if model is not None else "",
        "service": model.form.id if model is not None else "",
        "tab": counter.window.bar.current(),
        "said": counter.window.notice.text(),
        "locked": counter.opened.context.session.actor is None,
        "basket": [line.draft.applicant.get("name") for line in counter.opened.context.visit.lines],
        "busy": counter.opened.jobs.running > 0,
    }


def main(folder: Path) -> int:
    """Signed in, the day open; until standard input ends or the window goes."""
    app = application()
    home = a_home(folder, on_lanes=True)
    counter = a_counter(home)
    counter.sign_in()
    last: dict[str, object] = {}

    def look() -> None:
        now = told(counter)
        if now != last:
            last.update(now)
            print(json.dumps(now, ensure_ascii=False), flush=True)

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(LOOK_MS)
    code = app.exec()
    counter.opened.close()
    home.close()
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
