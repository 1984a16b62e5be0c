"""A presenter without a window: a real desk behind it, a screen that only remembers what it was told. Nothing here knows Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.bootstrap.homes import Home
from app.domain.words import Lang
from app.formfiles.words import load_words
from app.ui.appearance import Appearance
from app.ui.context import Context
from app.ui.session import Session
from app.ui.visit import Visit
from tests.desks import PASSWORD, ROOT

T = TypeVar("T")


class Told:
    """Stands for any screen: each call is kept under its name, and answered with what `answers` says."""

    def __init__(self, **answers: Any) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self._answers = answers

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def told(*given: Any, **named: Any) -> Any:
            self.calls.append((name, given, named))
            return self._answers.get(name)

        return told

    def last(self, name: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """What was given with the last call of that name."""
        return next((given, named) for called, given, named in reversed(self.calls) if called == name)

    @property
    def said(self) -> list[tuple[Any, ...]]:
        """Every sentence with its tone."""
        return [given for called, given, _ in self.calls if called == "say"]


def at_once(work: Callable[[], T], *, done: Callable[[T], object], failed: Callable[[Exception], object]) -> None:
    """A lane that is never busy: `work` is done here and now."""
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 — as a lane does it: whoever started the work decides
        failed(error)
    else:
        done(result)


def a_context(home: Home, user: str = "", lang: Lang = "ko") -> Context:
    """What a presenter is given over that home (one without lanes), `user` signed in."""
    session = Session(actor=home.services.sign_in(user, PASSWORD) if user else None)
    return Context(
        services=home.services,
        words=load_words(ROOT / "resources", lang),
        write=at_once,
        read=at_once,
        net=at_once,
        session=session,
        visit=Visit(),
        appearance=Appearance(home.services, session, at_once, at_once),
    )
