"""Two desks of one office and a real central: everything once, everybody sees the same, a dispute becomes work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import Signers, enroll_home, init_home
from app.central import admin
from app.crypto.clock import SteppingClock
from app.domain.answers import Draft
from app.domain.entries import Role
from app.domain.errors import CounterError, Refused
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services.desk import SEOUL
from app.settings import Settings
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, ROOT, cheap_passwords, second, the_people


def ask(new: bool) -> str:
    return "not asked"


def settings_of(folder: Path) -> Settings:
    return Settings(home=folder, data=ROOT, at="2026-11-20T09:00+09:00", passphrase="sealed for tests")


def add_people(central: CentralUnderTest) -> None:
    with central.database() as db:
        people: list[tuple[str, Role]] = [("lee", "clerk"), ("choi", "passport_clerk"), ("park", "supervisor")]
        for user, role in people:
            admin.add_staff(db, OFFICE, user, role, f"{user} 님", cheap_passwords().verifier(PASSWORD), crypto=central.tools)


def enrolled(central: CentralUnderTest, folder: Path, desk: str) -> Home:
    enroll_home(settings_of(folder), ask, url=central.running.url, code=central.invite(desk), training=True)
    return open_home(settings_of(folder), ask)


@pytest.fixture
def desks(central: CentralUnderTest, tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    add_people(central)
    three, five = enrolled(central, tmp_path / "03", "03"), enrolled(central, tmp_path / "05", "05")
    yield three, five
    three.close()
    five.close()


def work(home: Home, count: int, seed: int) -> list[str]:
    """A day is open and that many papers are recorded; their numbers."""
    park = home.services.sign_in("park", PASSWORD)
    if home.services.day_status().day is None:
        home.services.open_day(park, 0)
    today = home.desk.clock.now().astimezone(SEOUL).date()
    forms = [home.desk.catalogue.forms[name] for name in ("seal_certificate_issue", "resident_registration_copy", "passport_single")]
    drafts = [sample(forms[n % 3], seed=seed, index=n, today=today, people=the_people()) for n in range(count)]
    return [home.services.record_case(park, draft).number for draft in drafts]


def rows(home: Home) -> list[tuple[object, ...]]:
    """What every desk must agree on, whoever wrote it."""
    return home.connections.all("SELECT case_id, number, state, money, open_won, desk, state_blob FROM case_row ORDER BY case_id")


def test_what_was_recorded_without_central_arrives_once_and_everybody_sees_it(central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    central.stop()
    numbers = work(three, 12, seed=3) + work(five, 9, seed=5)
    with pytest.raises(CounterError) as away:
        three.sync_all()
    assert away.value.code in ("central_down", "central_unreachable")
    assert three.sync_status(ask=True).central == "down"
    central.start()
    for home in (three, five, three):
        home.sync_all()
    assert three.sync_status(ask=True).central == "up"
    assert three.sync_status().pending == five.sync_status().pending == 0
    assert rows(three) == rows(five)
    assert {row[1] for row in rows(three)} == set(numbers)
    assert len(rows(three)) == len(numbers)
    assert three.store.exchange.sums("2026-11-20") == five.store.exchange.sums("2026-11-20")
    line = three.central
    assert line is not None
    counted = line.check_day(OFFICE, "2026-11-20")
    assert (counted.cases, counted.net_won, counted.entries) == three.store.exchange.sums("2026-11-20")
    assert central.verified().ok


def test_sending_and_reading_again_changes_nothing(central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    work(three, 5, seed=1)
    three.sync_all()
    five.sync_all()
    before = rows(five)
    three.store.exchange.rewind(1)
    sent, _ = three.sync_all()
    five.sync_all()
    assert sent > 0
    assert rows(five) == before
    assert central.verified().ok


def test_a_record_goes_from_saved_to_sent_to_confirmed(central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, _ = desks
    (number,) = work(three, 1, seed=1)
    assert three.services.standing_of(number) == "saved"
    while three.push_once():
        pass
    assert three.services.standing_of(number) == "sent"
    while three.pull_once(0):
        pass
    assert three.services.standing_of(number) == "confirmed"


def test_two_desks_hand_out_the_same_passport_and_the_second_is_told(central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    work(three, 3, seed=2)
    for home in (three, five):
        home.sync_all()
    work(five, 0, seed=0)
    choi_three, choi_five = (home.services.sign_in("choi", PASSWORD) for home in (three, five))
    case_id = next(row.case_id for row in three.services.ledger_page() if row.service == "passport_single")
    for step in ("send",):
        three.services.advance_case(choi_three, case_id, step)
    for home in (three, five):
        home.sync_all()
    three.services.advance_case(choi_three, case_id, "produce")
    five.services.advance_case(choi_five, case_id, "produce")
    for home in (three, five, three, five):
        home.sync_all()
    assert rows(three) == rows(five)
    assert five.services.worklist_counts().get("dispute") == 1
    assert three.services.worklist_counts().get("dispute") is None
    assert next(row for row in five.services.ledger_page() if row.case_id == case_id).standing == "disputed"
    for home in (three, five):
        home.sync_all()
    assert five.services.worklist_counts().get("dispute") == 1


def test_both_books_verify_with_the_keys_of_the_office(central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    work(three, 4, seed=7)
    work(five, 4, seed=8)
    for home in (three, five, three):
        home.sync_all()
    for home in (three, five):
        own = home.desk.identity.device_id.bytes
        trust = Trust(device_keys={own: {home.desk.signer.public_key}}, central_keys=[home.keys.central_public])
        report = check_ledger(home.connections.here, trust)
        assert (report.bad, report.missing) == ([], 0)
        assert len(report.streams) == 2


def test_the_office_sheet_is_the_same_on_both_desks_and_names_the_open_one(central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    work(three, 6, seed=1)
    work(five, 6, seed=2)
    parks = {home: home.services.sign_in("park", PASSWORD) for home in desks}
    three.services.close_day(parks[three], confirmer=second(three))
    for home in (three, five, three):
        home.sync_all()
    sheets = [home.services.day_report(parks[home], "2026-11-20", "office") for home in desks]
    assert sheets[0].totals == sheets[1].totals
    assert [(line.desk, line.closed_at is None) for line in sheets[0].desks] == [("03", False), ("05", True)]
    assert sum(line.net_won for line in sheets[0].desks) == sheets[0].totals.net_won
    five.services.close_day(parks[five], confirmer=second(five))
    for home in (five, three, five):
        home.sync_all()
        clock = home.desk.clock
        assert isinstance(clock, SteppingClock)
        clock.advance(timedelta(minutes=1))  # what the other desk wrote lies behind both clocks, of which one is a little ahead
    done = [home.services.day_report(parks[home], "2026-11-20", "office") for home in desks]
    assert done[0] == done[1]
    assert all(line.closed_at for line in done[0].desks)


def signed_by(first: str, other: str | None) -> Signers:
    """Those two sign at the desk that joins."""

    @contextmanager
    def signing(home: Home) -> Iterator[tuple[Actor, Actor | None]]:
        confirmer = home.services.sign_in(other, PASSWORD, second=True) if other is not None else None
        yield home.services.sign_in(first, PASSWORD), confirmer

    return signing


def test_a_desk_that_has_not_worked_yet_joins_by_whoever_sets_it_up(central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(central)
    settings = settings_of(tmp_path / "alone")
    init_home(settings, ask, NewDesk(OFFICE, "07"), FirstPerson("admin", "관리자", PASSWORD), training=True)
    alone = open_home(settings, ask)
    alone.services.add_staff(alone.services.sign_in("admin", PASSWORD), "han", "supervisor", "한보람", PASSWORD)
    alone.close()
    enroll_home(settings, ask, url=central.running.url, code=central.invite("07"), training=True)
    joined = open_home(settings, ask)
    joined.services.sign_in("park", PASSWORD)
    joined.sync_all()
    joined.close()
    assert central.verified().ok


def test_a_desk_that_began_alone_keeps_its_entries_when_it_joins_a_central(central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(central)
    settings = settings_of(tmp_path / "alone")
    init_home(settings, ask, NewDesk(OFFICE, "07"), FirstPerson("admin", "관리자", PASSWORD), training=True)
    alone = open_home(settings, ask)
    admin_there = alone.services.sign_in("admin", PASSWORD)
    alone.services.add_staff(admin_there, "han", "supervisor", "한보람", PASSWORD)
    han = alone.services.sign_in("han", PASSWORD)
    alone.services.open_day(han, 0)
    first = alone.services.record_case(han, Draft(service="land_register_copy", tender="cash"))
    alone.close()
    join = partial(enroll_home, settings, ask, url=central.running.url, code=central.invite("07"), training=True)
    with pytest.raises(Refused, match="join_needs_two"):
        join()
    for one, other, said in (
        ("han", "admin", "not_allowed"),
        ("admin", None, "supervisor_needed"),
        ("admin", "admin", "supervisor_needed"),
    ):
        with pytest.raises(Refused, match=said):
            join(signers=signed_by(one, other))
    join(signers=signed_by("admin", "han"))
    joined = open_home(settings, ask)
    with pytest.raises(Refused):
        joined.services.sign_in("han", PASSWORD)
    park = joined.services.sign_in("park", PASSWORD)
    second = joined.services.record_case(park, Draft(service="land_register_copy", tender="cash"))
    joined.sync_all()
    assert joined.sync_status().pending == 0
    assert {joined.services.standing_of(each.number) for each in (first, second)} == {"confirmed"}
    assert central.verified().ok
    identity = joined.desk.identity
    trust = Trust(device_keys={identity.device_id.bytes: {joined.desk.signer.public_key}}, central_keys=[joined.keys.central_public])
    assert check_ledger(joined.connections.here, trust).bad == []
    joined.close()


def test_five_thousand_queued_entries_reach_central_once_each(central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    central.stop()
    park = three.services.sign_in("park", PASSWORD)
    three.services.open_day(park, 0)
    draft = Draft(service="land_register_copy", tender="cash")
    while three.store.head.seq < 5_000:
        three.services.record_case(park, msgspec.structs.replace(draft, copies=1))
    central.start()
    three.sync_all()
    five.sync_all()
    assert three.sync_status().pending == 0
    assert five.store.exchange.sums("2026-11-20") == three.store.exchange.sums("2026-11-20")
    assert five.connections.value("SELECT count(*) FROM entry WHERE own = 0") == three.store.head.seq
    assert central.verified().ok
