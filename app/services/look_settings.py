"""How the window looks: kept for the desk by whoever sits down at its login page, and for each person. Never sent."""

from __future__ import annotations

import msgspec

from app.domain.look_choice import LOOK as SETTING
from app.domain.look_choice import LookChoice, checked
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk


class LookSettings:
    """Bound to one desk: `DeskServices.looks`. Reading on any lane, setting on the writer lane."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def desk(self) -> LookChoice:
        """What is seen at this desk until a person with a look of their own signs in."""
        return self._kept(SETTING) or LookChoice()

    def of(self, user: str) -> LookChoice:
        """What that person sees at this desk: their own look, else the desk's."""
        return self._kept(f"{SETTING}/{user}") or self.desk()

    def set_desk(self, choice: LookChoice) -> LookChoice:
        """The desk looks like that from now on. Nobody has to be signed in: who cannot read that page cannot sign in. `look_unknown`."""
        return self._keep(SETTING, choice)

    def set_own(self, actor: Actor, choice: LookChoice) -> LookChoice:
        """That person sees the window like that from now on. Refused `not_allowed`, `look_unknown`."""
        require(actor.role, "set_own_look")
        return self._keep(f"{SETTING}/{actor.user}", choice)

    def _kept(self, name: str) -> LookChoice | None:
        stored = self._desk.store.working.setting(name)
        return msgspec.json.decode(stored, type=LookChoice) if stored else None

    def _keep(self, name: str, choice: LookChoice) -> LookChoice:
        self._desk.store.working.put_setting(name, msgspec.json.encode(checked(choice)))
        return choice
