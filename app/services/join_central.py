"""A desk that worked alone joins a central, by the word of its administrator and of who leads it (COUNTER §8, wizard 3)."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.training import is_training_office
from app.domain.views import Actor
from app.services.desk import Desk
from app.services.two_people import require_two


def join_central(desk: Desk, actor: Actor, confirmer: Actor | None, url: str, code: str, enrol: Callable[[str, str], object]) -> None:
    """Central knows this desk, and the program has to open the home anew before anybody works on. Writer lane; it waits for the network.

    `enrol(url, code)`: see `bootstrap.adopting.adopt`. Refused `not_allowed`, `training_stays_alone`, `central_joined`, what
    `require_two` refuses, and what enrolling refuses; Unavailable where central does not answer: then everything is as it was.
    """
    require(actor.role, "join_central")
    if is_training_office(desk.identity.office):
        raise Refused("training_stays_alone")
    if desk.identity.central_url:
        raise Refused("central_joined", url=desk.identity.central_url)
    require_two(desk, actor, confirmer)
    enrol(url.strip(), code.strip())
