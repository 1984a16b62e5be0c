"""Fees to the minute: the passport table across its changes, tables installed ahead, two desks that agree (issue 4, A10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.domain.answers import Draft
from app.domain.entries import Fact, Role
from app.domain.errors import Refused
from app.domain.money_entries import FeeAmountSet
from app.services.desk import SEOUL, entry_day
from app.services.make_sample import make_samples
from app.services.office_fees import NewAmount
from app.settings import Settings
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import NINE, PASSWORD, ROOT, a_home, cheap_passwords, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock
from tests.unit.test_fees import PASSPORT_TABLE

BYLAW = "가온구 수수료 징수 조례 별표 1"
MINUTE = timedelta(minutes=1)
LATER = NINE + timedelta(days=1)
PERIODS = [
    (0, datetime(2024, 6, 30, 23, 59, tzinfo=SEOUL)),
    (1, datetime(2024, 7, 1, 0, 0, tzinfo=SEOUL)),
    (1, datetime(2026, 3, 1, 8, 59, tzinfo=SEOUL)),
    (2, datetime(2026, 3, 1, 9, 0, tzinfo=SEOUL)),
]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path / "home")
    yield home
    home.close()


def a_draft(service: str, answers: dict[str, object] | None = None, **changes: Any) -> Draft:
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
    return msgspec.structs.replace(draft, answers={**draft.answers, **(answers or {})}, **changes)


def set_won(home: Home, won: int | None, since: datetime, *, service: str = "seal_protection", fee: str = "request") -> None:
    services = home.services
    park, administrator = services.sign_in("park", PASSWORD), services.sign_in("admin", PASSWORD, second=True)
    amount = NewAmount(service=service, fee=fee, amount_won=won, valid_from=since, source=BYLAW)
    services.office_fees.set_amounts(park, administrator, [amount])


def moved_to(home: Home, at: datetime) -> None:
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(at - clock.now())


def due(home: Home, service: str = "seal_protection") -> int | str:
    """What that service costs at the desk now, or why nobody can say."""
    quoted = home.services.quote(a_draft(service))
    return quoted.problems.get("fee", quoted.due_won)


# ── the passport table ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("period", "at"), PERIODS)
def test_a_passport_costs_what_its_receipt_says_typed_in_at_once_or_years_later(tmp_path: Path, period: int, at: datetime) -> None:
    """All kinds of the table: the moment of receipt decides, never the moment of typing in."""
    then, now = a_home(tmp_path / "then", at=at), a_home(tmp_path / "now", seed=2)
    try:
        for service, chosen, amounts, contributions in PASSPORT_TABLE:
            answers = {**chosen, "pickup": "visit"}
            late = {"intake_at": at.isoformat(), "late_reason": "전산 장애"}
            for quoted in (then.services.quote(a_draft(service, answers)), now.services.quote(a_draft(service, answers, **late))):
                if amounts[period] is None:
                    assert quoted.problems["fee"] == "fee_not_found"
                    continue
                assert quoted.due_won == amounts[period], service
                assert sum(line.due_won for line in quoted.lines if line.owner == "contribution") == contributions[period]
    finally:
        then.close()
        now.close()


@pytest.mark.parametrize(("at", "won"), [(PERIODS[2][1], 50_000), (PERIODS[3][1], 52_000)])
def test_what_was_charged_stays_whatever_the_table_says_later(tmp_path: Path, at: datetime, won: int) -> None:
    home = a_home(tmp_path / "home", at=at)
    try:
        choi = home.services.sign_in("choi", PASSWORD)
        home.services.open_day(choi)
        draft = a_draft("passport_multiple_10y", {"pages": "58", "pickup": "visit"})
        at_once = home.services.record_case(choi, draft)
        moved_to(home, NINE)
        with pytest.raises(Refused, match="previous_day_unclosed"):
            home.services.record_case(choi, msgspec.structs.replace(draft, draft_id="again"))
        case = home.store.cases.find(at_once.case_id)
        assert case is not None
        assert (at_once.fee_won, case.due_won) == (won, won)
    finally:
        home.close()
    typed_in = a_home(tmp_path / "other", seed=2)
    try:
        choi = typed_in.services.sign_in("choi", PASSWORD)
        typed_in.services.open_day(choi)
        late = a_draft("passport_multiple_10y", {"pages": "58", "pickup": "visit"}, intake_at=at.isoformat(), late_reason="전산 장애")
        assert typed_in.services.record_case(choi, late).fee_won == won
    finally:
        typed_in.close()


# ── the office's own table ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_installed_ahead_switches_by_itself_at_its_minute(home: Home) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    set_won(home, 600, NINE + MINUTE)
    set_won(home, 800, LATER)
    set_won(home, None, LATER + MINUTE)
    (row,) = home.services.office_fees.table(lee, service="seal_protection")
    assert row.amount_won is None
    assert [each.amount_won for each in row.coming] == [600, 800, None]
    seen = []
    for at in (NINE, NINE + MINUTE, LATER - MINUTE, LATER, LATER + MINUTE):
        moved_to(home, at)
        seen.append(due(home))
    assert seen == ["fee_not_set", 600, 600, 800, "fee_not_set"]
    at_noon = home.services.office_fees.table(lee, service="seal_protection", on=NINE + timedelta(hours=3))
    assert [(each.amount_won, each.source.ko) for each in at_noon] == [(600, BYLAW)]


def test_a_case_of_before_keeps_the_old_amount_when_it_is_typed_in_after(home: Home) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    home.services.open_day(lee)
    set_won(home, 600, NINE - timedelta(days=2))
    set_won(home, 800, NINE)
    late = a_draft("seal_protection", intake_at=(NINE - timedelta(hours=1)).isoformat(), late_reason="전산 장애")
    priced_by = home.desk.form("seal_protection").priced_at
    assert home.services.record_case(lee, late).fee_won == (600 if priced_by == "receipt" else 800)


def test_the_newest_word_about_a_moment_counts_and_an_own_amount_can_be_dropped(home: Home) -> None:
    for won in (600, 700, 650):
        set_won(home, won, NINE)
    assert due(home) == 650
    set_won(home, 1_000, NINE, service="resident_registration_copy", fee="copy")
    assert due(home, "resident_registration_copy") == 1_000 * a_copies("resident_registration_copy")
    set_won(home, None, NINE, service="resident_registration_copy", fee="copy")
    assert due(home, "resident_registration_copy") == 400 * a_copies("resident_registration_copy")


def a_copies(service: str) -> int:
    return a_draft(service).copies or 1


def test_after_a_rebuild_the_amounts_are_the_same(home: Home) -> None:
    set_won(home, 600, NINE)
    set_won(home, 700, NINE)
    before = home.store.office_fees.all()
    home.store.rebuild()
    assert home.store.office_fees.all() == before
    assert due(home) == 700


def test_amounts_nobody_can_mean_have_no_effect(home: Home) -> None:
    """What another desk's program said is kept as an entry and prices nothing."""
    wrong: list[dict[str, Any]] = [
        {"valid_from": 2**62, "amount_won": 1},
        {"valid_from": 1, "amount_won": 1},
        {"valid_from": 0, "amount_won": -5},
    ]
    now = int(NINE.timestamp() * 1000)
    wrong += [{"valid_from": now, "amount_won": -1}, {"valid_from": now, "amount_won": 10**9}]
    with home.store.transaction(actor=None, day=entry_day(home.desk)) as tx:
        for each in wrong:
            tx.append(Fact(FeeAmountSet(service="seal_protection", fee="request", source="?", **each), home.desk.ids.new_id()))
    assert home.store.office_fees.all() == []
    assert due(home) == "fee_not_set"


def test_only_two_different_people_who_may_set_an_amount(home: Home) -> None:
    services = home.services
    lee, park, administrator = (services.sign_in(user, PASSWORD) for user in ("lee", "park", "admin"))
    good = NewAmount(service="seal_protection", fee="request", amount_won=600, valid_from=NINE, source=BYLAW)
    fees = services.office_fees
    for actor, other, code in (
        (lee, park, "not_allowed"),
        (park, None, "second_signer_needed"),
        (park, park, "second_signer_needed"),
        (park, lee, "second_signer_needed"),
    ):
        with pytest.raises(Refused, match=code):
            fees.set_amounts(actor, other, [good])
        with pytest.raises(Refused, match=code):
            fees.set_share(actor, other, 2200, NINE, BYLAW)
    for change, code in (
        ({"fee": "nothing"}, "fee_unknown"),
        ({"service": "nothing"}, "service_unknown"),
        ({"amount_won": -1}, "fee_amount_invalid"),
        ({"amount_won": 10_000_001}, "fee_amount_invalid"),
        ({"valid_from": datetime(1999, 1, 1, tzinfo=SEOUL)}, "fee_amount_invalid"),
        ({"source": " "}, "fee_source_missing"),
        ({"source": "900101-1234567"}, "rrn_in_text"),
    ):
        with pytest.raises(Refused, match=code):
            fees.set_amounts(park, administrator, [good, changed(good, change)])
    below = NewAmount(service="passport_multiple_10y", fee=ten_years_fee(), amount_won=11_999, valid_from=NINE, source=BYLAW)
    with pytest.raises(Refused, match="fee_amount_invalid"):
        fees.set_amounts(park, administrator, [below])
    with pytest.raises(Refused, match="fee_table_size"):
        fees.set_amounts(park, administrator, [])
    assert fees.said(park) == []  # of a table with one wrong line nothing is set


def changed(amount: NewAmount, change: dict[str, Any]) -> NewAmount:
    return NewAmount(**{**vars(amount), **change})


def ten_years_fee() -> str:
    form = the_catalogue().forms["passport_multiple_10y"]
    return next(fee.id for fee in form.fees if fee.contribution_won == 12_000 and fee.to is None)


def test_the_share_of_passport_fees_is_data_with_a_beginning(home: Home) -> None:
    services = home.services
    park, administrator = services.sign_in("park", PASSWORD), services.sign_in("admin", PASSWORD, second=True)
    fees = services.office_fees
    assert fees.share(NINE) is None
    fees.set_share(park, administrator, 2200, NINE, "시 통보")
    fees.set_share(park, administrator, 2250, LATER, "시 통보")
    assert [fees.share(at) for at in (NINE - MINUTE, NINE, LATER - MINUTE, LATER)] == [None, 2200, 2200, 2250]
    for wrong in (-1, 10_001):
        with pytest.raises(Refused, match="fee_share_invalid"):
            fees.set_share(park, administrator, wrong, NINE, "시 통보")


def test_a_quote_asks_the_file_nothing_about_amounts(home: Home) -> None:
    due(home)
    asked: list[str] = []
    home.connections.here.set_trace_callback(asked.append)
    try:
        due(home)
        due(home, "resident_registration_copy")
    finally:
        home.connections.here.set_trace_callback(None)
    assert [sql for sql in asked if "fee_amount" in sql] == []


# ── two desks ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desks(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    people: list[tuple[str, Role]] = [("lee", "clerk"), ("park", "supervisor"), ("admin", "administrator")]
    with sqlite_central.database() as db:
        for user, role in people:
            admin.add_staff(db, OFFICE, user, role, user, cheap_passwords().verifier(PASSWORD), crypto=sqlite_central.tools)
    homes = []
    for number in ("03", "05"):
        settings = Settings(home=tmp_path / number, data=ROOT, at="2026-11-20T09:00+09:00", passphrase="sealed for tests")
        code = sqlite_central.invite(number)
        enroll_home(settings, lambda new: "not asked", url=sqlite_central.running.url, code=code, training=True)
        homes.append(open_home(settings, lambda new: "not asked"))
    yield homes[0], homes[1]
    for home in homes:
        home.close()


def test_two_desks_agree_on_the_amount_even_when_both_set_it_without_a_line(desks: tuple[Home, Home]) -> None:
    three, five = desks
    set_won(three, 600, NINE)
    three.sync_all()
    five.sync_all()
    assert (due(three), due(five)) == (600, 600)
    set_won(three, 700, NINE)
    set_won(five, 800, NINE)
    assert (due(three), due(five)) == (700, 800)  # each believes its own until central has put them in order
    for home in (five, three, five):
        home.sync_all()
    assert due(three) == due(five) == 700  # the one that came to central last
    assert three.store.office_fees.all() == five.store.office_fees.all()
