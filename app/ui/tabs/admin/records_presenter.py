"""기록물철: the register, what has to be done with it, and the acts of who keeps it. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, NamedTuple, Protocol, TypeVar

from app.domain.errors import Refused
from app.domain.every_paper import Paper
from app.domain.identity import parse_date
from app.domain.record_entries import Disclosure, Outcome
from app.domain.record_files import RecordFile
from app.ui.context import Context
from app.ui.services import confirmer_of

T = TypeVar("T")
Row = tuple[str, ...]
FILTERS: Final = ("all", "transfer_due", "expired", "differing")
BOOK: Final = "record_file_register"


class Signed(NamedTuple):
    """Day as it was typed (empty: today), and who signs second."""

    day: str
    user: str
    password: str


class RecordPapers(Protocol):
    def show(self, make: Callable[[], Paper], *, reading: bool = False) -> None: ...


class RecordsScreen(Protocol):
    def show_years(self, years: Sequence[int]) -> None: ...
    def show_files(self, rows: Sequence[Row], told: str, *, may_keep: bool, may_print: bool) -> None: ...
    def show_chosen(self, told: str) -> None: ...
    def clear_typed(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class RecordsPresenter:
    def __init__(self, context: Context, screen: RecordsScreen, papers: RecordPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._files: list[RecordFile] = []
        self._shown: list[RecordFile] = []
        self._chosen: list[RecordFile] = []
        self._which, self._year = FILTERS[0], 0

    def enter(self) -> None:
        """The register as it stands now."""
        records = self._context.services.records
        self._context.read(records.register, done=self._known, failed=self._context.failing(self._screen))

    def show(self, which: str, year: int) -> None:
        """Those of `FILTERS`, made in that year; 0: in any."""
        self._which, self._year = which, year
        self._show()

    def choose(self, places: Sequence[int]) -> None:
        """The files in those lines are the ones that are acted on."""
        self._chosen = [self._shown[at] for at in places if 0 <= at < len(self._shown)]
        if len(self._chosen) == 1:
            (each,) = self._chosen
            told = self._text("records_page.chosen_one", file=each.number, title=self._title(each))
            self._screen.show_chosen(" · ".join(part for part in (told, self._outcome(each)) if part))
        else:
            self._screen.show_chosen(self._text("records_page.chosen", n=len(self._chosen)))

    def transfer(self, signed: Signed, note: str) -> None:
        """Two people say that the chosen files lie with the records centre."""
        files, day = self._numbers(), self._day(signed.day)
        if not files or day is None:
            return
        on, services, actor = day, self._context.services, self._context.session.signed_in()

        def work() -> int:
            return services.records.transfer(actor, files, on, confirmer_of(services, signed.user, signed.password), note)

        self._write(work, lambda count: self._text("records_page.transferred_done", count=count, on=on))

    def appraise(self, signed: Signed, outcome: Outcome, years: str, board: str) -> None:
        """Two people write down what the board decided of the chosen files."""
        files, day = self._numbers(), self._day(signed.day)
        wanted = self._number(years) if years.strip() else None
        if not files or day is None or (years.strip() and wanted is None):
            return
        on, services, actor = day, self._context.services, self._context.session.signed_in()

        def work() -> int:
            second = confirmer_of(services, signed.user, signed.password)
            return services.records.appraise(actor, files, outcome, board, on, second, years=wanted)

        key = "records_page.destroy_done" if outcome == "destroy" else "records_page.appraised_done"
        self._write(work, lambda count: self._text(key, count=count))

    def count(self, found: str, note: str) -> None:
        """So many cases of the chosen file were found."""
        files = self._numbers()
        if not files:
            return
        if len(files) > 1:
            self._screen.say(self._text("records_page.choose_one"), "warning")
            return
        number = self._number(found)
        if number is None:
            return
        figure, records, actor = number, self._context.services.records, self._context.session.signed_in()

        def told(file: RecordFile) -> str:
            facts = {"found": f"{figure:,}", "expected": f"{file.expected or 0:,}", "difference": f"{file.differs:+,}"}
            return self._text("records_page.counted_done", file=file.number, **facts)

        self._write(lambda: records.count_file(actor, files[0], figure, note), told)

    def disclose(self, disclosure: Disclosure, note: str) -> None:
        """The chosen files are open, open in part or closed."""
        files = self._numbers()
        if not files:
            return
        records, actor = self._context.services.records, self._context.session.signed_in()
        self._write(
            lambda: records.disclose(actor, files, disclosure, note), lambda count: self._text("records_page.disclosed_done", count=count)
        )

    def print_register(self) -> None:
        """등록부 of the year that is shown, else of the chosen file's, else of this year."""
        year = self._year or (self._chosen[0].year if self._chosen else self._context.today().year)
        actor, books = self._context.session.signed_in(), self._context.services.books
        self._papers.show(lambda: books.print_book(actor, BOOK, date(year, 1, 1), date(year, 12, 31)))

    def print_destroy_list(self) -> None:
        """폐기 확인서 of what was decided with the chosen file, without such a one of everything that is to be destroyed."""
        board = next((each.board for each in self._chosen if each.outcome == "destroy"), "")
        actor, records, year = self._context.session.signed_in(), self._context.services.records, self._year or None
        self._papers.show(lambda: records.destroy_list(actor, board=board, year=year))

    # ── helpers ──

    def _known(self, files: list[RecordFile]) -> None:
        self._files = files
        self._screen.show_years(sorted({each.year for each in files}, reverse=True))
        self._show()

    def _show(self) -> None:
        today = self._context.today()
        fits: dict[str, Callable[[RecordFile], bool]] = {
            "all": lambda _: True,
            "transfer_due": lambda each: each.transfer_due(today),
            "expired": lambda each: each.expired(today),
            "differing": lambda each: each.differs != 0,
        }
        self._shown = [each for each in self._files if self._year in (0, each.year) and fits[self._which](each)]
        cases = sum(each.cases for each in self._shown)
        told = self._text("records_page.found", files=len(self._shown), cases=f"{cases:,}")
        self._screen.show_files(
            [self._row(each) for each in self._shown],
            told if self._shown else self._text("records_page.none"),
            may_keep=self._context.session.may("keep_records"),
            may_print=self._context.session.may("print_book"),
        )

    def _row(self, each: RecordFile) -> Row:
        today = self._context.today()
        until = each.expires_on.isoformat() if each.expires_on is not None else ""
        return (
            each.number,
            self._title(each),
            self._kept(each),
            f"▲ {until}" if each.expired(today) else until,
            f"{each.cases:,}",
            each.transferred_on or (f"▲ {self._text('records_page.due')}" if each.transfer_due(today) else ""),
            self._outcome(each),
            self._counted(each),
            self._text(f"record.disclosure_{each.disclosure}") if each.disclosure is not None else "",
        )

    def _title(self, each: RecordFile) -> str:
        book = self._context.catalogue.books.get(each.book)
        return self._text("records_page.file_title", book=self._context.words.of(book.name), year=str(each.year)) if book else each.title

    def _kept(self, each: RecordFile) -> str:
        years = each.kept_years
        return self._text("records_page.kept", n=years) if years is not None else self._text("records_page.for_ever")

    def _outcome(self, each: RecordFile) -> str:
        if each.outcome is None:
            return ""
        if each.outcome == "reclass":
            said = self._text("records_page.reclass", n=each.new_years) if each.new_years else self._text("records_page.reclass_ever")
        else:
            said = self._text(f"record.outcome_{each.outcome}")
        return f"{said} · {each.board}"

    def _counted(self, each: RecordFile) -> str:
        if each.found is None:
            return ""
        if not each.differs:
            return self._text("records_page.counted_same", found=f"{each.found:,}")
        return f"▲ {self._text('records_page.counted_cell', found=f'{each.found:,}', difference=f'{each.differs:+,}')}"

    def _numbers(self) -> list[str]:
        """The chosen files; where there are none that is said."""
        if not self._chosen:
            self._screen.say(self._text("records_page.choose"), "warning")
        return [each.number for each in self._chosen]

    def _day(self, typed: str) -> date | None:
        today = self._context.today()
        if not typed.strip():
            return today
        try:
            return parse_date(typed, today=today)
        except Refused as error:
            self._screen.say(self._context.words.message(error), "warning")
            return None

    def _number(self, typed: str) -> int | None:
        digits = typed.replace(",", "").strip()
        if digits.isascii() and digits.isdigit():
            return int(digits)
        self._screen.say(self._text("records_page.number_wrong"), "warning")
        return None

    def _write(self, work: Callable[[], T], told: Callable[[T], str]) -> None:
        def done(found: T) -> None:
            self._screen.clear_typed()
            self._screen.say(told(found), "success")
            self.enter()

        self._context.write(work, done=done, failed=self._context.failing(self._screen))
