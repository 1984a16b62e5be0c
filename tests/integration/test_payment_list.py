"""The list of what was taken today: newest first, what went back beside it, page after page."""

from __future__ import annotations

from pathlib import Path

from app.services.desk import Desk
from tests.card_counter import a_draft
from tests.desks import PASSWORD, a_home


def test_payments_of_the_day_stand_newest_first_with_what_went_back(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    services, desk = home.services, home.desk
    assert isinstance(desk, Desk)
    lee = services.sign_in("lee", PASSWORD)
    services.open_day(lee, 100_000)
    park = services.sign_in("park", PASSWORD, second=True)
    receipts = []
    for index in range(1, 4):
        paid = services.record_visit(lee, [a_draft(index=index)], tender="cash")
        assert paid.receipt_no is not None
        receipts.append(paid.receipt_no)
    services.record_visit(lee, [a_draft(index=9)], tender="none", issue=False)
    services.refunds.refund(lee, receipts[1], "잘못 발급", confirmer=park)
    rows = services.refunds.taken("2026-11-20")
    assert [row.receipt_no for row in rows] == receipts[::-1]
    assert [row.returned_won == row.amount_won for row in rows] == [False, True, False]
    assert {(row.user, *row.services, row.parts[0].tender) for row in rows} == {("lee", "land_register_copy", "cash")}
    assert [row.receipt_no for row in services.refunds.taken("2026-11-20", before=rows[0].key, limit=1)] == [receipts[1]]
    assert services.refunds.taken("2026-11-19") == []
    home.close()
