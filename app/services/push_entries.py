"""Send what central does not have yet: read, send, settle. No SQL transaction is open while the network thinks."""

from __future__ import annotations

import msgspec

from app.domain.errors import Refused
from app.ports.central import Central
from app.services.desk import Desk, to_ms
from app.services.lanes import Lane
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, ClientState


def push_entries(
    desk: Desk, central: Central, lane: Lane, *, version: str, entries_max: int = BATCH_ENTRIES_MAX, rewound: bool = False
) -> int:
    """One batch is sent and settled; how many entries were acknowledged, 0 when nothing was pending. Safe to call again at any moment.

    Where central knows less than we thought (409 gap) the cursor goes back and the batch is sent again, once (`rewound`).
    Runs on a network thread; `lane` carries each ledger call to its own thread. Unavailable: nothing changed, try later.
    """
    batch = lane(lambda: desk.store.exchange.batch(entries_max, BATCH_BYTES_MAX))
    if batch is None:
        return 0
    pending, oldest = lane(desk.store.exchange.pending)
    oldest_s = max(0, (to_ms(desk.clock.now()) - oldest) // 1000) if oldest is not None else 0
    batch = msgspec.structs.replace(batch, client=ClientState(version=version, queue=pending, oldest_unacked_s=oldest_s))
    stream = lane(desk.store.exchange.head).stream
    try:
        ack = central.push(stream, batch)
    except Refused as error:
        expected = error.facts.get("expected")
        # Only back: nothing but a signed acknowledgement says that an entry has arrived (G22).
        if error.code != "gap" or rewound or not isinstance(expected, int) or not 1 <= expected < batch.from_seq:
            raise
        first = expected
        lane(lambda: desk.store.exchange.rewind(first))
        return push_entries(desk, central, lane, version=version, entries_max=entries_max, rewound=True)
    lane(lambda: desk.store.exchange.settle(ack))
    return len(batch.entries)


def push_all(desk: Desk, central: Central, lane: Lane, *, version: str) -> int:
    """Everything pending is acknowledged; how many entries went."""
    sent = 0
    while lane(lambda: desk.store.exchange.pending()[0]):
        sent += push_entries(desk, central, lane, version=version)
    return sent
