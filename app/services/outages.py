"""Lamps of the national systems: set by one key, each an outage with a beginning and an end (ARCHITECTURE A9, A11)."""

from __future__ import annotations

from app.domain.entries import Fact, OutageClosed, OutageOpened
from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor, Lamp
from app.services.desk import Desk, entry_day, to_ms
from app.services.free_text import checked

SYSTEMS: tuple[str, ...] = ("seal", "resident", "family", "passport", "vehicle", "land", "petition")

NAMES_KO = {  # as our papers, which are Korean, call them
    "seal": "인감시스템",
    "resident": "주민등록시스템",
    "family": "가족관계등록시스템",
    "passport": "여권시스템",
    "vehicle": "자동차관리시스템",
    "land": "부동산시스템",
    "petition": "새올행정시스템",
    "id_check": "신분증 진위확인",
    "central": "중앙서버",
}


def set_lamp(desk: Desk, actor: Actor, system: str, down: bool, cause: str = "") -> None:
    """That national system counts as away, or as back, for every form that leans on it. The same again changes nothing."""
    require(actor.role, "set_lamp")
    if system not in SYSTEMS:
        raise Refused("system_unknown", system=system[:20])
    now, open_outage = to_ms(desk.clock.now()), desk.store.days.outage_of(system)
    if down == (open_outage is not None):
        return
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        if open_outage is None:
            body = OutageOpened(outage_id=desk.ids.new_id(), system=system, since=now, cause=checked(cause)[:200])
            tx.append(Fact(body, desk.ids.new_id()))
        else:
            tx.append(Fact(OutageClosed(outage_id=open_outage, system=system, until=now), desk.ids.new_id()))


def lamps(desk: Desk) -> list[Lamp]:
    """All national systems in the order of the strip, with those that are away."""
    away = {lamp.system: lamp for lamp in desk.store.days.lamps()}
    return [away.get(system, Lamp(system=system, down=False)) for system in SYSTEMS]
