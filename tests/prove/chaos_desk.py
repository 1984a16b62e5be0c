"""One desk as a process of its own, as the window runs it: lanes, the sync engine in the background, cases recorded meanwhile.

`python -m tests.prove.chaos_desk HOME [--own-timeouts]`. Drafts come as JSON lines on stdin; each number goes to stdout when it may be
shown. How the queue stands is said whenever it changed. At the end of stdin it goes on sending, until it is told with SIGTERM to end.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from app.bootstrap.joints import hide_postgres_driver

hide_postgres_driver()  # as every command of a desk does

from app.bootstrap.homes import Home, open_home_on_lanes  # noqa: E402
from app.cli.record import draft_of  # noqa: E402
from app.domain.errors import CounterError  # noqa: E402
from app.services.desk import to_ms  # noqa: E402
from app.settings import Settings, data_root  # noqa: E402
from app.sync import transport  # noqa: E402
from app.sync.engine import SyncEngine  # noqa: E402
from tests.desks import PASSWORD  # noqa: E402

PASSPHRASE = "a passphrase for tests"
AT = "2026-11-20T09:00:00+09:00"
READ_TIMEOUT_S, LONG_POLL_S = 2.0, 2.0
TELL_EVERY_S = 0.1


def settings_of(home: Path) -> Settings:
    """How the desk and whoever looks into its home afterwards open it."""
    return Settings(home=home, data=data_root(), at=AT, passphrase=PASSPHRASE)


def never_asked(_new: bool) -> str:
    raise AssertionError("nobody is asked for a passphrase")


class Teller:
    """Lines on stdout, whole ones, from two threads. `answered`: drafts whose number or refusal was told."""

    def __init__(self) -> None:
        self.answered = 0
        self._lock = threading.Lock()

    def tell(self, **row: object) -> None:
        with self._lock:
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()


def start_sync(home: Home, *, own_timeouts: bool) -> None:
    """The engine runs. Without `own_timeouts` a dead line is given up after seconds instead of half a minute, to try more of them."""
    if own_timeouts:
        home.start_sync()
        return
    transport.READ_TIMEOUT_S = READ_TIMEOUT_S
    engine = SyncEngine(home.push_once, home.pull_once, now_ms=lambda: to_ms(home.desk.clock.now()), long_poll_s=LONG_POLL_S)
    home.store.on_change(lambda kinds, _cases: engine.wake(at_once="payment_settled" in kinds))
    home.engine = engine
    engine.start()


def work(home: Home, teller: Teller) -> None:
    """Every draft of stdin is on disk before its number is told."""
    actor = home.on_lane(lambda: home.services.sign_in("lee", PASSWORD))
    teller.tell(ready=True)
    for line in sys.stdin.buffer:
        try:
            recorded = home.on_lane(lambda: home.services.record_case(actor, draft_of(line)))  # noqa: B023 - done at once
        except CounterError as error:
            teller.tell(refused=error.code)
        else:
            teller.tell(number=recorded.number, seq=recorded.seq)
        teller.answered += 1


def main() -> int:
    """It works and sends until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--own-timeouts", action="store_true")
    chosen = parser.parse_args()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    home, teller = open_home_on_lanes(settings_of(chosen.home), never_asked), Teller()
    try:
        start_sync(home, own_timeouts=chosen.own_timeouts)
        worker = threading.Thread(target=work, args=(home, teller), daemon=True)
        worker.start()
        told: dict[str, object] = {}
        while not ended.wait(TELL_EVERY_S):
            answered = teller.answered  # before the queue is looked at: what was answered by now is in it
            status = home.on_lane(home.sync_status)
            found: dict[str, object] = {
                "answered": answered,
                "pending": status.pending,
                "acked": status.acked_seq,
                "last": status.last_seq,
                "confirmed": status.confirmed_office_seq,
                "answer": status.last_answer,
            }
            if found != told:
                teller.tell(**found)
                told = found
    finally:
        home.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
