"""`sync`, `status`: the line to central and what waits to be sent."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Any

from app.cli.call import Call
from app.cli.how_far import HowFar
from app.cli.options import Commands
from app.domain.errors import Refused
from app.services.desk import to_ms

_TELL_EVERY_S = 5.0


def add(commands: Commands) -> None:
    """`sync`, `status`."""
    sync = commands.add("sync", "sync", sync_home)
    sync.add_argument("--once", action="store_true", help="option.once")
    sync.add_argument("--progress", action="store_true", help="option.progress")
    commands.add("status", "status", show_status)


def sync_home(call: Call) -> int:
    """With `--once`: nothing is pending and the feed is read to its end. Without: it goes on until it is interrupted."""
    if not call.get("once", False):
        return _sync_on(call)
    with call.holding() as home:
        home.watch_filling(HowFar(call).tell)
        sent, received = home.sync_all()
        status = home.sync_status()
        if status.pending:  # central was restored from a backup: what it lost came to light while the feed was read, and waits again
            more = home.sync_all()
            sent, received, status = sent + more[0], received + more[1], home.sync_status()
    found = {"sent": sent, "received": received, "pending": status.pending, "acked_seq": status.acked_seq}
    call.answer(found, "synced", **found)
    return 0


def _sync_on(call: Call) -> int:
    """Push and pull by themselves, with back-off, as in the window; a line whenever something has changed."""
    # Started in the background by a script, it may have inherited "ignore the interrupt": then nothing could end it properly.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    home = call.joints.open_home_on_lanes(call.settings, call.ask_passphrase)
    try:
        if not home.desk.identity.central_url:
            raise Refused("central_none")
        home.watch_filling(HowFar(call).tell)
        home.start_sync()
        pause, told = threading.Event(), None
        while True:
            status = home.on_lane(home.sync_status)
            found = {"pending": status.pending, "acked_seq": status.acked_seq, "central": status.central, "answer": status.last_answer}
            if found != told:
                call.answer(found, "syncing", **found)
                sys.stdout.flush()
                told = found
            pause.wait(_TELL_EVERY_S)
    finally:
        home.close()


def show_status(call: Call) -> int:
    """Where this desk stands; central itself is asked whether it answers. Works beside an open window."""
    with call.looking() as home:
        sync = home.sync_status(ask=True)
        head = home.desk.store.exchange.head()
        last = home.desk.store.days.last()
        identity = home.desk.identity
        now = to_ms(home.desk.clock.now())
        slips = home.services.offline.slip_status()
    oldest = 0 if sync.oldest_unacked_ms is None else max(0, (now - sync.oldest_unacked_ms) // 1000)
    found: dict[str, Any] = {
        "office": identity.office,
        "desk": identity.desk,
        "training": identity.training,
        "business_day": last.day if last is not None and last.closed_at is None else None,
        "pending": sync.pending,
        "acked_seq": sync.acked_seq,
        "last_seq": sync.last_seq,
        "oldest_unacked_s": oldest,
        "confirmed_office_seq": sync.confirmed_office_seq,
        "attachments_waiting": sync.attachments_waiting,
        "slips_missing": len(slips.missing),
        "central": sync.central,
        "chain_head": head.hash.hex(),
    }
    if call.json:
        call.row(found)
        return 0
    central = call.words.text(f"cli.central.{sync.central}")
    day = found["business_day"] or call.words.text("cli.say.day_none")
    if sync.central == "none":
        call.say("status_alone", office=identity.office, desk=identity.desk, day=day)
    elif not sync.pending:
        call.say("status_sent", office=identity.office, desk=identity.desk, day=day, central=central)
    else:
        call.say("status", office=identity.office, desk=identity.desk, day=day, central=central, pending=sync.pending, oldest=oldest)
    if sync.attachments_waiting:
        call.say("attachments_waiting", n=sync.attachments_waiting)
    if slips.missing:
        call.say("slips_missing", n=len(slips.missing), first=slips.missing[0])
    return 0
