"""An independent reader of one desk's book: what each closed day took, gave back and waived, added up from the entries alone (G6).

Nothing here comes from `domain.closing` or `domain.drawer`, from SQL sums or projections: it decodes the stored bytes and adds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.entries import CaseCancelled, CaseReceived, DocumentReprinted, SignedIn
from app.domain.money_entries import (
    CashCounted,
    CashMoved,
    DayClosed,
    DayOpened,
    DeputyNamed,
    FeeCharged,
    PaymentReversed,
    PaymentSettled,
)
from app.wire.codec import decode_body, decode_header
from tests.prove.tally import Violated

SEOUL = timedelta(hours=9)
COLUMNS = {"cash": "cash", "card": "card", "transit": "transit"}
Key = tuple[str, str, str, str]  # service, column, owner, outcome


def demand(holds: object, what: str) -> None:
    """Violated unless it holds."""
    if not holds:
        raise Violated(what)


@dataclass
class Day:
    """One business day as its entries add up."""

    name: str
    won: Counter[Key] = field(default_factory=Counter)
    lines: dict[Key, set[tuple[UUID, int]]] = field(default_factory=dict)
    received: Counter[str] = field(default_factory=Counter)
    numbers: list[str] = field(default_factory=list)
    cancelled: int = 0
    reprinted: int = 0
    cash: int = 0
    seqs: list[int] = field(default_factory=list)
    closing: DayClosed | None = None
    counted: CashCounted | None = None

    def add(self, key: Key, line: tuple[UUID, int], won: int) -> None:
        self.won[key] += won
        self.lines.setdefault(key, set()).add(line)

    def total(self, outcome: str, *, column: str | None = None, owner: str | None = None) -> int:
        return sum(won for key, won in self.won.items() if key[3] == outcome and column in (None, key[1]) and owner in (None, key[2]))

    @property
    def net(self) -> int:
        return self.total("taken") - self.total("returned")


@dataclass
class Read:
    """The book as it was read. `people`: signed_in entry → user and role; `deputies`: user, first and last day."""

    days: dict[str, Day] = field(default_factory=dict)
    people: dict[UUID, SignedIn] = field(default_factory=dict)
    deputies: list[tuple[str, str, str, bool]] = field(default_factory=list)
    closings: list[tuple[Day, DayClosed, UUID | None, str]] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)


def column_of(tender: str) -> str:
    return COLUMNS.get(tender.partition("_")[0], "other")


def read_book(connections: Any) -> Read:
    """Every own entry, in order. Violated when something was written into a day after its closing."""
    rows = connections.all("SELECT header, kind, body, hash, recorded_at FROM entry WHERE own = 1 ORDER BY stream_id, seq")
    book = Read()
    services: dict[UUID, str] = {}
    owners: dict[tuple[UUID, int], str] = {}
    for header_bytes, kind, stored, entry_hash, _ in rows:
        header, body = decode_header(header_bytes), decode_body(kind, stored)
        day = book.days.setdefault(header.business_day, Day(header.business_day))
        demand(day.closing is None, f"{kind} was written into {day.name} after its closing")
        day.seqs.append(header.seq)
        if isinstance(body, SignedIn):
            book.people[header.entry_id] = body
        elif isinstance(body, DeputyNamed):
            book.deputies.append((body.user, body.first_day, body.last_day, body.ended))
        elif isinstance(body, DayOpened):
            demand(body.day == day.name, f"{body.day} was opened inside {day.name}")
            day.cash += body.float_won
        elif isinstance(body, CaseReceived):
            assert header.case_id is not None
            services[header.case_id] = body.service
            day.received[body.service] += 1
            day.numbers.append(body.number)
        elif isinstance(body, FeeCharged):
            _charge(day, header.case_id, body, services, owners)
        elif isinstance(body, (PaymentSettled, PaymentReversed)):
            _move(day, body, services, owners)
        elif isinstance(body, CashMoved):
            day.cash += body.amount_won if body.way == "in" else -body.amount_won
        elif isinstance(body, CashCounted):
            day.counted = body
        elif isinstance(body, CaseCancelled):
            day.cancelled += 1
        elif isinstance(body, DocumentReprinted):
            day.reprinted += 1
        elif isinstance(body, DayClosed):
            demand(body.day == day.name, f"the closing of {body.day} stands in {day.name}")
            day.closing = body
            user = book.people[header.actor_entry].user if header.actor_entry else ""
            book.closings.append((day, body, header.actor_entry, user))
            book.hashes.append(bytes(entry_hash))
    return book


def _charge(day: Day, case_id: UUID | None, body: FeeCharged, services: dict[UUID, str], owners: dict[tuple[UUID, int], str]) -> None:
    assert case_id is not None
    for line in body.lines:
        owners[case_id, line.line] = line.owner
        if line.waived_won:
            day.add((services[case_id], "", line.owner, "waived"), (case_id, line.line), line.waived_won)


def _move(day: Day, body: PaymentSettled | PaymentReversed, services: dict[UUID, str], owners: dict[tuple[UUID, int], str]) -> None:
    outcome = "taken" if isinstance(body, PaymentSettled) else "returned"
    for each in body.allocations:
        column = column_of(each.tender)
        key = (services[each.case_id], column, owners[each.case_id, each.line], outcome)
        day.add(key, (each.case_id, each.line), each.amount_won)
        if isinstance(body, PaymentSettled):
            day.cash += each.amount_won if column == "cash" else 0
        elif body.way == "cash" or (body.way == "original" and column == "cash"):
            day.cash -= each.amount_won
    if isinstance(body, PaymentSettled):
        parts: Counter[str] = Counter()
        for part in body.parts:
            parts[part.tender] += part.amount_won
        given: Counter[str] = Counter()
        for each in body.allocations:
            given[each.tender] += each.amount_won
        demand(parts == given, f"{body.receipt_no}: parts {dict(parts)} are not what the lines got {dict(given)}")


def check_book(book: Read) -> int:
    """Each closing says what its day's entries add up to; how many. Violated at the first that does not."""
    before, previous = 0, bytes(32)
    for number, (day, body, actor, _) in enumerate(book.closings, 1):
        where = f"closing {number} ({day.name})"
        demand(body.closing_no == number, f"{where}: is numbered {body.closing_no}")
        demand(body.previous == previous, f"{where}: does not name the hash of the one before")
        previous = book.hashes[number - 1]
        _check_sums(where, day, body)
        # The law of the perpetual total: it changes by what the day took less what it gave back, and by nothing else; so it falls only
        # by refunds, and on a day without any it never falls.
        demand(body.grand_total_won == before + day.net, f"{where}: {body.grand_total_won} is not {before} + {day.net}")
        demand(body.grand_total_won >= before - day.total("returned"), f"{where}: fell by more than was given back")
        before = body.grand_total_won
        after = max(book.closings[number - 2][0].seqs) if number > 1 else 0
        demand(after < body.first_seq <= day.seqs[0] and body.last_seq == day.seqs[-1] - 1, f"{where}: spans other entries")
        _check_signers(where, book, body, actor)
    return len(book.closings)


def _check_sums(where: str, day: Day, body: DayClosed) -> None:
    mine = sorted((*key, len(day.lines[key]), won) for key, won in day.won.items())
    demand(sorted(map(tuple, body.sums)) == mine, f"{where}: sums {sorted(body.sums)} are not {mine}")
    columns = {column: day.total("taken", column=column) for column in ("cash", "card", "transit", "other")}
    demand(body.by_tender == columns, f"{where}: by tender {body.by_tender} is not {columns}")
    names = {key[2] for key in day.won}
    owners = {owner: day.total("taken", owner=owner) - day.total("returned", owner=owner) for owner in sorted(names)}
    demand(body.by_owner == {owner: won for owner, won in owners.items() if won}, f"{where}: by owner {body.by_owner} is not {owners}")
    totals = (body.due_won, body.reversed_won, body.waived_won)
    demand(totals == (day.total("taken"), day.total("returned"), day.total("waived")), f"{where}: totals {totals}")
    demand(sum(body.by_owner.values()) == body.due_won - body.reversed_won == day.net, f"{where}: owners and tenders differ")
    counts = {service: figures[0] for service, figures in body.by_service.items()}
    demand(counts == dict(day.received), f"{where}: cases {counts} are not {dict(day.received)}")
    ends = (day.numbers[0], day.numbers[-1]) if day.numbers else (None, None)
    demand((body.first_number, body.last_number) == ends, f"{where}: numbers {body.first_number} to {body.last_number}")
    demand((body.cancelled, body.reprinted) == (day.cancelled, day.reprinted), f"{where}: cancelled or reprinted")
    if day.counted is not None and body.counted_won is not None:
        demand(day.counted.expected_won == day.cash, f"{where}: {day.counted.expected_won} expected in the drawer, {day.cash} by the book")
        demand(day.counted.counted_won == body.counted_won, f"{where}: counted otherwise")


def _check_signers(where: str, book: Read, body: DayClosed, actor: UUID | None) -> None:
    demand(actor is not None and body.confirmed_by is not None, f"{where}: not signed by two")
    assert actor is not None
    assert body.confirmed_by is not None
    one, two = book.people[actor], book.people[body.confirmed_by]
    demand(one.user != two.user, f"{where}: signed twice by {one.user}")
    # On the date on which it was signed: the day itself may be an older one that nobody had closed.
    on = (datetime.fromtimestamp((body.closed_at or 0) / 1000, UTC) + SEOUL).date().isoformat()
    named = {user for user, first, last, ended in book.deputies if first <= on <= last and not ended}
    led = any(person.role == "supervisor" or person.user in named for person in (one, two))
    demand(led, f"{where}: signed by {one.user} and {two.user}, and neither leads")
    demand(body.deputy == ("supervisor" not in (one.role, two.role)), f"{where}: says of the deputy what is not so")
