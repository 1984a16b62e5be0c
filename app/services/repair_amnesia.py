"""Central forgot what it had signed for: the desk shows it, takes central's new generation and sends again (SYNC §8)."""

from __future__ import annotations

from app.domain.recovery import RecoveryReport
from app.ports.central import Central
from app.services.desk import Desk
from app.services.lanes import Lane
from app.services.recovery_reports import keep_report, new_report
from app.wire.recovery import GenerationNotice


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
