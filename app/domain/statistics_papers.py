"""The yearly tables as a paper of the office, and as lines for a spreadsheet. Pure."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import msgspec

from app.domain.papers import OfficeInfo
from app.domain.statistics import Report, Row


class StatisticsSheet(msgspec.Struct, frozen=True, kw_only=True):
    """민원 통계: one or all tables of a year. `desks`: whose cases were counted; `unknown`: reason → its sentence."""

    office: OfficeInfo
    year: int
    made_at: datetime
    desks: list[str]
    reports: list[Report]
    unknown: dict[str, str]
    training: bool = False


def label_of(row: Row) -> str:
    """The row's name with its group before it."""
    return f"{row.group} · {row.label}" if row.group else row.label


def csv_bytes(paper: StatisticsSheet) -> bytes:
    """One line a cell, UTF-8 with its mark, so that a spreadsheet shows Korean; the value empty where nobody knows it."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(["표", "통계표", "연도", "구분", "항목", "값", "단위", "비고"])
    for report in paper.reports:
        table = report.table
        for row in report.rows:
            for name, value in row.cells.items():
                reason = report.unknown.get(row.label) or report.unknown.get(name)
                told = [table.report, table.title.ko, paper.year, label_of(row), name, "" if value is None else value, table.unit]
                lines.writerow([*told, paper.unknown[reason] if reason and value is None else ""])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
