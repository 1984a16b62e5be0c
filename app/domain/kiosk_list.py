"""무인민원발급기 일계 as a file: lines of a list, put together to what each machine did on each day. Pure.

No maker's format is known to us: columns are found by their headings, in any order, one line for each machine, day and paper
[unverified]. What is said once a day (faults, sheets of paper) may stand in any line of that day; money is added up.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.domain.errors import Refused
from app.domain.identity import half_width, parse_date
from app.domain.kiosk_entries import KioskCounted

LINES_MAX: Final = 10_000
CELL_MAX: Final = 200
_HEADINGS: Final[Mapping[str, str]] = {
    "기기번호": "machine",
    "발급기": "machine",
    "machine": "machine",
    "일자": "day",
    "발급일": "day",
    "day": "day",
    "민원": "paper",
    "민원명": "paper",
    "증명": "paper",
    "paper": "paper",
    "건수": "count",
    "통수": "count",
    "count": "count",
    "수수료": "amount",
    "amount": "amount",
    "카드": "card",
    "card": "card",
    "장애": "fault",
    "fault": "fault",
    "용지보충": "sheets_in",
    "용지교체": "sheets_in",
    "sheets_in": "sheets_in",
    "용지남음": "sheets_left",
    "sheets_left": "sheets_left",
    "비고": "note",
    "note": "note",
}
_NEEDED: Final = ("machine", "day")


class KioskLine(NamedTuple):
    """What one machine did on one day, as the list says it. `line`: where it begins there; `code`: why it cannot be read, `said` None."""

    line: int
    machine: str
    day: str
    said: KioskCounted | None
    code: str = ""


def read_list(text: str, names: Mapping[str, str], today: date) -> list[KioskLine]:
    """Each machine's days in the order of the list. `names`: of a service → the service.

    Refused `kiosk_list_headings`, `kiosk_list_none`, `kiosk_list_too_long`.
    """
    rows = _rows(text)
    if not rows:
        raise Refused("kiosk_list_none")
    if len(rows) > LINES_MAX + 1:
        raise Refused("kiosk_list_too_long", limit=LINES_MAX)
    columns = [_HEADINGS.get(half_width(cell).strip().lower().replace(" ", ""), "") for _, cells in rows[:1] for cell in cells]
    if not set(_NEEDED) <= set(columns) or not {"paper", "fault"} & set(columns):
        raise Refused("kiosk_list_headings")
    days: dict[tuple[str, str], _Day] = {}
    for line, cells in rows[1:]:
        told = {column: cell.strip()[:CELL_MAX] for column, cell in zip(columns, cells, strict=False) if column}
        machine, day = told.get("machine", ""), told.get("day", "")
        try:
            day = parse_date(day, today=today).isoformat()
        except Refused:
            days.setdefault((machine, day), _Day(line)).fail("kiosk_day_invalid")
            continue
        days.setdefault((machine, day), _Day(line)).add(told, names)
    if not days:
        raise Refused("kiosk_list_none")
    return [each.line_of(machine, day) for (machine, day), each in days.items()]


class _Day:
    """One machine's day while its lines are read."""

    def __init__(self, line: int) -> None:
        self._line, self._code = line, ""
        self._papers: dict[str, int] = {}
        self._faults: dict[str, None] = {}
        self._notes: dict[str, None] = {}
        self._amount = self._card = self._sheets_in = 0
        self._sheets_left: int | None = None

    def fail(self, code: str) -> None:
        self._code = self._code or code

    def add(self, told: Mapping[str, str], names: Mapping[str, str]) -> None:
        paper = told.get("paper", "")
        count, amount, card = (_number(told.get(column, "")) for column in ("count", "amount", "card"))
        sheets_in, left = _number(told.get("sheets_in", "")), _number(told.get("sheets_left", ""))
        if None in (count, amount, card, sheets_in, left) or (count and not paper):
            self.fail("kiosk_line_unclear")
            return
        if paper:
            name = names.get(paper, paper)
            self._papers[name] = self._papers.get(name, 0) + (count or 0)
        self._amount += amount or 0
        self._card += card or 0
        self._sheets_in += sheets_in or 0
        if told.get("sheets_left"):
            self._sheets_left = left
        self._faults |= dict.fromkeys(each for each in [told.get("fault", "")] if each)
        self._notes |= dict.fromkeys(each for each in [told.get("note", "")] if each)

    def line_of(self, machine: str, day: str) -> KioskLine:
        if self._code:
            return KioskLine(self._line, machine, day, None, self._code)
        said = KioskCounted(
            machine=machine,
            day=day,
            papers=self._papers,
            amount_won=self._amount,
            source="file",
            note=", ".join(self._notes),
            card_won=self._card,
            faults=", ".join(self._faults),
            paper_changed=self._sheets_in,
            paper_left=self._sheets_left,
        )
        return KioskLine(self._line, machine, day, said)


def _rows(text: str) -> list[tuple[int, Sequence[str]]]:
    head = text.partition("\n")[0]
    divider = max(",;\t", key=head.count)
    try:
        found = list(csv.reader(text.splitlines(), delimiter=divider, strict=True))
    except csv.Error as error:
        raise Refused("kiosk_list_headings") from error
    return [(line, cells) for line, cells in enumerate(found, 1) if any(cell.strip() for cell in cells)]


def _number(text: str) -> int | None:
    """0 for an empty cell, None for what is no number."""
    plain = half_width(text).replace(",", "").removesuffix("원").removesuffix("통").removesuffix("장").strip()
    if not plain:
        return 0
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 10 else None
