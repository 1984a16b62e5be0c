"""Somebody who is signed in loses the right to be here: what they do next is not written, and the window locks and says why."""

from __future__ import annotations

import msgspec
import pytest

from app.domain.errors import Refused
from app.services.desk import entry_day
from tests.desks import PASSWORD
from tests.ui.counter import Counter


def taken(counter: Counter, user: str, **change: object) -> None:
    """As the list of central brings it: the person stands there and is not active, or is something else."""
    desk = counter.home.desk

    def work() -> None:
        known = desk.store.working.credential(user)
        assert known is not None
        with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
            tx.put_credential(msgspec.structs.replace(known, **(change or {"active": False})))

    counter.on_writer(work)


def locked(counter: Counter) -> bool:
    return counter.opened.context.session.actor is None


def test_the_next_act_of_who_lost_their_rights_is_not_written_and_locks(counter: Counter) -> None:
    actor = counter.sign_in("lee")
    taken(counter, "lee")
    assert not locked(counter)
    counter.window.shell.turn_lamp("seal")
    counter.settle()
    assert locked(counter)
    assert counter.window.login.isVisible() and "권한을 거두었습니다" in counter.window.login._notice.text()
    assert not any(lamp.down for lamp in counter.on_writer(counter.home.services.lamps) if lamp.system == "seal")
    with pytest.raises(Refused, match="wrong_password"):
        counter.on_writer(lambda: counter.home.services.sign_in(actor.user, PASSWORD))


def test_the_window_locks_by_itself_when_it_looks_again_and_others_go_on(counter: Counter) -> None:
    counter.sign_in("lee")
    taken(counter, "choi")
    counter.window.shell.refresh()
    counter.settle()
    assert not locked(counter)
    taken(counter, "lee")
    counter.window.shell.refresh()
    counter.settle()
    assert locked(counter)
    counter.sign_in("park", day=False)
    assert not locked(counter)
    counter.window.shell.turn_lamp("seal")
    counter.settle()
    assert [lamp.down for lamp in counter.on_writer(counter.home.services.lamps) if lamp.system == "seal"] == [True]


def test_who_was_a_leader_does_nothing_more_as_one(counter: Counter) -> None:
    """A role that was taken back held until the next signing in: a window left open over the night would keep it for days."""
    counter.sign_in("park")
    taken(counter, "park", role="clerk")
    counter.window.shell.turn_lamp("seal", room=True)
    counter.settle()
    assert locked(counter)
    assert not any(lamp.down for lamp in counter.on_writer(counter.home.services.lamps))
    counter.sign_in("park", day=False)
    assert not locked(counter) and not counter.opened.context.session.may("lead")
