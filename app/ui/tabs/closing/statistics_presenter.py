"""통계: a yearly table counted from the ledger, one or all of them as a paper or as lines for a spreadsheet. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from app.domain.errors import Refused
from app.domain.statistics import Report, TableDef
from app.domain.statistics_papers import csv_bytes, head_of, read_label, read_name
from app.ports.progress import Progress
from app.ui.context import Context
from app.ui.saved_file import save_blocks
from app.ui.tabs.closing.today_presenter import DayPapers

REASONS: Final = ("paper_records", "no_kiosk", "notices")  # why a cell may be unknown


class StatisticsScreen(Protocol):
    def show_tables(self, names: Sequence[str]) -> None: ...
    def show_year(self, year: str) -> None: ...
    def show_report(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class StatisticsPresenter:
    def __init__(self, context: Context, screen: StatisticsScreen, papers: DayPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._tables: list[TableDef] = []
        self._asked = 0
        self._again: Callable[[], object] | None = None  # the count that was made of a part of the book
        context.session.watch("sync", self._book_came)

    def enter(self) -> None:
        """The tables, and this year."""
        self._screen.show_year(str(self._context.today().year))
        self._context.read(self._context.services.statistics.tables, done=self._known, failed=self._context.failing(self._screen))

    def count(self, index: int, typed: str, *, own: bool) -> None:
        """That table of that year is counted and shown; an answer that comes after another was asked for is nobody's."""
        year = self._year(typed)
        if year is None or not 0 <= index < len(self._tables):
            return
        name, statistics = self._tables[index].id, self._context.services.statistics
        self._asked += 1
        mine = self._asked

        partly = self._context.session.filling
        self._again = (lambda: self.count(index, typed, own=own)) if partly else None

        def done(report: Report) -> None:
            if mine == self._asked:
                self._show(report, partly=partly)

        context = self._context
        context.long(
            context.read,
            "busy.statistics",
            lambda progress: statistics.report(name, year, own=own, progress=progress),
            done=done,
            failed=context.failing(self._screen),
        )

    def print(self, index: int | None, typed: str, *, own: bool) -> None:
        """That table, without one all of them, is set in type and shown."""
        year, names = self._year(typed), self._names(index)
        if year is not None:
            statistics, unknown = self._context.services.statistics, self._unknown()
            self._papers.show_long(
                "busy.statistics", lambda progress: statistics.sheet(names, year, unknown, own=own, progress=progress), reading=True
            )

    def save(self, index: int | None, typed: str, path: Path, *, own: bool) -> None:
        """The same as lines for a spreadsheet is that file."""
        year, names = self._year(typed), self._names(index)
        if year is None:
            return
        statistics, unknown = self._context.services.statistics, self._unknown()

        def work(progress: Progress) -> object:
            return save_blocks(path, [csv_bytes(statistics.sheet(names, year, unknown, own=own, progress=progress))])

        def done(_: object) -> None:
            self._screen.say(self._text("statistics_page.saved", name=path.name), "success")

        context = self._context
        context.long(context.read, "busy.statistics", work, done=done, failed=context.failing(self._screen))

    def _known(self, tables: list[TableDef]) -> None:
        self._tables = tables
        titles = [self._context.words.of(each.title) for each in tables]
        named = [title if titles.count(title) == 1 else self._edition(title, each) for title, each in zip(titles, tables, strict=True)]
        self._screen.show_tables([f"{each.report}  {title}" for title, each in zip(named, tables, strict=True)])

    def _edition(self, title: str, table: TableDef) -> str:
        """Two tables bear one title where the office's book changed its columns: the year of the book tells them apart."""
        return self._text("statistics_page.edition", title=title, year=str(max(each.year for each in table.printed)))

    def _names(self, index: int | None) -> list[str]:
        return [self._tables[index].id] if index is not None and 0 <= index < len(self._tables) else []

    def _unknown(self) -> dict[str, str]:
        return {reason: self._text(f"statistics.{reason}") for reason in REASONS}

    def _year(self, typed: str) -> int | None:
        """A year as it is typed, with two digits as with four; None if it is none, which is said."""
        digits = typed.strip()
        if digits.isascii() and digits.isdigit() and len(digits) in (2, 4):
            self._screen.say("")
            return int(digits) + (2000 if len(digits) == 2 else 0)
        self._screen.say(self._context.words.message(Refused("year_invalid")), "warning")
        return None

    def _book_came(self) -> None:
        """All of the office's book is listed now: what was counted of a part is counted anew."""
        if self._again is not None and not self._context.session.filling and self._context.session.actor is not None:
            self._again()

    def _show(self, report: Report, *, partly: bool) -> None:
        table, words = report.table, self._context.words
        told = {"report": table.report, "title": words.of(table.title), "year": str(report.year), "unit": self._unit(table.unit)}
        rows = [[read_label(row), *("-" if value is None else f"{value:,}" for value in row.cells.values())] for row in report.rows]
        title = words.text("statistics_page.title", **told)
        notes = [*([words.text("closing.part_of_the_book")] if partly else []), *self._notes(report)]
        self._screen.show_report(title, [head_of(report), *(read_name(each.name) for each in table.columns)], rows, notes)

    def _unit(self, unit: str) -> str:
        """The unit as the table prints it; read in another language, as that language counts."""
        words = self._context.words
        return " / ".join(words.text(f"unit.{each}") if words.has(f"unit.{each}") else each for each in unit.split(" / "))

    def _notes(self, report: Report) -> Iterator[str]:
        """What nobody here can know, what the table means, and where a printed figure is another one."""
        words = self._context.words
        for name, reason in report.unknown.items():
            yield f"{read_name(name)}: {words.text(f'statistics.{reason}')}"
        if report.table.note is not None:
            yield words.of(report.table.note)
        for key, found in (("wrong_total", report.wrong_totals), ("apart", report.apart)):
            for each in found:
                told = {"printed": each.printed, "computed": each.computed, "difference": each.difference}
                yield words.text(f"statistics_page.{key}", row=read_name(each.row), column=read_name(each.column), **told)
