"""The sheet by which an office says its fees, its shorter periods and its own services: its columns, and how a cell is read. Pure.

One line says one thing; the first column says which: `요금` one row of the fee table, `자체기간` the office's own shorter period of a
service, `고유민원` a service of the office's own. A line that says what holds already changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from app.domain.errors import Refused
from app.domain.identity import half_width, parse_date, parse_moment

Kind = Literal["fee", "target", "own"]
COLUMNS: Final[Mapping[str, str]] = {
    "kind": "구분",
    "service": "민원",
    "name": "이름",
    "fee": "요금",
    "fee_name": "요금 이름",
    "amount": "금액",
    "from": "시행",
    "target": "자체기간",
    "unit": "단위",
    "template": "본뜬 민원",
    "period": "처리기간",
    "short": "약칭",
    "name_en": "영문 이름",
    "aliases": "검색어",
    "papers": "구비서류",
    "law": "근거 법령",
    "state": "상태",
    "source": "정한 근거",
}
KINDS: Final[Mapping[str, Kind]] = {"요금": "fee", "자체기간": "target", "고유민원": "own"}
KIND_NAMES: Final[Mapping[Kind, str]] = {kind: name for name, kind in KINDS.items()}
OPEN: Final = "사용"
CLOSED: Final = "폐지"
PERIOD_NONE: Final = "즉시"
ROWS_MAX: Final = 2_000
SHEET_BYTES_MAX: Final = 4 << 20
CELL_MAX: Final = 400
_NEEDED = ("kind", "service")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_BEGIN = datetime.fromisoformat("1899-12-30")  # day 0 of a spreadsheet's calendar, as it has counted from 1 March 1900 on


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the sheet. `row`: its number there, the headings are row 1. `cells`: column → text, trimmed."""

    row: int
    kind: Kind
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")


class SheetError(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one cell. `column`: its heading; `facts`: of the sentence `error.<code>`."""

    row: int
    column: str
    code: str
    facts: Mapping[str, str | int] = {}


class SheetChange(msgspec.Struct, frozen=True, kw_only=True):
    """What one line would change. `what`: a column; `old`, `new`: as the sheet writes them, '' for nothing; `since`: from when, if said."""

    row: int
    kind: Kind
    service: str
    name: str
    what: str
    item: str = ""
    old: str = ""
    new: str = ""
    since: datetime | None = None


def lines_of(rows: Sequence[Sequence[str]]) -> tuple[list[Line], list[SheetError]]:
    """The lines below the headings and what is wrong with their first column or their length; empty ones are left out.

    Refused `sheet_empty`, `sheet_columns` (no headings of ours), `sheet_too_long`.
    """
    if not rows:
        raise Refused("sheet_empty")
    if len(rows) > ROWS_MAX + 1:
        raise Refused("sheet_too_long", limit=ROWS_MAX)
    names = {heading: column for column, heading in COLUMNS.items()}
    headings = [names.get(each.strip(), "") for each in rows[0]]
    unknown = [each.strip()[:20] for each, column in zip(rows[0], headings, strict=True) if each.strip() and not column]
    said = [each for each in headings if each]
    if unknown or len(set(said)) != len(said) or not set(_NEEDED) <= set(said):
        raise Refused("sheet_columns", unknown=", ".join(unknown) or "-")
    lines: list[Line] = []
    errors: list[SheetError] = []
    for row, cells in enumerate(rows[1:], 2):
        told = {column: cell.strip() for column, cell in zip(headings, cells, strict=False) if column and cell.strip()}
        if not told and not any(cell.strip() for cell in cells):
            continue
        kind = KINDS.get(told.get("kind", ""))
        if kind is None:
            errors.append(SheetError(row=row, column=COLUMNS["kind"], code="sheet_kind"))
        elif any(cell.strip() for cell in cells[len(headings) :]):
            errors.append(SheetError(row=row, column="-", code="sheet_row_long"))
        elif wide := next((column for column, cell in told.items() if len(cell) > CELL_MAX), None):
            errors.append(SheetError(row=row, column=COLUMNS[wide], code="sheet_cell_long", facts={"limit": CELL_MAX}))
        else:
            lines.append(Line(row=row, kind=kind, cells=told))
    return lines, errors


def won_of(text: str) -> int | None:
    """Won as a cell says them: `1,000`, `1000원`, `1000.0`; None for an empty cell. Refused `sheet_won`."""
    plain = half_width(text).replace(",", "").removesuffix("원").strip()
    if not plain:
        return None
    found = re.fullmatch(r"(\d{1,9})(?:\.0+)?", plain)
    if found is None or not plain.isascii():
        raise Refused("sheet_won")
    return int(found[1])


def count_of(text: str) -> int:
    """A small whole number; 0 for an empty cell. Refused `sheet_number`."""
    plain = half_width(text).strip()
    found = re.fullmatch(r"(\d{1,3})(?:\.0+)?", plain)
    if plain and (found is None or not plain.isascii()):
        raise Refused("sheet_number")
    return int(found[1]) if found is not None else 0


def moment_of(text: str, *, today: date) -> datetime | None:
    """A day or minute in Seoul without offset, also as a spreadsheet keeps dates; None for an empty cell. Refused `invalid_date`."""
    plain = half_width(text).strip()
    if not plain:
        return None
    if _SERIAL.fullmatch(plain):
        minutes = round(float(plain) * 24 * 60)
        return _BEGIN + timedelta(minutes=minutes)
    if ":" in plain:
        return parse_moment(plain, today=today)
    return datetime.combine(parse_date(plain, today=today), datetime.min.time())


def period_of(text: str) -> str:
    """The period as entries write it: `7일`, `24시간`, `2주`, `1개월`, `즉시`, or that already. Not looked at any further."""
    plain = half_width(text).replace(" ", "")
    if plain == PERIOD_NONE:
        return "immediate"
    for word, sign in (("개월", "mo"), ("시간", "h"), ("일", "d"), ("주", "w"), ("달", "mo"), ("년", "y")):
        if plain.endswith(word):
            return plain.removesuffix(word) + sign
    return plain


def list_of(text: str) -> list[str]:
    """The parts of a cell with several things: divided by `;`, `,` or line ends."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[;,\n、]", text) if part.strip()))


def row_of(kind: Kind, cells: Mapping[str, str]) -> list[str]:
    """Those cells as a row of a sheet with all columns."""
    return [KIND_NAMES[kind] if column == "kind" else cells.get(column, "") for column in COLUMNS]
