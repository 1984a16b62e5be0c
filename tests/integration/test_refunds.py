"""Money goes back: by linked entries only, never more than was paid, with two signs, at once or by a promise (issue 4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import Refused
from app.domain.forms import Text
from app.domain.money_entries import PaymentReversed, RefundPromised
from app.domain.views import VisitRecorded
from app.ledger.tables import PROJECTIONS
from app.services.give_back import Selection
from app.services.refund import paid
from app.wire.codec import decode_body
from tests.desks import PASSWORD, a_home
from tests.integration.test_a_counter_day import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    home = a_home(tmp_path / "home")
    made = Counter(home)
    made.services.open_day(made.lee, 100_000)
    yield made
    home.close()


def a_basket(counter: Counter, tender: str = "cash", approval_no: str = "") -> VisitRecorded:
    """A certificate of 400 or more and a passport: two cases, three or more fee lines, one payment."""
    drafts = [
        counter.draft("resident_registration_copy", tender="none"),
        counter.draft("passport_multiple_10y", tender="none"),
    ]
    return counter.services.record_visit(counter.park, drafts, tender=tender, approval_no=approval_no, last4="1234" if approval_no else "")


def receipt_of(made: VisitRecorded) -> str:
    assert made.receipt_no is not None
    return made.receipt_no


def bodies(counter: Counter, kind: str) -> list[object]:
    rows = counter.home.connections.all("SELECT body FROM entry WHERE kind = ? ORDER BY seq", (kind,))
    return [decode_body(kind, row[0]) for row in rows]


def projected(counter: Counter) -> dict[str, list[tuple[object, ...]]]:
    return {table: counter.home.connections.all(f"SELECT * FROM {table}") for table in PROJECTIONS}  # noqa: S608 - names of ours


def in_drawer(counter: Counter) -> int:
    totals = counter.services.day_status().totals
    return totals.tender("cash") - totals.reversed_by_tender.get("cash", 0)


def test_a_whole_payment_goes_back_under_a_number_of_its_own(counter: Counter) -> None:
    made = a_basket(counter)
    back = counter.services.refunds.refund(counter.lee, receipt_of(made), "민원인 요청", confirmer=counter.park)
    assert (back.amount_won, back.by_tender, back.original_no) == (made.paid_won, {"cash": made.paid_won}, made.receipt_no)
    assert back.receipt_no.startswith("26410-03-B261120-0001-")
    assert in_drawer(counter) == 0
    (entry,) = bodies(counter, "payment_reversed")
    assert isinstance(entry, PaymentReversed)
    assert (entry.reason, entry.confirmed_by, entry.way) == ("민원인 요청", counter.park.entry_id, "original")
    with pytest.raises(Refused, match="nothing_to_return"):
        counter.services.refunds.refund(counter.lee, receipt_of(made), "한 번 더", confirmer=counter.park)
    assert in_drawer(counter) == 0


def test_one_case_goes_back_and_then_single_lines_until_nothing_is_left(counter: Counter) -> None:
    made = a_basket(counter)
    copy, passport = made.cases
    refunds, number = counter.services.refunds, receipt_of(made)
    first = refunds.refund(counter.lee, number, "잘못 발급", confirmer=counter.park, selection=Selection(case_ids=[copy.case_id]))
    assert first.amount_won == copy.fee_won
    paid = refunds.paid(counter.lee, number)
    assert all(line.name is not None and line.name.ko == line.label and line.name.en.isascii() for line in paid.lines)
    assert (paid.paid_won, paid.left_won, paid.refunds) == (made.paid_won, passport.fee_won, [first.receipt_no])
    line = next(each for each in paid.lines if each.left_won)
    second = refunds.refund(
        counter.lee, number, "기여금 착오", confirmer=counter.park, selection=Selection(lines=[(line.case_id, line.line)])
    )
    assert second.amount_won == line.paid_won
    third = refunds.refund(counter.lee, number, "나머지", confirmer=counter.park)
    assert first.amount_won + second.amount_won + third.amount_won == made.paid_won
    assert refunds.paid(counter.lee, number).left_won == 0
    assert [each.receipt_no.split("-")[3] for each in (first, second, third)] == ["0001", "0002", "0003"]


def test_money_never_goes_back_on_one_persons_word(counter: Counter) -> None:
    number = receipt_of(a_basket(counter))
    again = counter.services.sign_in("park", PASSWORD, second=True)
    head = counter.home.store.head.seq
    for actor, second, code in (
        (counter.lee, None, "supervisor_needed"),
        (counter.lee, counter.choi, "supervisor_needed"),
        (counter.park, None, "second_needed"),
        (counter.park, again, "second_is_first"),
    ):
        with pytest.raises(Refused) as refused:
            counter.services.refunds.refund(actor, number, "민원인 요청", confirmer=second)
        assert refused.value.code == code
    with pytest.raises(Refused, match="reason_missing"):
        counter.services.refunds.refund(counter.lee, number, "  ", confirmer=counter.park)
    assert counter.home.store.head.seq == head
    assert counter.services.refunds.refund(counter.park, number, "민원인 요청", confirmer=counter.lee).amount_won


def test_a_team_leader_alone_voids_no_paper_that_was_paid_for(counter: Counter) -> None:
    made = a_basket(counter)
    certificate = made.cases[0]
    assert certificate.state == "issued"
    again = counter.services.sign_in("park", PASSWORD, second=True)
    for second, code in ((None, "second_needed"), (again, "second_is_first")):
        with pytest.raises(Refused) as refused:
            counter.services.cancel_case(counter.park, certificate.case_id, "잘못 발급", confirmer=second)
        assert refused.value.code == code
    assert counter.services.cancel_case(counter.park, certificate.case_id, "잘못 발급", confirmer=counter.lee) == "voided"
    assert in_drawer(counter) == made.paid_won - certificate.fee_won


def test_a_void_gives_back_only_what_had_not_gone_back(counter: Counter) -> None:
    made = a_basket(counter)
    certificate = made.cases[0]
    counter.services.refunds.refund(
        counter.lee, receipt_of(made), "먼저 반환", confirmer=counter.park, selection=Selection(case_ids=[certificate.case_id])
    )
    counter.services.cancel_case(counter.lee, certificate.case_id, "잘못 발급", confirmer=counter.park)
    assert len(bodies(counter, "payment_reversed")) == 1
    assert in_drawer(counter) == made.paid_won - certificate.fee_won


def test_a_card_goes_back_only_with_the_number_of_its_cancellation(counter: Counter) -> None:
    made = a_basket(counter, "card", "30012345")
    refunds, number = counter.services.refunds, receipt_of(made)
    for approvals, code in (({}, "approval_missing"), ({"card": "4000123412341234"}, "card_data_invalid")):
        with pytest.raises(Refused) as refused:
            refunds.refund(counter.lee, number, "민원인 요청", confirmer=counter.park, approvals=approvals)
        assert refused.value.code == code
    with pytest.raises(Refused, match="refund_way_not_possible"):
        refunds.refund(counter.lee, number, "민원인 요청", confirmer=counter.park, way="cash")
    back = refunds.refund(counter.lee, number, "민원인 요청", confirmer=counter.park, approvals={"card": "90012345"})
    assert back.by_tender == {"card": made.paid_won}
    (entry,) = bodies(counter, "payment_reversed")
    assert isinstance(entry, PaymentReversed) and (entry.approval_no, entry.manual) == ("90012345", True)


def test_a_transit_cards_money_may_go_back_in_cash_and_leaves_the_drawer(counter: Counter) -> None:
    made = a_basket(counter, "transit")
    back = counter.services.refunds.refund(counter.lee, receipt_of(made), "민원인 요청", confirmer=counter.park, way="cash")
    assert back.by_tender == {"cash": made.paid_won}
    assert in_drawer(counter) == -made.paid_won
    assert counter.services.refunds.paid(counter.lee, receipt_of(made)).left_won == 0


def test_more_cash_than_is_in_the_drawer_is_not_given_back_but_promised(counter: Counter) -> None:
    made = a_basket(counter)
    counter.services.drawer.move_cash(counter.lee, "out", "remit", 100_000 + made.paid_won - 1_000, number="7")
    head = counter.home.store.head.seq
    with pytest.raises(Refused) as short:
        counter.services.refunds.refund(counter.lee, receipt_of(made), "민원인 요청", confirmer=counter.park)
    assert (short.value.code, short.value.facts["in_drawer_won"], counter.home.store.head.seq) == ("refund_cash_short", 1_000, head)
    row = counter.services.refunds.promise(counter.lee, receipt_of(made), "시재 부족", confirmer=counter.park, due=date(2026, 11, 20))
    counter.services.drawer.move_cash(counter.lee, "in", "float", made.paid_won)
    assert counter.services.refunds.keep(counter.lee, row.slip_no, confirmer=counter.park).amount_won == made.paid_won


def test_a_drawer_is_emptied_to_the_last_won_and_not_by_one_more(counter: Counter) -> None:
    made = a_basket(counter)
    counter.services.drawer.move_cash(counter.lee, "out", "remit", 100_001, number="7")
    with pytest.raises(Refused, match="refund_cash_short"):
        counter.services.refunds.refund(counter.lee, receipt_of(made), "민원인 요청", confirmer=counter.park)
    counter.services.drawer.move_cash(counter.lee, "in", "float", 1)
    assert counter.services.refunds.refund(counter.lee, receipt_of(made), "민원인 요청", confirmer=counter.park).amount_won == made.paid_won
    assert counter.services.drawer.state(counter.lee).drawer.expected_won == 0


def test_a_cancelled_case_takes_no_more_out_of_the_drawer_than_is_in_it(counter: Counter) -> None:
    made = a_basket(counter)
    passport = made.cases[1]
    counter.services.drawer.move_cash(counter.lee, "out", "remit", 100_000 + made.paid_won - 1_000, number="7")
    head, before = counter.home.store.head.seq, projected(counter)
    with pytest.raises(Refused) as short:
        counter.services.cancel_case(counter.lee, passport.case_id, "민원인 요청", confirmer=counter.park)
    assert (short.value.code, short.value.facts["in_drawer_won"], counter.home.store.head.seq) == ("refund_cash_short", 1_000, head)
    assert projected(counter) == before, "nothing of the cancellation stays"
    counter.services.drawer.move_cash(counter.lee, "in", "float", passport.fee_won - 1_000)
    counter.services.cancel_case(counter.lee, passport.case_id, "민원인 요청", confirmer=counter.park)
    assert counter.services.drawer.state(counter.park).drawer.expected_won == 0


def test_money_of_a_closed_day_goes_back_on_the_open_one(counter: Counter) -> None:
    made = a_basket(counter)
    counter.services.close_day(counter.park, confirmer=counter.lee)
    with pytest.raises(Refused, match="day_not_open"):
        counter.services.refunds.refund(counter.lee, receipt_of(made), "민원인 요청", confirmer=counter.park)
    counter.pass_time(days=3)
    counter.services.open_day(counter.lee, 100_000)
    paid = counter.services.refunds.paid(counter.lee, receipt_of(made))
    assert (paid.same_day, paid.left_won) == (False, made.paid_won)
    counter.services.refunds.refund(counter.lee, receipt_of(made), "민원인 요청", confirmer=counter.park)
    days = counter.home.store.days
    assert days.totals_by_sql("2026-11-20").net_won == made.paid_won
    assert days.totals_by_sql("2026-11-23").net_won == -made.paid_won
    assert days.totals_by_sql("2026-11-23") == days.totals_by_fold("2026-11-23")


def test_a_promise_waits_as_work_until_it_is_kept(counter: Counter) -> None:
    made = a_basket(counter, "card", "30012345")
    refunds, number = counter.services.refunds, receipt_of(made)
    with pytest.raises(Refused, match="tender_needs_promise"):
        refunds.refund(counter.lee, number, "카드 해지", confirmer=counter.park, way="transfer")
    row = refunds.promise(
        counter.lee,
        number,
        "카드 해지",
        confirmer=counter.park,
        due=date(2026, 11, 27),
        bank="가온은행",
        account="110-234-567890",
        holder="김하늘",
    )
    assert row.slip_no.startswith("26410-03-W261120-0001-")
    assert (row.amount_won, row.account_shown, row.overdue, row.state) == (made.paid_won, "가온은행 ****7890", False, "open")
    (entry,) = bodies(counter, "refund_promised")
    assert isinstance(entry, RefundPromised)
    assert b"567890" not in entry.account and entry.account
    assert refunds.account(counter.lee, row.slip_no) == "가온은행 110-234-567890 김하늘"
    assert counter.services.access_log(counter.park)[0].purpose == "반환 지급"
    assert counter.services.worklist_counts()["refund_promised"] == 1
    assert [item.item for item in counter.services.worklist() if item.list_code == "refund_promised"] == [row.slip_no]
    assert refunds.promises_due() == 0
    with pytest.raises(Refused, match="nothing_to_return"):
        refunds.refund(counter.lee, number, "한 번 더", confirmer=counter.park, approvals={"card": "90012345"})
    counter.pass_time(days=7)
    counter.services.close_day(counter.park, confirmer=counter.lee)
    counter.services.open_day(counter.lee, 0)
    assert refunds.promises_due() == 1
    kept = refunds.keep(counter.lee, row.slip_no, confirmer=counter.park, way="transfer")
    assert (kept.amount_won, kept.by_tender) == (made.paid_won, {"transfer": made.paid_won})
    assert "refund_promised" not in counter.services.worklist_counts()
    for again in (
        lambda: refunds.keep(counter.lee, row.slip_no, confirmer=counter.park, way="transfer"),
        lambda: refunds.drop(counter.lee, row.slip_no, "잘못 적음", confirmer=counter.park),
    ):
        with pytest.raises(Refused, match="promise_settled"):
            again()
    totals = counter.services.day_status().totals
    assert (totals.reversed_won, totals.reversed_by_tender) == (made.paid_won, {"other": made.paid_won})


def test_a_promise_that_is_dropped_leaves_the_money_to_be_given_back_otherwise(counter: Counter) -> None:
    made = a_basket(counter)
    refunds, number = counter.services.refunds, receipt_of(made)
    row = refunds.promise(counter.lee, number, "시재 부족", confirmer=counter.park, due=date(2026, 11, 20))
    assert refunds.promises_due() == 1
    refunds.drop(counter.lee, row.slip_no, "바로 지급하기로 함", confirmer=counter.park)
    assert refunds.promises_due() == 0
    assert refunds.refund(counter.lee, number, "민원인 요청", confirmer=counter.park).amount_won == made.paid_won


@pytest.mark.parametrize(
    ("due", "bank", "account", "code"),
    [
        (date(2026, 11, 19), "", "", "due_invalid"),
        (date(2028, 1, 1), "", "", "due_invalid"),
        (date(2026, 11, 27), "가온은행", "계좌", "account_invalid"),
        (date(2026, 11, 27), "", "110-234-567890", "account_invalid"),
        (date(2026, 11, 27), "가온은행 110-234-567890", "110-234-567890", "account_invalid"),  # the bank's name is not sealed
    ],
)
def test_a_promise_nobody_could_keep_is_refused(counter: Counter, due: date, bank: str, account: str, code: str) -> None:
    number = receipt_of(a_basket(counter))
    with pytest.raises(Refused) as refused:
        counter.services.refunds.promise(counter.lee, number, "시재 부족", confirmer=counter.park, due=due, bank=bank, account=account)
    assert refused.value.code == code


def test_no_reason_keeps_the_number_of_a_card(counter: Counter) -> None:
    number, head = receipt_of(a_basket(counter)), counter.home.store.head.seq
    reason, drawer = "카드 4111-1111-1111-1111 오승인", counter.services.drawer
    with pytest.raises(Refused, match="card_in_text"):
        counter.services.refunds.refund(counter.lee, number, reason, confirmer=counter.park)
    with pytest.raises(Refused, match="card_in_text"):
        counter.services.refunds.promise(counter.lee, number, reason, confirmer=counter.park, due=date(2026, 11, 27))
    with pytest.raises(Refused, match="card_in_text"):
        drawer.move_cash(counter.lee, "in", "other", 100, reason=reason)
    with pytest.raises(Refused, match="card_in_text"):
        counter.services.closing.close(counter.park, reason=reason, confirmer=counter.lee)
    assert counter.home.store.head.seq == head
    assert counter.services.refunds.refund(counter.lee, number, f"{number} 착오", confirmer=counter.park).amount_won


def test_rows_of_refunds_come_out_the_same_when_they_are_made_again(counter: Counter) -> None:
    refunds = counter.services.refunds
    made = [a_basket(counter), a_basket(counter, "deferred"), a_basket(counter)]
    refunds.refund(counter.lee, receipt_of(made[0]), "민원인 요청", confirmer=counter.park)
    row = refunds.promise(counter.lee, receipt_of(made[2]), "시재 부족", confirmer=counter.park, due=date(2026, 11, 27))
    refunds.promise(
        counter.lee,
        receipt_of(a_basket(counter)),
        "시재 부족",
        confirmer=counter.park,
        due=date(2026, 11, 27),
    )
    refunds.keep(counter.lee, row.slip_no, confirmer=counter.park)
    counter.home.store.catch_up()
    before = projected(counter)
    counter.home.store.rebuild()
    assert projected(counter) == before
    assert len(before["refund"]) == 2 and len(before["claim"]) == 1 and len(before["refund_promise"]) == 2


def test_the_papers_say_what_went_back_and_what_will(counter: Counter) -> None:
    refunds = counter.services.refunds
    card, cash = a_basket(counter, "card", "30012345"), a_basket(counter)
    copy = cash.cases[0]
    back = refunds.refund(counter.lee, receipt_of(card), "민원인 요청", confirmer=counter.park, approvals={"card": "90012345"})
    paper = refunds.receipt(counter.lee, back.receipt_no)
    assert (paper.original_no, paper.total_won, paper.same_day, paper.reprint) == (card.receipt_no, card.paid_won, True, 0)
    assert (paper.clerk, paper.approver, paper.reason) == ("이하늘", "박가람", "민원인 요청")
    assert sum(line.returned_won for line in paper.lines) == sum(paper.by_owner.values()) == card.paid_won
    (part,) = paper.parts
    assert (part.approval_no, part.original_approval_no, part.last4) == ("90012345", "30012345", "1234")
    assert "*" in paper.payer or "○" in paper.payer
    assert refunds.receipt(counter.lee, back.receipt_no, reason="잃어버림").reprint == 1
    with pytest.raises(Refused, match="receipt_unknown"):
        refunds.receipt(counter.lee, receipt_of(card))

    row = refunds.promise(
        counter.lee,
        receipt_of(cash),
        "시재 부족",
        confirmer=counter.park,
        due=date(2026, 11, 27),
        selection=Selection(case_ids=[copy.case_id]),
    )
    slip = refunds.slip(counter.lee, row.slip_no)
    assert (slip.total_won, slip.due, slip.account_shown) == (copy.fee_won, date(2026, 11, 27), "")
    assert [(line.paid_won, line.returned_won) for line in slip.lines] == [(copy.fee_won, copy.fee_won)]
    kept = refunds.keep(counter.lee, row.slip_no, confirmer=counter.park)
    assert refunds.receipt(counter.lee, kept.receipt_no).promise_no == row.slip_no

    counter.services.cancel_case(counter.lee, card.cases[0].case_id, "잘못 발급", confirmer=counter.park)
    sheet = refunds.sheet(counter.park, "2026-11-20")
    assert [line.what for line in sheet.lines] == ["refunded", "refunded", "promised", "refunded", "voided"]
    assert sum(line.amount_won for line in sheet.lines if line.what == "refunded") == card.paid_won + copy.fee_won
    assert [(line.document, line.times, line.reason) for line in sheet.reprints] == [("refund_receipt", 1, "잃어버림")]
    undone = [line.number for line in sheet.lines if line.what in ("refunded", "promised")]
    assert undone == [card.receipt_no, card.receipt_no, cash.receipt_no, cash.receipt_no]
    assert refunds.sheet(counter.park, "2026-11-20", "office").lines == sheet.lines


def test_a_fee_that_its_form_has_no_more_is_named_in_both_languages(counter: Counter) -> None:
    """As it was recorded in Korean, in English by what there is: its present name, or the service's."""
    number, desk = receipt_of(a_basket(counter)), counter.home.desk
    known = {line.service: desk.catalogue.forms[line.service] for line in paid(desk, counter.lee, number).lines}
    renamed = {
        service: msgspec.structs.replace(form, fees=[msgspec.structs.replace(fee, label=Text(ko="새 이름", en="New")) for fee in form.fees])
        for service, form in known.items()
    }
    gone = {service: msgspec.structs.replace(form, fees=[]) for service, form in known.items()}
    for forms, english in ((renamed, dict.fromkeys(known, "New")), (gone, {service: form.short.en for service, form in known.items()})):
        catalogue = msgspec.structs.replace(desk.catalogue, forms={**desk.catalogue.forms, **forms})
        lines = paid(dataclasses.replace(desk, catalogue=catalogue), counter.lee, number).lines
        for line in lines:
            assert line.name is not None and line.name.ko == line.label
            assert line.name.en == ("International exchange contribution" if line.label == "국제교류기여금" else english[line.service])
