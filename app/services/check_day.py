"""The evening check: this desk's copy of a business date beside central's, stream by stream (SYNC §5).

Asked at each closing and once a day, by itself, and by hand. Streams that are not fully exchanged are named as pending and not
compared. A difference is an entry (`check_differed`), and with it one action item; the same difference is told once.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from hashlib import sha256
from typing import Literal

import msgspec

from app.domain.entries import CheckDiffered, Fact
from app.domain.errors import Refused
from app.ports.central import Central
from app.ports.day_books import DayBook
from app.services.desk import Desk, day_date, entry_day, seoul_date
from app.services.lanes import Lane
from app.wire.day_check import differing
from app.wire.messages import OfficeSums, StreamDay, StreamId
from app.wire.stream_key import stream_key

_ASKED = "day_check_asked"
_SEQS_MAX = 50

Verdict = Literal["same", "pending", "differs"]


class StreamCheck(msgspec.Struct, frozen=True, kw_only=True):
    """One stream of the date. `ours`, `central`: entries, net won, last seq; `seqs`: the first entries that differ."""

    stream: str
    desk: str
    verdict: Verdict
    ours: list[int]
    central: list[int]
    seqs: list[int] = []
    numbers: list[str] = []


class DayChecked(msgspec.Struct, frozen=True, kw_only=True):
    """A business date compared with central. `told`: differences that opened an action item just now."""

    day: str
    streams: list[StreamCheck]
    told: int

    @property
    def differs(self) -> bool:
        return any(each.verdict == "differs" for each in self.streams)


def check_day(desk: Desk, central: Central, lane: Lane, day: str) -> DayChecked:
    """That date was compared; what differs stands in the book as work. Network thread; Unavailable: nothing changed, try later.

    Refused `day_invalid`.
    """
    try:
        wanted = date.fromisoformat(day[:10]).isoformat()
    except ValueError as error:
        raise Refused("day_invalid") from error
    ours: DayBook = lane(lambda: desk.store.day_books.book(wanted))
    theirs = central.check_day(desk.identity.office, wanted)
    there = {each.stream: each for each in theirs.checks}
    found = [_compared(stream, ours, theirs, there.get(stream)) for stream in sorted(ours.days.keys() | there.keys(), key=str)]
    checks = [_located(desk, central, lane, wanted, *each) if each[1].verdict == "differs" else each[1] for each in found]
    # Between the two looks an entry may have been confirmed or brought: what is the same entry by entry is no difference.
    told = sum(lane(partial(_tell, desk, wanted, stream, each)) for (stream, _), each in zip(found, checks, strict=True))
    return DayChecked(day=wanted, streams=checks, told=told)


def check_due(desk: Desk) -> str | None:
    """The business date to be checked now, or None: the newest closed one, after its closing and once on each day; nothing pending."""
    closed = desk.store.days.closed(1)
    if not closed or desk.store.exchange.pending()[0]:
        return None
    return closed[0].day if desk.store.working.setting(_ASKED) != _asked(desk, closed[0].closing_no) else None


def check_done(desk: Desk) -> None:
    """That check is not due again before the next closing or the next day."""
    closed = desk.store.days.closed(1)
    if closed:
        desk.store.working.put_setting(_ASKED, _asked(desk, closed[0].closing_no))


def check_when_due(desk: Desk, central: Central, lane: Lane) -> DayChecked | None:
    """The date that is due was compared; None if none is."""
    day = lane(lambda: check_due(desk))
    if day is None:
        return None
    found = check_day(desk, central, lane, day_date(day).isoformat())
    lane(lambda: check_done(desk))
    return found


def _asked(desk: Desk, closing_no: int) -> bytes:
    return f"{seoul_date(desk.clock.now()).isoformat()} {closing_no}".encode()


def _compared(stream: StreamId, ours: DayBook, theirs: OfficeSums, there: StreamDay | None) -> tuple[StreamId, StreamCheck]:
    here = ours.days.get(stream)
    either = here or there
    return stream, StreamCheck(
        stream=str(stream),
        desk=either.desk if either is not None else "",
        verdict=_verdict(stream, ours, theirs, here, there),
        ours=_sums(here),
        central=_sums(there),
    )


def _sums(each: StreamDay | None) -> list[int]:
    return [each.entries, each.won, each.last_seq] if each is not None else [0, 0, 0]


def _verdict(stream: StreamId, ours: DayBook, theirs: OfficeSums, here: StreamDay | None, there: StreamDay | None) -> Verdict:
    if ours.generation and ours.generation != theirs.generation:
        return "pending"  # central was restored: what it lost is on its way
    if stream in ours.own:
        if here is not None and ours.own[stream] < here.last_seq:
            return "pending"
    elif ours.office_seq < theirs.office_seq and there is not None and (here is None or here.last_seq < there.last_seq):
        return "pending"
    if here is None or there is None:
        return "differs"
    same = (here.entries, here.won, here.last_seq, here.hash) == (there.entries, there.won, there.last_seq, there.hash)
    return "same" if same else "differs"


def _located(desk: Desk, central: Central, lane: Lane, day: str, stream: StreamId, check: StreamCheck) -> StreamCheck:
    theirs = central.day_marks(desk.identity.office, day, stream).marks
    seqs = differing(lane(lambda: desk.store.day_books.marks(day, stream)), theirs)
    if not seqs:
        return msgspec.structs.replace(check, verdict="same")
    numbers = lane(lambda: desk.store.day_books.numbers(stream, seqs[:_SEQS_MAX]))
    return msgspec.structs.replace(check, seqs=seqs[:_SEQS_MAX], numbers=numbers)


def _tell(desk: Desk, day: str, stream: StreamId, check: StreamCheck) -> int:
    """One entry, and with it one action item, for a difference that was not told before; how many were told."""
    if check.verdict != "differs":
        return 0
    name = f"check {day} {stream}"
    body = CheckDiffered(
        date=day,
        stream=stream_key(stream),
        desk=check.desk,
        ours=check.ours,
        central=check.central,
        seqs=check.seqs,
        numbers=check.numbers,
    )
    mark = sha256(msgspec.msgpack.encode(check.seqs)).digest()  # not the sums: the entry that tells of it changes them
    if desk.store.working.setting(name) == mark:
        return 0
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
        tx.put_setting(name, mark)
    return 1
