"""Payments as a list: what was taken at this desk on a business day, the newest first. Any lane."""

from __future__ import annotations

from typing import Protocol

import msgspec

from app.domain.money_entries import PaymentPart


class TakenRow(msgspec.Struct, frozen=True, kw_only=True):
    """One payment. `key` continues the list after this row; `services`: of the cases it paid; `returned_won`: what of it went back.

    `promised_won`: what of it has yet to go back by a promise (반환 확인증). `settled_won`: what of `returned_won` was deferred and is owed
    no more, because it was paid or given up; no money went back with it.
    """

    key: int
    receipt_no: str
    at: int
    user: str
    parts: list[PaymentPart]
    services: list[str]
    returned_won: int
    promised_won: int = 0
    settled_won: int = 0

    @property
    def amount_won(self) -> int:
        return sum(part.amount_won for part in self.parts)


class Payments(Protocol):
    def of_day(self, day: str, *, before: int | None = None, limit: int = 200) -> list[TakenRow]:
        """The payments of that business day of this desk, the newest first; `before`: only those older than that row."""
        ...
