"""A sheet somebody filled in, as rows of text: CSV, or the first sheet of an XLSX workbook. Whoever sends it may mean harm.

A workbook is a ZIP of XML. It is read here piece by piece with what Python brings along, because everything that makes such files
dangerous is refused before it costs anything: members and bytes are counted before they are unpacked, document types (entities that grow)
are no part of a sheet, formulas are never worked out, and one row or column too many ends the reading.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Final
from xml.parsers import expat

from app.domain.errors import Refused
from app.domain.service_sheet import ROWS_MAX as LINES_MAX
from app.domain.service_sheet import SHEET_BYTES_MAX as FILE_MAX

ROWS_MAX: Final = LINES_MAX + 1  # headings and lines: more than any office says at once
COLUMNS_MAX: Final = 40
CELL_MAX: Final = 4_000
_MEMBERS_MAX: Final = 200
_UNPACKED_MAX: Final = 32 << 20
_CHUNK: Final = 1 << 16
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack a piece at once, however large it becomes
_STRINGS_MAX: Final = 100_000
_FORMULA: Final = tuple("=＝")
_MACROS: Final = re.compile(r"vbaProject|macrosheets", re.IGNORECASE)
_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
    KeyError,
)


def rows_of(data: bytes) -> list[list[str]]:
    """The rows of that file, cells as text, each row as wide as the first one at least; empty rows at the end are left out.

    Refused `sheet_unreadable`, `sheet_too_large`, `sheet_formula` (with `row` and `column`), `sheet_macros`. Any thread.
    """
    if len(data) > FILE_MAX:
        raise Refused("sheet_too_large", limit=FILE_MAX >> 20)
    rows = _of_workbook(data) if data[:2] == b"PK" else _of_csv(data)
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_csv(data: bytes) -> list[list[str]]:
    """UTF-8, or the CP949 in which a Korean spreadsheet writes CSV; divided by commas, semicolons or tabs."""
    if b"\0" in data:
        raise Refused("sheet_unreadable")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp949")
        except UnicodeDecodeError as error:
            raise Refused("sheet_unreadable") from error
    head = text.partition("\n")[0]
    divider = max(",;\t", key=head.count)
    rows: list[list[str]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True), 1):
            _require_fits(number, len(cells))
            for column, cell in enumerate(cells, 1):
                _require_plain(cell, number, column)
            rows.append([_unquoted(cell) for cell in cells])
    except csv.Error as error:
        raise Refused("sheet_unreadable") from error
    return rows


def _unquoted(cell: str) -> str:
    """Text that was written as `'=…` so that no spreadsheet runs it."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") else cell


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_workbook(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            names = [each.filename for each in book.infolist()]
            if any(each.compress_type not in _PACKED for each in book.infolist()):
                raise Refused("sheet_unreadable")
            if len(names) > _MEMBERS_MAX or sum(each.file_size for each in book.infolist()) > _UNPACKED_MAX:
                raise Refused("sheet_too_large", limit=FILE_MAX >> 20)
            if any(_MACROS.search(name) for name in names):
                raise Refused("sheet_macros")
            sheet = _first_sheet(book)
            strings = _Strings()
            if "xl/sharedStrings.xml" in names:
                _parse(book, "xl/sharedStrings.xml", strings.start, strings.end, strings.text)
            cells = _Cells(strings.found)
            _parse(book, sheet, cells.start, cells.end, cells.text)
    except _BROKEN as error:
        raise Refused("sheet_unreadable") from error
    return cells.rows


def _first_sheet(book: zipfile.ZipFile) -> str:
    """The name of the member that holds the first sheet. Refused `sheet_unreadable`, `sheet_dates` (days counted from 1904)."""
    found: list[str] = []
    targets: dict[str, str] = {}

    def workbook(name: str, told: dict[str, str]) -> None:
        if name == "sheet":
            found.append(next((value for key, value in told.items() if key.rpartition(":")[2] == "id" and key != "id"), ""))
        elif name == "workbookPr" and told.get("date1904", "0") not in ("0", "false"):
            raise Refused("sheet_dates")

    def relations(name: str, told: dict[str, str]) -> None:
        if name == "Relationship":
            targets[told.get("Id", "")] = told.get("Target", "")

    _parse(book, "xl/workbook.xml", workbook)
    _parse(book, "xl/_rels/workbook.xml.rels", relations)
    target = targets.get(found[0], "") if found else ""
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _parse(
    book: zipfile.ZipFile,
    member: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """The member was read through, its elements told without their namespace. Never more bytes than a sheet may have."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, told: start(name.rpartition(":")[2], told)
    parser.EndElementHandler = (lambda name: end(name.rpartition(":")[2])) if end is not None else None
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _no_document_type
    for chunk in _unpacked(book, member):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _unpacked(book: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """In pieces; never more than the archive says it holds, which was looked at before."""
    with book.open(member) as source:
        while chunk := source.read(_CHUNK):
            yield chunk


def _no_document_type(*_: object) -> None:
    raise Refused("sheet_unreadable")


class _Strings:
    """The shared texts of a workbook: `si` with its runs, what is only said about pronunciation (`rPh`) left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._aside = False

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._aside = True
        elif name == "t":
            self._in_text = True

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            if len(self.found) >= _STRINGS_MAX:
                raise Refused("sheet_too_large", limit=FILE_MAX >> 20)
            self.found.append("".join(self._parts)[:CELL_MAX])

    def text(self, data: str) -> None:
        if self._in_text and not self._aside:
            self._parts.append(data)


class _Cells:
    """The cells of one sheet, row by row. A row or cell may say its place; what is left out between them is empty."""

    def __init__(self, strings: list[str]) -> None:
        self.rows: list[list[str]] = []
        self._strings = strings
        self._row = self._column = 0
        self._kind = "n"
        self._parts: list[str] = []
        self._in_value = False

    def start(self, name: str, told: dict[str, str]) -> None:
        if name == "row":
            self._row = int(told.get("r", self._row + 1))
            self._column = 0
            _require_fits(self._row, 0)
        elif name == "c":
            self._place(told.get("r", ""))
            self._kind, self._parts = told.get("t", "n"), []
        elif name == "f":
            raise Refused("sheet_formula", row=self._row, column=_letters(self._column))
        elif name in ("v", "t"):
            self._in_value = True

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c":
            self._put(self._told("".join(self._parts)))

    def text(self, data: str) -> None:
        if self._in_value:
            self._parts.append(data)

    def _place(self, reference: str) -> None:
        found = _PLACE.fullmatch(reference)
        if found is None:
            self._column += 1
        else:
            self._row, self._column = int(found[2]), _number(found[1])
        _require_fits(self._row, self._column)

    def _told(self, raw: str) -> str:
        match self._kind:
            case "s":
                at = int(raw)
                return self._strings[at] if 0 <= at < len(self._strings) else ""
            case "b":
                return "TRUE" if raw == "1" else "FALSE"
            case "e":
                raise Refused("sheet_formula", row=self._row, column=_letters(self._column))
            case "str" | "inlineStr":
                return raw[:CELL_MAX]
            case _:
                return _plain_number(raw)

    def _put(self, value: str) -> None:
        if self._row < 1:  # a cell outside of every row
            raise Refused("sheet_unreadable")
        _require_plain(value, self._row, self._column)
        while len(self.rows) < self._row:
            self.rows.append([])
        row = self.rows[self._row - 1]
        row += [""] * (self._column - len(row))
        row[self._column - 1] = value


def _plain_number(raw: str) -> str:
    """A number as people would type it: spreadsheets keep 1000 as `1000.0` or `1E3` too."""
    if not raw or not re.fullmatch(r"[-+]?[\d.]+(?:[eE][-+]?\d{1,2})?", raw):
        return raw[:CELL_MAX]
    value = float(raw)
    return str(int(value)) if value == int(value) else repr(value)


def _require_fits(row: int, column: int) -> None:
    if not 0 <= row <= ROWS_MAX or column > COLUMNS_MAX:
        raise Refused("sheet_too_large", limit=FILE_MAX >> 20)


def _require_plain(cell: str, row: int, column: int) -> None:
    if cell.lstrip().startswith(_FORMULA):
        raise Refused("sheet_formula", row=row, column=_letters(column))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
