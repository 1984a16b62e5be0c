"""Acts that two people sign: who works and another one, a team leader (or the deputy) among them (GUARANTEES G19)."""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import Refused
from app.domain.views import Actor
from app.services.desk import Desk
from app.services.leading import leads


def require_two(desk: Desk, actor: Actor, confirmer: Actor | None) -> UUID:
    """The signed_in entry of the second person. Refused `supervisor_needed` (nobody leads), `second_needed`, `second_is_first`."""
    signed = [each for each in (actor, confirmer) if each is not None]
    if not any(leads(desk, each) for each in signed):
        raise Refused("supervisor_needed")
    if confirmer is None:
        raise Refused("second_needed")
    if confirmer.user == actor.user:
        raise Refused("second_is_first")
    return confirmer.entry_id
