"""Central goes away under a running desk and comes back: one outage, seen by the line itself, with a beginning and an end."""

from __future__ import annotations

from pathlib import Path

from app.bootstrap.homes import Home, open_home_on_lanes
from app.bootstrap.new_homes import enroll_home
from app.domain.hysteresis import Limits
from app.domain.outages import Outage
from app.settings import Settings
from tests.centrals import CentralUnderTest
from tests.desks import ROOT, on_writer
from tests.integration.test_two_desks import add_people, ask
from tests.patience import until


def seen(home: Home) -> list[Outage]:
    return on_writer(home, lambda: home.desk.store.outages.newest(10))


def test_the_line_writes_down_that_central_was_away_and_is_back(central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(central)
    limits = Limits(failures=2, away_s=0.1, answers=2, back_s=0.0)
    settings = Settings(home=tmp_path / "03", data=ROOT, at="2026-11-20T09:00+09:00", passphrase="sealed for tests", central_limits=limits)
    enroll_home(settings, ask, url=central.running.url, code=central.invite("03"), training=True)
    home = open_home_on_lanes(settings, ask)
    try:
        home.start_sync()
        until(lambda: on_writer(home, home.sync_status).central == "up")
        assert seen(home) == []
        central.stop()
        home.sync_now()
        until(lambda: len(seen(home)) == 1)
        (outage,) = seen(home)
        assert (outage.system, outage.by, outage.scope, outage.until) == ("central", "engine", "desk", None)
        central.start()
        home.sync_now()
        until(lambda: seen(home)[0].until is not None)
        (over,) = seen(home)
        assert over.until is not None
        assert over.until >= over.since
        until(lambda: on_writer(home, home.sync_status).pending == 0)  # the outage itself arrives like anything else
    finally:
        home.close()
