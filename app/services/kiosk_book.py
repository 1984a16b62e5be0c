"""무인민원발급기 일계: what each machine issued and took on a day, typed in or read from its file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.kiosk_entries import KioskCounted
from app.domain.kiosks import KioskDay
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked

MACHINE_MAX = 40
PAPERS_MAX = 100
COUNT_MAX = 100_000
AMOUNT_MAX_WON = 1_000_000_000
NOTE_MAX = 200


def count_kiosk(
    desk: Desk,
    actor: Actor,
    machine: str,
    day: str,
    papers: Mapping[str, int],
    amount_won: int = 0,
    *,
    source: Literal["typed", "file"] = "typed",
    note: str = "",
) -> KioskDay:
    """The machine's day is in the book; an earlier count of the same day no longer counts, and stays where it is.

    Refused `kiosk_machine_invalid`, `kiosk_day_invalid` (no date, or one that is still to come), `kiosk_papers_invalid`, `amount_invalid`.
    """
    require(actor.role, "count_kiosk")
    machine, note = checked(machine.strip()), checked(note.strip())[:NOTE_MAX]
    if not machine or len(machine) > MACHINE_MAX or not machine.isprintable():
        raise Refused("kiosk_machine_invalid")
    if _date(day) > seoul_date(desk.clock.now()):
        raise Refused("kiosk_day_invalid")
    if not papers or len(papers) > PAPERS_MAX or any(not 0 <= count <= COUNT_MAX for count in papers.values()):
        raise Refused("kiosk_papers_invalid")
    if not all(name.strip() and len(name) <= MACHINE_MAX * 2 and name.isprintable() for name in papers):
        raise Refused("kiosk_papers_invalid")
    if not 0 <= amount_won <= AMOUNT_MAX_WON:
        raise Refused("amount_invalid")
    told = {checked(name.strip()): count for name, count in papers.items()}
    body = KioskCounted(machine=machine, day=_date(day).isoformat(), papers=told, amount_won=amount_won, source=source, note=note)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return KioskDay(day=body.day, machine=machine, papers=told, amount_won=amount_won, note=note)


def kiosk_days(desk: Desk, first: str, last: str) -> list[KioskDay]:
    """The book of those days. Refused `kiosk_day_invalid`."""
    return desk.store.kiosks.days(_date(first).isoformat(), _date(last).isoformat())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("kiosk_day_invalid") from error
