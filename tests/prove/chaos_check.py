"""What must be true after the storm: central's rows are the union of the desks' books, each once, in order; all desks see the same."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any, NamedTuple
from unittest.mock import patch
from uuid import UUID

from app.bootstrap.homes import Home, open_home
from app.central import admin
from app.central.tables import CaseRow, EntryRow
from app.crypto.central_tools import CentralTools
from app.crypto.clock import SystemClock
from app.crypto.ids import SystemIds
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from app.wire.messages import StreamId
from tests.prove.chaos_desk import never_asked, settings_of
from tests.prove.chaos_office import OFFICE, DeskProcess, Office, environment_of
from tests.prove.tally import Violated

Row = tuple[int, bytes, bytes]  # seq, entry id, hash


class Central(NamedTuple):
    """What central holds: the rows of each stream in the order of their order numbers, those numbers, and the numbers of its cases."""

    streams: dict[StreamId, list[Row]]
    office_seqs: list[int]
    numbers: list[str]


class Book(NamedTuple):
    """What one desk holds. `view`: its cases as everybody must see them."""

    stream: StreamId
    rows: list[Row]
    pending: int
    unconfirmed: int
    numbers: set[str]
    view: list[tuple[Any, ...]]


def check_office(office: Office) -> Counter[str]:
    """What was compared. Raises Violated with the first contradiction."""
    central = _central(office)
    books = [_book(office, desk) for desk in office.desks]
    if central.office_seqs != list(range(1, len(central.office_seqs) + 1)):
        raise Violated(f"order numbers are not 1 to {len(central.office_seqs)}")
    shown = 0
    for desk, book in zip(office.desks, books, strict=True):
        _compare(desk.desk, book, central)
        shown += _look_for_numbers(desk, book, central)
    foreign = set(central.streams) - {book.stream for book in books}
    if foreign:
        raise Violated(f"central has streams of nobody: {sorted(map(str, foreign))}")
    if any(book.view != books[0].view for book in books):
        raise Violated("the desks do not see the same cases")
    return Counter({"entries": len(central.office_seqs), "numbers shown": shown})


def _compare(name: str, book: Book, central: Central) -> None:
    there = central.streams.get(book.stream, [])
    if [row[0] for row in book.rows] != list(range(1, len(book.rows) + 1)):
        raise Violated(f"desk {name}: its own seqs have gaps or repeats")
    if [row[0] for row in there] != sorted({row[0] for row in there}):
        raise Violated(f"desk {name}: central has seqs twice or out of order: {[row[0] for row in there]}")
    if there != book.rows:
        here, at_central = set(book.rows), set(there)
        raise Violated(f"desk {name}: {len(here - at_central)} entries are not at central, {len(at_central - here)} only there")
    if book.pending or book.unconfirmed:
        raise Violated(f"desk {name}: {book.pending} entries pending and {book.unconfirmed} unconfirmed although central has them")


def _look_for_numbers(desk: DeskProcess, book: Book, central: Central) -> int:
    """Every number that was shown is a case of the desk's book and of central, once."""
    if len(set(desk.shown)) != len(desk.shown):
        raise Violated(f"desk {desk.desk}: a number was shown twice")
    at_central = Counter(central.numbers)
    for number in desk.shown:
        if number not in book.numbers:
            raise Violated(f"desk {desk.desk}: {number} was shown and is not in its book")
        if at_central[number] != 1:
            raise Violated(f"desk {desk.desk}: {number} was shown and stands at central {at_central[number]} times")
    if desk.refused:
        raise Violated(f"desk {desk.desk}: refused {desk.refused[:3]}")
    return len(desk.shown)


def _central(office: Office) -> Central:
    db = office.database()
    try:
        report = admin.verify(db, crypto=CentralTools(SystemClock(), SystemIds()))
        if not report.ok:
            raise Violated(f"central contradicts itself: {report.violations[:3]}")
        entries = db.all(EntryRow.select().where(EntryRow.office_id == OFFICE).order_by(EntryRow.office_seq))
        numbers = [row["number"] for row in db.all(CaseRow.select(CaseRow.number).where(CaseRow.office_id == OFFICE))]
    finally:
        db.close()
    streams: dict[StreamId, list[Row]] = {}
    for row in entries:
        stream = StreamId(UUID(bytes=bytes(row["device_id"])), row["epoch"], row["branch"])
        streams.setdefault(stream, []).append((row["seq"], bytes(row["entry_id"]), bytes(row["hash"])))
    return Central(streams, [row["office_seq"] for row in entries], numbers)


def _book(office: Office, desk: DeskProcess) -> Book:
    with patch.dict(os.environ, environment_of(office.folder)):
        home = open_home(settings_of(desk.home), never_asked)
        try:
            return _read(desk, home)
        finally:
            home.close()


def _read(desk: DeskProcess, home: Home) -> Book:
    own = {home.desk.identity.device_id.bytes: (home.desk.signer.public_key,)}
    report = check_ledger(home.connections.here, Trust(device_keys=own, central_keys=(home.keys.central_public,)))
    if report.bad:
        raise Violated(f"desk {desk.desk}: its book does not verify: {report.bad[:3]}")
    stream_id = home.store.own.stream_id
    rows = home.connections.all("SELECT seq, entry_id, hash FROM entry WHERE stream_id = ? ORDER BY seq", (stream_id,))
    unconfirmed = home.connections.value(
        "SELECT count(*) FROM entry e LEFT JOIN standing s USING (stream_id, seq) WHERE e.stream_id = ? AND s.office_seq IS NULL",
        (stream_id,),
    )
    view = home.connections.all("SELECT case_id, number, state, money, open_won, desk FROM case_row ORDER BY case_id")
    return Book(home.store.own.stream, rows, home.store.exchange.pending()[0], unconfirmed, {row[1] for row in view}, view)
