"""No words are cut and no page scrolls sideways, in either language, at the smallest screen and at twice the text size (issue: no clipped
text, 100–200 %).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.homes import Home
from app.domain.duties import OPEN
from app.ui.main_window import TABS
from app.ui.roomy import Roomy
from app.ui.tabs.worklist.view import WorklistView
from tests.gallery import desk
from tests.gallery.walk import Gallery, OneLook
from tests.ui.cut_words import cut_words

SMALL, LARGE = (1366, 768, 100), (1920, 1080, 200)
LOOKS = [OneLook(lang, "light", *size) for lang in ("ko", "en") for size in (SMALL, LARGE)]
HALVES = (TABS[:6], TABS[6:9], TABS[9:])
FORMS_SEEN = ("seal_certificate_issue", "birth_filing", "passport_multiple_10y", "information_disclosure_request")
CASES_SEEN, LISTS_SEEN = 2, 3


class Reader(Gallery):
    """The walk of the gallery, reading instead of drawing."""

    found: list[str]

    @property
    def _room(self) -> Roomy:
        (room,) = self._window.findChildren(Roomy)
        return room

    def _forms(self, name: str) -> Iterator[str]:
        presenter = self._window.intake(name).presenter
        for form in FORMS_SEEN:
            if self._home.desk.catalogue.forms[form].station == name:
                presenter.choose(form)
                yield form

    def _lists(self) -> Sequence[str]:
        return super()._lists()[:LISTS_SEEN]

    def _cases(self, view: object) -> Iterator[str]:
        for at, each in enumerate(super()._cases(view)):  # type: ignore[arg-type]
            yield each
            if at + 1 == CASES_SEEN:
                return

    def _grab(self, name: str, shown: QWidget | None = None) -> None:
        self.found += [f"{name}: {each}" for each in cut_words(self._window)]
        if self.look.lang == "en":
            hints = {each.placeholderText() for each in self._window.findChildren(QLineEdit) if each.isVisible()}
            small = [each for each in hints if each[:1].islower() and not each.startswith("e.g.")]
            self.found += [f"{name}: the hint {each!r} begins with a small letter" for each in small]
        bars = [each for each in (self._room.horizontalScrollBar(), self._room.verticalScrollBar()) if each is not None]
        if self.look.scale == 100 and any(each.maximum() for each in bars):
            self.found.append(f"{name}: scrolls at the usual size by {[each.maximum() for each in bars]}")
        elif bars[0].maximum():
            self.found.append(f"{name}: scrolls sideways by {bars[0].maximum()}")
        tab = self._window.tabs.get("worklist")
        if isinstance(tab, WorklistView) and tab.isVisible() and tab.presenter.list_code != OPEN:
            across = tab.table.horizontalScrollBar()
            if across is not None and across.maximum():
                self.found.append(f"{name}: the next act is out of sight")
        size = self._window.size()
        if (size.width(), size.height()) != (self.look.width, self.look.height):
            self.found.append(f"{name}: the window grew to {size.width()}×{size.height()}")


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk, "CASES", 20)
        with desk.a_busy_desk(tmp_path_factory.mktemp("fit")) as home:
            yield home


@pytest.mark.parametrize("tabs", HALVES, ids=lambda names: names[0])
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_every_word_of_every_page_is_seen_whole(busy: Home, tmp_path: Path, qtbot: QtBot, look: OneLook, tabs: tuple[str, ...]) -> None:
    reader = Reader(busy, tmp_path, look)
    reader.found = []
    reader.shoot(tabs)
    assert reader.found == []
