"""보류: a visit is put aside whole and comes back whole. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from app.ui.context import Context

PARK_PREFIX = "parked:"  # what keeps the day from being closed (services.business_day)


class ParkingScreen(Protocol):
    def show_parked(self, count: int) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


def _user(key: str) -> str:
    return key.removeprefix(PARK_PREFIX).rpartition("/")[0]


def _moment(key: str) -> str:
    return key.rpartition("/")[2]


class Parking:
    """The visits that the person at the desk put aside, the oldest first; then those a colleague left, who may have gone home: they hold
    up the closing, so somebody has to be able to end them. Whose they are is said before they are brought back.
    """

    def __init__(self, context: Context, screen: ParkingScreen) -> None:
        self._context, self._screen = context, screen
        self._parked: list[str] = []
        self._left: list[str] = []
        self._warned = False

    def learn(self, keys: Sequence[str]) -> None:
        """Which of these drafts are visits of this person."""
        actor = self._context.session.actor
        prefix = f"{PARK_PREFIX}{actor.user}/" if actor is not None else "\0"
        self._parked = sorted(key for key in keys if key.startswith(prefix))
        others = (key for key in keys if key.startswith(PARK_PREFIX) and not key.startswith(prefix))
        self._left = sorted(others, key=_moment) if actor is not None else []
        self._show()

    def tell(self) -> None:
        """What waits, and the key that brings it back: somebody was sent here to settle it."""
        if not self._say_whose():
            self._screen.say(self._context.words.text("basket.parked_waits" if self._parked else "basket.nothing_parked"), "warning")

    def _say_whose(self) -> bool:
        """True if only a colleague's wait here, which is said."""
        if self._parked or not self._left:
            return False
        self._screen.say(self._context.words.text("basket.parked_left", user=_user(self._left[0])), "warning")
        self._warned = True
        return True

    def _show(self) -> None:
        self._warned = False
        self._screen.show_parked(len(self._parked) + len(self._left))

    def park(self, form: dict[str, Any] | None, then: Callable[[], object]) -> None:
        """The visit, and the open form with it, is put aside."""
        visit, actor = self._context.visit, self._context.session.signed_in()
        key = f"{PARK_PREFIX}{actor.user}/{self._context.now_ms()}"
        kept: dict[str, Any] = visit.parked()
        if form is not None:
            kept["form"] = form

        def parked(_: object) -> None:
            visit.clear()
            self._parked.append(key)
            self._show()
            self._screen.say(self._context.words.text("basket.parked"), "success")
            then()

        self._context.write(lambda: self._context.services.save_draft(key, kept), done=parked, failed=self._context.failing(self._screen))

    def resume(self, take_form_back: Callable[[dict[str, Any]], object]) -> bool:
        """The visit that was put aside first comes back; False if there is none. A colleague's comes once its being one was said."""
        if not self._parked and not self._left:
            return False
        if not self._warned and self._say_whose():
            return True
        key, actor = (self._parked or self._left)[0], self._context.session.actor

        def found(drafts: dict[str, dict[str, Any]]) -> None:
            if self._context.session.actor is not actor:
                return  # it stays put aside: whoever sits here by now did not ask for it
            if key in drafts:
                self._context.visit.resume(drafts[key], dict(self._context.catalogue.forms))
                self._screen.say("")
                if isinstance(form := drafts[key].get("form"), dict):
                    take_form_back(form)
                self._context.write(
                    lambda: self._context.services.drop_draft(key), done=lambda _: None, failed=self._context.failing(self._screen)
                )
            self._parked = [each for each in self._parked if each != key]
            self._left = [each for each in self._left if each != key]
            self._show()

        self._context.read(self._context.services.drafts, done=found, failed=self._context.failing(self._screen))
        return True
