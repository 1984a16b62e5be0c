"""여권 도착 명단: lines of a list of booklets that came back, each with what it means for the case it names. Pure.

A line is a number (ours or the passport system's), then the shelf; with a heading, columns in any order.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple
from uuid import UUID

from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.identity import mask_name
from app.domain.lives import steps_from, transition
from app.domain.numbers import CASE_CODE, looks_like_number

LINES_MAX: Final = 2_000
NUMBER_MAX: Final = 40
SHELF_MAX: Final = 10
STEP: Final = "arrive"
LIFE: Final = "passport"
_HEADINGS: Final[Mapping[str, str]] = {
    "접수번호": "number",
    "신청번호": "number",
    "공식번호": "number",
    "번호": "number",
    "number": "number",
    "보관함": "shelf",
    "보관위치": "shelf",
    "shelf": "shelf",
    "여권번호": "passport_no",
    "passport_no": "passport_no",
    "발급일": "issued_on",
    "issued_on": "issued_on",
}
_PLAIN: Final = ("number", "shelf")


def _after_arrival() -> frozenset[str]:
    """The states of a passport that has been here, from the table of its life."""
    found, ahead = {"arrived"}, ["arrived"]
    while ahead:
        new = {row.next for row in steps_from(LIFE, ahead.pop())} - found
        found |= new
        ahead += new
    return frozenset(found)


_BEEN_HERE: Final = _after_arrival()
Meaning = Literal["matched", "already", "unknown", "not_coming", "not_a_passport", "several", "twice", "unclear"]


class ListLine(NamedTuple):
    """One line as it was read. `facts`: what the arrival says, by field of its step; `number` empty: it says nothing clear."""

    line: int
    number: str
    facts: Mapping[str, str]


class Arrival(NamedTuple):
    """What a line means. `case_id` of the case it names; `service`, `state`: of that case; `shelf`: in the list, or where it
    lies.
    """

    line: int
    number: str
    meaning: Meaning
    shelf: str
    facts: Mapping[str, str]
    case_id: UUID | None = None
    service: str = ""
    state: str = ""
    name: str = ""


def read_list(text: str) -> list[ListLine]:
    """Every line that is not empty, in its order. Columns are parted by comma, semicolon or tab. Refused `list_unreadable`."""
    rows = text.splitlines()
    parted = max(",;\t", key=lambda each: sum(row.count(each) for row in rows[:50]))
    found: list[ListLine] = []
    columns: Sequence[str] = _PLAIN
    try:
        for line, cells in enumerate(csv.reader(rows, delimiter=parted), start=1):
            cells = [each.strip() for each in cells]
            if not any(cells):
                continue
            if not found and columns is _PLAIN and (heading := _heading(cells)):
                columns = heading
                continue
            found.append(_line(line, cells, columns))
    except csv.Error as error:  # a quotation that nobody ends makes one cell of everything below it
        raise Refused("list_unreadable") from error
    return found


def _heading(cells: Sequence[str]) -> list[str]:
    """The columns a heading names; nothing if it is none."""
    named = [_HEADINGS.get(each.casefold().replace(" ", ""), "") for each in cells]
    return named if "number" in named else []


def _line(line: int, cells: Sequence[str], columns: Sequence[str]) -> ListLine:
    said = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
    number, shelf = said.pop("number", ""), said.get("shelf", "")
    number = number[len(CASE_CODE) :] if number.upper().startswith(CASE_CODE) else number
    clear = 0 < len(number) <= NUMBER_MAX and number.isprintable() and len(shelf) <= SHELF_MAX and shelf.isprintable()
    return ListLine(line, (number.upper() if looks_like_number(number) else number) if clear else "", said if clear else {})


def meanings(lines: Iterable[ListLine], cases: Mapping[str, Sequence[Case]]) -> list[Arrival]:
    """What each line means. `cases`: those that carry each number."""
    found: list[Arrival] = []
    taken: set[UUID] = set()
    for each in lines:
        passports = [case for case in cases.get(each.number, ()) if case.life == LIFE]
        shelf = each.facts.get("shelf", "")
        if not each.number:
            found.append(Arrival(each.line, "", "unclear", "", {}))
        elif not passports:
            meaning: Meaning = "not_a_passport" if cases.get(each.number) else "unknown"
            found.append(Arrival(each.line, each.number, meaning, shelf, {}))
        elif len(passports) > 1:
            found.append(Arrival(each.line, each.number, "several", shelf, {}))
        else:
            found.append(_of_case(each, passports[0], shelf, taken))
            taken.add(passports[0].case_id)
    return found


def _of_case(line: ListLine, case: Case, shelf: str, taken: set[UUID]) -> Arrival:
    meaning: Meaning = "matched"
    if case.case_id in taken:
        meaning = "twice"
    elif transition(case.life, case.state, f"case_advanced:{STEP}") is None:
        meaning, shelf = ("already", str(case.facts.get("shelf", ""))) if case.state in _BEEN_HERE else ("not_coming", shelf)
    name = mask_name(str(case.applicant.get("name", "")))
    facts = line.facts if meaning == "matched" else {}
    return Arrival(line.line, case.number, meaning, shelf, facts, case.case_id, case.service, case.state, name)
