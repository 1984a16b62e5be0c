"""Random days: whatever is recorded, paid, waived and cancelled, every way of adding it up gives the same won (GUARANTEES G6)."""

from __future__ import annotations

import random
from collections import Counter as Tally
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.closing import merge
from app.domain.errors import CounterError
from app.domain.money_entries import DraftTender
from app.domain.payments import Tendered
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services.desk import SEOUL
from app.services.give_back import Selection
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.desks import PASSWORD, a_home, second, the_people

SERVICES = (
    "seal_certificate_issue",
    "resident_registration_copy",
    "family_relation_certificate",
    "vehicle_register_copy",
    "land_register_copy",
    "passport_multiple_10y",
    "passport_single",
    "birth_filing",
)


def a_random_day(home: Home, park: Actor, seed: int, cases: int) -> None:
    """Baskets, single papers, waivers, unpaid ones paid later, cancelled ones; what is refused is simply not there."""
    drawn, services = random.Random(seed), home.services
    today = home.desk.clock.now().astimezone(SEOUL).date()
    for index in range(cases):
        forms = [home.desk.catalogue.forms[drawn.choice(SERVICES)] for _ in range(drawn.choice((1, 1, 2, 3)))]
        drafts = [sample(form, seed=seed, index=index * 10 + n, today=today, people=the_people()) for n, form in enumerate(forms)]
        drafts = [msgspec.structs.replace(draft, draft_id=None, exemption=None, tender="none") for draft in drafts]
        tenders: tuple[DraftTender, ...] = ("cash", "cash", "card", "transit", "transfer", "deferred", "none")
        tender = drawn.choice(tenders)
        exemption = drawn.choice((None, None, None, "basic_livelihood", "single_parent"))
        split = [Tendered(tender="cash", amount_won=100), Tendered(tender=tender, approval_no="30000000")]
        due = sum(services.quote(draft).due_won for draft in drafts)
        if tender != "none" and exemption is None and due > 100 and drawn.random() < 0.3:
            made = services.record_visit(park, drafts, parts=split)
        else:
            made = services.record_visit(park, drafts, tender=tender, approval_no="30000000", exemption=exemption)
        chosen = drawn.choice(made.cases)
        act = drawn.random()
        if act < 0.15:
            services.cancel_case(park, chosen.case_id, "시험", confirmer=second(home))
        elif act < 0.3 and tender == "none":
            try:
                services.take_payment(park, [case.case_id for case in made.cases], tender="cash")
            except CounterError as error:
                assert error.code == "nothing_to_pay"
        elif act < 0.5 and made.receipt_no is not None:
            give_back(home, park, made.receipt_no, [chosen.case_id] if drawn.random() < 0.5 else [])


def give_back(home: Home, park: Actor, receipt_no: str, cases: list[UUID]) -> None:
    """Money of that payment goes back, or is promised and kept, or its claim is paid; what the desk refuses did not happen."""
    refunds, lee, selection = home.services.refunds, second(home), Selection(case_ids=cases)
    approvals = {"card": "90000000"}
    try:
        refunds.refund(park, receipt_no, "시험", confirmer=lee, selection=selection, approvals=approvals)
    except CounterError as error:
        assert error.code in ("nothing_to_return", "tender_needs_promise", "refund_cash_short")
        if error.code == "tender_needs_promise":
            row = refunds.promise(park, receipt_no, "시험", confirmer=lee, due=date(2026, 11, 27), selection=selection)
            refunds.keep(park, row.slip_no, confirmer=lee, approvals=approvals)
    for claim in refunds.claims():
        if claim.receipt_no == receipt_no:
            refunds.settle_claim(park, receipt_no, tender="transit")


@pytest.mark.parametrize("seed", range(6))
def test_a_random_day_adds_up_in_every_direction(tmp_path: Path, seed: int) -> None:
    home = a_home(tmp_path / "home")
    park = home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 50_000)
    a_random_day(home, park, seed, cases=25)
    day = home.store.days.last()
    assert day is not None
    by_sql, by_fold = home.store.days.totals_by_sql(day.day), home.store.days.totals_by_fold(day.day)
    assert by_sql == by_fold
    assert sum(by_sql.by_tender().values()) == by_sql.collected_won
    assert sum(by_sql.by_owner().values()) == by_sql.net_won
    assert sum(by_sql.reversed_by_tender.values()) == by_sql.reversed_won
    cases = [home.store.cases.find(row.case_id) for row in home.services.ledger_page(limit=1000)]
    assert sum(case.paid_won for case in cases if case) == by_sql.net_won
    assert sum(line.waived_won for case in cases if case for line in case.lines) == by_sql.waived_won
    received = Tally(case.service for case in cases if case)
    assert dict(received) == by_sql.received
    assert merge([by_sql]).rows == by_sql.rows
    closed = home.services.close_day(park, confirmer=second(home))
    assert closed.net_won == by_sql.net_won
    assert home.services.day_status().grand_total_won == by_sql.net_won
    report = check_ledger(home.connections.here, Trust())
    assert report.bad == []
    home.close()


def test_the_perpetual_total_only_grows_by_what_each_day_took(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    park = home.services.sign_in("park", PASSWORD)
    total = 0
    for part in range(3):
        home.services.open_day(park, 0)
        a_random_day(home, park, seed=100 + part, cases=6)
        total += home.services.close_day(park, confirmer=second(home)).net_won
        assert home.services.day_status().grand_total_won == total
    labels = [day.label for day in home.services.closed_days()]
    assert labels == ["26410-03-D0003", "26410-03-D0002", "26410-03-D0001"]
    home.close()


def test_a_sum_that_was_bent_by_hand_stops_the_closing(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    park = home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    a_random_day(home, park, seed=1, cases=5)
    home.connections.here.execute("UPDATE allocation SET amount_won = amount_won + 100 WHERE n = 0")
    with pytest.raises(CounterError) as bent:
        home.services.close_day(park, confirmer=second(home))
    assert bent.value.code == "sums_disagree"
    home.close()
