"""Central revokes this computer: the window locks with a sentence, and nobody signs in any more (SYNC §7)."""

from __future__ import annotations

from app.services.desk import entry_day
from app.services.people import REVOKED
from tests.ui.counter import Counter


def test_the_window_locks_when_central_revokes_this_computer(counter: Counter) -> None:
    counter.sign_in()
    counter.settle()
    assert counter.opened.context.session.actor is not None
    desk = counter.home.desk

    def revoked() -> None:
        with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
            tx.put_setting(REVOKED, b"1795143600000")

    counter.on_writer(revoked)
    counter.window.shell.refresh()
    counter.settle()
    assert counter.opened.context.session.actor is None
