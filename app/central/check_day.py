"""The evening check at central: each stream's business date recomputed from stored bytes, never from a stored hash (SYNC §5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.central.database import CentralDatabase
from app.central.office_answers import Endpoint, OfficeAnswers
from app.central.problems import Declined
from app.central.tables import DayRow, EntryRow, OfficeRow, StreamRow
from app.wire.day_check import MARKS_MAX, DayMarks, EntryMark, StoredEntry, day_of, marks_of
from app.wire.messages import OfficeSums, StreamId, parse_stream

_PAGE = 2_000


class DayEndpoints:
    """The addresses of a business date."""

    def __init__(self, db: CentralDatabase, answers: OfficeAnswers) -> None:
        self._db, self._answers = db, answers

    def routes(self, route: Callable[[Endpoint], Endpoint]) -> list[Route]:
        """What stands behind these addresses."""
        return [
            Route("/v1/offices/{office}/days/{day}/check", route(self._check)),
            Route("/v1/offices/{office}/days/{day}/streams/{stream}", route(self._stream)),
        ]

    async def _check(self, request: Request) -> Response:
        return await self._answers.give(request, lambda office: check_day(self._db, office, _date(request)))

    async def _stream(self, request: Request) -> Response:
        return await self._answers.give(request, lambda office: day_marks(self._db, office, _date(request), _stream(request)))


def _stream(request: Request) -> StreamId:
    return parse_stream(request.path_params["stream"])


def _date(request: Request) -> str:
    try:
        return date.fromisoformat(request.path_params["day"]).isoformat()
    except ValueError as error:
        raise Declined("not_found") from error


def check_day(db: CentralDatabase, office: str, day: str) -> OfficeSums:
    """What central counts for that business date, as its projections say (`streams`: entries and last seq) and, stream by stream, as
    the stored bytes say (`checks`); all of one moment, which `office_seq` and `generation` name."""
    with db.snapshot():
        rows = db.all(DayRow.select().where(DayRow.office_id == office, DayRow.day == day))
        here = db.first(OfficeRow.select(OfficeRow.generation, OfficeRow.last_office_seq).where(OfficeRow.office_id == office))
        desks = _desks(db, office)
        checks = []
        for row in rows:
            stream = _stream_of(row)
            checks.append(day_of(stream, desks.get(stream, ""), marks_of(_entries(db, office, stream, day), day)))
    return OfficeSums(
        day=day,
        cases=sum(row["cases"] for row in rows),
        net_won=sum(row["settled_won"] - row["reversed_won"] for row in rows),
        entries=sum(row["entries"] for row in rows),
        streams=dict(sorted((str(_stream_of(row)), [row["entries"], row["last_seq"]]) for row in rows)),
        office_seq=int(here["last_office_seq"]) if here else 0,
        generation=int(here["generation"]) if here else 0,
        checks=sorted(checks, key=lambda each: str(each.stream)),
    )


def day_marks(db: CentralDatabase, office: str, day: str, stream: StreamId) -> DayMarks:
    """Every entry of that stream on that date, at most 20,000; none of a stream central does not know."""
    with db.snapshot():
        marks: list[EntryMark] = [mark for mark, _ in marks_of(_entries(db, office, stream, day), day)]
    return DayMarks(day=day, stream=stream, marks=marks[:MARKS_MAX])


def _stream_of(row: dict[str, Any]) -> StreamId:
    return StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"])


def _desks(db: CentralDatabase, office: str) -> dict[StreamId, str]:
    query = StreamRow.select(StreamRow.device_id, StreamRow.epoch, StreamRow.branch, StreamRow.desk).where(StreamRow.office_id == office)
    return {_stream_of(row): row["desk"] for row in db.all(query)}


def _entries(db: CentralDatabase, office: str, stream: StreamId, day: str) -> Iterator[StoredEntry]:
    """The stream from the date before that one to the next: dates never go back in a stream (`day_to_open`), so that day is in it."""
    place = (
        (EntryRow.office_id == office)
        & (EntryRow.device_id == stream.device_id.bytes)
        & (EntryRow.epoch == stream.epoch)
        & (EntryRow.branch == stream.branch)
    )
    days = (
        (DayRow.office_id == office)
        & (DayRow.device_id == stream.device_id.bytes)
        & (DayRow.epoch == stream.epoch)
        & (DayRow.branch == stream.branch)
    )
    before = db.first(DayRow.select(DayRow.last_seq).where(days, DayRow.day < day).order_by(DayRow.day.desc()))
    following = db.first(DayRow.select(DayRow.last_seq).where(days, DayRow.day > day).order_by(DayRow.day))
    after = int(before["last_seq"]) if before else 0
    last = int(following["last_seq"]) if following else 2**62
    while True:
        rows = db.all(
            EntryRow.select(EntryRow.seq, EntryRow.header, EntryRow.salt, EntryRow.body, EntryRow.digest, EntryRow.outcome, EntryRow.code)
            .where(place, EntryRow.seq > after, EntryRow.seq <= last)
            .order_by(EntryRow.seq)
            .limit(_PAGE)
        )
        for row in rows:
            salt, body = (None if row[name] is None else bytes(row[name]) for name in ("salt", "body"))
            yield StoredEntry(bytes(row["header"]), salt, body, bytes(row["digest"]), row["outcome"], row["code"])
        if len(rows) < _PAGE:
            return
        after = rows[-1]["seq"]
