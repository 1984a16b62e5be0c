"""Before a home is written: is this the newest state of its ledger, and the same machine? Otherwise a new branch begins (SYNC §8)."""

from __future__ import annotations

from uuid import UUID

from app.bootstrap.anchor import anchor_of, read_anchor
from app.domain.recovery import RecoveryReport, Span
from app.ports.secrets import KeyStore
from app.services.desk import Desk
from app.services.start_branch import Reason, start_branch
from app.wire.messages import StreamId

MACHINE, BRANCHED_FROM = "machine", "branched_from"


def branch_if_needed(desk: Desk, keystore: KeyStore, machine: bytes | None) -> RecoveryReport | None:
    """The desk may be written: its stream goes on, or a new branch was begun and the anchor names it.

    `machine`: the mark of this machine, None where there is none. On the writer lane, before anything else is written.
    """
    working = desk.store.working
    kept, anchor = working.setting(MACHINE), keystore.load_anchor() or b""
    missing = _missing(desk, keystore) if anchor and anchor != working.setting(BRANCHED_FROM) else None
    other_machine = machine is not None and kept is not None and machine != kept
    if machine is not None and kept is None:
        working.put_setting(MACHINE, machine)
    if missing is None and not other_machine:
        return None
    reason: Reason = "older_than_anchor" if missing is not None else "other_machine"
    report = start_branch(desk, reason, missing or [], settings={BRANCHED_FROM: anchor, MACHINE: machine or kept or b""})
    keystore.save_anchor(anchor_of(desk.store.exchange.head()))
    return report


def _missing(desk: Desk, keystore: KeyStore) -> list[Span] | None:
    """What the anchor knows and the ledger does not; None if the ledger holds the anchor's entry."""
    anchor = read_anchor(keystore)
    if anchor is None:
        return None
    stream, seq, entry_hash = StreamId(UUID(bytes=anchor[0]), anchor[1], anchor[2]), anchor[3], anchor[4]
    here = desk.store.exchange.last_seq(stream)
    if here is not None and here >= seq:
        return None if desk.store.exchange.hash_at(stream, seq) == entry_hash else []
    return [Span(str(stream), (here or 0) + 1, seq)]
