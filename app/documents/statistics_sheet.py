"""민원 통계 of a year: table by table, what nobody can count named, wrong printed totals told. A4 landscape, large print A3; also CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from app.documents import words
from app.documents.office_paper import Head, OfficePaper
from app.documents.sheet import A3, Sheet
from app.documents.table import Column, Row
from app.domain import statistics
from app.domain.statistics import Difference, Report
from app.domain.statistics_papers import StatisticsSheet, head_of, read_label, read_name

NAME: Final = "민원 통계"
UNKNOWN: Final = "-"
GAP: Final = 3.0  # below a table


def draw(paper: StatisticsSheet, fonts: Path, *, large: bool = False) -> bytes:
    """The sheet as a PDF file."""
    sheet = Sheet(fonts, training=paper.training, zoom=A3 if large else 1.0)
    whose, year = words.office_name(paper.office), f"{paper.year}년"
    first = [("기관", whose), ("연도", f"{year} (접수 기준)"), ("집계한 창구", ", ".join(paper.desks) or "없음")]
    second = [("작성일시", words.moment(paper.made_at))]
    a4 = OfficePaper(sheet, Head(NAME, paper.office, [first, second], f"{whose} · {NAME} · {year}"), wide=True)
    for number, report in enumerate(paper.reports, 1):
        _table(a4, paper, report, last=number == len(paper.reports))
    a4.blank_rest()
    a4.signatures(("작성자", ""), ("확인자", ""))
    return sheet.pdf(title=f"{NAME} {paper.year}", author=whose, at=paper.made_at)


def _table(a4: OfficePaper, paper: StatisticsSheet, report: Report, *, last: bool) -> None:
    """One table with what is said of it; the `last` row of all stands on the page of those who sign."""
    table, said = report.table, list(_said(paper, report))
    a4.section(f"{table.report} {table.title.ko} (단위: {table.unit})", 26)
    widest = max((len(read_label(row)) for row in report.rows), default=4)
    names = [read_name(each.name) for each in table.columns]
    columns = [Column(head_of(report), 18 + 3.2 * widest, "left"), *(Column(name, 12 + 2.6 * len(name)) for name in names)]
    tail = sum(a4.say_height(each.text, strong=each.strong) for each in said) + GAP + a4.end_height() if last else 0.0
    a4.table(columns, [_row(report, row) for row in report.rows], tail=tail)
    for each in said:
        a4.say(each.text, soft=each.soft, strong=each.strong)
    a4.down(GAP)


class _Said(NamedTuple):
    """A sentence below a table."""

    text: str
    soft: bool = False
    strong: bool = False


def _said(paper: StatisticsSheet, report: Report) -> Iterator[_Said]:
    for name, reason in report.unknown.items():
        yield _Said(f"{read_name(name)}: {paper.unknown[reason]}", soft=True)
    if report.table.note is not None:
        yield _Said(report.table.note.ko, soft=True)
    for each in report.wrong_totals:
        yield _Said(f"인쇄된 합계 오류: {_difference(each, '계산')}", strong=True)
    for each in report.apart:
        yield _Said(f"인쇄된 수와 다름: {_difference(each, '장부')}")


def _row(report: Report, row: statistics.Row) -> Row:
    total = any(part.name == row.label and part.is_total for part in report.table.rows)
    return Row(
        [read_label(row), *(UNKNOWN if value is None else f"{value:,}" for value in row.cells.values())], "subtotal" if total else "item"
    )


def _difference(each: Difference, found: str) -> str:
    return f"{read_name(each.row)} / {read_name(each.column)} 인쇄 {each.printed:,}, {found} {each.computed:,}, 차이 {each.difference:+,}"
