"""민원 통계 of a year: table by table, what nobody can count named, wrong printed totals told. A4 landscape, large print A3; also CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.office_paper import Head, OfficePaper
from app.documents.sheet import A3, Sheet
from app.documents.table import Column, Row
from app.domain import statistics
from app.domain.statistics import Difference, Report
from app.domain.statistics_papers import StatisticsSheet, head_of, read_label, read_name

NAME: Final = "민원 통계"
UNKNOWN: Final = "-"


def draw(paper: StatisticsSheet, fonts: Path, *, large: bool = False) -> bytes:
    """The sheet as a PDF file."""
    sheet = Sheet(fonts, training=paper.training, zoom=A3 if large else 1.0)
    whose, year = words.office_name(paper.office), f"{paper.year}년"
    first = [("기관", whose), ("연도", f"{year} (접수 기준)"), ("집계한 창구", ", ".join(paper.desks) or "없음")]
    second = [("작성일시", words.moment(paper.made_at))]
    a4 = OfficePaper(sheet, Head(NAME, paper.office, [first, second], f"{whose} · {NAME} · {year}"), wide=True)
    for report in paper.reports:
        _table(a4, paper, report)
    a4.blank_rest()
    a4.signatures(("작성자", ""), ("확인자", ""))
    return sheet.pdf(title=f"{NAME} {paper.year}", author=whose, at=paper.made_at)


def _table(a4: OfficePaper, paper: StatisticsSheet, report: Report) -> None:
    table = report.table
    a4.section(f"{table.report} {table.title.ko} (단위: {table.unit})", 26)
    widest = max((len(read_label(row)) for row in report.rows), default=4)
    names = [read_name(each.name) for each in table.columns]
    columns = [Column(head_of(report), 18 + 3.2 * widest, "left"), *(Column(name, 12 + 2.6 * len(name)) for name in names)]
    a4.table(columns, [_row(report, row) for row in report.rows])
    for name, reason in report.unknown.items():
        a4.say(f"{read_name(name)}: {paper.unknown[reason]}", soft=True)
    if table.note is not None:
        a4.say(table.note.ko, soft=True)
    for each in report.wrong_totals:
        a4.say(f"인쇄된 합계 오류: {_difference(each, '계산')}", strong=True)
    for each in report.apart:
        a4.say(f"인쇄된 수와 다름: {_difference(each, '장부')}")
    a4.down(3)


def _row(report: Report, row: statistics.Row) -> Row:
    total = any(part.name == row.label and part.is_total for part in report.table.rows)
    return Row(
        [read_label(row), *(UNKNOWN if value is None else f"{value:,}" for value in row.cells.values())], "subtotal" if total else "item"
    )


def _difference(each: Difference, found: str) -> str:
    return f"{read_name(each.row)} / {read_name(each.column)} 인쇄 {each.printed:,}, {found} {each.computed:,}, 차이 {each.difference:+,}"
