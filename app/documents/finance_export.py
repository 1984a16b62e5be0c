"""The finance export as CSV or as a workbook (COUNTER §4, 납입 내역서): one line an account, day and desk, below them each account's sum.

Whoever opens it in a spreadsheet sees text where there is text: a cell that begins like a formula is written as text and never runs.
Amounts are numbers. The same export gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any, Final

from app.domain.finance import AccountSums, FinanceExport

HEADINGS: Final = (
    "업무일",
    "창구",
    "마감번호",
    "과목번호",
    "세입과목",
    "구분",
    "건",
    "현금",
    "카드",
    "교통카드",
    "기타",
    "반환",
    "순액",
    "비고",
)
OWNERS: Final = {"local": "구 세입", "national": "국고", "contribution": "기여금", "carrier": "예수금"}
UNVERIFIED: Final = "과목번호 확인 전"
OPEN: Final = "마감 전"
UNCLOSED: Final = "미마감"
TOTAL: Final = "합계"
TRAINING: Final = "연습용"
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")  # the wide ones too: spreadsheets set to Korean or Japanese read them as the plain ones
_WIDTHS: Final = (12, 6, 20, 12, 26, 10, 8, 14, 14, 14, 14, 14, 14, 24)
Cell = str | int


def table(export: FinanceExport) -> list[list[Cell]]:
    """All lines below the headings: the rows, what nobody has closed, the sums."""
    notes = [TRAINING] if export.training else []
    lines: list[list[Cell]] = []
    for row in export.rows:
        said = [*notes, *([] if row.account.verified else [UNVERIFIED]), *([] if row.closing else [OPEN])]
        lines.append([row.day, row.desk, row.closing, *_account(row.account), ", ".join(said)])
    told = {(row.day, row.desk) for row in export.rows if not row.closing}
    lines += [[day, desk, *[""] * 11, UNCLOSED] for day, desk in export.unclosed if (day, desk) not in told]
    lines += [[TOTAL, "", "", *_account(each), ", ".join(notes)] for each in export.totals()]
    return lines


def _account(each: AccountSums) -> list[Cell]:
    money = [each.lines, each.cash_won, each.card_won, each.transit_won, each.other_won, each.returned_won, each.net_won]
    return [each.code, each.name, OWNERS.get(each.owner, each.owner), *money]


def csv_bytes(export: FinanceExport) -> bytes:
    """As CSV in UTF-8 with a mark at its beginning, by which spreadsheets know Korean; lines end with CR LF (RFC 4180)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows([literal(each) for each in line] for line in table(export))
    return out.getvalue().encode("utf-8-sig")


def literal(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula begins with an apostrophe, which it shows as text (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def xlsx_bytes(export: FinanceExport) -> bytes:
    """As a workbook: text cells are text whatever they begin with, amounts are numbers with thousands separators."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": f"납입 내역 {export.period}", "created": export.made_at.astimezone(UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet(export.period)
        head = book.add_format({"bold": True, "bottom": 1, "align": "center"})
        won, total = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        _line(sheet, 0, HEADINGS, head)
        for at, line in enumerate(table(export), 1):
            _line(sheet, at, line, total if line[0] == TOTAL else won)
    return out.getvalue()


def _line(sheet: Any, at: int, cells: Sequence[Cell], style: Any) -> None:
    for column, cell in enumerate(cells):
        write = sheet.write_number if isinstance(cell, int) else sheet.write_string
        write(at, column, cell, style)
