"""Questions of the statutory books: everything of a period, in pages, in the order in which it was received or taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol
from uuid import UUID

import msgspec

from app.domain.case_record import CaseRecord
from app.domain.money_entries import DayClosed


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """So many won of one tender for one fee line, or a line that was waived as a whole. Moments in ms, money in won.

    `reversal`: it was given back; then `original` is the receipt of the payment.
    """

    number: str
    at: int
    service: str
    label: str
    quantity: int
    unit_won: int
    amount_won: int
    waived_won: int
    exemption: str
    owner: str
    tender: str
    approval_no: str
    receipt_no: str
    reversal: bool
    original: str
    clerk: str
    first: bool  # of several tenders the one that carries the line's quantity


class ClosedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One business day of a desk; `closing` None: nobody closed it."""

    day: str
    desk: str
    opener: str
    closer: str
    confirmer: str
    closing: DayClosed | None


class FileRow(msgspec.Struct, frozen=True, kw_only=True):
    """So many cases of one service that were received in one year."""

    year: int
    service: str
    count: int


class Books(Protocol):
    """`own`: only of this desk. Moments in ms, half-open; business days both included. Reader or writer lane."""

    def cases(
        self, since: int, until: int, services: Collection[str], *, own: bool, states: Collection[str] = ()
    ) -> Iterator[list[CaseRecord]]:
        """The cases of those services received in that time, each with its life, a page at a time. `states`: only those in one of them."""
        ...

    def case(self, case_id: UUID) -> CaseRecord | None:
        """One case with its life."""
        ...

    def takings(self, first_day: str, last_day: str, *, own: bool) -> Iterator[list[Taking]]: ...

    def closings(self, first_day: str, last_day: str, *, own: bool) -> list[ClosedRow]: ...

    def files(self, until: int, *, own: bool) -> list[FileRow]: ...

    def missing_numbers(self, since: int, until: int, *, own: bool) -> list[str]:
        """Numbers between the first and the last of a desk's day that no case in this ledger carries, without their check characters."""
        ...
