"""보안용지 of an office: what each entry did to which sheets, and where every sheet is now (COUNTER §4). Pure.

Desks write while they do not hear of each other, so an entry may name sheets that are no longer where it takes them from. Those stay
where they are and become a line that says so; whatever the entries say, a sheet is in one place, and every sheet was received once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal
from uuid import UUID

import msgspec

from app.domain.entry_body import Body
from app.domain.security_paper_entries import (
    Numbered,
    SecurityPaperCounted,
    SecurityPaperMoved,
    SecurityPaperReceived,
    SecurityPaperSpoiled,
    SecurityPaperUsed,
    SecurityPaperVoided,
)
from app.domain.sheet_runs import NUMBER_DIGITS_MAX, NUMBER_MAX, PREFIX_MAX, SHEETS_MAX, SPANS_MAX, Runs, Span

STORE: Final = ""
USED, SPOILED, MISSING = "used", "spoiled", "missing"
KINDS: Final = (
    "security_paper_received",
    "security_paper_moved",
    "security_paper_used",
    "security_paper_spoiled",
    "security_paper_counted",
    "security_paper_voided",
)
PAPER_MAX: Final = 30
LOW: Final = 20  # [unverified] fewer sheets than this at a desk that gets them are said on the readiness page (COUNTER §8)
NOTE_MAX: Final = 200
_DESK: Final = re.compile(r"[0-9]{2}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{1,3})?")

What = Literal["received", "out", "back", "used", "spoiled", "counted", "missing", "returned"]
Series = tuple[str, str]


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as it came, in the order of the office's book. `on`: the day it was written in Seoul; `second`: who signed beside."""

    entry_id: UUID
    body: Body
    on: date
    name: str = ""
    second: str = ""


class StockLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one entry did to sheets that follow each other; `span` None: nothing (none used, all found). `desk` '': the store.

    `found`: sheets a count found. `voided`: the entry was taken back, `note`
    says why; `clash`: those sheets were not where it took them from. Neither counts. `store`, `desks`: sheets
    of that paper in the store and at all desks after it; `at_desk`: at its desk.
    """

    entry_id: UUID
    what: What
    on: date
    paper: str
    prefix: str
    digits: int
    span: Span | None
    desk: str
    name: str
    second: str
    note: str = ""
    day: str = ""
    found: int = 0
    voided: bool = False
    clash: bool = False
    store: int = 0
    desks: int = 0
    at_desk: int = 0

    @property
    def count(self) -> int:
        """Sheets it counts for."""
        return 0 if self.span is None or self.voided or self.clash else self.span.size

    @property
    def counts(self) -> bool:
        return not (self.voided or self.clash)


class Sheets(msgspec.Struct, frozen=True, kw_only=True):
    """Sheets that follow each other and are at one place."""

    prefix: str
    digits: int
    span: Span


class Stock:
    """Every sheet of the office after those entries."""

    def __init__(self) -> None:
        self.lines: list[StockLine] = []
        self._series: dict[Series, Runs] = {}
        self._digits: dict[Series, int] = {}
        self._count: Counter[tuple[str, str]] = Counter()
        self._at_desks: Counter[str] = Counter()
        self._last: dict[tuple[str, str], tuple[str, int]] = {}
        self._days: set[tuple[str, str, str]] = set()
        self._given: set[tuple[str, str]] = set()
        self._why = ""

    def papers(self) -> list[str]:
        """The kinds of paper the office ever received, by name."""
        return sorted({paper for paper, _ in self._series})

    def prefixes(self, paper: str) -> list[str]:
        """The letters of its series."""
        return sorted(prefix for of, prefix in self._series if of == paper)

    def places(self, paper: str) -> list[str]:
        """The store, then the desks that hold sheets of it."""
        return [STORE, *sorted(place for (of, place), count in self._count.items() if of == paper and _DESK.fullmatch(place) and count)]

    def count(self, paper: str, place: str) -> int:
        """How many sheets of it are at that place."""
        return self._count[paper, place]

    def sheets(self, paper: str, place: str) -> list[Sheets]:
        """The numbers of it at that place, series by series."""
        return [
            Sheets(prefix=prefix, digits=self._digits[of, prefix], span=span)
            for (of, prefix), runs in sorted(self._series.items(), key=lambda item: item[0])
            if of == paper
            for span in runs.at(place)
        ]

    def runs(self, paper: str, prefix: str) -> Runs:
        """Where the sheets of that series are; nowhere, if none was ever received."""
        return self._series.get((paper, prefix), Runs())

    def digits(self, paper: str, prefix: str) -> int:
        """With how many digits its numbers are printed; 0 where none was ever received."""
        return self._digits.get((paper, prefix), 0)

    def next_sheet(self, paper: str, desk: str) -> Sheets | None:
        """The sheets at that desk that come next: those after the last one it used, or else the lowest ones."""
        here = self.sheets(paper, desk)
        prefix, last = self._last.get((paper, desk), ("", -1))
        return next((each for each in here if each.prefix == prefix and each.span.first > last), here[0] if here else None)

    def told(self, paper: str, desk: str, day: str) -> bool:
        """Whether what that desk used of it on that business day stands in the book, be it nothing."""
        return (paper, desk, day) in self._days

    def given(self, desk: str) -> list[str]:
        """The papers that were ever handed to that desk."""
        return sorted(paper for paper, to in self._given if to == desk)

    def copy(self) -> Stock:
        """The same stock, to which more can be added while others look at this one."""
        made = Stock()
        made.lines, made._digits, made._count = self.lines.copy(), self._digits.copy(), self._count.copy()
        made._series = {series: runs.copy() for series, runs in self._series.items()}
        made._at_desks, made._last, made._days = self._at_desks.copy(), self._last.copy(), self._days.copy()
        made._given = self._given.copy()
        return made

    # ── what entries do ──

    def add(self, act: Act, *, voided: bool = False, why: str = "") -> None:
        """Its lines stand, and its sheets are where it put them as far as they were where it took them from.

        `voided`: it was taken back, and `why`: its lines stand alone.
        """
        self._why = why
        body = act.body
        if isinstance(body, Numbered):
            for what, spans, source, to in _moves(body):
                if what in ("used", "counted") and not spans:
                    self._line(act, body, what, None, voided=voided)
                for span in spans:
                    self._move(act, body, what, span, source, to, voided=voided)
            if isinstance(body, SecurityPaperUsed) and not voided:
                self._days.add((body.paper, body.desk, body.day))

    def _move(self, act: Act, body: Numbered, what: What, span: Span, source: str | None, to: str, *, voided: bool) -> None:
        if voided:
            self._line(act, body, what, span, voided=True)
            return
        series = (body.paper, body.prefix)
        runs = self._series.get(series)
        if runs is None:
            runs = Runs()
            if source is None:
                self._series[series] = runs
        moved, refused = runs.move(span, lambda place: place == source, to)
        if moved and source is None:
            self._digits[series] = max(self._digits.get(series, 0), body.digits)
        for each in moved:
            for place, sheets in ((source, -each.size), (to, each.size)):
                if place is not None:
                    self._count[body.paper, place] += sheets
                    self._at_desks[body.paper] += sheets if _DESK.fullmatch(place) else 0
            if what == "out":
                self._given.add((body.paper, to))
            if what == "used":
                self._last[body.paper, source or ""] = (body.prefix, each.last)
            self._line(act, body, what, each)
        for run in refused:
            self._line(act, body, what, run.span, clash=True)

    def _line(self, act: Act, body: Numbered, what: What, span: Span | None, *, voided: bool = False, clash: bool = False) -> None:
        desk = "" if isinstance(body, SecurityPaperReceived) else body.desk
        self.lines.append(
            StockLine(
                entry_id=act.entry_id,
                what=what,
                on=act.on,
                paper=body.paper,
                prefix=body.prefix,
                digits=self._digits.get((body.paper, body.prefix), body.digits),
                span=span,
                desk=desk,
                name=act.name,
                second=act.second,
                note=one_line(self._why or (body.reason if isinstance(body, SecurityPaperSpoiled) else getattr(body, "note", ""))),
                day=body.day if isinstance(body, SecurityPaperUsed) else "",
                found=sum(last - first + 1 for first, last in body.spans) if what == "counted" else 0,
                voided=voided,
                clash=clash,
                store=self._count[body.paper, STORE],
                desks=self._at_desks[body.paper],
                at_desk=self._count[body.paper, desk],
            )
        )


def stock_of(acts: Iterable[Act], *, leaving_out: UUID | None = None) -> Stock:
    """The stock after those entries, in their order. `leaving_out`: as if that one had been taken back."""
    kept = [act for act in acts if is_meant(act)]
    voided: dict[UUID, str] = {}
    said: set[UUID] = set()
    for act in kept:
        if isinstance(act.body, SecurityPaperVoided) and act.body.entry in said:  # nobody takes back what was not said yet
            voided[act.body.entry] = act.body.reason
        said.add(act.entry_id)
    stock = Stock()
    for act in kept:
        stock.add(act, voided=act.entry_id in voided or act.entry_id == leaving_out, why=voided.get(act.entry_id, ""))
    return stock


def stock_after(stock: Stock, before: Sequence[Act], acts: Sequence[Act]) -> Stock:
    """`stock_of(acts)`, where `stock` is that of `before`: only what was said since is added, unless something was put in between."""
    since = acts[len(before) :]
    same = len(before) <= len(acts) and all(old.entry_id == new.entry_id for old, new in zip(before, acts, strict=False))
    if not same or any(isinstance(act.body, SecurityPaperVoided) for act in since):
        return stock_of(acts)
    made = stock.copy()
    for act in since:
        if is_meant(act):
            made.add(act)
    return made


def clashes(lines: Sequence[StockLine]) -> set[tuple[UUID, str, Span | None]]:
    """The lines whose sheets were not where they should have been."""
    return {(line.entry_id, line.what, line.span) for line in lines if line.clash}


def is_meant(act: Act) -> bool:
    """False for what no program of ours writes: numbers beyond all numbers, a desk that is none, missing sheets nobody else looked for."""
    body = act.body
    if isinstance(body, SecurityPaperVoided):
        return True
    if not isinstance(body, Numbered):
        return False
    named = is_paper(body.paper) and len(body.prefix) <= PREFIX_MAX and body.prefix.isprintable() and 0 <= body.digits <= NUMBER_DIGITS_MAX
    return named and _desk_is_meant(body) and all(map(_are_meant, _all_spans(body))) and _is_signed(act)


def one_line(text: str) -> str:
    """What another desk wrote, as one line of a book holds it."""
    line = " ".join(text[: NOTE_MAX * 4].split())
    return "".join(each for each in line if each.isprintable())[:NOTE_MAX]


def is_paper(name: str) -> bool:
    """Whether that can be the name of a kind of paper."""
    return 0 < len(name) <= PAPER_MAX and name.isprintable() and name == name.strip()


def _is_signed(act: Act) -> bool:
    return not isinstance(act.body, SecurityPaperCounted) or not act.body.missing or bool(act.second)


def _desk_is_meant(body: Numbered) -> bool:
    if isinstance(body, SecurityPaperReceived):
        return True
    if isinstance(body, SecurityPaperUsed) and not _is_day(body.day):
        return False
    store = isinstance(body, SecurityPaperSpoiled | SecurityPaperCounted) and body.desk == STORE
    return store or _DESK.fullmatch(body.desk) is not None


def _is_day(day: str) -> bool:
    if not _DAY.fullmatch(day):
        return False
    try:
        date.fromisoformat(day[:10])
    except ValueError:
        return False
    return True


def _all_spans(body: Numbered) -> Iterator[Sequence[tuple[int, int]]]:
    yield body.spans
    if isinstance(body, SecurityPaperCounted):
        yield from (body.missing, body.returned)


def _are_meant(spans: Sequence[tuple[int, int]]) -> bool:
    ordered = all(0 <= first <= last <= NUMBER_MAX for first, last in spans)
    return ordered and len(spans) <= SPANS_MAX and sum(last - first + 1 for first, last in spans) <= SHEETS_MAX


def _moves(body: Numbered) -> Iterator[tuple[What, list[Span], str | None, str]]:
    """What becomes of which sheets: from where (None: nobody had them before), to where."""
    spans = [Span(*each) for each in body.spans]
    match body:
        case SecurityPaperReceived():
            yield "received", spans, None, STORE
        case SecurityPaperMoved(way="out"):
            yield "out", spans, STORE, body.desk
        case SecurityPaperMoved():
            yield "back", spans, body.desk, STORE
        case SecurityPaperUsed():
            yield "used", spans, body.desk, USED
        case SecurityPaperSpoiled():
            yield "spoiled", spans, body.desk, SPOILED
        case SecurityPaperCounted():
            yield "counted", [], body.desk, body.desk
            yield "missing", [Span(*each) for each in body.missing], body.desk, MISSING
            yield "returned", [Span(*each) for each in body.returned], MISSING, body.desk
