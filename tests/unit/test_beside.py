"""A request that nobody answers keeps nobody from going home."""

from __future__ import annotations

import subprocess
import sys
from threading import Event

import pytest

from app.sync.beside import BesideThread
from tests.patience import PATIENCE_S

WAITING = """
import threading
from app.sync.beside import BesideThread
from app.sync.read_ahead import Ahead
begun, never = threading.Semaphore(0), threading.Event()
def unanswered(*_):
    begun.release()
    never.wait()
beside, ahead = BesideThread(), Ahead(unanswered)
threading.Thread(target=beside, args=(unanswered, lambda: None), daemon=True).start()
ahead.fetch(1)
begun.acquire(), begun.acquire()
ahead.close()
"""


def test_a_program_that_ends_waits_for_no_answer() -> None:
    subprocess.run([sys.executable, "-c", WAITING], check=True, timeout=PATIENCE_S)


def test_what_goes_wrong_meanwhile_is_told_when_the_request_has_ended() -> None:
    beside, go = BesideThread(), Event()
    ended: list[int] = []

    def work() -> None:
        go.wait(PATIENCE_S)
        ended.append(1)

    def meanwhile() -> None:
        go.set()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        beside(work, meanwhile)
    assert ended == [1]
