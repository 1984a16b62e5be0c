"""Laws of a day's money that hold for any day: by owner, by line, by tender and by outcome it is the same money; months and totals too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.closing import DayTotals, fold_day, merge
from app.domain.entries import CaseReceived, Header
from app.domain.entry_body import Body
from app.domain.fees import FeeLine
from app.domain.forms import Owner
from app.domain.money_entries import Allocation, FeeCharged, PaymentReversed, PaymentSettled
from app.domain.tenders import TENDER_COLUMNS
from app.wire.closing_code import closing_code, read_code
from app.wire.closing_code import sheet_row as row_of

OWNERS: tuple[Owner, ...] = ("local", "national", "contribution", "carrier")
SERVICES = ("seal", "copy", "passport")
TENDERS = ("cash", "card", "transit", "transfer", "deferred", "simple_pay")


class Case(NamedTuple):
    """A case with its lines; `shares`: tender and won of what was paid, line by line; `back`: which of them went back."""

    service: str
    lines: list[FeeLine]
    shares: list[tuple[int, str, int]]
    back: list[tuple[int, str, int]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    lines, shares, back = [], [], []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        gross = draw(st.integers(1, 60)) * 100
        waived = draw(st.sampled_from((0, 0, gross, gross // 2)))
        owner = draw(st.sampled_from(OWNERS))
        lines.append(
            FeeLine(
                line=number,
                fee="f",
                label_ko=f"수수료 {owner}",
                quantity=1,
                unit_won=gross,
                gross_won=gross,
                waived_won=waived,
                due_won=gross - waived,
                owner=owner,
            )
        )
        left = gross - waived
        while left > 0 and draw(st.booleans()):
            won = draw(st.integers(1, left))
            share = (number, draw(st.sampled_from(TENDERS)), won)
            shares.append(share)
            left -= won
            if draw(st.integers(0, 4)) == 0:
                back.append((number, share[1], draw(st.integers(1, won))))
    return Case(draw(st.sampled_from(SERVICES)), lines, shares, back)


days = st.lists(cases(), max_size=6)


def header(number: int, case_id: UUID) -> Header:
    return Header(1, "26410", "03", UUID(int=9), 1, 0, number, UUID(int=number), "x", case_id, None, "2026-11-20", 0, None, None, b"", 0)


def entries_of(day: Sequence[Case]) -> list[tuple[Header, Body]]:
    found: list[tuple[Header, Body]] = []
    for number, case in enumerate(day):
        case_id = UUID(int=number + 100)

        def allocated(shares: list[tuple[int, str, int]], case_id: UUID = case_id) -> list[Allocation]:
            return [Allocation(case_id, line, tender, won) for line, tender, won in shares]

        bodies: list[Body] = [
            CaseReceived(number=f"N{number}", service=case.service, life="certificate", form_version=1, applicant={}, answers={}),
            FeeCharged(lines=case.lines, priced_at=0),
        ]
        if case.shares:
            bodies.append(PaymentSettled(payment_id=case_id, receipt_no="R", parts=[], allocations=allocated(case.shares)))
        if case.back:
            bodies.append(PaymentReversed(payment_id=case_id, allocations=allocated(case.back), reason="x"))
        found += [(header(len(found) + place, case_id), body) for place, body in enumerate(bodies)]
    return found


def totals(day: Sequence[Case]) -> DayTotals:
    return fold_day(entries_of(day), lambda case_id: (day[case_id.int - 100].service, day[case_id.int - 100].lines))


@given(days)
@settings(max_examples=150, deadline=None)
def test_owners_lines_tenders_and_outcomes_are_the_same_money(day: list[Case]) -> None:
    found = totals(day)
    taken = sum(won for case in day for _, _, won in case.shares)
    back = sum(won for case in day for _, _, won in case.back)
    assert sum(found.by_owner().values()) == sum(row.net_won for row in found.rows) == found.net_won == taken - back
    assert sum(found.by_tender().values()) == taken == sum(each[5] for each in found.sums if each[3] == "taken")
    assert sum(found.reversed_by_tender.values()) == back == sum(each[5] for each in found.sums if each[3] == "returned")
    waived = sum(line.waived_won for case in day for line in case.lines)
    assert found.waived_won == waived == sum(each[5] for each in found.sums if each[3] == "waived")
    for column in TENDER_COLUMNS:
        assert found.tender(column) == sum(each[5] for each in found.sums if each[1:2] == (column,) and each[3] == "taken")
    assert sum(row.cases for row in found.rows) == sum(
        1
        for case in day
        for line in case.lines
        if line.line in {paid for paid, _, _ in case.shares} or (line.waived_won and not line.due_won)
    )


@given(st.lists(days, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_month_is_the_sum_of_its_days_and_the_perpetual_total_falls_only_by_refunds(month: list[list[Case]]) -> None:
    closed = [totals(day) for day in month]
    together = merge(closed)
    assert together.net_won == sum(day.net_won for day in closed)
    assert together.by_tender() == {column: sum(day.tender(column) for day in closed) for column in TENDER_COLUMNS}
    assert together.received == {
        service: count for service in sorted(SERVICES) if (count := sum(day.received.get(service, 0) for day in closed))
    }
    perpetual = 0
    for day in closed:
        before, perpetual = perpetual, perpetual + day.net_won
        assert perpetual >= before - day.reversed_won
        assert perpetual >= before or day.reversed_won
    assert perpetual == together.net_won


@given(days)
@settings(max_examples=80, deadline=None)
def test_the_totals_code_brings_every_won_to_the_room(day: list[Case]) -> None:
    found = totals(day)
    code = closing_code(
        office="26410",
        desk="03",
        day="2026-11-20",
        closing="26410-03-D0001",
        totals=found,
        float_won=100_000,
        counted_won=None,
        grand_total_won=7,
    )
    office, body = read_code(code)
    assert (office, body.desk, body.day, body.closing, body.grand_total_won) == ("26410", "03", "2026-11-20", "26410-03-D0001", 7)
    rows = [row_of(cells) for cells in body.rows]
    assert sum(row.net_won for row in rows) == found.net_won
    assert sum(row.waived_won for row in rows) == found.waived_won
    assert body.received == found.received


def test_a_sheet_too_long_for_a_code_is_told_by_owner() -> None:
    line = FeeLine(line=1, fee="f", label_ko="x", quantity=1, unit_won=1, gross_won=1, waived_won=0, due_won=1, owner="local")
    day = [Case(f"service_{number * 7919:x}_{number:03d}", [line], [(1, "cash", 1)], []) for number in range(400)]
    found = totals(day)
    code = closing_code(
        office="26410", desk="03", day="2026-11-20", closing="D1", totals=found, float_won=0, counted_won=0, grand_total_won=400
    )
    _, body = read_code(code)
    assert len(code) < 2_000
    assert [(row.owner, row.cash, row.cases) for row in map(row_of, body.rows)] == [("local", 400, 400)]
    assert body.received == {"": 400}
