"""Who lost the right to be here or has another role while signed in: the next thing that would be written is not, the window locks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.domain.errors import Refused
from app.ui.services import DeskServices, Runner
from app.ui.session import Session

T = TypeVar("T")
CODE = "rights_taken"


class Guarded:
    """A writer's runner. The rights of whoever sits here are looked at in the lane, right before the work; `lost` is called on the
    thread of the screen. Work that was begun before is not cut, and what nobody signed in asks for (signing in) is let through.
    """

    def __init__(self, run: Runner, services: DeskServices, session: Session) -> None:
        self._run, self._services, self._session = run, services, session
        self.lost: Callable[[], object] = lambda: None

    def __call__(self, work: Callable[[], T], *, done: Callable[[T], object], failed: Callable[[Exception], object]) -> None:
        actor, access = self._session.actor, self._services.access

        def guarded() -> T:
            if actor is not None and not access.may_stay(actor):
                raise Refused(CODE)
            return work()

        def refused(error: Exception) -> None:
            failed(error)
            if isinstance(error, Refused) and error.code == CODE:
                self.lost()

        self._run(guarded, done=done, failed=refused)
