"""A desk that worked alone joins a central, by the word of its administrator and of who leads it (COUNTER §8, wizard 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.training import is_training_office
from app.domain.views import Actor
from app.services.desk import Desk
from app.services.two_people import require_two

T = TypeVar("T")


def has_worked(desk: Desk) -> bool:
    """Whether a business day was ever opened here, or a case came. Any lane."""
    return desk.store.days.last() is not None or any(desk.store.cases.newest_keys())


def join_central(desk: Desk, actor: Actor, confirmer: Actor | None, url: str, code: str, enrol: Callable[[str, str], T]) -> T:
    """Central knows this desk, and the program has to open the home anew before anybody works on. Writer lane; it waits for the network.

    `enrol(url, code)`, whose answer this is: see `bootstrap.adopting.adopt`. Refused `not_allowed`, `training_stays_alone`,
    `central_joined`, what `require_two` refuses, and what enrolling refuses; Unavailable where central does not answer: then everything is
    as it was.
    """
    require(actor.role, "join_central")
    if is_training_office(desk.identity.office):
        raise Refused("training_stays_alone")
    if desk.identity.central_url:
        raise Refused("central_joined", url=desk.identity.central_url)
    require_two(desk, actor, confirmer)
    return enrol(url.strip(), code.strip())
