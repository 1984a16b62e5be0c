"""What is in a drawer, for any day: float and what came in, less what went out, whatever the order; counts add up to the won."""

from __future__ import annotations

from random import Random
from typing import Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.drawer import DENOMINATIONS, DrawerMoves, counted_notes, drawer_day, sum_of_notes
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.money_entries import Allocation, CashCounted, CashMoved, DayOpened, PaymentPart, PaymentReversed, PaymentSettled
from tests.drawer_by_hand import fold_drawer

ID = UUID(int=1)
WON = st.integers(min_value=1, max_value=5_000_000)
TENDERS = st.sampled_from(["cash", "cash_coupon", "card", "card_office", "transit", "simple_pay", "transfer", "deferred"])
SHARES = st.lists(st.tuples(TENDERS, WON), min_size=1, max_size=4)


Act = tuple[Body, int]  # an entry and, reckoned by hand, how many won more it leaves in the drawer


def _allocations(shares: list[tuple[str, int]]) -> list[Allocation]:
    return [Allocation(ID, line, tender, won) for line, (tender, won) in enumerate(shares, 1)]


def _cash(shares: list[tuple[str, int]]) -> int:
    return sum(won for tender, won in shares if tender.startswith("cash"))


def paid(shares: list[tuple[str, int]]) -> Act:
    parts = [PaymentPart(tender=tender, amount_won=won) for tender, won in shares]
    body = PaymentSettled(payment_id=ID, receipt_no="26410-03-R261120-0001-AA", parts=parts, allocations=_allocations(shares))
    return body, _cash(shares)


def given_back(shares: list[tuple[str, int]]) -> Act:
    return PaymentReversed(payment_id=ID, allocations=_allocations(shares), reason="착오"), -_cash(shares)


def put_in(purpose: Literal["float", "other"], won: int) -> Act:
    return CashMoved(way="in", purpose=purpose, amount_won=won), won


def taken_out(purpose: Literal["float", "remit", "other"], won: int) -> Act:
    return CashMoved(way="out", purpose=purpose, amount_won=won), -won


def counted(won: int) -> Act:
    return CashCounted(purpose="interim", counted_won=won, expected_won=0), 0


ACTS: st.SearchStrategy[Act] = st.one_of(
    SHARES.map(paid),
    SHARES.map(given_back),
    st.builds(put_in, st.sampled_from(["float", "other"]), WON),
    st.builds(taken_out, st.sampled_from(["float", "remit", "other"]), WON),
    WON.map(counted),
)


@given(st.integers(min_value=0, max_value=1_000_000), st.lists(ACTS, max_size=30), st.randoms(use_true_random=False))
def test_float_and_receipts_less_payouts_is_the_cash_that_must_be_there(float_won: int, acts: list[Act], chance: Random) -> None:
    bodies: list[Body] = [DayOpened(day="2026-11-20", float_won=float_won), *(body for body, _ in acts)]
    day = fold_drawer(bodies)
    assert day.expected_won == float_won + sum(won for _, won in acts)
    receipts, payouts = day.cash_won + day.in_won, day.returned_won + day.out_won + day.remitted_won
    assert day.expected_won == float_won + receipts - payouts
    chance.shuffle(bodies)
    assert fold_drawer(bodies) == day
    sums = DrawerMoves(
        cash_won=day.cash_won, in_won=day.in_won, out_won=day.out_won, remitted_won=day.remitted_won, returned_won=day.returned_won
    )
    assert drawer_day(float_won, sums) == day


@given(st.dictionaries(st.sampled_from(DENOMINATIONS), st.integers(min_value=0, max_value=100_000)))
def test_pieces_of_every_denomination_add_up(notes: dict[int, int]) -> None:
    assert sum_of_notes(notes) == sum(won * pieces for won, pieces in notes.items())
    kept = counted_notes(notes)
    assert sum_of_notes(kept) == sum_of_notes(notes)
    assert list(kept) == sorted(kept, reverse=True)
    assert all(kept.values())


@pytest.mark.parametrize("notes", [{1: 1}, {-10: 1}, {100_000: 1}, {10: -1}, {50_000: 100_001}])
def test_money_there_is_none_of_is_no_count(notes: dict[int, int]) -> None:
    with pytest.raises(Refused, match="notes_invalid"):
        sum_of_notes(notes)
