"""A new branch of this desk's stream: its ledger is older than it should be, its machine changed, or its stream forked (SYNC §§1, 8).

What the old branch holds stays and is sent; from now on entries and numbers belong to the new one, so that nothing that was
shown before can ever be shown again for something else.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from app.domain.entries import BranchStarted, Fact
from app.domain.recovery import RecoveryReport, ReportKind, Span
from app.services.desk import Desk, day_to_open, seoul_date
from app.services.recovery_reports import keep_report, new_report
from app.wire.messages import StreamId

Reason = Literal["older_than_anchor", "other_machine", "fork", "refused"]
BRANCH_BITS = 20
IDENTITY = "identity"


def start_branch(desk: Desk, reason: Reason, missing: list[Span], *, settings: dict[str, bytes] | None = None) -> RecoveryReport:
    """Everything from now on is written in a new branch; its first entry names the old one. One commit, on the writer lane.

    `missing`: entries that are known to have existed and are not in this ledger. `settings`: kept in the same commit. The report
    says what may be missing; the branch's first entry is an action item until a person has read it.
    """
    old = desk.store.exchange.head()
    branch = _unused(desk)
    day = day_to_open(desk.store.days.last(), seoul_date(desk.clock.now()))
    kind: ReportKind = "fork" if reason == "fork" else "branch"
    report = new_report(desk, kind, missing, reason=reason, stream=str(old.stream), seq=old.seq, branch=branch)
    with desk.store.branch(branch, day=day) as tx:
        body = BranchStarted(
            old_branch=old.stream.branch,
            old_seq=old.seq,
            old_hash=old.hash,
            reason=reason,
            missing=[[*_numbers(span.stream), span.first, span.last] for span in missing],
        )
        tx.append(Fact(body, desk.ids.new_id()))
        tx.put_setting(IDENTITY, msgspec.msgpack.encode(msgspec.structs.replace(desk.identity, branch=branch)))
        for name, value in (settings or {}).items():
            tx.put_setting(name, value)
        keep_report(desk, report, tx)
    return report


def leave_stream(desk: Desk, stream: StreamId, code: str, seq: int) -> None:
    """Central does not take that stream as it is: it is not sent any more, the counter works on in a new branch (SYNC §7).

    `seq`: from which entry on. One action item tells a person. Writer lane; safe to repeat.
    """
    desk.store.exchange.stop(stream, code, seq)
    if desk.store.exchange.head().stream == stream:
        start_branch(desk, "fork" if code == "fork" else "refused", [])


def _numbers(stream: str) -> list[int]:
    """Epoch and branch of a stream's written form."""
    return [int(part) for part in stream.split(".")[1:]]


def _unused(desk: Desk) -> int:
    """20 random bits that are neither 0 nor a branch this ledger knows."""
    known = {info.stream.branch for _, info, _, _ in desk.store.book.streams()}
    while True:
        branch = int.from_bytes(desk.ids.random_bytes(3), "big") >> (24 - BRANCH_BITS)
        if branch and branch not in known:
            return branch
