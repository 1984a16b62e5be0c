"""Pictures come from one set, in the colours of the look, and stand beside words."""

from __future__ import annotations

import re

import pytest
from PyQt6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.ui.icons import icon, picture
from app.ui.theme import Mode, make_look
from tests.desks import ROOT
from tests.ui.counter import Counter

FOLDER = ROOT / "resources" / "icons" / "lucide"


@pytest.mark.parametrize("mode", ["light", "high-contrast"])
def test_a_picture_has_the_colour_it_was_asked_for(qtbot: QtBot, mode: Mode) -> None:
    look = make_look(ROOT / "resources", mode=mode, scale=150)
    drawn = picture(look, "lock", "icon_danger").toImage()
    assert drawn.width() == look.px("icon_px") * 2
    seen = {
        drawn.pixelColor(x, y).name() for x in range(drawn.width()) for y in range(drawn.height()) if drawn.pixelColor(x, y).alpha() == 255
    }
    assert seen == {look.colours["icon_danger"]}


def test_every_picture_is_used_and_every_one_used_is_there(qtbot: QtBot) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app" / "ui").rglob("*.py"))
    there = {path.stem for path in FOLDER.glob("*.svg")}
    assert {name for name in there if f'"{name}"' not in sources} == set()
    look = make_look(ROOT / "resources")
    assert all(not icon(look, name).isNull() for name in there)
    assert all("currentColor" in path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg"))
    assert re.search("ISC", (FOLDER / "LICENSE.txt").read_text(encoding="utf-8"))


def test_no_picture_stands_alone(counter: Counter) -> None:
    counter.sign_in("park")
    for name in ("seal", "ledger", "sync", "admin"):
        counter.window.go(name)
        counter.settle()
        pictured = [each for each in counter.window.findChildren(QAbstractButton) if each.isVisible() and not each.icon().isNull()]
        assert pictured and [each.accessibleName() for each in pictured if not each.text().strip()] == []
    bar = counter.window.bar
    assert all(bar.tabText(at) and not bar.tabIcon(at).isNull() for at in range(bar.count()))
