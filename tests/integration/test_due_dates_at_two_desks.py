"""Two desks and central agree on every due date, whoever declared the day and whatever crossed it on the way (SYNC §6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.central.stored_cases import cases_of
from app.central.tables import CaseRow
from app.domain.entries import Role
from app.domain.views import Actor
from app.ledger.exchange import LedgerExchange
from app.services.desk import SEOUL, from_ms
from app.services.make_sample import make_samples
from app.settings import Settings
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, ROOT, cheap_passwords, the_catalogue, the_people

AT = "2026-07-13T10:00+09:00"
EXTRA = date(2026, 7, 20)


@pytest.fixture
def desks(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    people: list[tuple[str, Role]] = [("lee", "clerk"), ("park", "supervisor")]
    with sqlite_central.database() as db:
        for user, role in people:
            admin.add_staff(db, OFFICE, user, role, user, cheap_passwords().verifier(PASSWORD), crypto=sqlite_central.tools)
    homes = []
    for number in ("03", "05"):
        settings = Settings(home=tmp_path / number, data=ROOT, at=AT, passphrase="sealed for tests")
        code = sqlite_central.invite(number)
        enroll_home(settings, lambda new: "not asked", url=sqlite_central.running.url, code=code, training=True)
        homes.append(open_home(settings, lambda new: "not asked"))
        homes[-1].services.open_day(signed(homes[-1], "lee"))
    yield homes[0], homes[1]
    for home in homes:
        home.close()


def signed(home: Home, user: str) -> Actor:
    return home.services.sign_in(user, PASSWORD)


def petition(home: Home) -> UUID:
    (draft,) = make_samples(the_catalogue(), the_people(), service="grievance_petition", count=1, seed=1, today=date(2026, 7, 13))
    return home.services.record_case(signed(home, "lee"), msgspec.structs.replace(draft, draft_id=None)).case_id


def due(home: Home, case_id: UUID) -> str:
    case = home.store.cases.find(case_id)
    assert case is not None
    return "" if case.due_at is None else f"{from_ms(case.due_at).astimezone(SEOUL):%m-%d}"


def replica(home: Home) -> str:
    exchange = home.store.exchange
    assert isinstance(exchange, LedgerExchange)
    return exchange.replica().digest


def at_central(central: CentralUnderTest, case_id: UUID) -> int | None:
    with central.database() as db:
        row = db.first(CaseRow.select().where(CaseRow.case_id == case_id.bytes))
        assert row is not None
        return cases_of(db, row["office_id"], [(row["office_seq"], bytes(row["data"]))])[case_id].due_at


def test_a_day_declared_at_one_desk_holds_at_the_other_and_moves_its_cases(
    sqlite_central: CentralUnderTest, desks: tuple[Home, Home]
) -> None:
    three, five = desks
    theirs = petition(five)
    for home in (five, three):
        home.sync_all()
    ours, unknown = petition(three), petition(five)  # the second one has not been sent yet
    moved = three.services.calendar.declare(signed(three, "park"), EXTRA, True, "임시공휴일", "대통령령 제1호")
    assert {each.case_id for each in moved} == {theirs, ours}
    for home in (three, five, three):
        home.sync_all()
    assert five.services.calendar.calendar().day_off(EXTRA)
    assert [(due(home, theirs), due(home, ours), due(home, unknown)) for home in desks] == [("07-23", "07-23", "07-22")] * 2
    assert [each.case_id for each in five.services.calendar.stale()] == [unknown]
    five.services.calendar.recount(signed(five, "park"))
    for home in (five, three):
        home.sync_all()
    assert due(three, unknown) == "07-23"
    assert replica(three) == replica(five)
    case = five.store.cases.find(unknown)
    assert case is not None
    assert at_central(sqlite_central, unknown) == case.due_at


def test_a_case_that_went_on_meanwhile_is_not_brought_back(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    case_id = petition(three)
    for home in (three, five):
        home.sync_all()
    five.services.advance_case(signed(five, "lee"), case_id, "decide", facts={"decision": "answered"})
    three.services.calendar.declare(signed(three, "park"), EXTRA, True, "임시공휴일", "대통령령 제1호")
    assert (due(three, case_id), due(five, case_id)) == ("07-23", "07-14")
    for home in (five, three, five, three):
        home.sync_all()
    assert due(three, case_id) == due(five, case_id) == "07-14"
    assert replica(three) == replica(five)
    case = three.store.cases.find(case_id)
    assert case is not None
    assert at_central(sqlite_central, case_id) == case.due_at
