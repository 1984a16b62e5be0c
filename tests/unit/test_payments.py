"""Split payments and what is left of them: whatever the parts and lines, not a won is lost or made."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.domain.money_entries import Allocation, PaymentPart
from app.domain.payments import OpenLine, Tendered, allocate, card_data_problem, left_of, parts_of
from app.domain.tenders import TENDER_COLUMNS, tender_column
from tests.desks import the_catalogue

TENDERS = the_catalogue().tenders
CASE = UUID(int=1)
WON = st.integers(1, 60_000)
LINES = st.lists(st.tuples(st.integers(0, 2), WON), min_size=1, max_size=6).map(
    lambda drawn: [OpenLine(UUID(int=case), line, won) for line, (case, won) in enumerate(drawn, 1)]
)


@st.composite
def a_split(draw: st.DrawFn) -> tuple[list[OpenLine], list[PaymentPart]]:
    """Lines, and means that together pay all of them or an instalment."""
    lines = draw(LINES)
    due = draw(st.integers(1, sum(line.open_won for line in lines)))
    cuts = sorted(draw(st.sets(st.integers(1, due - 1), max_size=3))) if due > 1 else []
    amounts = [high - low for low, high in zip([0, *cuts], [*cuts, due], strict=True)]
    codes = draw(st.lists(st.sampled_from(sorted(TENDERS)), min_size=len(amounts), max_size=len(amounts)))
    asked = [Tendered(tender=code, amount_won=won, approval_no="30000000") for code, won in zip(codes, amounts, strict=True)]
    return lines, parts_of(due, asked, TENDERS)


@given(a_split())
def test_what_the_means_gave_is_what_the_lines_got(split: tuple[list[OpenLine], list[PaymentPart]]) -> None:
    lines, parts = split
    shares = allocate(parts, lines)
    by_tender: Counter[str] = Counter()
    for part in parts:
        by_tender[part.tender] += part.amount_won
    found: Counter[str] = Counter()
    by_line: Counter[tuple[UUID, int]] = Counter()
    for each in shares:
        assert each.amount_won > 0
        found[each.tender] += each.amount_won
        by_line[each.case_id, each.line] += each.amount_won
    assert found == by_tender
    assert all(by_line[line.case_id, line.line] <= line.open_won for line in lines)
    assert sum(by_line.values()) == sum(part.amount_won for part in parts)


@given(a_split(), st.data())
def test_what_is_left_and_what_went_back_are_together_what_was_paid(
    split: tuple[list[OpenLine], list[PaymentPart]], data: st.DataObject
) -> None:
    lines, parts = split
    paid = allocate(parts, lines)
    gone: list[Allocation] = []
    for each in paid:
        won = data.draw(st.integers(0, each.amount_won))
        way = data.draw(st.sampled_from((each.tender, "cash", "transfer")))
        if won:
            gone.append(Allocation(each.case_id, each.line, way, won))
    left = left_of(paid, data.draw(st.permutations(gone)))
    assert sum(each.amount_won for each in left) == sum(each.amount_won for each in paid) - sum(each.amount_won for each in gone)
    per_line: Counter[tuple[UUID, int]] = Counter()
    for each in paid:
        per_line[each.case_id, each.line] += each.amount_won
    for each in [*left, *gone]:
        per_line[each.case_id, each.line] -= each.amount_won
    assert not any(per_line.values())
    assert left_of(paid, [*gone, *left]) == []


def test_one_means_may_pay_what_the_others_leave() -> None:
    parts = parts_of(52_000, [Tendered(tender="cash", amount_won=2_000, received_won=5_000), Tendered(tender="deferred")], TENDERS)
    assert [(part.tender, part.amount_won, part.change_won) for part in parts] == [("cash", 2_000, 3_000), ("deferred", 50_000, 0)]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ([Tendered(tender="cash", amount_won=500)], "parts_differ"),
        ([Tendered(tender="cash", amount_won=1_001)], "parts_differ"),
        ([Tendered(tender="cash", amount_won=1_000), Tendered(tender="transit")], "parts_differ"),
        ([Tendered(tender="cash"), Tendered(tender="transit")], "amount_invalid"),
        ([Tendered(tender="cash", amount_won=-1), Tendered(tender="transit")], "amount_invalid"),
        ([Tendered(tender="gold")], "tender_unknown"),
        ([Tendered(tender="card")], "approval_missing"),
        ([Tendered(tender="simple_pay")], "approval_missing"),
        ([Tendered(tender="card", approval_no="4000123412341234")], "card_data_invalid"),
        ([Tendered(tender="card", approval_no="30000000", last4="12")], "card_data_invalid"),
        ([Tendered(tender="cash", received_won=900)], "cash_too_little"),
    ],
)
def test_parts_that_do_not_pay_the_sum_are_refused(asked: list[Tendered], code: str) -> None:
    with pytest.raises(Refused) as refused:
        parts_of(1_000, asked, TENDERS)
    assert refused.value.code == code


def test_only_cash_gives_change() -> None:
    (part,) = parts_of(1_000, [Tendered(tender="transit", received_won=5_000)], TENDERS)
    assert (part.received_won, part.change_won) == (0, 0)


def test_a_card_is_typed_in_unless_a_device_says_where_it_was_read() -> None:
    typed = Tendered(tender="card", amount_won=400, approval_no="30000001", last4="1234")
    read = Tendered(tender="card", amount_won=600, approval_no="30000002", terminal="T0000001", trace_no="000017", approved_at=1)
    parts = parts_of(1_000, [typed, read], TENDERS)
    assert [(part.manual, part.trace_no) for part in parts] == [(True, ""), (False, "000017")]


def test_every_means_stands_in_the_column_its_code_says() -> None:
    assert {code: tender_column(code) for code in TENDERS} == {code: each.column for code, each in TENDERS.items()}
    assert tender_column("card_office") == "card"
    assert {tender_column(code) for code in ("point", "other", "")} == {TENDER_COLUMNS[3]}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [(each, "approval_characters") for each in ("4111 1111 11", "=cmd|x", "<b>", "30\x1b[1m", "３００１２３４５")]
    + [("3001234567890", "card_data_invalid")],
)
def test_an_approval_number_is_letters_and_digits_and_no_longer_than_they_are(typed: str, problem: str) -> None:
    assert card_data_problem(typed) == problem
    with pytest.raises(Refused, match=problem):
        parts_of(600, [Tendered(tender="card", approval_no=typed)], TENDERS)
    assert card_data_problem("A-30012345", "1111") == card_data_problem("") == ""
    assert card_data_problem("30012345", "１１１１") == card_data_problem("30012345", "111") == "card_data_invalid"


def test_less_than_nothing_never_went_back() -> None:
    """An entry of another desk says that −600 won went back: of what has gone nothing comes again."""
    paid, gone = [Allocation(CASE, 1, "cash", 600)], [Allocation(CASE, 1, "cash", 600)]
    assert left_of(paid, [*gone, Allocation(CASE, 1, "cash", -600)]) == []
    assert left_of(paid, [Allocation(CASE, 1, "cash", -600)]) == paid
