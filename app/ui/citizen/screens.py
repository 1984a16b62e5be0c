"""Joins the citizen's screen to the clerk's window: which screen it fills, what it may ask of the desk, when it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QObject, QRect
from PyQt6.QtGui import QGuiApplication, QScreen

from app.domain.citizen_screen import NONE, SECOND, WINDOW, CitizenScreen
from app.domain.place_words import place_text
from app.domain.words import Lang, Words
from app.ui.citizen.bar import SIGN_KEY, Acts, CitizenBar
from app.ui.citizen.presenter import CitizenPresenter, Told, ToSign
from app.ui.citizen.window import CitizenWindow
from app.ui.context import Context
from app.ui.form_model import FormModel
from app.ui.front import gone
from app.ui.main_window import MainWindow
from app.ui.plain import shortcut
from app.ui.tabs.passport.view import PassportView
from app.ui.theme import Look

ASK_KEY = "Ctrl+F9"


class CitizenScreens(QObject):
    """Lives with the clerk's window. `window`: the citizen's, where the desk has one."""

    def __init__(self, clerk: MainWindow, context: Context, look: Look, resources: Path, words_of: Callable[[Lang], Words]) -> None:
        super().__init__(clerk)
        self._clerk, self._context, self._resources = clerk, context, resources
        self.window: CitizenWindow | None = None
        self.presenter = CitizenPresenter(context, self, self, words_of)
        presenter = self.presenter
        self.bar = CitizenBar(
            context.words, look, Acts(presenter.send, presenter.aloud, presenter.take_back, presenter.to_sign, presenter.sign)
        )
        clerk.basket.add_part(self.bar)
        clerk.basket.queue.presenter.shown = presenter.render
        shortcut(clerk, ASK_KEY, partial(self._act, presenter.send))
        shortcut(clerk, SIGN_KEY, partial(self._act, self.bar.choose_signed))
        context.session.watch("actor", self._know)
        context.session.watch("citizen", self._know)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._screens_changed)
            app.screenRemoved.connect(self._screens_changed)

    # --- the window ----------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """The citizen's window is gone."""
        if self.window is not None:
            before, self.window, self.presenter.view = self.window, None, None
            before.close()
            gone(before)

    def _know(self) -> None:
        """Somebody sat down, or it was set anew."""
        if self._context.session.actor is not None:
            read = self._context.services.work.citizen_screen
            self._context.read(read, done=self._set_up, failed=self._context.failing(self._clerk))

    def _set_up(self, settings: CitizenScreen) -> None:
        moved = settings.screen != self.presenter.settings.screen
        self.bar.setVisible(settings.screen != NONE)
        if moved or (settings.screen != NONE and self.window is None):
            self._stand(settings)
        self.presenter.set_up(settings)

    def _stand(self, settings: CitizenScreen) -> None:
        self.close()
        place = self._place(settings.screen)
        found = settings.screen == WINDOW or place is not None
        if found:
            self.window = CitizenWindow(self.presenter, self._resources, self._place_words)
            self.presenter.view = self.window
            self.window.stand(place)
        missing = settings.screen != NONE and not found
        self._context.write(
            lambda: self._context.services.work.note_citizen_screen(missing=missing),
            done=lambda _: None,
            failed=self._context.failing(self._clerk),
        )

    def _place(self, wanted: str) -> QRect | None:
        """The geometry of the chosen screen, never of the clerk's own."""
        own = self._clerk.screen()
        others = [each for each in QGuiApplication.screens() if each is not own]
        chosen = next((each for each in others if wanted in (SECOND, each.name())), None)
        return chosen.geometry() if chosen is not None else None

    def _screens_changed(self, _: QScreen) -> None:
        settings = self.presenter.settings
        if settings.screen not in (NONE, WINDOW):  # behind a lock too: Qt would put the window over the login page
            self._stand(settings)
            self.presenter.render()

    def _place_words(self, words: Words) -> str:
        return place_text(self._context.services.desk.identity, words)

    # --- the clerk's side ----------------------------------------------------------------------------------------------------

    def show_told(self, told: Told) -> None:
        self.bar.show_told(told)

    def say(self, text: str, tone: str = "") -> None:
        self._clerk.basket.say(text, tone)

    def _act(self, act: Callable[[], object]) -> None:
        """Where the basket is seen, as its own keys."""
        if self._context.session.actor is not None and self._clerk.front_intake() is not None:
            act()

    # --- what the presenter asks for -----------------------------------------------------------------------------------------

    def ticket(self) -> str:
        serving = self._clerk.basket.queue.presenter.serving
        return serving.numbers if serving is not None else ""

    def busy(self) -> bool:
        basket = self._clerk.basket.presenter
        return basket.recording or basket.charging()

    def open_model(self) -> FormModel | None:
        """The form in front, if something is typed in it or the citizen's own data make it whole."""
        view = self._clerk.front_intake()
        if view is None or view.form is None or view.presenter.model is None:
            return None
        view.form.read()
        return view.presenter.model if view.presenter.is_open() or view.presenter.is_ready() else None

    def fill(self, field_id: str, value: bool) -> None:
        view = self._clerk.front_intake()
        if view is not None and view.form is not None and field_id in view.form.order():
            editor = view.form.editor(field_id)
            editor.fill(value)
            editor.touched = True
            editor.changed.emit()

    def add_open(self) -> bool:
        view = self._clerk.front_intake()
        return view is not None and view.presenter.add()

    def to_sign(self) -> Sequence[ToSign]:
        view, basket = self._clerk.front_intake(), self._clerk.basket.presenter
        handing = view.delivering() if isinstance(view, PassportView) else None
        case = handing.presenter.case if handing is not None else None
        if case is not None:
            found = [(case.row.number, case.row.service)]
        elif (done := basket.done) is not None:
            served = [(number, basket.served(number)) for number, _ in done.numbers]
            found = [(number, draft.service) for number, draft in served if draft is not None]
        else:
            found = []
        return [ToSign(number, self._context.catalogue.forms[service]) for number, service in found]

    def was_taken(self) -> object | None:
        return self._clerk.basket.presenter.done
