"""A practice home for the measurements: made in a folder, opened, a clerk signed in, the day open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import init_home
from app.domain.answers import Draft
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.views import Actor
from app.formfiles.people import load_people
from app.services.make_sample import make_samples
from app.settings import Settings, data_root

PASSPHRASE = "measure-only-nothing-secret"
PASSWORD = "measure-only"
TODAY = date(2026, 11, 20)
AT = "2026-11-20T09:00:00+09:00"


def _never_asked(_new: bool) -> str:
    return PASSPHRASE


@contextmanager
def practice_home(folder: Path) -> Iterator[tuple[Home, Actor]]:
    """The home in that folder, made if there is none, with a clerk at its open day. Nothing of the user's is touched."""
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    settings = Settings(home=folder / "home", data=data_root(), passphrase=PASSPHRASE, at=AT)
    if not (settings.home / "ledger.db").exists():
        place = NewDesk("26410", "03", "가온구청", "민원여권과")
        init_home(settings, _never_asked, place, FirstPerson("admin", "관리자", PASSWORD), training=True)
    home = open_home(settings, _never_asked)
    try:
        services = home.services
        admin = services.sign_in("admin", PASSWORD)
        if not any(each.user == "leader" for each in services.staff()):
            services.add_staff(admin, "leader", "supervisor", "이팀장", PASSWORD)
            services.add_staff(admin, "clerk", "clerk", "김담당", PASSWORD)
        leader = services.sign_in("leader", PASSWORD)
        if services.day_status().day is None:
            services.open_day(leader)
        yield home, leader
    finally:
        home.close()


def drafts(home: Home, count: int, seed: int) -> list[Draft]:
    """Valid drafts of every service in turn."""
    people = load_people(home.settings.data / "resources" / "demo" / "people.toml")
    return list(make_samples(home.desk.catalogue, people, service=None, count=count, seed=seed, today=TODAY))
