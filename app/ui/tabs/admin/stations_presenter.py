"""취급업무: the stations this desk serves. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from app.ui.context import Context


class StationsScreen(Protocol):
    def show_stations(self, served: Collection[str], *, may_set: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class StationsPresenter:
    def __init__(self, context: Context, screen: StationsScreen) -> None:
        self._context, self._screen = context, screen

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        session = self._context.session
        self._screen.show_stations(session.stations, may_set=session.may("set_stations"))

    def keep(self, wanted: Sequence[str]) -> None:
        """This desk serves those from now on, and the bar of stations shows it."""
        session, work = self._context.session, self._context.services.work
        actor = session.signed_in()

        def kept(served: tuple[str, ...]) -> None:
            session.stations = served
            session.tell("stations")
            self._screen.say(self._context.words.text("stations.kept"), "success")

        self._context.write(lambda: work.set_stations(actor, wanted), done=kept, failed=self._context.failing(self._screen))
