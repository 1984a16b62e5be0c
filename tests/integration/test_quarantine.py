"""Our own entry that central cannot use: what hangs on it stays true, nothing is hidden, and a rebuild changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.views import Actor
from app.wire.messages import Outcome
from tests.desks import PASSWORD, a_home
from tests.fakes.central import FakeCentral, FakeOffice

TABLES = ("case_row", "fee_line", "allocation", "action_item", "settlement", "lookup", "search_pending", "day", "paper")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "desk")
    yield opened
    opened.close()


@pytest.fixture
def line(home: Home) -> FakeCentral:
    office = FakeOffice()
    home.store.exchange.adopt(office.central_id)
    return office.line("03", home.desk.identity.device_id, 1, home.desk.signer.public_key, adopted_seq=home.store.head.seq)


@pytest.fixture
def park(home: Home) -> Actor:
    actor = home.services.sign_in("park", PASSWORD)
    home.services.open_day(actor, 0)
    return actor


def live(home: Home) -> dict[str, list[tuple[object, ...]]]:
    home.store.catch_up()
    found = {table: sorted(home.connections.all(f"SELECT * FROM {table}"), key=repr) for table in TABLES}  # noqa: S608 - names of ours
    return found | {"search": home.connections.all("SELECT rowid FROM search WHERE search MATCH '26410*' ORDER BY 1")}


def rebuilt_is_live(home: Home) -> None:
    before = live(home)
    home.store.rebuild()
    assert live(home) == before


def told(home: Home, line: FakeCentral, outcomes: dict[str, tuple[str, str]]) -> None:
    """All that is pending arrives; central says that of the first entry of each kind."""
    exchange = home.store.exchange
    batch = exchange.batch(500, 10**6)
    assert batch is not None
    ack = line.push(exchange.head().stream, batch)
    seqs = {kind: home.connections.value("SELECT min(seq) FROM entry WHERE own = 1 AND kind = ?", (kind,)) for kind in outcomes}
    exchange.settle(msgspec.structs.replace(ack, outcomes=[Outcome(seqs[kind], *said) for kind, said in outcomes.items()]))  # type: ignore[arg-type]


def test_a_received_case_without_effect_leaves_its_money_on_the_sheet(home: Home, line: FakeCentral, park: Actor) -> None:
    number = home.services.record_case(park, Draft(service="land_register_copy", tender="cash")).number
    home.services.record_case(park, Draft(service="land_register_copy", tender="cash"))
    home.store.catch_up()
    told(
        home,
        line,
        {
            "case_received": ("quarantined", "entry_id_known"),
            "fee_charged": ("conflicted", "case_unknown"),
            "payment_settled": ("conflicted", "case_unknown"),
            "case_advanced": ("conflicted", "case_unknown"),
        },
    )
    assert home.store.cases.find_by_number(number) == []
    assert home.services.count_cases() == 1
    assert home.services.worklist_counts()["dispute"] == 4
    totals = home.services.day_status().totals
    assert totals.net_won == 1000
    assert [row.label for row in totals.rows if not row.service] == ["내역을 알 수 없는 수납"]
    assert totals == home.store.days.totals_by_fold("2026-11-20")
    rebuilt_is_live(home)


def test_money_for_a_case_that_nobody_knows_is_given_back_and_that_is_the_end_of_it(home: Home, line: FakeCentral, park: Actor) -> None:
    home.services.record_case(park, Draft(service="land_register_copy", tender="cash"))
    told(home, line, {"case_received": ("quarantined", "entry_id_known"), "payment_settled": ("conflicted", "case_unknown")})
    item = next(row for row in home.services.disputes() if row.entry_kind == "payment_settled")
    lee = home.services.sign_in("lee", PASSWORD, second=True)
    home.services.settle_dispute(park, item.place, "cancel", "접수가 없어 돌려 드림", confirmer=lee)
    assert home.services.day_status().totals.net_won == 0
    told(home, line, {"payment_reversed": ("conflicted", "case_unknown")})
    assert [row.entry_kind for row in home.services.disputes()] == ["case_received"]
    rebuilt_is_live(home)


def test_a_payment_for_two_cases_that_has_no_effect_leaves_both_unpaid(home: Home, line: FakeCentral, park: Actor) -> None:
    drafts = [Draft(service="land_register_copy", tender="none") for _ in range(2)]
    visit = home.services.record_visit(park, drafts, tender="cash", received_won=1000)
    told(home, line, {"payment_settled": ("quarantined", "write_refused")})
    assert visit.receipt_no is not None
    assert [row.open_won for row in home.services.ledger_page()] == [500, 500]
    rebuilt_is_live(home)


def test_an_item_that_central_takes_after_all_is_withdrawn(home: Home, line: FakeCentral, park: Actor) -> None:
    home.services.record_case(park, Draft(service="land_register_copy", tender="cash"))
    told(home, line, {"case_advanced": ("conflicted", "step_not_allowed")})
    assert len(home.services.disputes()) == 1
    page = line.feed("26410", generation=0, after=0)
    assert {item.outcome for item in page.items} == {"applied"}
    home.store.exchange.apply_feed(page)
    assert home.services.disputes() == []
    rebuilt_is_live(home)
