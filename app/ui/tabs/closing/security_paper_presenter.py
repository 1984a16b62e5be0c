"""보안용지 수불: which numbers lie where, what was done with them, and one act after the other on them. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from app.domain.errors import Refused
from app.domain.security_paper import MISSING, STORE, Sheets, Stock, StockLine
from app.domain.sheet_runs import shown, span_text, spans_text
from app.services.security_paper import Way, missing_from
from app.ui.context import Context
from app.ui.services import confirmer_of
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.tabs.closing.typed_days import typed_days

Row = tuple[str, ...]
SHOWN_LINES = 300


class Proposed(NamedTuple):
    """Numbers that are likely meant: the next one to be used here, the next one in the store, and all that lies where is counted."""

    use: str
    out: str
    counted: str


class Signed(NamedTuple):
    """Who signs beside the one who works."""

    user: str
    password: str


class SecurityPaperScreen(Protocol):
    def show_stock(self, rows: Sequence[Row]) -> None: ...
    def show_lines(self, rows: Sequence[Row]) -> None: ...
    def show_papers(self, names: Sequence[str]) -> None: ...
    def show_places(self, names: Sequence[str]) -> None: ...
    def show_days(self, first: str, last: str) -> None: ...
    def show_may(self, keep: bool) -> None: ...
    def propose(self, proposed: Proposed, paper: str) -> None: ...
    def show_hint(self, text: str) -> None: ...
    def show_missing(self, text: str) -> None: ...
    def show_chosen(self, text: str) -> None: ...
    def act(self, name: str) -> None: ...
    def clear_typed(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class SecurityPaperPresenter:
    def __init__(self, context: Context, screen: SecurityPaperScreen, papers: DayPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._stock = Stock()
        self._names: list[str] = []
        self._lines: list[StockLine] = []
        self._paper = ""
        self._in_store = self._busy = False
        self._chosen: StockLine | None = None

    def enter(self) -> None:
        """What lies where, and what was done with it, newest first."""
        office, today = self._context.services.security_paper, self._context.today()
        self._screen.show_days(today.replace(day=1).isoformat(), today.isoformat())
        self._screen.show_places([self._place(self._here()), self._place(STORE)])
        self._context.read(
            lambda: (office.stock(), office.untold()),
            done=lambda found: self._found(*found),
            failed=self._context.failing(self._screen),
        )

    def choose_paper(self, at: int) -> None:
        """That paper is the one that is acted on; the numbers that come next are proposed."""
        self._paper = self._names[at] if 0 <= at < len(self._names) else ""
        self._propose()

    def choose_place(self, at: int) -> None:
        """What is counted or spoiled lies here, or in the store."""
        self._in_store = at == 1
        self._propose()

    def choose_line(self, at: int) -> None:
        """That line is the one that would be taken back."""
        self._chosen = self._lines[at] if 0 <= at < len(self._lines) else None
        line = self._chosen
        told = "" if line is None else " ".join([line.on.isoformat(), line.paper, self._what(line), self._numbers(line)])
        self._screen.show_chosen(told or self._text("security_paper_page.choose_line"))

    # ── acts ──

    def use(self, first: str, last: str, day: str) -> None:
        """What this desk used is in the book."""
        if not first.strip():
            self._screen.say(self._text("security_paper_page.number_missing"), "warning")
            return
        actor, office, paper = self._context.session.signed_in(), self._context.services.security_paper, self._paper
        self._write(lambda: office.use(actor, paper, first, last, day=day))

    def use_none(self, day: str) -> None:
        """This desk used none."""
        actor, office, paper = self._context.session.signed_in(), self._context.services.security_paper, self._paper
        self._write(lambda: office.use(actor, paper, day=day))

    def spoil(self, numbers: str, reason: str, signed: Signed) -> None:
        """Two people looked at what can't be used."""
        actor, services, paper, store = self._context.session.signed_in(), self._context.services, self._paper, self._in_store

        def work() -> Stock:
            second = confirmer_of(services, signed.user, signed.password)
            return services.security_paper.spoil(actor, second, paper, numbers, reason, from_store=store)

        self._write(work)

    def move(self, way: Way, first: str, last: str, desk: str, note: str) -> None:
        """The sheets go to that desk, or come back from it."""
        actor, office, paper = self._context.session.signed_in(), self._context.services.security_paper, self._paper
        self._write(lambda: office.move(actor, way, paper, first, last, to=desk, note=note))

    def count(self, numbers: str, note: str, signed: Signed) -> None:
        """Exactly these lie there; what the book has besides is missing."""
        actor, services, paper, store = self._context.session.signed_in(), self._context.services, self._paper, self._in_store

        def work() -> Stock:
            second = confirmer_of(services, signed.user, signed.password)
            return services.security_paper.count(actor, second, paper, numbers, in_store=store, note=note)

        self._write(work)

    def counted(self, numbers: str) -> None:
        """What would be missing is told while it is typed; of what can't be read yet nothing is said."""
        told = ""
        if numbers.strip():
            try:
                missing = missing_from(self._stock, self._paper, numbers, STORE if self._in_store else self._here())
                told = self._text("security_paper_page.would_miss", numbers=missing) if missing else ""
            except Refused:
                told = ""
        self._screen.show_missing(told)

    def receive(self, paper: str, first: str, last: str, note: str) -> None:
        """The sheets that were delivered lie in the store."""
        actor, office = self._context.session.signed_in(), self._context.services.security_paper
        self._write(lambda: office.receive(actor, paper, first, last, note))

    def void(self, reason: str, signed: Signed) -> None:
        """The chosen line was a mistake."""
        line = self._chosen
        if line is None:
            self._screen.say(self._text("security_paper_page.choose_line"), "warning")
            return
        entry, actor, services = line.entry_id, self._context.session.signed_in(), self._context.services

        def work() -> Stock:
            return services.security_paper.void(actor, confirmer_of(services, signed.user, signed.password), entry, reason)

        self._write(work, told=self._text("security_paper_page.voided"))

    def print(self, first: str, last: str, *, own: bool) -> None:
        """보안용지 수불부 of those days is set in type and shown; that it was made is in the book before."""
        if (days := typed_days(self._context, self._screen, first, last)) is None:
            return
        actor, office = self._context.session.signed_in(), self._context.services.security_paper
        self._papers.show(lambda: office.book(actor, *days, own=own))

    # ── helpers ──

    def _write(self, work: Callable[[], Stock], *, told: str = "") -> None:
        if self._busy:
            return
        self._busy = True

        def done(stock: Stock) -> None:
            self._busy = False
            self._screen.clear_typed()
            self._screen.say(told or self._saved(stock), "success")
            self.enter()

        self._context.write(work, done=done, failed=self._context.failing(self._screen, self._free))

    def _free(self) -> None:
        self._busy = False

    def _saved(self, stock: Stock) -> str:
        """What was written, as its lines say it."""
        entry = stock.lines[-1].entry_id
        lines = [line for line in stock.lines if line.entry_id == entry]
        paper, missing = lines[0].paper, [line for line in lines if line.what == "missing"]
        if missing:
            return self._text("security_paper_page.saved_missing", paper=paper, numbers=", ".join(map(self._numbers, missing)))
        if lines[0].what == "counted":
            return self._text("security_paper_page.saved_count", paper=paper, n=lines[0].found)
        if lines[0].span is None:
            return self._text("security_paper_page.saved_none", paper=paper)
        numbers = ", ".join(self._numbers(line) for line in lines)
        facts = {"paper": paper, "what": self._what(lines[0]), "numbers": numbers, "n": sum(line.count for line in lines)}
        return self._text("security_paper_page.saved", **facts)

    def _found(self, stock: Stock, untold: list[str]) -> None:
        self._stock = stock
        keep = self._context.session.may("keep_security_paper")
        self._screen.show_may(keep)
        self._screen.show_stock([row for paper in stock.papers() for row in self._lying(paper)])
        self._lines = stock.lines[: -SHOWN_LINES - 1 : -1]
        self._screen.show_lines([self._row(line) for line in self._lines])
        names = stock.papers()
        if names != self._names:
            self._names = names
            self._screen.show_papers(names)
        if not names:
            self._screen.act("receive")
        self._screen.show_hint(self._text("security_paper_page.untold", papers=", ".join(untold)) if untold and keep else "")
        self._propose()

    def _propose(self) -> None:
        stock, paper, here = self._stock, self._paper, self._here()
        ahead, store = stock.next_sheet(paper, here), stock.sheets(paper, STORE)
        there = stock.sheets(paper, STORE if self._in_store else here)
        of_series = [each for each in there if each.prefix == there[0].prefix]
        count = spans_text(there[0].prefix, [each.span for each in of_series], there[0].digits) if there else ""
        self._screen.propose(Proposed(_first(ahead), _first(store[0] if store else None), count), paper)

    def _lying(self, paper: str) -> list[Row]:
        """This desk first, then the store and the others, then what is missing."""
        here, stock = self._here(), self._stock
        others = [place for place in stock.places(paper) if place != here]
        return [
            (paper, self._place(place), span_text(each.prefix, each.span, each.digits), f"{each.span.size:,}")
            for place in [here, *others, MISSING]
            for each in stock.sheets(paper, place)
        ]

    def _row(self, line: StockLine) -> Row:
        size = line.found if line.what == "counted" else line.span.size if line.span else 0
        who = ", ".join(each for each in (line.name, line.second) if each)
        return (line.on.isoformat(), line.paper, self._what(line), self._numbers(line), f"{size:,}", self._place(line.desk), who, line.note)

    def _what(self, line: StockLine) -> str:
        what = self._text(f"security_paper.{line.what}")
        state = "voided" if line.voided else "clash" if line.clash else ""
        return f"{what} ({self._text(f'security_paper.{state}')})" if state else what

    def _numbers(self, line: StockLine) -> str:
        return span_text(line.prefix, line.span, line.digits) if line.span else "-"

    def _place(self, place: str) -> str:
        if place == MISSING:
            return self._text("security_paper.missing")
        return self._text("security_paper.at_desk", desk=place.lstrip("0")) if place else self._text("security_paper.store")

    def _here(self) -> str:
        desk: str = self._context.services.desk.identity.desk
        return desk


def _first(sheets: Sheets | None) -> str:
    return shown(sheets.prefix, sheets.span.first, sheets.digits) if sheets is not None else ""
