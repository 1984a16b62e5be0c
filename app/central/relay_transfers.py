"""Transfers between offices: what an office's entries ask of another is put into that office's small feed (SYNC §5).

The push knows nothing of it. Each office's new entries are read once more, by an index that holds transfers alone; every message
is written in a transaction of the receiving office, and the reader's place moves on in one of the sending office. A crash between
the two repeats the message, and its key makes the repeat nothing: at least once, seen once. No transaction spans two offices (A15).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from peewee import SQL
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.central.database import CentralDatabase
from app.central.office_answers import Endpoint, OfficeAnswers
from app.central.problems import Declined
from app.central.tables import EntryRow, OfficeRow, TransferPlaceRow, TransferRow
from app.central.told_once import ToldOnce
from app.domain.entry_body import Body
from app.domain.errors import CounterError, IntegrityViolated
from app.domain.transfer_entries import TransferAnswered, TransferAsked
from app.wire.codec import decode_body
from app.wire.transfers import PAGE_MAX, TransferItem, TransferKind, TransferPage

OF_TRANSFERS = "kind IN ('transfer_asked', 'transfer_answered')"  # said as the index says it, so that it is used
RELAY_EVERY_S = 1.0
_BATCH = 200


class TransferEndpoints:
    """The address of an office's transfers, and the task that fills it."""

    def __init__(self, db: CentralDatabase, answers: OfficeAnswers) -> None:
        self._db, self._answers = db, answers

    def routes(self, route: Callable[[Endpoint], Endpoint]) -> list[Route]:
        """What stands behind the address."""
        return [Route("/v1/offices/{office}/transfers", route(self._transfers))]

    async def _transfers(self, request: Request) -> Response:
        text = request.query_params.get("after", "0")
        after = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        return await self._answers.give(request, lambda office: give_transfers(self._db, office, after=after))

    async def keep_relaying(self) -> None:
        """Messages go over until this is cancelled; after a database that is away, or no room in a full process, it is tried again."""
        told = ToldOnce("transfers")
        while True:
            await asyncio.sleep(RELAY_EVERY_S)
            try:
                await self._answers.work(lambda: relay(self._db))
            except Declined:
                continue  # no room just now
            except CounterError as error:
                told.waits(error.code)
            else:
                told.goes_on()


def relay(db: CentralDatabase) -> int:
    """Everything that offices asked of each other so far stands in the feed of the office it is for; how many messages were read."""
    offices = {row["office_id"]: row for row in db.all(OfficeRow.select(OfficeRow.office_id, OfficeRow.name, OfficeRow.last_office_seq))}
    places = {row["office_id"]: row["relayed_to"] for row in db.all(TransferPlaceRow.select())}
    behind = [office for office, row in offices.items() if row["last_office_seq"] > places.get(office, 0)]
    names = {office: row["name"] for office, row in offices.items()}
    return sum(_relay_office(db, office, names, places.get(office, 0), offices[office]["last_office_seq"]) for office in behind)


def _relay_office(db: CentralDatabase, office: str, names: dict[str, str], after: int, last: int) -> int:
    moved = 0
    while True:
        rows = db.all(
            EntryRow.select(EntryRow.office_seq, EntryRow.kind, EntryRow.body, EntryRow.recorded_at)
            .where(
                EntryRow.office_id == office,
                EntryRow.office_seq > after,
                EntryRow.office_seq <= last,
                SQL(OF_TRANSFERS),
                EntryRow.outcome == "applied",
            )
            .order_by(EntryRow.office_seq)
            .limit(_BATCH)
        )
        for row in rows:
            _deliver(db, office, names, row)
            moved += 1
        full = len(rows) == _BATCH
        after = rows[-1]["office_seq"] if full else last
        with db.transaction():
            _place_of(db, office)
            db.run(
                TransferPlaceRow.update(relayed_to=after).where(TransferPlaceRow.office_id == office, TransferPlaceRow.relayed_to < after)
            )
        if not full:
            return moved


def _deliver(db: CentralDatabase, office: str, names: dict[str, str], row: dict[str, Any]) -> None:
    """The message is in its office's feed, once; back in the sender's where there is no such office."""
    stored = None if row["body"] is None else bytes(row["body"])
    try:
        body: Body | None = decode_body(row["kind"], stored) if stored is not None else None
    except IntegrityViolated:
        return
    if not isinstance(body, TransferAsked | TransferAnswered) or stored is None:
        return
    kind: TransferKind = "asked" if isinstance(body, TransferAsked) else "answered"
    to_office = body.to_office
    if to_office not in names or to_office == office:
        to_office, kind = office, "undeliverable"
    with db.transaction():
        place = _place_of(db, to_office)
        known = db.first(
            TransferRow.select(TransferRow.seq).where(
                TransferRow.office_id == to_office,
                TransferRow.from_office == office,
                TransferRow.transfer_id == body.transfer_id.bytes,
                TransferRow.kind == kind,
            )
        )
        if known is not None:
            return
        seq = int(place["last_seq"]) + 1
        db.run(
            TransferRow.insert(
                office_id=to_office,
                seq=seq,
                from_office=office,
                from_name=names[office],
                transfer_id=body.transfer_id.bytes,
                kind=kind,
                at=row["recorded_at"],
                body=stored,
            )
        )
        db.run(TransferPlaceRow.update(last_seq=seq).where(TransferPlaceRow.office_id == to_office))


def _place_of(db: CentralDatabase, office: str) -> dict[str, Any]:
    """The office's row, locked: how far its entries were read, and the newest message in its feed."""
    query = TransferPlaceRow.select().where(TransferPlaceRow.office_id == office)
    if (row := db.locked(query)) is not None:
        return row
    db.run(TransferPlaceRow.insert(office_id=office, relayed_to=0, last_seq=0).on_conflict_ignore())
    found = db.locked(query)
    return found if found is not None else {"office_id": office, "relayed_to": 0, "last_seq": 0}


def give_transfers(db: CentralDatabase, office: str, *, after: int) -> TransferPage:
    """Messages for that office after that place, oldest first."""
    rows = db.all(
        TransferRow.select().where(TransferRow.office_id == office, TransferRow.seq > after).order_by(TransferRow.seq).limit(PAGE_MAX)
    )
    place = db.first(TransferPlaceRow.select(TransferPlaceRow.last_seq).where(TransferPlaceRow.office_id == office))
    items = [
        TransferItem(
            seq=row["seq"],
            transfer_id=UUID(bytes=bytes(row["transfer_id"])),
            kind=row["kind"],
            from_office=row["from_office"],
            from_name=row["from_name"],
            at=row["at"],
            body=bytes(row["body"]),
        )
        for row in rows
    ]
    return TransferPage(items=items, last=int(place["last_seq"]) if place else 0)
