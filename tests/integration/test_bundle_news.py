"""Whether a desk's forms and fees are still the newest: central says so each time the staff list is asked for (COUNTER §8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.services.bundle_news import bundle_checked
from app.settings import Settings
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, ROOT, cheap_keys, cheap_passwords


@pytest.fixture
def desk(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[Home]:
    with sqlite_central.database() as db:
        admin.add_staff(db, OFFICE, "lee", "clerk", "lee", cheap_passwords().verifier(PASSWORD), crypto=sqlite_central.tools)
    settings = Settings(home=tmp_path / "03", data=ROOT, passphrase="sealed for tests", at="2026-11-20T09:00+09:00")
    with cheap_keys():
        enroll_home(settings, lambda new: "", url=sqlite_central.running.url, code=sqlite_central.invite("03"), training=True)
        home = open_home(settings, lambda new: "")
        yield home
        home.close()


def says(home: Home) -> str:
    offline = home.services.offline
    return next(line.say for line in offline.readiness(offline.machine_facts()) if line.code == "forms")


def test_the_newest_bundle_of_central_is_known_with_the_moment_it_was_told(desk: Home, sqlite_central: CentralUnderTest) -> None:
    assert bundle_checked(desk.desk) is None
    desk.sync_all()
    told = bundle_checked(desk.desk)
    assert told is not None and told[1] == b""
    before = says(desk)
    with sqlite_central.database() as db:
        admin.add_bundle(db, desk.desk.catalogue.bundle, {}, crypto=sqlite_central.tools)
    desk.sync_all()
    assert says(desk) == before
    with sqlite_central.database() as db:
        admin.add_bundle(db, bytes([7]) * 32, {}, crypto=sqlite_central.tools)
    desk.sync_all()
    told = bundle_checked(desk.desk)
    assert told is not None and told[1] == bytes([7]) * 32
    assert says(desk) == "other"
