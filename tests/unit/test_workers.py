"""Central's processes: one that ends is replaced, also where that does not go at once."""

from __future__ import annotations

import errno
import os

import pytest

from app.central import workers as workers_module
from app.central.workers import Workers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="several processes need fork")


def test_a_worker_that_cannot_be_replaced_at_once_is_replaced_later(monkeypatch: pytest.MonkeyPatch) -> None:
    fork, forks = os.fork, list[str]()

    def scarce() -> int:
        forks.append("asked")
        if len(forks) == 2:
            raise BlockingIOError(errno.EAGAIN, "no room for another process")
        if len(forks) == 3:
            workers.stop()
        return fork()

    def work(_worker: int, lifeline: int, ready: object) -> None:
        if len(forks) > 1:  # the first one ends at once
            os.read(lifeline, 1)

    monkeypatch.setattr(os, "fork", scarce)
    monkeypatch.setattr(workers_module, "_AGAIN_S", 0.0)
    workers = Workers(1, work)
    workers.run(lambda: None)
    assert len(forks) == 3
