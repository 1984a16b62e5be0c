"""무인민원발급기 일계: what each machine issued and took on a day, typed in or read from its file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

import msgspec

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.kiosk_entries import KioskCounted
from app.domain.kiosks import KioskDay
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked
from app.services.kiosk_machines import MACHINE_MAX, machine_name, machines

PAPERS_MAX = 100
COUNT_MAX = 100_000
AMOUNT_MAX_WON = 1_000_000_000
NOTE_MAX = 200
SHEETS_MAX = 100_000


class Beside(NamedTuple):
    """What is noted beside the papers. `card_won`: of the takings, by card; `paper_left` None: nobody looked."""

    card_won: int = 0
    faults: str = ""
    paper_changed: int = 0
    paper_left: int | None = None


NOTHING_BESIDE: Final = Beside()


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
    beside: Beside = NOTHING_BESIDE,
) -> KioskDay:
    """The machine's day is in the book; an earlier count of the same day no longer counts, and stays where it is.

    Refused `kiosk_machine_invalid`, `kiosk_unknown` (the office has named its machines, and this is none of them), `kiosk_day_invalid` (no
    date, or one that is still to come), `kiosk_papers_invalid`, `kiosk_paper_invalid`, `amount_invalid`.
    """
    require(actor.role, "count_kiosk")
    said = KioskCounted(
        machine=machine,
        day=day,
        papers=dict(papers),
        amount_won=amount_won,
        source=source,
        note=note,
        card_won=beside.card_won,
        faults=beside.faults,
        paper_changed=beside.paper_changed,
        paper_left=beside.paper_left,
    )
    body = counted(desk, said)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return day_of(body, actor.name)


def counted(desk: Desk, said: KioskCounted) -> KioskCounted:
    """What was said, as it would stand in the book. Refused as `count_kiosk`; any lane."""
    machine, day, papers = machine_name(said.machine), _date(said.day), said.papers
    known = machines(desk)
    if known and machine not in [each.machine for each in known]:
        raise Refused("kiosk_unknown", machine=machine)
    if day > seoul_date(desk.clock.now()):
        raise Refused("kiosk_day_invalid")
    if not (papers or said.faults.strip()) or len(papers) > PAPERS_MAX or any(not 0 <= count <= COUNT_MAX for count in papers.values()):
        raise Refused("kiosk_papers_invalid")
    if not all(name.strip() and len(name) <= MACHINE_MAX * 2 and name.isprintable() for name in papers):
        raise Refused("kiosk_papers_invalid")
    if not 0 <= said.amount_won <= AMOUNT_MAX_WON or not 0 <= said.card_won <= said.amount_won:
        raise Refused("amount_invalid")
    if not 0 <= said.paper_changed <= SHEETS_MAX or not 0 <= (said.paper_left or 0) <= SHEETS_MAX:
        raise Refused("kiosk_paper_invalid")
    return msgspec.structs.replace(
        said,
        machine=machine,
        day=day.isoformat(),
        papers={checked(name): count for name, count in papers.items()},
        note=checked(said.note)[:NOTE_MAX],
        faults=checked(said.faults)[:NOTE_MAX],
    )


def day_of(body: KioskCounted, user: str) -> KioskDay:
    """The count as the book shows it."""
    return KioskDay(
        day=body.day,
        machine=body.machine,
        papers=body.papers,
        amount_won=body.amount_won,
        note=body.note,
        card_won=body.card_won,
        faults=body.faults,
        paper_changed=body.paper_changed,
        paper_left=body.paper_left,
        user=user,
    )


def kiosk_days(desk: Desk, first: str, last: str) -> list[KioskDay]:
    """The book of those days. Refused `kiosk_day_invalid`."""
    return desk.store.kiosks.days(_date(first).isoformat(), _date(last).isoformat())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("kiosk_day_invalid") from error
