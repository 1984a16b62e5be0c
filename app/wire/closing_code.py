"""The totals code of a closing sheet: what a team leader scans for the room sheet while central is away (COUNTER §5).

`MWD1-` and base 32 (letters and digits only: a hand scanner types it as a keyboard would, in either layout): 8 bytes of SHA-256 over
the rest, then zlib over MessagePack. The prefix is the version. A sheet of thirty rows is about 700 characters.
"""

from __future__ import annotations

import re
import zlib
from base64 import b32decode, b32encode
from hashlib import sha256
from typing import Any, Final

import msgspec

from app.domain.closing import FIGURES, DayTotals, SheetRow
from app.domain.errors import Refused
from app.domain.identity import find_rrn_in_text
from app.domain.money_entries import RoomTotalsTyped

PREFIX: Final = "MWD1-"
CHARACTERS_MAX: Final = 2_000  # QR version 31 at level M; above that rows are told by owner only
_CHECK: Final = 8
_PLAIN_MAX: Final = 256 * 1024
_ROWS_MAX: Final = 2_000
_TEXT_MAX: Final = 100  # of a service, a label, a closing's number
WON_MAX: Final = 1_000_000_000_000
OWNERS: Final = ("local", "national", "contribution", "carrier")
DESK: Final = re.compile(r"[0-9A-Z]{1,6}")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(/[2-9]|/[1-9]\d)?", re.ASCII)
_Plain = tuple[str, str, str, str, list[list[Any]], dict[str, int], int, int | None, int]
_decode = msgspec.msgpack.Decoder(_Plain).decode


def closing_code(
    *,
    office: str,
    desk: str,
    day: str,
    closing: str,
    totals: DayTotals,
    float_won: int,
    counted_won: int | None,
    grand_total_won: int,
) -> str:
    """The code of those totals, short enough for a QR code; a sheet too long for one is told by owner instead of by service."""
    money = (float_won, counted_won, grand_total_won)
    # Office revenue is named by its service on every sheet; the label of the fee row would be half of the code.
    rows = [row_cells(msgspec.structs.replace(row, label="") if row.owner == "local" and row.service else row) for row in totals.rows]
    code = _code((office, desk, day, closing, rows, totals.received, *money))
    if len(code) <= CHARACTERS_MAX:
        return code
    by_owner: dict[str, list[Any]] = {}
    for row in rows:
        mine = by_owner.setdefault(row[3], ["", "", 0, row[3], *[0] * len(FIGURES)])
        mine[4:] = [one + other for one, other in zip(mine[4:], row[4:], strict=True)]
    return _code((office, desk, day, closing, list(by_owner.values()), {"": sum(totals.received.values())}, *money))


def row_cells(row: SheetRow) -> list[Any]:
    """A row as `RoomTotalsTyped.rows` keeps it."""
    return [row.service, row.label, row.unit_won, row.owner, *(getattr(row, name) for name in FIGURES)]


def _code(plain: _Plain) -> str:
    packed = zlib.compress(msgspec.msgpack.encode(plain), 9)
    return PREFIX + b32encode(sha256(packed).digest()[:_CHECK] + packed).decode().rstrip("=")


def read_code(text: str) -> tuple[str, RoomTotalsTyped]:
    """Office and closing of that code. Refused `code_not_ours`, `code_newer` (another version), `code_damaged` (a character is wrong)."""
    code = "".join(text.split()).upper()
    if not code.startswith(PREFIX):
        raise Refused("code_newer" if code.startswith("MWD") else "code_not_ours")
    body = code[len(PREFIX) :]
    try:
        raw = b32decode(body + "=" * (-len(body) % 8))
        check, packed = raw[:_CHECK], raw[_CHECK:]
        if sha256(packed).digest()[:_CHECK] != check:
            raise Refused("code_damaged")
        inflating = zlib.decompressobj()
        plain = inflating.decompress(packed, _PLAIN_MAX)
        if not inflating.eof:
            raise Refused("code_damaged")
        office, desk, day, closing, rows, received, float_won, counted_won, grand_total_won = _decode(plain)
    except (ValueError, zlib.error, msgspec.DecodeError, RecursionError) as error:
        raise Refused("code_damaged") from error
    if len(rows) > _ROWS_MAX:
        raise Refused("code_damaged")
    for row in rows:
        sheet_row(row)
    return office, RoomTotalsTyped(
        desk=desk,
        day=day,
        closing=closing,
        rows=rows,
        received=received,
        float_won=float_won,
        counted_won=counted_won,
        grand_total_won=grand_total_won,
        check=check.hex(),
        source="code",
    )


def sound(body: RoomTotalsTyped) -> bool:
    """Whether a closing sheet can say that: what a forged code or another desk's program says and no sheet can has no effect."""
    if not (DESK.fullmatch(body.desk) and DAY.fullmatch(body.day) and body.closing) or len(body.rows) > _ROWS_MAX:
        return False
    try:
        rows = [sheet_row(cells) for cells in body.rows]
    except Refused:
        return False
    figures = [figure for row in rows for figure in (row.unit_won, *(getattr(row, name) for name in FIGURES))]
    figures += [*body.received.values(), body.float_won, body.counted_won or 0]
    texts = [body.closing, *body.received, *(text for row in rows for text in (row.service, row.label))]
    return (
        all(row.owner in OWNERS for row in rows)
        and all(0 <= figure <= WON_MAX for figure in figures)
        and abs(body.grand_total_won) <= WON_MAX
        and all(len(text) <= _TEXT_MAX and text.isprintable() and not find_rrn_in_text(text) for text in texts)
    )


def sheet_row(cells: list[Any]) -> SheetRow:
    """The row of those cells. Refused `code_damaged` if they are none."""
    right = (
        len(cells) == 4 + len(FIGURES)
        and all(isinstance(cells[place], str) for place in (0, 1, 3))
        and all(isinstance(each, int) and not isinstance(each, bool) for each in (cells[2], *cells[4:]))
    )
    if not right:
        raise Refused("code_damaged")
    row = SheetRow(service=cells[0], label=cells[1], unit_won=cells[2], owner=cells[3])
    for name, figure in zip(FIGURES, cells[4:], strict=True):
        setattr(row, name, figure)
    return row
