"""취급업무: which stations this desk serves (COUNTER §8, wizard 2). Cases of the others can still be looked at and gone on with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk

SETTING: Final = "stations"
STATIONS: Final = ("seal", "family", "passport", "integrated")


def stations(desk: Desk) -> tuple[str, ...]:
    """Those this desk serves, in their order; all of them until somebody said otherwise."""
    stored = desk.store.working.setting(SETTING)
    kept = msgspec.msgpack.decode(stored, type=list[str]) if stored else STATIONS
    return tuple(each for each in STATIONS if each in kept)


def set_stations(desk: Desk, actor: Actor, served: Iterable[str]) -> tuple[str, ...]:
    """This desk serves those stations from now on. Refused `not_allowed`, `station_unknown`, `stations_none`."""
    require(actor.role, "set_stations")
    wanted = set(served)
    if unknown := wanted - set(STATIONS):
        raise Refused("station_unknown", station=min(unknown)[:40], stations=", ".join(STATIONS))
    if not wanted:
        raise Refused("stations_none")
    desk.store.working.put_setting(SETTING, msgspec.msgpack.encode([each for each in STATIONS if each in wanted]))
    return stations(desk)
