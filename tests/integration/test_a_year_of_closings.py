"""A year of drawn days in the real book: the perpetual total follows the closings won by won, months and year are sums of closed days."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

from app.domain.answers import Draft
from app.domain.money_entries import DayClosed
from app.domain.sampling import sample
from app.services.desk import SEOUL, seoul_date
from tests.desks import PASSWORD, a_home, second, the_people
from tests.fakes.fixed_clock import FixedClock

BEGIN = datetime(2026, 1, 1, 9, tzinfo=SEOUL)
DAYS = 365
SERVICES = ("resident_registration_copy", "passport_multiple_10y", "family_relation_certificate", "resident_registration_abstract")


def test_a_year_of_days_keeps_the_perpetual_total(tmp_path: Path) -> None:
    home, random = a_home(tmp_path, at=BEGIN), Random(2026)
    clock, services = home.desk.clock, home.services
    assert isinstance(clock, FixedClock)
    services.closing.draw = lambda report: b""  # 365 papers are another test's

    def draft(number: int) -> Draft:
        form = home.desk.catalogue.forms[random.choice(SERVICES)]
        made = sample(form, seed=2026, index=number, today=seoul_date(clock.now()), people=the_people())
        return msgspec.structs.replace(made, exemption=None, tender="cash", draft_id=None)

    park, lee = services.sign_in("park", PASSWORD), second(home)
    taken, returned, receipts, skipped = {}, {}, [], 0
    for number in range(DAYS):
        if random.random() < 0.2:  # nobody at the counter
            clock.advance(timedelta(days=1))
            skipped += 1
            continue
        day = services.open_day(park, 100_000)
        taken[day] = returned[day] = 0
        for _ in range(random.randrange(3)):
            recorded = services.record_visit(park, [draft(number)], tender="cash")
            taken[day] += recorded.paid_won
            if recorded.receipt_no:
                receipts.append((recorded.receipt_no, recorded.paid_won))
        if receipts and random.random() < 0.15:  # also of an earlier day, also on a day that takes nothing else
            receipt_no, won = receipts.pop(random.randrange(len(receipts)))
            services.refunds.refund(park, receipt_no, "잘못 받음", confirmer=lee)
            returned[day] += won
        services.close_day(park, confirmer=lee)
        clock.advance(timedelta(days=1))

    total, fell = 0, 0
    for day in taken:
        closing = home.store.days.closing(day)
        assert closing is not None
        body = closing[1]
        assert isinstance(body, DayClosed)
        before, total = total, total + taken[day] - returned[day]
        assert (body.due_won, body.reversed_won, body.grand_total_won) == (taken[day], returned[day], total)
        fell += total < before
    assert skipped
    assert fell  # a day that gave back more than it took is among them: the total falls by refunds and by nothing else
    year = services.closing.period_sheet(park, "2026")
    months = [services.closing.period_sheet(park, f"2026-{month:02d}") for month in range(1, 13)]
    assert year.totals.net_won == year.until_won == total == sum(month.totals.net_won for month in months)
    assert [len(month.days) for month in months] == [sum(day.startswith(f"2026-{number:02d}") for day in taken) for number in range(1, 13)]
    home.close()
