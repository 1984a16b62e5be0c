"""The citizen's screen in each of its states, and what the clerk sees beside it (양방향)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PyQt6.QtWidgets import QWidget

from app.domain.citizen_screen import WINDOW, CitizenScreen
from tests.desks import on_writer
from tests.ui.counter import Counter

State = tuple[str, QWidget | None]


def citizen_states(counter: Counter, to_basket: Callable[[Counter], None]) -> Iterator[State]:
    """Each by its name. `to_basket`: puts a line into the basket. The desk has no citizen's screen before it and none after it."""
    spoken, theme = counter.opened.context.words.lang, counter.opened.context.appearance.shown.theme
    settings = CitizenScreen(screen=WINDOW, lang=spoken, contrast=theme == "high-contrast")
    _set(counter, settings)
    window, presenter = counter.opened.citizen.window, counter.opened.citizen.presenter
    if window is None:
        return
    yield "citizen-waiting", window
    to_basket(counter)
    yield "citizen-items", window
    counter.press("Ctrl+F9")
    yield "citizen-asked", window
    yield "citizen-asked-clerk", None
    presenter.turn_size()
    yield "citizen-asked-large", window
    presenter.turn_size()
    window.agree.click()
    yield "citizen-agreed", window
    counter.press("F10", "Return", "Return")
    yield "citizen-thanks", window
    for case in presenter.to_sign()[:1]:
        presenter.sign(case)
        yield "citizen-signing", window
        presenter.take_back()
    presenter.rate(5)
    yield "citizen-rated", window
    counter.press("F2", "F6", "Ctrl+K")
    counter.type("출생신고")
    counter.press("Return", "1")
    counter.type("이서연")
    counter.press("Ctrl+F9")
    yield "citizen-consent", window
    presenter.take_back()
    view = counter.window.intake("family")
    view.presenter.clear_form()
    view.presenter.leave_form()
    _set(counter, CitizenScreen())


def _set(counter: Counter, settings: CitizenScreen) -> None:
    services, actor = counter.home.services, counter.opened.context.session.signed_in()
    on_writer(counter.home, lambda: services.work.set_citizen_screen(actor, settings))
    counter.opened.context.session.tell("citizen")
    counter.settle()
    counter.back_to_the_window()  # the offscreen platform gives the keyboard to whatever is shown last
