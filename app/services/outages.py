"""Outages of national systems and of our centre: by one key at a desk, by the team leader for the room, by the line itself (A9, A11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.cases import Case
from app.domain.clock_entries import ClockMark, DueMove
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.outage_entries import OutageClosed, OutageOpened
from app.domain.outages import CENTRAL, SYSTEMS, Opener, Outage, RoomOutage, Scope, of_room
from app.domain.rights import may, require
from app.domain.views import Actor, Lamp
from app.services.desk import Desk, entry_day, to_ms
from app.services.free_text import checked
from app.services.move_dues import move_in, outage_moves
from app.services.whole_book import stop_while_listing, unknown

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
CAUSE_MAX = 200
AHEAD_MAX = timedelta(minutes=5)
_ROOM_DAYS = 400  # how far back an outage is written down, and looked for by its number


def set_lamp(desk: Desk, actor: Actor, system: str, down: bool, cause: str = "", *, room: bool = False) -> None:
    """That national system counts as away, or as back, for every form that leans on it. The same again changes nothing.

    `room`: for every desk of the office, which only a team leader may say; their word that it is back ends what any desk reported.
    Refused `system_unknown`, `not_allowed`, `outage_is_the_rooms`
    when a clerk would end what the leader opened, `book_unlisted` (its end moves due dates).
    """
    require(actor.role, "set_room_outage" if room else "set_lamp")
    if system not in SYSTEMS:
        raise Refused("system_unknown", system=system[:20])
    now = to_ms(desk.clock.now())
    if down:
        _open(desk, actor, system, since=now, cause=cause, room=room)
    else:
        _close(desk, actor, system, until=now, room=room)


def report_outage(
    desk: Desk, actor: Actor, system: str, since: datetime, until: datetime | None = None, cause: str = "", *, room: bool = False
) -> None:
    """An outage that was only noticed or written down later is in the book with the times it had; `until` None: it lasts.

    `system` may be our centre too. Refused `system_unknown`, `not_allowed`, `outage_times_wrong`: in the future, ended before it began, or
    so long ago that no register of it could be made (a year that was typed wrong would move every deadline).
    """
    require(actor.role, "set_room_outage" if room else "set_lamp")
    if system not in (*SYSTEMS, CENTRAL):
        raise Refused("system_unknown", system=system[:20])
    now = desk.clock.now()
    if not now - timedelta(days=_ROOM_DAYS) <= since <= now + AHEAD_MAX or (until is not None and not since <= until <= now + AHEAD_MAX):
        raise Refused("outage_times_wrong")
    if until is None:
        _open(desk, actor, system, since=to_ms(since), cause=cause, room=room)
        return
    scope, by = _as(room)
    opened = OutageOpened(
        outage_id=desk.ids.new_id(), system=system, since=to_ms(since), cause=checked(cause)[:CAUSE_MAX], scope=scope, by=by
    )
    closed = OutageClosed(outage_id=opened.outage_id, system=system, until=to_ms(until), by=by)
    mark, moves = _moves(desk, system, opened.since, closed.until)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(opened, desk.ids.new_id()))
        tx.append(Fact(closed, desk.ids.new_id()))
        move_in(desk, tx, moves, "outage", mark=mark, ref=opened.outage_id)


def central_turned(desk: Desk, away: bool, ago: timedelta) -> None:
    """The line saw that our centre is away, or back, since that long; an outage of this desk begins or ends. Nobody signs it."""
    at = to_ms(desk.clock.now() - ago)
    mine = [each for each in desk.store.outages.open(CENTRAL) if each.own and each.by == "engine"]
    if away == bool(mine):
        return
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
        if away:
            tx.append(Fact(OutageOpened(outage_id=desk.ids.new_id(), system=CENTRAL, since=at, by="engine"), desk.ids.new_id()))
        for each in mine:
            until = max(at, each.since)
            tx.append(Fact(OutageClosed(outage_id=each.outage_id, system=CENTRAL, until=until, by="engine"), desk.ids.new_id()))


def central_is_away(desk: Desk) -> bool:
    """True while the book says that our centre is away from this desk: where the watch over the line goes on after a restart."""
    return any(each.own and each.by == "engine" for each in desk.store.outages.open(CENTRAL))


def lamps(desk: Desk) -> list[Lamp]:
    """All national systems in the order of the strip, with those that are away from this desk."""
    away = {lamp.system: lamp for lamp in desk.store.days.lamps()}
    return [away.get(system, Lamp(system=system, down=False)) for system in SYSTEMS]


def outages(desk: Desk, since: int, until: int) -> list[Outage]:
    """What any desk of the office reported that touches that span of ms, oldest first."""
    return desk.store.outages.between(since, until)


def room_outages(desk: Desk, since: int, until: int) -> list[RoomOutage]:
    """What the room went through in that span: reports that overlap are one."""
    return of_room(desk.store.outages.between(since, until))


def find_room_outage(desk: Desk, label: str) -> RoomOutage:
    """The outage of that number (장애번호), or the newest one of that system. Refused `outage_unknown`."""
    now = to_ms(desk.clock.now())
    wanted = label.strip()
    found = room_outages(desk, now - _ROOM_DAYS * 86_400_000, now + 1)
    for each in reversed(found):
        if wanted in (each.label(desk.identity.office), each.system) or not wanted:
            return each
    raise unknown(desk, "outage_unknown")


def services_of(desk: Desk, system: str) -> list[str] | None:
    """The services an outage of that system touches; None for our centre, which touches all."""
    if system == CENTRAL:
        return None
    return sorted(form.id for form in desk.catalogue.forms.values() if form.national_system == system)


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _as(room: bool) -> tuple[Scope, Opener]:
    return ("room", "leader") if room else ("desk", "hand")


def _open(desk: Desk, actor: Actor, system: str, *, since: int, cause: str, room: bool) -> None:
    scope, by = _as(room)
    known = [each for each in desk.store.outages.open(system) if (each.scope == "room" if room else each.here) and each.by != "engine"]
    if known:
        return
    body = OutageOpened(outage_id=desk.ids.new_id(), system=system, since=since, cause=checked(cause)[:CAUSE_MAX], scope=scope, by=by)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))


def _moves(desk: Desk, system: str, since: int, until: int) -> tuple[ClockMark, list[tuple[Case, DueMove]]]:
    """What an outage that has ended does to the office's deadlines: to all of them, or its end is refused for now (`book_unlisted`)."""
    if services := services_of(desk, system):
        stop_while_listing(desk)
    return outage_moves(desk, services or [], since, until)


def _close(desk: Desk, actor: Actor, system: str, *, until: int, room: bool) -> None:
    known = desk.store.outages.open(system)
    ending: Sequence[Outage] = known if room else [each for each in known if each.own and each.scope == "desk"]
    if not ending and any(each.scope == "room" for each in known):
        if not may(actor.role, "set_room_outage"):
            raise Refused("outage_is_the_rooms")
        room, ending = True, known  # the leader's own key means the room where nothing is open at this desk alone
    if not ending:
        return
    # All of them last until now, so together they are one stretch that stood still.
    mark, moves = _moves(desk, system, min(each.since for each in ending), until)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        for each in ending:
            closed = OutageClosed(outage_id=each.outage_id, system=system, until=max(until, each.since), by=_as(room)[1])
            tx.append(Fact(closed, desk.ids.new_id()))
        move_in(desk, tx, moves, "outage", mark=mark, ref=ending[0].outage_id)
