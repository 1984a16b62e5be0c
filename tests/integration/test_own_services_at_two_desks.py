"""What one desk's people say of the office is so at the other one too; what nobody may say alone has no effect anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.domain.answers import Draft
from app.domain.entries import Fact, Role
from app.domain.office_entries import OwnServiceSet, OwnTargetSet
from app.services.desk import entry_day
from app.services.make_sample import make_samples
from app.services.ratings import rated_month
from app.settings import Settings
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import NINE, PASSWORD, ROOT, cheap_passwords, the_people
from tests.integration.test_own_services import CERTIFICATE, PETITION, sheet


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


def sync(*homes: Home) -> None:
    for home in (*homes, *homes):
        home.sync_all()


def a_draft(home: Home, service: str) -> Draft:
    (draft,) = make_samples(home.desk.catalogue, the_people(), service=service, count=1, seed=7, today=NINE.date())
    return msgspec.structs.replace(draft, draft_id=None)


def test_an_own_service_is_received_at_the_other_desk_too(desks: tuple[Home, Home]) -> None:
    three, five = desks
    park = three.services.sign_in("park", PASSWORD)
    three.services.office.apply_sheet(park, three.services.sign_in("admin", PASSWORD, second=True), sheet(PETITION, CERTIFICATE))
    three.services.office.set_machine(park, "K-01", "본관")
    assert "own_noise" not in five.desk.catalogue.forms
    sync(three, five)
    lee = five.services.sign_in("lee", PASSWORD)
    five.services.open_day(lee, 0)
    number = five.services.record_case(lee, a_draft(five, "own_noise")).number
    five.services.office.count_kiosk(lee, "K-01", "2026-11-19", {"land_register_copy": 4}, 2_000)
    for home, scores in ((three, (5, 4)), (five, (3,))):
        actor = home.services.sign_in("lee", PASSWORD)
        for score in scores:
            home.services.office.give_rating(actor, score)
    sync(five, three)
    seen = three.services.view_case(park, number)
    assert (seen.row.service, seen.life) == ("own_noise", "petition")
    assert [each.place for each in five.services.office.machines()] == ["본관"]
    assert [day.issued for day in three.services.office.kiosk_days("2026-11-01", "2026-11-30")] == [4]
    assert rated_month(three.desk) == rated_month(five.desk)
    assert (rated_month(three.desk).count, rated_month(three.desk, own=True).count) == (3, 2)


def test_a_clerks_word_and_one_that_nobody_else_signed_have_no_effect(desks: tuple[Home, Home]) -> None:
    three, five = desks
    lee, park = five.services.sign_in("lee", PASSWORD), five.services.sign_in("park", PASSWORD)
    alone = OwnServiceSet(service="own_alone", template="other_petition", name="혼자 정한 민원", confirmed_by=park.entry_id)
    bodies = [
        (park.entry_id, alone),
        (park.entry_id, msgspec.structs.replace(alone, service="own_unsigned", confirmed_by=None)),
        (lee.entry_id, msgspec.structs.replace(alone, service="own_by_clerk")),
        (park.entry_id, msgspec.structs.replace(alone, service="own_with_clerk", confirmed_by=lee.entry_id)),
        (lee.entry_id, OwnTargetSet(service="suggestion_petition", own_target=1, confirmed_by=park.entry_id)),
    ]
    for actor, body in bodies:
        with five.store.transaction(actor=actor, day=entry_day(five.desk)) as tx:
            tx.append(Fact(body, five.desk.ids.new_id()))
    sync(five, three)
    for home in desks:
        assert [service for service in home.desk.catalogue.forms if service.startswith("own_")] == []
        assert home.desk.form("suggestion_petition").processing.own_target == 0


def test_what_nobody_can_mean_has_no_effect(desks: tuple[Home, Home]) -> None:
    three, five = desks
    park, second = five.services.sign_in("park", PASSWORD), five.services.sign_in("admin", PASSWORD, second=True)
    sound = OwnServiceSet(service="own_sound", template="other_petition", name="바른 민원", confirmed_by=second.entry_id)
    for wrong in (
        {"service": "seal_change"},
        {"service": "own_x", "template": "passport_single"},
        {"service": "own_x", "template": "own_sound"},
        {"service": "own_x", "name": ""},
        {"service": "own_x", "period": "someday"},
        {"service": "own_x", "fee_won": -1},
        {"service": "own_x", "papers": ["가"] * 99},
        {},
    ):
        with five.store.transaction(actor=park.entry_id, day=entry_day(five.desk)) as tx:
            tx.append(Fact(msgspec.structs.replace(sound, **wrong), five.desk.ids.new_id()))
    sync(five, three)
    for home in desks:
        assert [service for service in home.desk.catalogue.forms if service.startswith("own_")] == ["own_sound"]
        assert home.desk.form("seal_change").name.ko == "인감변경신고"
