"""The pictures of the help, from invented people: `python -m tests.gallery.help_pictures --out resources/help`, where they are kept."""

from __future__ import annotations

import argparse
import collections
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from tests.ui.counter import Counter

SIZE = (1366, 768)
WIDE = 920  # px of a picture: the help shows it no wider
COLOURS, COMMONEST, ALIKE = 256, 24, 0xE0E0E0
LEADER = "park"
RRN = "9001011234568"


def main() -> int:
    """The pictures lie in `OUT/ko/pictures` and `OUT/en/pictures`."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery.help_pictures", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder that has one folder for each language")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    # Qt reads both when it is loaded.
    from pytestqt.qt_compat import qt_api

    qt_api.set_qt_api("pyqt6")  # the hands of the tests press keys here too; pytest would have chosen it
    from app.domain.words import LANGS
    from tests.desks import a_home, on_writer
    from tests.gallery.desk import a_busy_desk, know_their_duty
    from tests.ui.counter import a_counter

    with TemporaryDirectory(prefix="minwon-help-") as folder:
        fresh = a_home(Path(folder) / "fresh", training=False, on_lanes=True)
        on_writer(fresh, lambda: know_their_duty(fresh))
        with a_busy_desk(Path(folder) / "busy") as busy:
            for lang in LANGS:
                out = asked.out / lang / "pictures"
                out.mkdir(parents=True, exist_ok=True)
                for home, walk in ((fresh, first_day), (busy, at_work)):
                    counter = a_counter(home, size=SIZE, lang=lang)
                    for name, shown in walk(counter):
                        counter.settle()
                        draw(shown, out / f"{name}.png")
                    counter.opened.context.session.actor = None
                    counter.opened.close()
        fresh.close()
    return 0


def first_day(counter: Counter) -> Iterator[tuple[str, QWidget]]:
    """Each picture's name and what is in it: a window whose day is not open."""
    counter.sign_in(LEADER, day=False)
    yield "first-day", counter.window


def at_work(counter: Counter) -> Iterator[tuple[str, QWidget]]:
    """The same of a desk in the middle of a day."""
    counter.sign_in(LEADER, day=False)
    window = counter.window
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("Return", "1", "Return", "Return", "Return")
    counter.press("F5")
    counter.type("김민수")
    yield "visit", window
    window.basket.presenter.remove(0)
    counter.press("F7", "2")
    yield "passport", window
    for name, tab, page in (
        ("money", "payments", "taken"),
        ("worklist", "worklist", ""),
        ("closing", "closing", "today"),
        ("dashboard", "closing", "dashboard"),
        ("sync", "sync", ""),
        ("settings", "admin", "drawer"),
    ):
        window.go(tab, page)
        if tab == "sync":
            window.tabs["sync"].choose("ready")  # type: ignore[attr-defined]
        yield name, window
    newest = next(row for row in counter.on_writer(counter.home.services.ledger_page))
    window.show_case(newest.number)
    yield "ledger", window
    for name, show in (("away", window.show_lamps), ("keys", window.show_keys)):
        show()
        (dialog,) = opened(window)
        yield name, dialog
        dialog.close()


def opened(window: QWidget) -> list[QWidget]:
    from PyQt6.QtWidgets import QDialog

    return [each for each in window.findChildren(QDialog) if each.isVisible()]


def draw(shown: QWidget, path: Path) -> None:
    """The picture is in that file, no wider than the help shows it, of 256 colours of its own at most."""
    from PyQt6.QtCore import Qt
    from PyQt6.QtGui import QImage

    picture = shown.grab().toImage()
    if picture.width() > WIDE:
        picture = picture.scaledToWidth(WIDE, Qt.TransformationMode.SmoothTransformation)
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    bits = picture.constBits()
    assert bits is not None
    found = [colour for colour, _ in collections.Counter(memoryview(bits.asstring(picture.sizeInBytes())).cast("I")).most_common()]
    alike = {colour & ALIKE: colour for colour in reversed(found)}  # one of each kind: a lamp's green is rare and may not become grey
    table = list(dict.fromkeys([*found[:COMMONEST], *alike.values()]))[:COLOURS]
    picture.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither).save(str(path), "PNG", 0)


if __name__ == "__main__":
    sys.exit(main())
