"""The window over a home: on the screen as soon as the ledger is open, the rest of the program while somebody types their name."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from app.bootstrap.drawing import need_drawing
from app.bootstrap.opening import LEDGER, OpenLedger, Passphrase, Place, open_ledger, place_of
from app.domain.errors import CounterError
from app.domain.look_choice import LOOK, LookChoice
from app.domain.words import Lang, Words
from app.formfiles.words_by_need import words_by_need
from app.keystore.choice import KEY_FILE
from app.ledger.database import Lanes
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap.homes import Home
    from app.ui.app import Windows
    from app.ui.front import Front, Furnish


class Opening:
    """A home on its way to a window, on lanes of its own, from the moment this is made."""

    def __init__(self, settings: Settings, ask: Passphrase) -> None:
        self._lanes = Lanes()
        self._ledger = self._lanes.writer.submit(open_ledger, settings, ask)
        self._first = self._lanes.writer.submit(lambda: _first_of(self._ledger.result()))
        self._home: Home | None = None

    def first(self) -> tuple[Place, LookChoice]:
        """Whose desk this is and how it looks: the ledger is open. Errors of `open_ledger`; IntegrityViolated `home_damaged`."""
        return self._first.result()

    def home(self) -> Home:
        """The home with everything it is joined to, its line to central and its watches at work. Not on a lane."""
        from app.bootstrap.homes import opened  # everything a desk can do: it takes longer to import than the window takes to be seen

        home = self._lanes.writer.submit(lambda: opened(self._ledger.result(), fold_later=True)).result()
        self._lanes.reader.submit(home.connections.join_as_reader).result()
        home.lanes = self._lanes
        self._home = home
        home.start_sync()
        home.start_cards()
        home.start_folders()
        return home

    @property
    def joined(self) -> bool:
        """The desk became one of a central: what was opened is of one that was alone."""
        return self._home is not None and self._home.services.setup.joined

    def close(self) -> None:
        """Nothing of the home is open, whatever had been opened of it."""
        if self._home is not None:
            self._home.close()
            return
        if self._ledger.exception() is None:
            self._lanes.writer.submit(lambda: self._ledger.result().close()).result()
        self._lanes.close()


def run_window(settings: Settings, ask: Passphrase, words: Words) -> int:
    """The home was open in a window, with its line to central, until the person closed it; the exit code. GUI thread."""
    need_drawing(on_screen=os.environ.get("QT_QPA_PLATFORM") != "offscreen")
    from app.ui.front import application

    application()  # without a display it says so before the home is opened
    if not (settings.home / LEDGER).exists():
        from app.bootstrap.first_window import with_desk  # only a computer without a desk needs it

        made = with_desk(settings, words)
        if made is None:
            return 0
        settings = made
    if settings.passphrase is None and (settings.home / KEY_FILE).exists():
        from app.bootstrap.first_window import with_passphrase

        given = with_passphrase(settings, words)
        if given is None:
            return 0
        settings = given
    while True:
        opening = Opening(settings, ask)
        code = _window(opening, settings, words)
        if not opening.joined:
            return code


def _window(opening: Opening, settings: Settings, words: Words) -> int:
    """That home was open in a window until the person closed it; the exit code."""
    from app.ui.front import FirstSight, run

    try:
        place, choice = _first(opening, settings, words)
        resources = settings.data / "resources"

        def words_of(lang: Lang) -> Words:
            return words if lang == words.lang else words_by_need(resources, lang)

        sight = FirstSight(resources, words_of, place.said, place.title, choice, words.lang)
        return run(sight, partial(_rest, opening, settings, choice.lang or words.lang))
    finally:
        opening.close()


def _first(opening: Opening, settings: Settings, words: Words) -> tuple[Place, LookChoice]:
    """See `Opening.first`; what keeps the window from coming is told in a window, and raised."""
    try:
        return opening.first()
    except CounterError as error:
        from app.ui.knocks import tell_not_opened

        tell_not_opened(words, settings.home, error)
        raise


def _rest(opening: Opening, settings: Settings, lang: Lang) -> Furnish:
    """Everything the window needs once somebody has signed in."""
    home = opening.home()
    from app.bootstrap.surroundings import surroundings
    from app.ui import app

    around = surroundings(home, settings.data)
    around.words_of(lang)  # read here, not on the screen's thread

    def furnish(front: Front) -> Windows:
        windows = app.Windows(around, lang)
        windows.stand_behind(front)
        windows.listen(settings.home)
        return windows

    return furnish


def _first_of(ledger: OpenLedger) -> tuple[Place, LookChoice]:
    stored = ledger.setting(LOOK)
    return place_of(ledger), LookChoice() if stored is None else msgspec.json.decode(stored, type=LookChoice)
