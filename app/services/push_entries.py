"""Send what central does not have yet: read, send, settle. No SQL transaction is open while the network thinks.

Older streams of this home (from before a branch, or found in a backup) go first; one push is in flight for each stream.
"""

from __future__ import annotations

from typing import Final

import msgspec

from app.domain.errors import Refused
from app.ports.central import Central
from app.services.desk import Desk, to_ms
from app.services.lanes import Lane
from app.services.readiness import note_clock
from app.services.repair_amnesia import send_again
from app.services.start_branch import leave_stream
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, ClientState, Push, StreamId

# What central says of one stream, not of the line: that stream waits for a person, the counter and its other streams go on (SYNC §7).
STOPS: Final = frozenset({"fork", "bad_chain", "batch_too_large", "entry_too_large", "other_stream"})


def push_entries(
    desk: Desk, central: Central, lane: Lane, *, version: str, entries_max: int = BATCH_ENTRIES_MAX, rewound: bool = False
) -> int:
    """One batch is sent and settled; how many entries were acknowledged, 0 when nothing was pending. Safe to call again at any moment.

    Where central knows less than we thought (409 gap) the cursor goes back and the batch is sent again, once (`rewound`).
    Runs on a network thread; `lane` carries each ledger call to its own thread. Unavailable: nothing changed, try later. A refusal
    of `STOPS` stops that stream, opens one action item and is raised; the next call goes on with the others.
    """
    streams = lane(desk.store.exchange.outgoing)
    for stream in streams:
        if (batch := lane(lambda: desk.store.exchange.batch(entries_max, BATCH_BYTES_MAX, stream))) is not None:  # noqa: B023 - done at once
            return _send(desk, central, lane, stream, batch, version=version, entries_max=entries_max, rewound=rewound)
    return 0


def _send(desk: Desk, central: Central, lane: Lane, stream: StreamId, batch: Push, *, version: str, entries_max: int, rewound: bool) -> int:
    exchange = desk.store.exchange
    pending, oldest = lane(exchange.pending)
    oldest_s = max(0, (to_ms(desk.clock.now()) - oldest) // 1000) if oldest is not None else 0
    batch = msgspec.structs.replace(batch, client=ClientState(version=version, queue=pending, oldest_unacked_s=oldest_s))
    try:
        ack = central.push(stream, batch)
    except Refused as error:
        if error.code in STOPS:
            code, at = error.code, error.facts.get("differs_at")
            seq = at if isinstance(at, int) and at >= 1 else batch.from_seq
            lane(lambda: leave_stream(desk, stream, code, seq))
            raise
        expected = error.facts.get("expected")
        # Only back: nothing but a signed acknowledgement says that an entry has arrived (G22).
        if error.code != "gap" or rewound or not isinstance(expected, int) or not 1 <= expected < batch.from_seq:
            raise
        send_again(desk, central, lane, {stream: expected - 1})
        return push_entries(desk, central, lane, version=version, entries_max=entries_max, rewound=True)
    lane(lambda: exchange.settle(ack, stream))
    note_clock(desk, lane, ack.server_time)
    return len(batch.entries)


def push_all(desk: Desk, central: Central, lane: Lane, *, version: str) -> int:
    """Everything pending is acknowledged; how many entries went."""
    sent = 0
    while lane(lambda: desk.store.exchange.pending()[0]):
        sent += push_entries(desk, central, lane, version=version)
    return sent
