"""Desks beside the busy one, each made for one look: before its first case, in trouble, and for training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.ui.shots import pump, settle
from tests.desks import PASSWORD, a_home, on_writer
from tests.gallery.desk import know_their_duty
from tests.gallery.troubles import BUSY, troubled
from tests.gallery.walk import Gallery, OneLook
from tests.ui.counter import Counter

EMPTY_TABS = ("passport", "payments", "worklist", "ledger", "closing", "sync")


def shoot_others(folder: Path, out: Path, look: OneLook) -> int:
    """How many pictures were made. `folder`: for the homes."""
    made = 0
    for name, kind, tabs in (("empty", Empty, EMPTY_TABS), ("trouble", Troubled, ()), ("training", Empty, ("seal",))):
        home = a_home(folder / look.name / name, training=name == "training", on_lanes=True)
        if kind is Empty:
            on_writer(home, lambda home=home: know_their_duty(home))  # type: ignore[misc]
            on_writer(home, lambda home=home: home.services.open_day(home.services.sign_in("park", PASSWORD), 100_000))  # type: ignore[misc]
        gallery = kind(home, out, look)
        gallery.prefix = f"{name}-"
        made += gallery.shoot(tabs)
        home.close()
    return made


class Empty(Gallery):
    """Every list before there is anything in it."""

    def _forms(self, name: str) -> Iterator[str]:
        yield from ()


class Troubled(Gallery):
    """What is met on a bad day; the tabs themselves are seen elsewhere."""

    def shoot(self, only: object = ()) -> int:
        self._out.mkdir(parents=True, exist_ok=True)
        try:
            self._window.show()
            settle(self._opened)
            for name, shown in troubled(Counter(self._home, self._opened)):
                if name != BUSY:  # it is a picture of something that has not ended
                    settle(self._opened)
                self._grab(name, shown)
        finally:
            self._opened.context.session.actor = None
            self._opened.close()
            pump()
        return self._made
