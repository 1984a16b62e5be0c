"""Checks the money of card terminals: what the host took, what the book says, what central says. From entries and rows only.

Written from the promise (GUARANTEES G3), not from the program: it imports neither services nor the table of states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from app.devices.terminal_simulator import Charge
from app.domain.entries import CaseReceived, Header
from app.domain.entry_body import Body
from app.domain.money_entries import (
    FeeCharged,
    PaymentEnded,
    PaymentReversed,
    PaymentSettled,
    PaymentStarted,
    PaymentUnknown,
)
from tests.prove.tally import Violated

Entry = tuple[Header, Body | None]
Key = tuple[str, str, int]  # terminal, trace number, won
Line = tuple[UUID, int]


class Book(NamedTuple):
    """What a book says about cards. `lines`: won that each fee line was paid with, net of what went back, by all means."""

    started: dict[UUID, PaymentStarted]
    settled: dict[Key, UUID]
    given_back: dict[Key, UUID]
    lines: dict[Line, int]
    due: dict[Line, int]
    counts: Counter[str]


def demand(holds: object, what: str) -> None:
    """Violated unless it holds."""
    if not holds:
        raise Violated(what)


def read_book(entries: Iterable[Entry]) -> Book:
    """The book, read once from its first entry. Violated for what no book may say, whatever the host did."""
    started: dict[UUID, PaymentStarted] = {}
    over: dict[UUID, str] = {}
    reversing: set[UUID] = set()
    settled: dict[Key, UUID] = {}
    given_back: dict[Key, UUID] = {}
    lines: Counter[Line] = Counter()
    due: Counter[Line] = Counter()
    cases: set[UUID] = set()
    counts: Counter[str] = Counter()
    for header, body in entries:
        if isinstance(body, CaseReceived) and header.case_id is not None:
            cases.add(header.case_id)
        elif isinstance(body, FeeCharged) and header.case_id is not None:
            for line in body.lines:
                due[(header.case_id, line.line)] += line.due_won
        elif isinstance(body, PaymentStarted):
            demand(body.payment_id not in started, "a payment was started twice")
            names = [(each.terminal, each.trace_no) for each in started.values()]
            demand((body.terminal, body.trace_no) not in names, f"trace number {body.trace_no} was given twice")
            started[body.payment_id] = body
        elif isinstance(body, PaymentUnknown):
            demand(body.payment_id not in over, "an ended payment became unknown")
            if body.reversing:
                reversing.add(body.payment_id)
        elif isinstance(body, PaymentEnded):
            _end(over, started, body.payment_id, body.outcome)
        elif isinstance(body, PaymentSettled):
            for each in body.allocations:
                lines[(each.case_id, each.line)] += each.amount_won
                demand(each.case_id in cases, "a payment pays a case that is not in the book before it")
            for part in body.parts:
                if part.trace_no:
                    demand(body.payment_id not in reversing, "a payment counts although its reversal was queued")
                    _end(over, started, body.payment_id, "settled")
                    demand(started[body.payment_id].trace_no == part.trace_no, "a payment was settled under another trace number")
                    settled[(part.terminal, part.trace_no, part.amount_won)] = body.payment_id
        elif isinstance(body, PaymentReversed):
            for each in body.allocations:
                lines[(each.case_id, each.line)] -= each.amount_won
            if body.started is not None:
                _end(over, started, body.started, "given back")
                given_back[(body.terminal, body.trace_no, sum(each.amount_won for each in body.allocations))] = body.started
    for place, won in lines.items():
        demand(0 <= won <= due[place], f"a fee line of {due[place]} won was paid with {won}")
    still = [str(payment.trace_no) for payment_id, payment in started.items() if payment_id not in over]
    demand(not still, f"nobody knows how the payments {still} end")
    counts.update(f"payments {outcome.replace('_', ' ')}" for outcome in over.values())
    return Book(started, settled, given_back, dict(lines), dict(due), counts)


def _end(over: dict[UUID, str], started: Mapping[UUID, PaymentStarted], payment_id: UUID, how: str) -> None:
    demand(payment_id in started, f"a payment is {how} and no intent stands in the book before it")
    demand(payment_id not in over, f"a payment ends twice, {over.get(payment_id)} and {how}")
    over[payment_id] = how


def host_agrees(book: Book, truth: Sequence[Charge]) -> None:
    """Violated unless the host took and gave back exactly what the book says: each charge once, for a case, and nothing else."""
    standing = Counter((each.terminal, each.trace, each.amount) for each in truth if _stands(each, "purchase"))
    back = Counter((each.terminal, each.trace, each.amount) for each in truth if each.kind != "purchase" and each.state == "approved")
    for key, times in (standing | back).items():
        demand(times == 1, f"the host took {key} {times} times")
    _same("charged", standing.keys(), book.settled.keys())
    _same("given back", back.keys(), book.given_back.keys())
    net = sum(key[2] for key in standing) - sum(key[2] for key in back)
    ours = sum(key[2] for key in book.settled) - sum(key[2] for key in book.given_back)
    demand(net == ours, f"the host holds {net} won of citizens, the book says {ours}")


def _stands(each: Charge, kind: str) -> bool:
    """A cancelled purchase was taken; its cancel stands against it."""
    return each.kind == kind and each.state in ("approved", "cancelled")


def _same(what: str, host: Iterable[Key], book: Iterable[Key]) -> None:
    there, here = set(host), set(book)
    demand(not there - here, f"{what} at the host, and not in the book: {sorted(there - here)}")
    demand(not here - there, f"{what} in the book, and not at the host: {sorted(here - there)}")


def central_agrees(book: Book, central: Mapping[Line, tuple[int, int]]) -> int:
    """Violated unless central has the same fee lines, due and paid; how many there are. `central`: line → due, paid net."""
    ours = {line: (due, book.lines.get(line, 0)) for line, due in book.due.items()}
    differ = [line for line in ours.keys() | central.keys() if ours.get(line) != central.get(line)]
    demand(
        not differ, f"{len(differ)} fee lines differ at central, the first: {[(ours.get(line), central.get(line)) for line in differ[:1]]}"
    )
    return len(ours)
