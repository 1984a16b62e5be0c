"""Official numbers filled in afterwards: lines of a national system's list, matched to our cases by time, service and copies. Pure.

A number that could belong to two cases is given to neither: a wrong number leads somebody to another person's paper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple, TypeVar
from uuid import UUID

from app.domain.errors import Refused
from app.domain.numbers import CASE_CODE, looks_like_number, looks_like_slip, parse_number

LINES_MAX: Final = 1_000
NUMBER_MAX: Final = 40
APART_MAX: Final = timedelta(minutes=30)  # the counter's entry and the national system's issue
_SPLIT: Final = re.compile(r"[\t,;|]+|\s{2,}")
_MOMENT: Final = re.compile(r"(?:(\d{4})[-./]\s?(\d{1,2})[-./]\s?(\d{1,2})\.?)?[ T]?(?:(\d{1,2}):(\d{2})(?::\d{2})?)?")
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")  # what a scanner may put before a code: which kind of code it was
_COPIES: Final = re.compile(r"([1-9]\d?)\s?(?:통|건|부|매)?")

T = TypeVar("T")
Why = Literal["unclear", "nothing_to_go_by", "case_not_open", "no_case", "several_cases", "number_taken", "number_twice"]


class NumberLine(NamedTuple):
    """One line as it was understood. `on`: its day, `at`: its minute, both in Seoul; None where it says none."""

    line: int
    official_no: str
    own: str = ""
    service: str = ""
    copies: int | None = None
    on: datetime | None = None
    minute: tuple[int, int] | None = None


class Numberless(NamedTuple):
    """A case that could take a number. `at`: Seoul."""

    case_id: UUID
    number: str
    service: str
    copies: int
    at: datetime


class Unmatched(NamedTuple):
    line: int
    official_no: str
    why: Why


class Matches(NamedTuple):
    """`pairs`: line and case; `left`: what stays to be filled in by hand."""

    pairs: list[tuple[NumberLine, Numberless]]
    left: list[Unmatched]


def read_official(text: str) -> str:
    """The number of a national system as it was typed, or read off its paper by a scanner.

    Refused `official_no_invalid`; `official_no_is_ours` for a number or code of our own, which a scanner reads off the wrong paper.
    """
    plain = unicodedata.normalize("NFKC", text).strip().strip("\x1c\x1d\x1e\x1f\x04").strip()
    plain = plain[3:].strip() if _AIM.match(plain) else plain
    if plain.upper().startswith("MINWON:") or looks_like_number(plain) or looks_like_slip(plain):
        raise Refused("official_no_is_ours")
    if not plain or len(plain) > NUMBER_MAX or not plain.isprintable():
        raise Refused("official_no_invalid")
    return plain


def read_lines(text: str, services: Mapping[str, str]) -> tuple[list[NumberLine], list[Unmatched]]:
    """The lines of a pasted or scanned list, and those that say nothing clear. `services`: id, name or alias in small letters → id.

    A first line without any digit is a heading. A line that is our own number alone, as it is scanned off our slip, belongs to the official
    number of the next line, which is scanned off the national system's paper.
    """
    found: list[NumberLine] = []
    left: list[Unmatched] = []
    ours: tuple[int, str] | None = None
    for line, raw in enumerate(text.splitlines(), start=1):
        cells = [plain for each in _SPLIT.split(raw.strip()) if (plain := _cell(each))]
        if not cells or (not found and not left and ours is None and len(cells) > 1 and not any(map(str.isdigit, raw))):
            continue
        alone = len(cells) == 1 and looks_like_number(cells[0])
        if ours is not None and (alone or any(map(looks_like_number, cells))):
            left.append(Unmatched(ours[0], "", "unclear"))
            ours = None
        if alone:
            ours = line, cells[0]
            continue
        read = _read(line, cells if ours is None else [ours[1], *cells], services)
        ours = None
        if read is None:
            left.append(Unmatched(line, "", "unclear"))
        else:
            found.append(read)
    if ours is not None:
        left.append(Unmatched(ours[0], "", "unclear"))
    return found, left


def _cell(text: str) -> str:
    """A cell without the quotes of a CSV file, the mark a scanner puts before a code, and what our codes begin with."""
    plain = unicodedata.normalize("NFKC", text).strip().strip('"').strip()
    plain = plain[3:].strip() if _AIM.match(plain) else plain
    return plain[len(CASE_CODE) :] if plain.upper().startswith(CASE_CODE) else plain


def match(lines: Sequence[NumberLine], cases: Sequence[Numberless], taken: Iterable[str] = ()) -> Matches:
    """Each line with the one case that it can only mean. `taken`: numbers that a case of the book carries already."""
    known, left, free_lines = set(taken), [], []
    for each in lines:
        if each.official_no in known:
            left.append(Unmatched(each.line, each.official_no, "number_taken"))
        elif sum(other.official_no == each.official_no for other in lines) > 1:
            left.append(Unmatched(each.line, each.official_no, "number_twice"))
        elif not (each.own or each.service or each.on or each.minute):
            left.append(Unmatched(each.line, each.official_no, "nothing_to_go_by"))
        else:
            free_lines.append(each)
    pairs, free_cases = [], {each.case_id: each for each in cases}
    fits = {each.line: _fits(each, cases) for each in free_lines}
    waiting = {each.line: each for each in free_lines}
    while found := _only_ones(waiting, fits, free_cases):
        for line, case_id in found:
            pairs.append((waiting.pop(line), free_cases.pop(case_id)))
    for each in waiting.values():
        still = [case_id for case_id in fits[each.line] if case_id in free_cases]
        why: Why = "case_not_open" if each.own else "several_cases" if still else "no_case"
        left.append(Unmatched(each.line, each.official_no, why))
    return Matches(sorted(pairs, key=lambda pair: pair[0].line), sorted(left))


def _only_ones(
    waiting: Mapping[int, NumberLine], fits: Mapping[int, Mapping[UUID, timedelta]], free: Mapping[UUID, Numberless]
) -> list[tuple[int, UUID]]:
    """Lines and cases that are nearest to each other and to nothing else."""
    of_line = {line: {case_id: apart for case_id, apart in fits[line].items() if case_id in free} for line in waiting}
    of_case: dict[UUID, dict[int, timedelta]] = {}
    for line, found in of_line.items():
        for case_id, apart in found.items():
            of_case.setdefault(case_id, {})[line] = apart
    nearest = {case_id: _nearest(lines) for case_id, lines in of_case.items()}
    return [(line, meant) for line, found in of_line.items() if (meant := _nearest(found)) is not None and nearest[meant] == line]


def _nearest(found: Mapping[T, timedelta]) -> T | None:
    """The one that is nearer than every other; None where two are as near."""
    ranked = sorted(found.items(), key=lambda each: each[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _fits(line: NumberLine, cases: Iterable[Numberless]) -> dict[UUID, timedelta]:
    """The cases the line can mean, each with how far apart they are in time."""
    found = {}
    for each in cases:
        if line.own:
            if each.number == line.own:
                return {each.case_id: timedelta()}
            continue
        if (line.service and each.service != line.service) or (line.copies is not None and each.copies != line.copies):
            continue
        if line.on is not None and each.at.date() != line.on.date():
            continue
        apart = timedelta()
        if line.minute is not None:
            told = each.at.replace(hour=line.minute[0], minute=line.minute[1], second=0, microsecond=0)
            apart = abs(each.at.replace(second=0, microsecond=0) - told)
        if apart <= APART_MAX:
            found[each.case_id] = apart
    return found


def _read(line: int, cells: Sequence[str], services: Mapping[str, str]) -> NumberLine | None:
    numbers: list[str] = []
    own, service, copies, on, minute = "", "", None, None, None
    for cell in cells:
        moment = _MOMENT.fullmatch(cell)
        if looks_like_number(cell):
            own = parse_number(cell)
        elif moment is not None and len(cells) > 1:
            year, month, day, hour, minutes = moment.groups()
            try:
                on = datetime(int(year), int(month), int(day)) if year else on  # noqa: DTZ001 — a calendar day, compared by date
            except ValueError:
                return None
            if hour is not None:
                if int(hour) > 23 or int(minutes) > 59:
                    return None
                minute = (int(hour), int(minutes))
        elif (named := services.get(cell.casefold())) is not None:
            service = named
        elif len(cells) > 1 and copies is None and (count := _COPIES.fullmatch(cell)) is not None:
            copies = int(count[1])
        else:
            numbers.append(cell)
    if len(numbers) != 1 or len(numbers[0]) > NUMBER_MAX or not numbers[0].isprintable():
        return None
    return NumberLine(line, numbers[0], own, service, copies, on, minute)
