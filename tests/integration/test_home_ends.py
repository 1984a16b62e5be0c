"""A home is shut while somebody still works there: nothing is written behind its back, nothing of it stays open, it opens again."""

from __future__ import annotations

import os
import threading
from concurrent.futures import Executor
from pathlib import Path

import pytest

from app.bootstrap.anchor import AnchorKeeper, read_anchor
from app.bootstrap.homes import open_home, open_home_on_lanes
from app.domain.errors import Unavailable
from app.ledger.database import Connections, Lanes
from app.ledger.home_lock import FileLock
from app.own_thread import begun
from app.settings import Settings
from tests.desks import PASSWORD, a_home
from tests.integration.test_opening import nobody, settings
from tests.patience import PATIENCE_S

__all__ = ["settings"]
A_MOMENT_S = 0.5  # what must not happen has so long to happen


def test_who_comes_when_the_desk_has_closed_is_told_so(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home", on_lanes=True)
    home.close()
    with pytest.raises(Unavailable, match="desk_closing"):
        home.on_lane(lambda: None)


class SlowLanes(Lanes):
    """Whoever is called `late` takes a moment to reach the writer; nothing more than a busy machine does."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes, self.reader = lanes, lanes.reader
        self.reached, self.gone = threading.Event(), threading.Event()

    @property
    def writer(self) -> Executor:  # type: ignore[override]
        if threading.current_thread().name == "late":
            self.reached.set()
            self.gone.wait(A_MOMENT_S)
        return self._lanes.writer

    def close(self) -> None:
        self._lanes.close()
        self.gone.set()


def test_who_was_let_in_is_served_before_the_desk_closes(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home", on_lanes=True)
    assert home.lanes is not None
    home.lanes = lanes = SlowLanes(home.lanes)
    late = begun("late", lambda: home.on_lane(lambda: home.store.head.seq))
    assert lanes.reached.wait(PATIENCE_S)
    home.close()
    assert late.result(PATIENCE_S) == home.store.head.seq


def test_the_anchor_names_what_was_recorded_while_the_desk_was_closing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    home, kept = open_home_on_lanes(settings, nobody), threading.Event()
    close = AnchorKeeper.close

    def closed(keeper: AnchorKeeper) -> None:
        close(keeper)
        kept.set()

    monkeypatch.setattr(AnchorKeeper, "close", closed)
    assert home.lanes is not None
    before = home.store.head.seq
    home.lanes.writer.submit(kept.wait, A_MOMENT_S)  # the lane is busy, and behind that somebody signs in
    home.lanes.writer.submit(home.services.sign_in, "admin", PASSWORD)
    home.close()
    anchor = read_anchor(home.keystore)
    assert home.store.head.seq > before
    assert anchor is not None and anchor[3] == home.store.head.seq


@pytest.mark.parametrize("on_lanes", [True, False])
def test_a_disk_that_fails_at_the_end_leaves_nothing_open(settings: Settings, monkeypatch: pytest.MonkeyPatch, on_lanes: bool) -> None:
    home = (open_home_on_lanes if on_lanes else open_home)(settings, nobody)

    def full(*_: object) -> None:
        raise Unavailable("disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(Connections, "checkpoint", full)
        with pytest.raises(Unavailable, match="disk_full"):
            home.close()
    assert not home.connections.cache
    open_home(settings, nobody).close()


def test_a_reader_that_cannot_join_leaves_nothing_open(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise Unavailable("ledger_busy")

    with monkeypatch.context() as patch:
        patch.setattr(Connections, "join_as_reader", busy)
        with pytest.raises(Unavailable, match="ledger_busy"):
            open_home_on_lanes(settings, nobody)
    open_home(settings, nobody).close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is forked on this system")
def test_a_process_that_was_forked_meanwhile_does_not_hold_the_home(tmp_path: Path) -> None:
    lock = FileLock(tmp_path)
    heard, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(tell)
        os.read(heard, 1)
        os._exit(0)
    try:
        lock.release()
        FileLock(tmp_path).release()
    finally:
        os.close(tell)
        os.close(heard)
        os.waitpid(child, 0)
