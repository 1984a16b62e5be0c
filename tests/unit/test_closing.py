"""What a day adds up to: which won and which copy is counted, and when (GUARANTEES G6)."""

from __future__ import annotations

from uuid import UUID

import msgspec

from app.domain.closing import UNKNOWN_LINE, DayTotals, SheetRow, fold_day, merge
from app.domain.entries import CaseCancelled, CaseReceived, DocumentReprinted, Header
from app.domain.entry_body import Body
from app.domain.fees import FeeLine
from app.domain.money_entries import Allocation, FeeCharged, PaymentReversed, PaymentSettled, Tender

ONE, TWO, PAYMENT = UUID(int=1), UUID(int=2), UUID(int=3)


def a_line(line: int = 1, *, gross: int = 600, waived: int = 0, quantity: int = 1, label: str = "인감증명서") -> FeeLine:
    return FeeLine(
        line=line,
        fee="f",
        label_ko=label,
        quantity=quantity,
        unit_won=gross // quantity,
        gross_won=gross,
        waived_won=waived,
        due_won=gross - waived,
        owner="local",
    )


def at(body: Body, case_id: UUID | None = ONE) -> tuple[Header, Body]:
    return Header(1, "26410", "03", UUID(int=9), 1, 0, 1, UUID(int=7), "x", case_id, None, "2026-11-20", 1000, None, None, b"", 0), body


def received(number: str, service: str = "s") -> Body:
    return CaseReceived(number=number, service=service, life="certificate", form_version=1, applicant={}, answers={})


def paid(*shares: tuple[UUID, int, Tender, int]) -> Body:
    allocations = [Allocation(case_id, line, tender, won) for case_id, line, tender, won in shares]
    return PaymentSettled(payment_id=PAYMENT, receipt_no="r", parts=[], allocations=allocations)


def given_back(*shares: tuple[UUID, int, Tender, int]) -> Body:
    allocations = [Allocation(case_id, line, tender, won) for case_id, line, tender, won in shares]
    return PaymentReversed(payment_id=PAYMENT, allocations=allocations, reason="x")


def folded(lines: dict[UUID, list[FeeLine]], *entries: tuple[Header, Body]) -> DayTotals:
    return fold_day(entries, lambda case_id: ("s", lines[case_id]))


def test_a_line_paid_in_two_parts_is_one_case_and_its_copies_count_once() -> None:
    lines = {ONE: [a_line(gross=1200, quantity=2)]}
    totals = folded(lines, at(paid((ONE, 1, "cash", 500))), at(paid((ONE, 1, "card", 700))))
    (row,) = totals.rows
    assert (row.cases, row.copies, row.cash, row.card, row.collected_won) == (1, 2, 500, 700, 1200)
    assert totals.payments == 2


def test_transfer_and_deferred_payment_stand_under_other() -> None:
    lines = {ONE: [a_line()], TWO: [a_line()]}
    totals = folded(lines, at(paid((ONE, 1, "transfer", 600), (TWO, 1, "deferred", 600))))
    assert totals.by_tender() == {"cash": 0, "card": 0, "transit": 0, "other": 1200}


def test_a_line_waived_in_full_counts_when_it_is_charged_and_half_a_fee_when_it_is_paid() -> None:
    full, half = a_line(waived=600), a_line(gross=1200, waived=600, label="여권")
    charged = [at(FeeCharged(lines=[full], priced_at=0)), at(FeeCharged(lines=[half], priced_at=0), TWO)]
    lines = {ONE: [full], TWO: [half]}
    before = {row.label: (row.cases, row.copies, row.exempt_copies, row.waived_won) for row in folded(lines, *charged).rows}
    assert before == {"인감증명서": (1, 1, 1, 600), "여권": (0, 0, 0, 600)}
    after = {row.label: (row.cases, row.copies, row.exempt_copies) for row in folded(lines, *charged, at(paid((TWO, 1, "cash", 600)))).rows}
    assert after == {"인감증명서": (1, 1, 1), "여권": (1, 1, 0)}


def test_money_given_back_is_a_sum_of_its_own_and_the_taking_stays() -> None:
    lines = {ONE: [a_line()]}
    totals = folded(
        lines, at(paid((ONE, 1, "card", 600))), at(CaseCancelled(based_on=1, reason="x")), at(given_back((ONE, 1, "card", 600)))
    )
    assert (totals.collected_won, totals.reversed_won, totals.net_won, totals.cancelled) == (600, 600, 0, 1)
    assert totals.reversed_by_tender == {"card": 600}
    assert totals.by_owner() == {}


def test_numbers_kinds_and_reprints_are_counted_in_the_order_of_the_day() -> None:
    entries = [
        at(received("first")),
        at(received("middle", "t")),
        at(received("last")),
        at(DocumentReprinted(document="d", ref="r", times=1, reason="x")),
    ]
    totals = folded({}, *entries)
    assert (totals.first_number, totals.last_number) == ("first", "last")
    assert (totals.received, totals.reprinted) == ({"s": 2, "t": 1}, 1)


def test_money_for_a_line_its_case_does_not_have_stands_in_a_row_of_its_own() -> None:
    totals = folded({ONE: [a_line()]}, at(paid((ONE, 2, "cash", 600))))
    (row,) = totals.rows
    assert (row.service, row.label, row.cases, row.copies, row.cash) == ("", UNKNOWN_LINE.label_ko, 1, 0, 600)
    assert totals.collected_won == 600


def test_the_room_is_the_sum_of_its_desks_in_every_column() -> None:
    numbers = {
        name: value for value, name in enumerate(msgspec.structs.asdict(SheetRow(service="", label="", unit_won=0, owner="")), start=1)
    }
    shared = SheetRow(**(numbers | {"service": "s", "label": "l", "unit_won": 600, "owner": "local"}))  # type: ignore[arg-type]
    only = SheetRow(service="a", label="l", unit_won=600, owner="local", cases=1)
    one = DayTotals(
        rows=[shared],
        received={"s": 2},
        cancelled=1,
        reprinted=2,
        first_number="a",
        last_number="b",
        reversed_by_tender={"cash": 5},
        payments=3,
    )
    two = msgspec.structs.replace(one, rows=[only, shared], received={"s": 1, "t": 1}, reversed_by_tender={"card": 1, "cash": 1})
    room = merge([one, two])
    assert [row.service for row in room.rows] == ["a", "s"]
    assert msgspec.structs.asdict(room.rows[1]) == msgspec.structs.asdict(shared) | {
        name: 2 * value for name, value in msgspec.structs.asdict(shared).items() if isinstance(value, int) and name != "unit_won"
    }
    assert (room.received, room.cancelled, room.reprinted, room.payments) == ({"s": 3, "t": 1}, 2, 4, 6)
    assert (room.reversed_by_tender, room.first_number, room.last_number) == ({"cash": 6, "card": 1}, None, None)
    assert msgspec.structs.asdict(merge([two]).rows[1]) == msgspec.structs.asdict(shared)
