"""The look of the window in the hands of whoever sits before it: chosen, kept, and applied without a restart. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.domain.look_choice import LookChoice, stepped
from app.ui.services import DeskServices, Runner
from app.ui.session import Session


@dataclass
class Appearance:
    """`shown`: how the window looks now. `change(choice)` makes it look otherwise. `failed`: what is done where nothing could be kept.

    Who is signed in chooses for themselves; at the login page, where nobody is, it is chosen for the desk.
    """

    services: DeskServices
    session: Session
    write: Runner
    read: Runner
    shown: LookChoice = field(default_factory=LookChoice)
    change: Callable[[LookChoice], object] = lambda choice: None
    failed: Callable[[Exception], object] = lambda error: None

    def follow(self) -> None:
        """From now on whoever sits down sees the window as they are used to."""
        self.session.watch("actor", self._somebody)

    def choose(self, **parts: Any) -> None:
        """Those parts of the look are as told from now on, and kept: `theme`, `text`, `density`, `lang`."""
        wanted = msgspec.structs.replace(self.shown, **parts)
        if wanted == self.shown:
            return
        actor, looks = self.session.actor, self.services.looks

        def keep() -> LookChoice:
            return looks.set_desk(wanted) if actor is None else looks.set_own(actor, wanted)

        self.write(keep, done=self.change, failed=self.failed)

    def step_text(self, step: int) -> None:
        """Ctrl with + or −: the next text size."""
        self.choose(text=stepped(self.shown.text, step))

    def plain_text(self) -> None:
        """Ctrl+0: the text size of the density."""
        self.choose(text=100)

    def _somebody(self) -> None:
        actor = self.session.actor
        if actor is None:
            return

        def found(kept: LookChoice) -> None:
            if self.session.actor is actor and kept != self.shown:
                self.change(kept)

        self.read(lambda: self.services.looks.of(actor.user), done=found, failed=self.failed)
