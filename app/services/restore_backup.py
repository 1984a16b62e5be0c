"""A backup of this desk's computer before is read: what central never got is in the book again and is sent (SYNC §8, G8).

The home it is read into is enrolled anew and has taken central's snapshot and feed. Nothing of it is replaced: entries are only
added, in the streams they were written in, and only what those streams' keys have signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from app.domain.errors import Refused
from app.domain.recovery import RecoveryReport, Span
from app.ports.store import Book
from app.services.desk import Desk
from app.services.recovery_reports import keep_report, new_report
from app.wire.signed import Verify


def restore_backup(desk: Desk, backup: Book, verify: Verify) -> RecoveryReport:
    """Entries of this desk's device in the backup that are not here are recovered; the report says how many, and what no one has.

    `verify(public_key, message, signature)`. Writer lane. Safe to repeat. Refused `backup_of_another_desk`.
    """
    own = desk.store.exchange.head().stream
    infos = {stream_id: info for stream_id, info, _, _ in backup.streams()}
    ours = {
        stream_id: info
        for stream_id, info in infos.items()
        if (info.stream.device_id, info.office, info.desk) == (own.device_id, desk.identity.office, desk.identity.desk)
        and info.stream != own
    }
    if not ours:
        raise Refused("backup_of_another_desk")
    recovered = known = refused = 0
    missing: list[Span] = []
    for stream_id, rows in _streams(backup):
        if stream_id not in ours:
            continue
        info = ours[stream_id]
        kept = list(rows)
        found = desk.store.exchange.take_stream(info, kept, verify)
        recovered, known, refused = recovered + found[0], known + found[1], refused + found[2]
        if found[2]:
            missing.append(Span(str(info.stream), found[3] + 1, kept[-1][1]))
    report = new_report(desk, "restore", missing, recovered=recovered, known=known, refused=refused, last=_newest(desk, ours))
    keep_report(desk, report)
    return report


def _streams(backup: Book) -> Iterator[tuple[int, Iterator[tuple[Any, ...]]]]:
    """The backup's rows stream by stream, in the order of seq."""
    yield from groupby(backup.entries(), key=lambda row: row[0])


def _newest(desk: Desk, ours: dict[int, Any]) -> str:
    """The newest entry of each stream that anybody still has: what was recorded after it is nowhere."""
    return ", ".join(f"{info.stream.epoch}.{info.stream.branch}:{desk.store.exchange.last_seq(info.stream) or 0}" for info in ours.values())
