"""A simulated day whose commits are one: a refusal takes back its own part, an exception the whole day, and no real home can do it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.entries import Fact, VisitOpened
from app.domain.errors import Refused, Unavailable
from app.domain.sampling import sample
from app.domain.views import Actor
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people

DAY = NINE.date().isoformat()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "desk")
    yield opened
    opened.close()


def a_draft(index: int) -> Draft:
    drawn = sample(the_catalogue().forms["resident_registration_copy"], seed=4, index=index, today=NINE.date(), people=the_people())
    return msgspec.structs.replace(drawn, tender="cash", approval_no=None, exemption=None, evidence=None, draft_id=f"d{index}")


def park_opens(home: Home) -> Actor:
    park = home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    return park


def serials(home: Home) -> list[int]:
    """Of the cases on disk."""
    return sorted(int(number.split("-")[-2]) for (number,) in home.connections.all("SELECT number FROM case_row"))


def begun(home: Home, park: Actor) -> None:
    """A visit is begun, writes beside its entries too, and is refused at the end."""
    with home.store.transaction(actor=park.entry_id, day=DAY) as tx:
        tx.append(Fact(VisitOpened(), home.desk.ids.new_id(), visit_id=home.desk.ids.new_id()))
        tx.case_number()
        tx.put_setting("half", b"written")
        raise Refused("basket_empty")


def whole(home: Home) -> None:
    """The book verifies and has no gap."""
    home.store.catch_up()
    assert check_ledger(home.connections.here, Trust()).bad == []
    assert home.store.days.gaps(DAY) == []


def test_a_refused_visit_inside_a_joined_day_leaves_nothing_and_the_others_stand(home: Home) -> None:
    park = park_opens(home)
    with home.store.joined():
        home.services.record_case(park, a_draft(1))
        head = home.store.head
        with pytest.raises(Refused, match="basket_empty"):
            begun(home, park)
        assert home.store.head == head
        assert home.store.working.setting("half") is None
        home.services.record_case(park, a_draft(2))
    assert serials(home) == [1, 2]
    assert home.store.working.setting("half") is None
    whole(home)


def test_an_exception_takes_the_whole_day_back_and_the_next_record_follows_the_last_one_that_stands(home: Home) -> None:
    park = park_opens(home)
    home.services.record_case(park, a_draft(1))
    head = home.store.head
    with pytest.raises(ZeroDivisionError):
        with home.store.joined():
            for index in range(2, 5):
                home.services.record_case(park, a_draft(index))
            home.store.catch_up()
            raise ZeroDivisionError
    assert home.store.head == head
    assert home.store.cases.find_draft("d2") is None
    assert home.services.record_case(park, a_draft(2)).number != ""
    assert serials(home) == [1, 2]
    whole(home)


def test_a_day_opened_in_a_block_that_is_taken_back_was_never_opened(home: Home) -> None:
    park = home.services.sign_in("park", PASSWORD)
    with pytest.raises(ZeroDivisionError):
        with home.store.joined():
            home.services.open_day(park, 0)
            raise ZeroDivisionError
    assert home.services.day_status().day is None


def test_nothing_is_told_before_it_is_on_disk_and_then_once(home: Home) -> None:
    park = park_opens(home)
    told: list[tuple[frozenset[str], tuple[UUID, ...]]] = []
    home.store.on_change(lambda kinds, case_ids: told.append((kinds, case_ids)))
    with home.store.joined():
        cases = [home.services.record_case(park, a_draft(index)).case_id for index in (1, 2)]
        assert told == []
    assert len(told) == 1
    assert "case_received" in told[0][0]
    assert list(told[0][1]) == cases


def test_after_the_engine_took_the_day_back_nothing_more_is_written_in_it(home: Home) -> None:
    park = park_opens(home)
    with pytest.raises(Unavailable, match="commit_unknown"):
        with home.store.joined():
            home.services.record_case(park, a_draft(1))
            home.connections.here.execute("ROLLBACK")  # as SQLite does where the disk is full
            with pytest.raises(Unavailable, match="disk_failed"):
                home.services.record_case(park, a_draft(2))
    home.services.record_case(park, a_draft(3))
    assert serials(home) == [1]
    whole(home)


def test_a_real_home_cannot_join_its_commits(tmp_path: Path) -> None:
    home = a_home(tmp_path / "real", training=False)
    try:
        with pytest.raises(RuntimeError, match="training"):
            with home.store.joined():
                raise AssertionError("entered")
        with pytest.raises(RuntimeError, match="training"):
            with home.connections.joined():
                raise AssertionError("entered")
    finally:
        home.close()
