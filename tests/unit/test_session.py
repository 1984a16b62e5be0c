"""What the window knows of who sits before it."""

from __future__ import annotations

from uuid import UUID

from app.domain.entries import Role
from app.domain.views import Actor
from app.ui.session import Session


def person(user: str, role: Role = "clerk") -> Actor:
    return Actor(user=user, name=user, role=role, entry_id=UUID(int=1))


def test_who_comes_back_from_a_lock_is_nobody_else() -> None:
    session, told = Session(actor=person("lee")), list[str]()
    session.watch_another(lambda: told.append(session.signed_in().user))
    for actor in (None, person("lee"), None, person("park"), person("park"), None, person("lee")):
        session.actor = actor
        session.tell("actor")
    assert told == ["park", "lee"]


def test_before_anybody_sat_down_the_first_one_is_another() -> None:
    session, told = Session(), list[str]()
    session.watch_another(lambda: told.append("somebody"))
    session.tell("actor")
    session.actor = person("lee")
    session.tell("actor")
    assert told == ["somebody"]


def test_nobody_may_do_anything_and_somebody_what_their_role_may() -> None:
    session = Session()
    assert not session.may("print_receipt")
    session.actor = person("park", "supervisor")
    assert session.may("close_day") and not session.may("manage_staff")
