"""Central forgot what it had signed for: the desk shows it, takes central's new generation and sends again (SYNC §8)."""

from __future__ import annotations

from app.domain.recovery import RecoveryReport
from app.ports.central import Central
from app.services.desk import Desk
from app.services.lanes import Lane
from app.services.recovery_reports import keep_report, new_report
from app.wire.messages import FeedPage, StreamId
from app.wire.recovery import GenerationNotice


def forgotten(desk: Desk, acknowledged: dict[StreamId, int], page: FeedPage) -> dict[StreamId, int]:
    """Streams of which central holds less than it had acknowledged before that page was asked for, and up to which entry it holds them."""
    if page.held is None:
        return {}
    here = {stream: page.held.get(str(stream), 0) for stream in acknowledged if stream.device_id == desk.identity.device_id}
    return {stream: held for stream, held in here.items() if held < acknowledged[stream]}


def send_again(desk: Desk, central: Central, lane: Lane, held: dict[StreamId, int]) -> None:
    """Central is shown what it signed, and of those streams what lies behind the entry it holds is pending again. A network thread."""
    # Our cursor only ever went up with central's signature: central has forgotten (SYNC §8).
    repair_amnesia(desk, central, lane)
    lane(lambda: _rewind(desk, held))


def _rewind(desk: Desk, held: dict[StreamId, int]) -> None:
    exchange = desk.store.exchange
    for stream, last in held.items():
        # Only back: nothing but a signed acknowledgement says that an entry has arrived (G22).
        if exchange.acked(stream)[0] > last:
            exchange.rewind(last + 1, stream)


def repair_amnesia(desk: Desk, central: Central, lane: Lane) -> RecoveryReport | None:
    """Central has seen our acknowledgements; where it began a new generation, this ledger lives in it.

    The report says how many confirmations were taken back; None if central's history is the one we know. A network thread; the
    ledger is only touched on `lane`. Safe to repeat.
    """
    exchange = desk.store.exchange
    proof = lane(exchange.proof)
    notice = central.prove(desk.identity.office, proof)
    return lane(lambda: _follow(desk, notice, proof.generation))


def _follow(desk: Desk, notice: GenerationNotice, known: int) -> RecoveryReport | None:
    exchange = desk.store.exchange
    if exchange.feed_cursor()[0] != known:
        return None  # another thread was faster
    cursor = exchange.feed_cursor()[1]
    if notice.generation <= known and cursor <= notice.last:
        return None
    # Without a new generation nobody could prove the loss yet: what lies above central's newest number is as good as not there.
    valid = notice.valid_up_to if notice.generation > known else min(notice.last, cursor)
    own, foreign = exchange.take_back(notice, valid)
    report = new_report(desk, "generation", generation=notice.generation, valid_up_to=valid, own=own, foreign=foreign)
    if own or foreign:
        keep_report(desk, report)
    return report
