"""Desks race on the same cases: afterwards all of them, central and a rebuilt ledger hold the same, and every loser is told (G14)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from app.bootstrap.homes import Home
from app.central.stored_cases import cases_of
from app.central.tables import CaseRow, EntryRow
from app.domain.answers import Draft
from app.domain.errors import Refused
from app.domain.sampling import sample
from app.domain.views import Actor
from app.ledger.exchange import LedgerExchange
from app.ledger.projections import decode_case
from app.services.desk import SEOUL
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD, second, the_people
from tests.integration.test_two_desks import add_people, enrolled, work

Room = tuple[Home, Home]
STEPS = ("issue", "deliver", "send", "produce", "arrive", "dispatch", "withdraw", "examine", "refuse")


@pytest.fixture
def desks(central: CentralUnderTest, tmp_path: Path) -> Iterator[Room]:
    add_people(central)
    made = enrolled(central, tmp_path / "03", "03"), enrolled(central, tmp_path / "05", "05")
    for home in made:
        work(home, 0, seed=0)
    yield made
    for home in made:
        home.close()


def replica(home: Home) -> tuple[str, dict[str, str]]:
    exchange = home.store.exchange
    assert isinstance(exchange, LedgerExchange)
    found = exchange.replica()
    return found.digest, found.parts


def cases(home: Home, park: Actor) -> list[UUID]:
    """Papers that are not paid yet and passports on their way."""
    today = home.desk.clock.now().astimezone(SEOUL).date()
    passport = home.desk.catalogue.forms["passport_single"]
    drafts = [sample(passport, seed=4, index=n, today=today, people=the_people()) for n in range(3)]
    drafts += [Draft(service="land_register_copy", tender="none") for _ in range(4)]
    return [home.services.record_case(park, draft).case_id for draft in drafts]


def race(home: Home, park: Actor, case_id: UUID, random: Random) -> None:
    """One thing a clerk might do to that case; what the desk itself refuses was not done."""
    services = home.services
    try:
        match random.randrange(5):
            case 0:
                services.cancel_case(park, case_id, "민원인 요청", confirmer=second(home))
            case 1:
                services.take_payment(park, [case_id], tender="cash", received_won=100_000)
            case 2:
                services.enter_official_no(park, case_id, f"M-{random.randrange(1000)}")
            case _:
                services.advance_case(park, case_id, random.choice(STEPS))
    except Refused:
        return


@pytest.mark.parametrize("seed", [1, 2])
def test_racing_desks_end_with_the_same_book_and_every_loser_is_told(central: CentralUnderTest, desks: Room, seed: int) -> None:
    random = Random(seed)
    parks = [home.services.sign_in("park", PASSWORD) for home in desks]
    known = cases(desks[0], parks[0])
    for home in (*desks, *desks):
        home.sync_all()
    for _ in range(4):
        for _ in range(12):
            at = random.randrange(2)
            race(desks[at], parks[at], random.choice(known), random)
        at = random.randrange(2)
        match random.randrange(3):
            case 0:
                desks[at].push_once()
            case 1:
                desks[at].pull_once(0)
            case _:
                desks[at].sync_all()
    while any(home.store.exchange.pending()[0] for home in desks):
        for home in desks:
            home.push_once()
    for home in desks:
        while home.pull_once(0):
            pass
    assert desks[0].store.exchange.feed_cursor() == desks[1].store.exchange.feed_cursor()
    first = replica(desks[0])
    assert replica(desks[1]) == first
    race(desks[0], parks[0], known[0], Random(seed + 1))  # what is under way is nobody else's yet
    desks[0].services.enter_official_no(parks[0], known[1], "M-OURS")
    assert replica(desks[0]) == first
    for home in desks:
        home.store.rebuild()
        assert replica(home) == first
    with central.database() as db:
        lost = db.all(EntryRow.select(EntryRow.seq).where(EntryRow.outcome != "applied"))
        stored = cases_of(db, "26410", [(row["office_seq"], bytes(row["data"])) for row in db.all(CaseRow.select())])
    assert len(lost) == sum(len(home.services.disputes()) for home in desks) > 0
    ours = {UUID(bytes=row[0]): decode_case(row[1]) for row in desks[1].connections.all("SELECT case_id, state_blob FROM case_row")}
    assert stored == ours
    assert central.verified().ok
