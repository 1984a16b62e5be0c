"""무인민원발급기: the machines of the office, each with its place, its hours and the papers it makes; known to every desk by the feed."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.kiosks import KioskMachine
from app.domain.office_entries import KioskMachineSet
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked

MACHINE_MAX = 40
PLACE_MAX = 80
HOURS_MAX = 80
KINDS_MAX = 100
NOTE_MAX = 200


def machines(desk: Desk, *, closed: bool = True) -> list[KioskMachine]:
    """Every machine the office named, by its id, as it was said last; without `closed` only those that stand somewhere. Any lane."""
    found: dict[str, KioskMachine] = {}
    for word in desk.store.office_words.said("kiosk_machine_set"):
        body = word.body
        if isinstance(body, KioskMachineSet):
            since = found[body.machine].since if body.machine in found else seoul_date(word.said_at).isoformat()
            found[body.machine] = _as_known(body, since, word.name)
    return [found[name] for name in sorted(found) if closed or not found[name].closed]


def set_machine(
    desk: Desk, actor: Actor, machine: str, place: str, hours: str = "", kinds: Sequence[str] = (), note: str = ""
) -> KioskMachine:
    """The office has that machine, as it is said here, at every desk that reads the feed; also one that was taken away before.

    Refused `not_allowed`, `kiosk_machine_invalid`, `kiosk_place_missing`, `kiosk_kinds_invalid`, `rrn_in_text`.
    """
    require(actor.role, "set_kiosks")
    name, place, hours = machine_name(machine), checked(place.strip()), checked(hours.strip())[:HOURS_MAX]
    if not place or len(place) > PLACE_MAX:
        raise Refused("kiosk_place_missing")
    named = list(dict.fromkeys(checked(kind.strip()) for kind in kinds if kind.strip()))
    if len(named) > KINDS_MAX or any(len(kind) > MACHINE_MAX * 2 or not kind.isprintable() for kind in named):
        raise Refused("kiosk_kinds_invalid")
    body = KioskMachineSet(machine=name, place=place, hours=hours, kinds=named, note=checked(note.strip())[:NOTE_MAX])
    return _say(desk, actor, body)


def close_machine(desk: Desk, actor: Actor, machine: str, note: str = "") -> KioskMachine:
    """The machine was taken away: nothing is counted for it any more, its days stay. Refused `not_allowed`, `kiosk_unknown`."""
    require(actor.role, "set_kiosks")
    known = next((each for each in machines(desk, closed=False) if each.machine == machine.strip()), None)
    if known is None:
        raise Refused("kiosk_unknown", machine=checked(machine.strip())[:MACHINE_MAX])
    note = checked(note.strip())[:NOTE_MAX]
    body = KioskMachineSet(machine=known.machine, place=known.place, hours=known.hours, kinds=known.kinds, note=note, closed=True)
    return _say(desk, actor, body)


def machine_name(text: str) -> str:
    """The id of a machine as it is typed. Refused `kiosk_machine_invalid`, `rrn_in_text`."""
    name = checked(text.strip())
    if not name or len(name) > MACHINE_MAX or not name.isprintable():
        raise Refused("kiosk_machine_invalid")
    return name


def _say(desk: Desk, actor: Actor, body: KioskMachineSet) -> KioskMachine:
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return next(each for each in machines(desk) if each.machine == body.machine)


def _as_known(body: KioskMachineSet, since: str, user: str) -> KioskMachine:
    return KioskMachine(
        machine=body.machine,
        place=body.place,
        hours=body.hours,
        kinds=body.kinds,
        note=body.note,
        closed=body.closed,
        since=since,
        user=user,
    )
