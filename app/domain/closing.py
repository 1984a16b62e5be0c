"""What a day adds up to, folded from the entries themselves; the ledger computes the same sums by SQL and both must agree (G6).

Money belongs to the business day of its payment, a waived line to the day it was charged. A line is counted (건, 통) once:
when its first won is taken or owed, or when it is waived. Penalties are not fees and never stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final
from uuid import UUID

import msgspec

from app.domain.claims import ClaimSum, Part, added
from app.domain.entries import CaseCancelled, CaseReceived, DocumentReprinted, Header
from app.domain.entry_body import Body
from app.domain.fees import FeeLine
from app.domain.money_entries import Allocation, FeeCharged, PaymentReversed, PaymentSettled
from app.domain.tenders import TENDER_COLUMNS, is_claim, read_code, tender_column

FIGURES: tuple[str, ...] = ("cases", "copies", "exempt_copies", "waived_won", "cash", "card", "transit", "other", "reversed_won")


class SheetRow(msgspec.Struct, kw_only=True):
    """One row of the 수수료 일계표: service × unit price × owner. All amounts in won, `copies` includes the exempt ones."""

    service: str
    label: str
    unit_won: int
    owner: str
    cases: int = 0
    copies: int = 0
    exempt_copies: int = 0
    waived_won: int = 0
    cash: int = 0
    card: int = 0
    transit: int = 0
    other: int = 0
    reversed_won: int = 0

    @property
    def collected_won(self) -> int:
        """징수액: what was taken, before giving back."""
        return self.cash + self.card + self.transit + self.other

    @property
    def net_won(self) -> int:
        return self.collected_won - self.reversed_won


# service, tender column ('' of what was waived), owner, outcome (`taken`, `returned`, `waived`), fee lines, won
Sum = tuple[str, str, str, str, int, int]


class DayTotals(msgspec.Struct, kw_only=True):
    """The sums of one desk's business day. `received` counts cases by service; rows count what was paid or waived.

    `sums`: the same money by service × tender × owner × outcome, of one desk only; a line that two tenders paid counts in both.
    `claims`: what of it is 후불 (`domain.claims`); of a closing that came on paper nobody knows.
    """

    rows: list[SheetRow]
    received: dict[str, int]
    cancelled: int
    reprinted: int
    first_number: str | None
    last_number: str | None
    reversed_by_tender: dict[str, int]
    payments: int
    sums: list[Sum] = []
    claims: list[ClaimSum] = []

    @property
    def collected_won(self) -> int:
        return sum(row.collected_won for row in self.rows)

    @property
    def reversed_won(self) -> int:
        return sum(row.reversed_won for row in self.rows)

    @property
    def net_won(self) -> int:
        return self.collected_won - self.reversed_won

    @property
    def waived_won(self) -> int:
        return sum(row.waived_won for row in self.rows)

    def tender(self, column: str) -> int:
        return sum(int(getattr(row, column)) for row in self.rows)

    def by_tender(self) -> dict[str, int]:
        return {column: self.tender(column) for column in TENDER_COLUMNS}

    def by_owner(self) -> dict[str, int]:
        """Owner → net won, owners without money left out."""
        sums: dict[str, int] = {}
        for row in self.rows:
            sums[row.owner] = sums.get(row.owner, 0) + row.net_won
        return {owner: won for owner, won in sorted(sums.items()) if won}


UNKNOWN_LINE = FeeLine(
    line=0, fee="", label_ko="내역을 알 수 없는 수납", quantity=0, unit_won=0, gross_won=0, waived_won=0, due_won=0, owner="local"
)


# What `fold_day` looks at; the rest of a day may be left out.
SUMMED: Final = (CaseReceived, FeeCharged, PaymentSettled, PaymentReversed, CaseCancelled, DocumentReprinted)


def fold_day(
    entries: Iterable[tuple[Header, Body]],
    lines_of: Callable[[UUID], tuple[str, list[FeeLine]]],
    charged_again: Callable[[UUID], Collection[UUID]] = lambda _case_id: (),
) -> DayTotals:
    """The sums of a day from its entries in order. `lines_of(case_id)`: service and all fee lines of a case, also of earlier days;
    `charged_again(case_id)`: its fee_charged entries that charged nothing, because another desk had priced it before.

    Money for a line that nobody knows (a quarantined case, another desk's broken payment) stands in a row of its own without a
    service: it was taken, so it is neither left out nor does it stop the sheet.
    """
    rows: dict[tuple[str, str, int, str], SheetRow] = {}
    received: dict[str, int] = {}
    counted: set[tuple[UUID, int]] = set()
    reversed_by_tender: dict[str, int] = {}
    lines_in: dict[tuple[str, str, str, str], set[tuple[UUID, int]]] = {}
    won_in: dict[tuple[str, str, str, str], int] = {}
    claims: list[ClaimSum] = []
    first = last = None
    cancelled = reprinted = payments = 0

    def row_of(service: str, line: FeeLine) -> SheetRow:
        key = (service, line.label_ko, line.unit_won, line.owner)
        return rows.setdefault(key, SheetRow(service=service, label=line.label_ko, unit_won=line.unit_won, owner=line.owner))

    def find(each: Allocation) -> tuple[SheetRow, FeeLine]:
        service, lines = lines_of(each.case_id)
        line = next((line for line in lines if line.line == each.line), None)
        return (row_of("", UNKNOWN_LINE), UNKNOWN_LINE) if line is None else (row_of(service, line), line)

    def add(row: SheetRow, column: str, outcome: str, line: tuple[UUID, int], won: int) -> None:
        key = (row.service, column, row.owner, outcome)
        lines_in.setdefault(key, set()).add(line)
        won_in[key] = won_in.get(key, 0) + won

    for header, body in entries:
        if isinstance(body, CaseReceived):
            received[body.service] = received.get(body.service, 0) + 1
            first, last = first or body.number, body.number
        elif isinstance(body, FeeCharged) and header.case_id is not None:
            service, _ = lines_of(header.case_id)
            if not service or header.entry_id in charged_again(header.case_id):
                continue
            for line in body.lines:
                if line.waived_won:
                    row = row_of(service, line)
                    row.waived_won += line.waived_won
                    add(row, "", "waived", (header.case_id, line.line), line.waived_won)
                    if not line.due_won:
                        row.cases += 1
                        row.copies += line.quantity
                        row.exempt_copies += line.quantity
        elif isinstance(body, PaymentSettled):
            payments += 1
            for each in body.allocations:
                row, line = find(each)
                if body.settles is None and (each.case_id, each.line) not in counted:
                    counted.add((each.case_id, each.line))
                    row.cases += 1
                    row.copies += line.quantity
                column = tender_column(each.tender)
                setattr(row, column, getattr(row, column) + each.amount_won)
                if body.settles is not None or is_claim(each.tender):
                    part: Part = "owed" if body.settles is None else "settled"
                    claims.append((row.owner, read_code(each.tender), part, each.amount_won))
                add(row, column, "taken", (each.case_id, each.line), each.amount_won)
        elif isinstance(body, PaymentReversed):
            for each in body.allocations:
                row, _ = find(each)
                row.reversed_won += each.amount_won
                column = tender_column(each.tender)
                reversed_by_tender[column] = reversed_by_tender.get(column, 0) + each.amount_won
                if is_claim(each.tender):
                    claims.append((row.owner, each.tender, "fallen", each.amount_won))
                add(row, column, "returned", (each.case_id, each.line), each.amount_won)
        elif isinstance(body, CaseCancelled):
            cancelled += 1
        elif isinstance(body, DocumentReprinted):
            reprinted += 1
    return DayTotals(
        rows=sorted(rows.values(), key=lambda row: (row.owner, row.service, row.label, row.unit_won)),
        received=dict(sorted(received.items())),
        cancelled=cancelled,
        reprinted=reprinted,
        first_number=first,
        last_number=last,
        reversed_by_tender=reversed_by_tender,
        payments=payments,
        sums=[(*key, len(lines_in[key]), won) for key, won in sorted(won_in.items())],
        claims=added([claims]),
    )


def merge(parts: Iterable[DayTotals]) -> DayTotals:
    """The sum of several desks' days (민원실 합계); first and last number are meaningless there and None."""
    rows: dict[tuple[str, str, int, str], SheetRow] = {}
    received: dict[str, int] = {}
    reversed_by_tender: dict[str, int] = {}
    cancelled = reprinted = payments = 0
    listed = list(parts)
    for part in listed:
        cancelled += part.cancelled
        reprinted += part.reprinted
        payments += part.payments
        for service, count in part.received.items():
            received[service] = received.get(service, 0) + count
        for tender, won in part.reversed_by_tender.items():
            reversed_by_tender[tender] = reversed_by_tender.get(tender, 0) + won
        for row in part.rows:
            key = (row.service, row.label, row.unit_won, row.owner)
            sum_row = rows.setdefault(key, SheetRow(service=row.service, label=row.label, unit_won=row.unit_won, owner=row.owner))
            for name in FIGURES:
                setattr(sum_row, name, getattr(sum_row, name) + getattr(row, name))
    return DayTotals(
        rows=sorted(rows.values(), key=lambda row: (row.owner, row.service, row.label, row.unit_won)),
        received=dict(sorted(received.items())),
        cancelled=cancelled,
        reprinted=reprinted,
        first_number=None,
        last_number=None,
        reversed_by_tender=reversed_by_tender,
        payments=payments,
        claims=added(part.claims for part in listed),
    )
