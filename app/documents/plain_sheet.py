"""Rows of text as a file for a spreadsheet: CSV, or a workbook in which every cell is text, whatever it begins with."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from app.documents.finance_export import literal

_WIDE: Final = 40
_NARROW: Final = 8


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with a mark at its beginning, by which spreadsheets know Korean; lines end with CR LF (RFC 4180)."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([literal(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Sequence[Sequence[str]], name: str) -> bytes:
    """A workbook with one sheet of that name, the first row its headings."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(name)
        head, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for column in range(max(map(len, rows), default=0)):
            widest = max((len(row[column]) for row in rows if column < len(row)), default=0)
            sheet.set_column(column, column, max(_NARROW, min(_WIDE, widest * 2)), text)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell, head if at == 0 else text)
    return out.getvalue()
