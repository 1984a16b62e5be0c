"""Send what central does not have yet: read, send, settle. No SQL transaction is open while the network thinks.

Older streams of this home (from before a branch, or found in a backup) go first; one push is in flight for each stream, and while it
is, the batch after it may be made ready (`services.next_batch`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec

from app.domain.errors import Refused
from app.ports.central import Central
from app.services.desk import Desk, to_ms
from app.services.lanes import Lane
from app.services.next_batch import NextBatch
from app.services.readiness import note_clock
from app.services.repair_amnesia import send_again
from app.services.start_branch import leave_stream
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, Ack, ClientState, Push, StreamId

# What central says of one stream, not of the line: that stream waits for a person, the counter and its other streams go on (SYNC §7).
STOPS: Final = frozenset({"fork", "bad_chain", "batch_too_large", "entry_too_large", "other_stream"})


def push_entries(
    desk: Desk,
    central: Central,
    lane: Lane,
    *,
    version: str,
    entries_max: int = BATCH_ENTRIES_MAX,
    rewound: bool = False,
    ahead: NextBatch | None = None,
) -> int:
    """One batch is sent and settled; how many entries were acknowledged, 0 when nothing was pending. Safe to call again at any moment.

    `ahead` keeps what was made ready of a long queue from one call to the next. Where central knows less than we thought (409 gap) the
    cursor goes back and the batch is sent again, once (`rewound`). Runs on a network thread; `lane` carries each ledger call to its own
    thread. Unavailable: nothing changed, try later. A refusal of `STOPS` stops that stream, opens one action item and is raised; the
    next call goes on with the others.
    """
    for stream in lane(desk.store.exchange.outgoing):

        def read(after: int | None = None, stream: StreamId = stream) -> Push | None:
            return lane(lambda: _read(desk, stream, after, version=version, entries_max=entries_max))

        ready = None if ahead is None else ahead.take(stream, lane(partial(desk.store.exchange.acked, stream)))
        if (batch := ready or read()) is None:
            continue
        end = batch.from_seq + len(batch.entries) - 1
        send: Callable[[], Ack] = partial(central.push, stream, batch)
        if ahead is not None and batch.client.queue > len(batch.entries):
            send = partial(ahead.while_sending, stream, send, partial(read, end))
        return _send(desk, central, lane, stream, batch, send, version=version, entries_max=entries_max, rewound=rewound)
    return 0


def _read(desk: Desk, stream: StreamId, after: int | None, *, version: str, entries_max: int) -> Push | None:
    """The stream's entries behind what is acknowledged (behind that one), as they will be sent. On the writer's lane."""
    exchange = desk.store.exchange
    batch = exchange.batch(entries_max, BATCH_BYTES_MAX, stream, after=after)
    if batch is None:
        return None
    pending, oldest = exchange.pending()
    under_way = 0 if after is None else after - exchange.acked(stream)[0]
    oldest_s = max(0, (to_ms(desk.clock.now()) - oldest) // 1000) if oldest is not None else 0
    client = ClientState(version=version, queue=max(0, pending - under_way), oldest_unacked_s=oldest_s)
    return msgspec.structs.replace(batch, client=client)


def _send(
    desk: Desk,
    central: Central,
    lane: Lane,
    stream: StreamId,
    batch: Push,
    send: Callable[[], Ack],
    *,
    version: str,
    entries_max: int,
    rewound: bool,
) -> int:
    exchange = desk.store.exchange
    try:
        ack = send()
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


def push_all(desk: Desk, central: Central, lane: Lane, *, version: str, ahead: NextBatch | None = None) -> int:
    """Everything pending is acknowledged; how many entries went."""
    sent = 0
    while lane(lambda: desk.store.exchange.pending()[0]):
        sent += push_entries(desk, central, lane, version=version, ahead=ahead)
    return sent
