"""The drawer of one business day: 준비금 + 현금 − 반환 + 넣은 돈 − 뺀 돈 − 납입 = 장부 (COUNTER §5, REFERENCE §6).

Cash given back counts by the tender in which it went: a card payment that is given back in cash leaves the drawer, a cash payment
that goes to a bank account does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from app.domain.errors import Refused
from app.domain.money_entries import PaymentReversed
from app.domain.tenders import tender_column

DENOMINATIONS: Final[tuple[int, ...]] = (50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10)
PIECES_MAX: Final = 100_000
CASH: Final = "cash"


class DrawerMoves(msgspec.Struct, frozen=True, kw_only=True):
    """What went into and out of the drawer of a day beside the float, in won. `out_won` is without what went to the bank."""

    cash_won: int = 0
    in_won: int = 0
    out_won: int = 0
    remitted_won: int = 0
    returned_won: int = 0


class DrawerDay(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be in the drawer, and why, in won."""

    float_won: int = 0
    cash_won: int = 0
    returned_won: int = 0
    in_won: int = 0
    out_won: int = 0
    remitted_won: int = 0

    @property
    def expected_won(self) -> int:
        return self.float_won + self.cash_won - self.returned_won + self.in_won - self.out_won - self.remitted_won


def drawer_day(float_won: int, moves: DrawerMoves) -> DrawerDay:
    """The drawer of a day that began with that float."""
    return DrawerDay(
        float_won=float_won,
        cash_won=moves.cash_won,
        returned_won=moves.returned_won,
        in_won=moves.in_won,
        out_won=moves.out_won,
        remitted_won=moves.remitted_won,
    )


def cash_back(body: PaymentReversed) -> int:
    """Won of that refund that left the drawer."""
    return sum(each.amount_won for each in body.allocations if tender_column(each.tender) == CASH)


def sum_of_notes(notes: Mapping[int, int]) -> int:
    """Won of those pieces (denomination → how many). Refused `notes_invalid` for money there is none of, or a count nobody counts."""
    for denomination, pieces in notes.items():
        if denomination not in DENOMINATIONS or not 0 <= pieces <= PIECES_MAX:
            raise Refused("notes_invalid", denomination=denomination)
    return sum(denomination * pieces for denomination, pieces in notes.items())


def counted_notes(notes: Mapping[int, int]) -> dict[int, int]:
    """The pieces that are there, the greatest first."""
    return {denomination: notes[denomination] for denomination in DENOMINATIONS if notes.get(denomination)}
