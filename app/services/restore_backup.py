"""A backup of this desk's computer before is read: what central never got is in the book again and is sent (SYNC §8, G8).

The home it is read into is enrolled anew and has taken central's snapshot and feed. Nothing of it is replaced: entries are only
added, in the streams they were written in, and only what those streams' keys have signed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

import msgspec

from app.domain.errors import Refused
from app.domain.recovery import RecoveryReport, Span
from app.ports.progress import UNWATCHED, Progress
from app.ports.store import Book
from app.services.desk import Desk
from app.services.recovery_reports import keep_report, new_report
from app.wire.messages import StreamInfo
from app.wire.signed import Verify


def restore_backup(desk: Desk, backup: Book, verify: Verify, trusted: Collection[bytes], progress: Progress = UNWATCHED) -> RecoveryReport:
    """Entries of this desk's device in the backup that are not here are recovered; the report says how many, and what no one has.

    `verify(public_key, message, signature)`. `trusted`: the public keys this device has and had, as central told them at enrolment;
    a stream of any other key is the word of whoever made the backup. Writer lane. Safe to repeat; stopped
    while the backup is read, nothing of it is here, and what is written then is written to its end. Refused `backup_of_another_desk`,
    `backup_missing` for one whose rows are none of ours.
    """
    own = desk.store.exchange.head().stream
    infos = _infos(backup)
    ours = {
        stream_id: info
        for stream_id, info in infos.items()
        if (info.stream.device_id, info.office, info.desk) == (own.device_id, desk.identity.office, desk.identity.desk)
        and info.stream != own
        and info.public_key in trusted
        and 0 < info.stream.epoch < 2**32
        and 0 <= info.stream.branch < 2**32
    }
    if not ours:
        raise Refused("backup_of_another_desk")
    # Read twice: once to its end before anything is written, so that it may be stopped and a spoiled file leaves nothing; then stream
    # by stream and row by row into the book, so that a year of entries is never in memory together.
    for read, _ in enumerate(backup.entries(), start=1):
        progress.step(read)
    progress.binding()
    recovered = known = refused = 0
    missing: list[Span] = []
    for stream_id, rows in _streams(backup):
        if stream_id not in ours:
            continue
        info, last = ours[stream_id], _Last()
        found = desk.store.exchange.take_stream(info, last.passing(rows), verify)
        recovered, known, refused = recovered + found[0], known + found[1], refused + found[2]
        if found[2]:
            missing.append(Span(str(info.stream), found[3] + 1, last.seq))
    report = new_report(desk, "restore", missing, recovered=recovered, known=known, refused=refused, last=_newest(desk, ours))
    keep_report(desk, report)
    return report


def _infos(backup: Book) -> dict[int, StreamInfo]:
    """The backup's streams; whoever made it may have put anything there."""
    try:
        found = {stream_id: info for stream_id, info, _, _ in backup.streams()}
        return {stream_id: msgspec.convert(msgspec.to_builtins(info), StreamInfo) for stream_id, info in found.items()}
    except (TypeError, ValueError) as error:
        raise Refused("backup_missing") from error


def _streams(backup: Book) -> Iterator[tuple[int, Iterator[tuple[Any, ...]]]]:
    """The backup's rows stream by stream, in the order of seq."""
    for stream_id, rows in groupby(backup.entries(), key=lambda row: row[0]):
        yield stream_id, (row for row in rows if type(row[1]) is int)


class _Last:
    """Remembers the seq of the last row that passed."""

    def __init__(self) -> None:
        self.seq = 0

    def passing(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            self.seq = row[1]
            yield row


def _newest(desk: Desk, ours: dict[int, Any]) -> str:
    """The newest entry of each stream that anybody still has: what was recorded after it is nowhere."""
    return ", ".join(f"{info.stream.epoch}.{info.stream.branch}:{desk.store.exchange.last_seq(info.stream) or 0}" for info in ours.values())
