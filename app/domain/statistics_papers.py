"""The yearly tables as a paper of the office, and as lines for a spreadsheet. Pure."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import msgspec

from app.domain.papers import OfficeInfo
from app.domain.statistics import Report, Row

_APART = re.compile(r"(?<![^\s(])[가-힣](?: [가-힣·](?![^\s)]))+")
_DOT = re.compile(r"\s*·\s*")


class StatisticsSheet(msgspec.Struct, frozen=True, kw_only=True):
    """민원 통계: one or all tables of a year. `desks`: whose cases were counted; `unknown`: reason → its sentence."""

    office: OfficeInfo
    year: int
    made_at: datetime
    desks: list[str]
    reports: list[Report]
    unknown: dict[str, str]
    training: bool = False


def read_name(name: str) -> str:
    """A name of a printed table as it is read: syllables the printer set apart are one word (`구 분`, `차량등록 원 부`)."""
    return _DOT.sub("·", _APART.sub(lambda found: found[0].replace(" ", ""), name))


def head_of(report: Report) -> str:
    """What stands over the names of the rows: 연도 where the only row is the year, whatever the printed table wrote there."""
    return "연도" if not report.table.rows and all(row.label.isdigit() for row in report.rows) else read_name(report.table.label)


def label_of(row: Row) -> str:
    """The row's name with its group before it."""
    return f"{row.group} · {row.label}" if row.group else row.label


def read_label(row: Row) -> str:
    """The same as it is read on a paper and on the screen."""
    return " · ".join(read_name(part) for part in (row.group, row.label) if part)


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
