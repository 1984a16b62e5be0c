"""어디서나민원: received at one office, made at another, handed over at the first; central carries the word, once (SYNC §5)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin, relay_transfers, told_once
from app.central.office_answers import OfficeAnswers
from app.central.problems import Declined
from app.central.relay_transfers import relay
from app.central.tables import TransferPlaceRow, TransferRow
from app.domain.answers import Draft
from app.domain.errors import Refused, Unavailable
from app.domain.transfer_entries import TransferAsked
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD, cheap_passwords
from tests.integration.test_two_desks import add_people, ask, enrolled, settings_of

THERE = "26440"


class Offices(NamedTuple):
    here: Home
    there: Home
    beside: Home


@pytest.fixture
def offices(central: CentralUnderTest, tmp_path: Path) -> Iterator[Offices]:
    """One desk of an office, and two desks of another."""
    add_people(central)
    with central.database() as db:
        admin.add_office(db, THERE, "나래구청", "민원봉사과")
        admin.add_staff(db, THERE, "park", "supervisor", "박나래", cheap_passwords().verifier(PASSWORD), crypto=central.tools)
    homes = [enrolled(central, tmp_path / "here", "03")]
    for desk in ("01", "02"):
        settings = settings_of(tmp_path / desk)
        enroll_home(settings, ask, url=central.running.url, code=central.invite(desk, THERE), training=True)
        homes.append(open_home(settings, ask))
    for home in homes:
        home.services.open_day(home.services.sign_in("park", PASSWORD), 0)
    yield Offices(*homes)
    for home in homes:
        home.close()


def carried(central: CentralUnderTest, offices: Offices) -> None:
    """Everything is sent, carried over and read."""
    for home in offices:
        home.sync_all()
    with central.database() as db:
        relay(db)
    for home in offices:
        home.sync_all()


def asked(offices: Offices) -> str:
    park = offices.here.services.sign_in("park", PASSWORD)
    draft = Draft(
        service="resident_registration_copy",
        answers={"applicant.name": "김하늘", "applicant.rrn": "9001011234568", "relation": "self", "subject.name": "김하늘"},
        tender="none",
    )
    try:
        number = offices.here.services.record_case(park, draft).number
    except Refused:
        number = offices.here.services.record_case(park, Draft(service="land_register_copy", tender="none")).number
    offices.here.services.send_transfer(park, number, THERE, "오늘 오후에 찾으러 오십니다")
    return number


def test_a_paper_is_asked_made_elsewhere_and_the_answer_comes_back(central: CentralUnderTest, offices: Offices) -> None:
    here, there, beside = offices
    number = asked(offices)
    carried(central, offices)
    assert here.services.worklist_counts().get("transfer_asked") is None
    for home in (there, beside):
        (message,) = home.services.transfers()
        assert (message.kind, message.from_office, message.from_name) == ("asked", "26410", "가온구청")
        assert isinstance(message.body, TransferAsked) and message.body.number == number
        assert home.services.worklist_counts()["transfer_asked"] == 1
    park = there.services.sign_in("park", PASSWORD)
    taken = there.services.take_transfer(park, message.transfer_id)
    assert taken.number.startswith(f"{THERE}-01-")
    with pytest.raises(Refused, match="transfer_taken"):
        there.services.take_transfer(park, message.transfer_id)
    carried(central, offices)
    assert beside.services.transfers() == []
    assert there.services.advance_case(park, taken.case_id, "issue") == "issued"
    carried(central, offices)
    (answer,) = here.services.transfers()
    assert (answer.kind, answer.from_office, answer.body.number) == ("answered", THERE, taken.number)
    (item,) = [each for each in here.services.worklist() if each.list_code == "transfer_answered"]
    assert (item.number, item.state) == (number, "issued")
    carried(central, offices)
    assert len(here.services.transfers()) == 1
    here.store.rebuild()
    assert len(here.services.transfers()) == 1
    assert central.verified().ok


def test_a_message_that_is_carried_again_is_seen_once(central: CentralUnderTest, offices: Offices) -> None:
    asked(offices)
    carried(central, offices)
    with central.database() as db:
        for _ in range(3):  # central was killed between the two transactions, and again
            db.run(TransferPlaceRow.update(relayed_to=0))
            relay(db)
        assert len(db.all(TransferRow.select())) == 1
    carried(central, offices)
    assert len(offices.there.services.transfers()) == 1


def test_two_desks_that_take_the_same_request_are_told(central: CentralUnderTest, offices: Offices) -> None:
    asked(offices)
    carried(central, offices)
    (message,) = offices.there.services.transfers()
    for home in (offices.there, offices.beside):
        home.services.take_transfer(home.services.sign_in("park", PASSWORD), message.transfer_id)
    carried(central, offices)
    assert offices.there.services.disputes() == []
    assert [(row.code, row.entry_kind) for row in offices.beside.services.disputes()] == [("case_exists", "case_received")]
    assert offices.there.store.cases.find(message.transfer_id) == offices.beside.store.cases.find(message.transfer_id)


def test_what_goes_over_holds_no_sealed_number_and_an_unknown_office_is_told(central: CentralUnderTest, offices: Offices) -> None:
    here = offices.here
    park = here.services.sign_in("park", PASSWORD)
    number = here.services.record_case(park, Draft(service="land_register_copy", tender="none")).number
    for wrong in ("26410", "", "구청", "x" * 30):
        with pytest.raises(Refused, match="transfer_office_invalid"):
            here.services.send_transfer(park, number, wrong)
    here.services.send_transfer(park, number, "99999")
    with pytest.raises(Refused, match="transfer_twice"):
        here.services.send_transfer(park, number, THERE)
    carried(central, offices)
    (message,) = here.services.transfers()
    assert message.kind == "undeliverable"
    assert offices.there.services.transfers() == []
    with central.database() as db:
        stored = b"".join(bytes(row["body"]) for row in db.all(TransferRow.select()))
    assert b"900101" not in stored


def test_what_was_only_received_is_not_sent_and_what_another_office_makes_is_not_issued_by_paying(offices: Offices) -> None:
    services = offices.here.services
    park = services.sign_in("park", PASSWORD)
    number = services.record_case(park, Draft(service="land_register_copy", tender="none")).number
    services.send_transfer(park, number, THERE)
    case_id = offices.here.store.cases.find_by_number(number)[0]
    services.take_payment(park, [case_id], tender="cash")
    case = offices.here.store.cases.find(case_id)
    assert case is not None and (case.state, case.open_won) == ("received", 0)
    with pytest.raises(Refused, match="transfer_twice"):
        services.plan_transfer(park, case_id)
    assert services.advance_case(park, case_id, "issue") == "issued"
    system = offices.here.desk.form("land_register_copy").national_system
    assert system is not None
    services.set_lamp(park, system, True)
    only = services.record_case(
        park, Draft(service="land_register_copy", applicant={"name": "김하늘", "phone": "01012345678"}, tender="none")
    )
    assert only.provisional and not services.view_case(park, only.case_id).can_send
    for asking in (lambda: services.send_transfer(park, only.number, THERE), lambda: services.plan_transfer(park, only.case_id)):
        with pytest.raises(Refused, match="transfer_only_received"):
            asking()


def test_a_process_that_was_full_or_had_no_database_for_a_while_carries_on_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(relay_transfers, "RELAY_EVERY_S", 0)
    monkeypatch.setattr(told_once.log, "warning", lambda text, *of: said.append(text % of))

    async def tried() -> None:
        troubles: list[Exception | None] = [*[Declined("central_busy")] * 3, None, *[Unavailable("database_unavailable")] * 3, None]
        done = asyncio.Event()

        async def work(_work: Any) -> None:
            if not troubles:
                done.set()
                await asyncio.Event().wait()
            elif (trouble := troubles.pop(0)) is not None:
                raise trouble

        nothing: Any = None
        endpoints = relay_transfers.TransferEndpoints(nothing, OfficeAnswers(nothing, work, nothing))
        task = asyncio.create_task(endpoints.keep_relaying())
        await asyncio.wait([task, asyncio.create_task(done.wait())], return_when=asyncio.FIRST_COMPLETED)
        assert not task.done()
        task.cancel()

    asyncio.run(tried())
    assert said == ["transfers wait: database_unavailable", "transfers go on"]
