"""보안용지 수불: sheets come into the office's store, go to a desk, are used, spoiled, counted (COUNTER §4). Numbers only, never of whom.

What every desk wrote makes one stock, as far as it has come by the feed; a desk writes only of what its own book shows where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

from app.domain.entries import Fact
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.identity import parse_date
from app.domain.rights import require
from app.domain.security_paper import (
    KINDS,
    MISSING,
    NOTE_MAX,
    SPOILED,
    STORE,
    USED,
    Act,
    Stock,
    clashes,
    is_paper,
    one_line,
    stock_after,
    stock_of,
)
from app.domain.security_paper_entries import (
    SecurityPaperCounted,
    SecurityPaperMoved,
    SecurityPaperReceived,
    SecurityPaperSpoiled,
    SecurityPaperUsed,
    SecurityPaperVoided,
)
from app.domain.sheet_runs import Span, spans_text, typed_span, typed_spans, united, without
from app.domain.views import Actor
from app.ports.office_words import OfficeWord
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked
from app.services.two_people import require_two
from app.services.whole_book import stop_while_listing

HELD_MAX = 400
WORD: Final = "보안용지"
_DESK_DIGITS = 2
Way = Literal["out", "back"]
# Why sheets can't be taken, by where they are; at a desk otherwise.
_ELSEWHERE: Final[Mapping[str | None, str]] = {
    None: "security_paper_never_received",
    STORE: "security_paper_in_store",
    USED: "security_paper_used",
    SPOILED: "security_paper_spoiled",
    MISSING: "security_paper_missing",
}


class StockBook:
    """The stock of the office as one desk knows it; only what was said since is added when it is asked for again. Any lane."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._kept: tuple[list[Sequence[OfficeWord]], list[Act], Stock] = ([], [], Stock())

    def acts(self) -> list[Act]:
        """Everything said of security paper at any desk, in the order of the office's book."""
        return self._known()[1]

    def stock(self) -> Stock:
        """Where every sheet is, as far as this desk knows."""
        return self._known()[2]

    def _known(self) -> tuple[list[Sequence[OfficeWord]], list[Act], Stock]:
        kept, said = self._kept, [self.desk.store.office_words.said(kind) for kind in KINDS]
        if [id(each) for each in kept[0]] != [id(each) for each in said]:  # what was read once is never changed, only read anew
            acts = [_act(word) for word in sorted((word for words in said for word in words), key=lambda word: word.place)]
            kept = self._kept = (said, acts, stock_after(kept[2], kept[1], acts))
        return kept


def _act(word: OfficeWord) -> Act:
    second = word.second_name if word.second != word.user else ""
    return Act(entry_id=word.entry_id, body=word.body, on=seoul_date(word.said_at), name=one_line(word.name), second=one_line(second))


def receive(book: StockBook, actor: Actor, paper: str, first: str, last: str = "", note: str = "") -> Stock:
    """입고: those sheets lie in the office's store; the stock after it.

    Refused `not_allowed`, `security_paper_name`, `security_paper_number`, `security_paper_range`, `security_paper_known` (some of them
    were received before), `rrn_in_text`, and `book_unlisted` while what was said of sheets may wait to be listed. Writer lane, as all that
    writes here.
    """
    require(actor.role, "keep_security_paper")
    if not is_paper(name := checked(paper)):
        raise Refused("security_paper_name")
    stop_while_listing(book.desk)
    prefix, digits, span = _typed(first, last)
    _all_from(book.stock(), name, prefix, [span], None)
    body = SecurityPaperReceived(paper=name, prefix=prefix, digits=digits, spans=[span], note=checked(note)[:NOTE_MAX])
    return _say(book, actor, body)


def move(
    book: StockBook,
    actor: Actor,
    way: Way,
    paper: str,
    first: str,
    last: str = "",
    *,
    to: str = "",
    note: str = "",
    confirmer: Actor | None = None,
) -> Stock:
    """불출 from the store to a desk (`to`, this one without it), or 반납 from there; the stock after it.

    `confirmer`: who took them over, where the office wants that signed. Refused as `receive`, `security_paper_desk`,
    `security_paper_unknown` (no such paper), by where the sheets (`numbers`) are: `security_paper_never_received`, `_in_store`,
    `_at_desk` (`desk`), `_used`, `_spoiled`, `_missing`; `second_is_first`.
    """
    require(actor.role, "keep_security_paper")
    at = to.strip() or book.desk.identity.desk
    if not (len(at) == _DESK_DIGITS and at.isascii() and at.isdigit()):
        raise Refused("security_paper_desk")
    known, name = _named(book, paper)
    prefix, digits, span = _typed(first, last)
    prefix = _series(known, name, prefix)
    _all_from(known, name, prefix, [span], STORE if way == "out" else at)
    body = SecurityPaperMoved(
        paper=name,
        prefix=prefix,
        digits=digits,
        spans=[span],
        way=way,
        desk=at,
        note=checked(note)[:NOTE_MAX],
        confirmed_by=_signed(actor, confirmer),
    )
    return _say(book, actor, body)


def use(book: StockBook, actor: Actor, paper: str, first: str = "", last: str = "", *, day: str = "") -> Stock:
    """사용: those sheets were printed on at this desk; without numbers: none were. The stock after it.

    Sheets between them that were spoiled here are left out. `day`: the business day they were used on, the open one without it; a date
    to come is refused. Refused as `move`, `security_paper_day`.
    """
    require(actor.role, "keep_security_paper")
    known, name = _named(book, paper)
    here, on = book.desk.identity.desk, _business_day(book, day)
    prefix, digits, spans = "", 0, list[Span]()
    if first.strip() or last.strip():
        prefix, digits, span = _typed(first, last)
        prefix = _series(known, name, prefix)
        spoiled = [run.span for run in known.runs(name, prefix).within(span) if run.place == SPOILED]
        spans = without([span], spoiled)
        _all_from(known, name, prefix, spans or [span], here)
    return _say(book, actor, SecurityPaperUsed(paper=name, prefix=prefix, digits=digits, spans=spans, desk=here, day=on))


def spoil(
    book: StockBook, actor: Actor, confirmer: Actor | None, paper: str, numbers: str, reason: str, *, from_store: bool = False
) -> Stock:
    """훼손: those sheets can't be used any more, and two people saw it; the stock after it.

    `numbers`: `B-1201, B-1205~1207`. Refused as `move`, `reason_needed`, `supervisor_needed`, `second_needed`, `second_is_first`.
    """
    require(actor.role, "keep_security_paper")
    second = _two(book, actor, confirmer)
    known, name = _named(book, paper)
    why = checked(reason)[:NOTE_MAX]
    if not why:
        raise Refused("reason_needed")
    prefix, digits, spans = _listed(known, name, numbers)
    at = STORE if from_store else book.desk.identity.desk
    _all_from(known, name, prefix, spans, at)
    body = SecurityPaperSpoiled(paper=name, prefix=prefix, digits=digits, spans=spans, desk=at, reason=why, confirmed_by=second)
    return _say(book, actor, body)


def missing_of(book: StockBook, paper: str, numbers: str, *, in_store: bool = False) -> str:
    """결번: the numbers the book has at this desk (or in the store) that are not among those; '' if none is missing. Any lane.

    Refused as `count`.
    """
    known, name = _named(book, paper)
    return missing_from(known, name, numbers, STORE if in_store else book.desk.identity.desk)


def missing_from(known: Stock, paper: str, numbers: str, at: str) -> str:
    """The numbers that stock has there and that are not among those. Pure. Refused as `count`."""
    prefix, _, found = _counted(known, paper, numbers, at)
    return spans_text(prefix, without(known.runs(paper, prefix).at(at), found), known.digits(paper, prefix))


def count(
    book: StockBook, actor: Actor, confirmer: Actor | None, paper: str, numbers: str, *, in_store: bool = False, note: str = ""
) -> Stock:
    """실사: exactly those sheets of their series lie here (or in the store); the stock after it.

    What the book has here and is not among them is missing from now on (결번), and two people sign; what had been missing and is among
    them is there again. Refused as `move`, and as `spoil` where something is missing.
    """
    require(actor.role, "keep_security_paper")
    known, name = _named(book, paper)
    at = STORE if in_store else book.desk.identity.desk
    prefix, digits, found = _counted(known, name, numbers, at)
    runs = known.runs(name, prefix)
    missing = without(runs.at(at), found)
    body = SecurityPaperCounted(
        paper=name,
        prefix=prefix,
        digits=digits,
        spans=found,
        desk=at,
        missing=missing,
        returned=united(run.span for span in found for run in runs.within(span) if run.place == MISSING),
        note=checked(note)[:NOTE_MAX],
        confirmed_by=_two(book, actor, confirmer) if missing else _signed(actor, confirmer),
    )
    return _say(book, actor, body)


def void(book: StockBook, actor: Actor, confirmer: Actor | None, entry: UUID, reason: str) -> Stock:
    """취소: that entry was a mistake; its line stays and counts nothing. The stock after it.

    Refused `not_allowed`, `security_paper_entry` (none such, or taken back before), `security_paper_built_on` (later entries need its
    sheets), `reason_needed`, and as `spoil` of who signs.
    """
    require(actor.role, "keep_security_paper")
    second = _two(book, actor, confirmer)
    why = checked(reason)[:NOTE_MAX]
    if not why:
        raise Refused("reason_needed")
    stop_while_listing(book.desk)
    said = book.acts()
    now = stock_of(said)
    if not any(line.entry_id == entry and not line.voided for line in now.lines):
        raise Refused("security_paper_entry")
    if clashes(stock_of(said, leaving_out=entry).lines) - clashes(now.lines):
        raise Refused("security_paper_built_on")
    return _say(book, actor, SecurityPaperVoided(entry=entry, reason=why, confirmed_by=second))


def untold(book: StockBook) -> list[str]:
    """The papers this desk holds of which nobody said what was used on the open business day: a hint, it holds up nothing. Any lane."""
    last = book.desk.store.days.last()
    if last is None or last.closed_at is not None:
        return []
    known, here = book.stock(), book.desk.identity.desk
    return [paper for paper in known.papers() if known.count(paper, here) and not known.told(paper, here, last.day)]


def left_here(book: StockBook) -> dict[str, int]:
    """Paper → sheets of it at this desk, of the papers it gets. Any lane."""
    known, here = book.stock(), book.desk.identity.desk
    return {paper: known.count(paper, here) for paper in known.given(here)}


def held(book: StockBook) -> str:
    """The numbers that lie at this desk, in words for a hand-over (how many, where they would fill the line); '' where there are none.

    Papers are parted by a semicolon, as the ranges of one paper are by commas. Refused `book_unlisted`. Any lane.
    """
    stop_while_listing(book.desk)
    known, here = book.stock(), book.desk.identity.desk
    papers = [paper for paper in known.papers() if known.count(paper, here)]
    told = [
        f"{paper} " + ", ".join(spans_text(each.prefix, [each.span], each.digits) for each in known.sheets(paper, here)) for paper in papers
    ]
    if sum(map(len, told)) > HELD_MAX:
        told = [f"{paper} {known.count(paper, here):,}장" for paper in papers]
    return f"{WORD} {'; '.join(told)}"[: HELD_MAX + len(WORD)] if told else ""


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _named(book: StockBook, paper: str) -> tuple[Stock, str]:
    """The stock, and the paper's name as the office knows it; without one the only paper there is. Refused as `move`, `book_unlisted`."""
    stop_while_listing(book.desk)
    known = book.stock()
    papers, name = known.papers(), paper.strip()
    if not name and len(papers) == 1:
        return known, papers[0]
    if name not in papers:
        raise Refused("security_paper_unknown")
    return known, name


def _typed(first: str, last: str) -> tuple[str, int, Span]:
    """A range as it was typed; a number that belongs to a person is no number of a sheet."""
    return typed_span(checked(first), checked(last))


def _listed(known: Stock, paper: str, numbers: str) -> tuple[str, int, list[Span]]:
    prefix, digits, spans = typed_spans(checked(numbers))
    return _series(known, paper, prefix), digits, spans


def _series(known: Stock, paper: str, prefix: str) -> str:
    """The letters that are meant: of a paper with one series they need not be typed."""
    letters = known.prefixes(paper)
    return letters[0] if not prefix and len(letters) == 1 else prefix


def _counted(known: Stock, paper: str, numbers: str, at: str) -> tuple[str, int, list[Span]]:
    """What was found; nothing typed: nothing of the only series that should be there."""
    if not numbers.strip():
        series = sorted({each.prefix for each in known.sheets(paper, at)})
        if len(series) != 1:
            raise Refused("security_paper_number")
        return series[0], known.digits(paper, series[0]), []
    prefix, digits, found = _listed(known, paper, numbers)
    _only(known, paper, prefix, found, lambda place: place in (at, MISSING))
    return prefix, digits, found


def _all_from(known: Stock, paper: str, prefix: str, spans: Sequence[Span], source: str | None) -> None:
    """Refused as `_only`, unless all of them are there; `source` None: `security_paper_known` unless nobody ever had them."""
    _only(known, paper, prefix, spans, lambda place: place == source, "security_paper_known" if source is None else "")


def _only(known: Stock, paper: str, prefix: str, spans: Sequence[Span], may: Callable[[str | None], bool], code: str = "") -> None:
    """Refused unless each of them is where it may be: by where the first one that is not lies."""
    runs = known.runs(paper, prefix)
    wrong = next((run for span in spans for run in runs.within(span) if not may(run.place)), None)
    if wrong is not None:
        numbers = spans_text(prefix, [wrong.span], known.digits(paper, prefix))
        raise Refused(code or _ELSEWHERE.get(wrong.place, "security_paper_at_desk"), numbers=numbers, desk=(wrong.place or "").lstrip("0"))


def _business_day(book: StockBook, day: str) -> str:
    if not day.strip():
        return entry_day(book.desk)
    today = seoul_date(book.desk.clock.now())
    on = parse_date(day, today=today)
    if on > today:
        raise Refused("security_paper_day")
    return on.isoformat()


def _signed(actor: Actor, confirmer: Actor | None) -> UUID | None:
    if confirmer is None:
        return None
    require(confirmer.role, "keep_security_paper")
    if confirmer.user == actor.user:
        raise Refused("second_is_first")
    return confirmer.entry_id


def _two(book: StockBook, actor: Actor, confirmer: Actor | None) -> UUID:
    if confirmer is not None:
        require(confirmer.role, "keep_security_paper")
    return require_two(book.desk, actor, confirmer)


def _say(book: StockBook, actor: Actor, body: Body) -> Stock:
    with book.desk.store.transaction(actor=actor.entry_id, day=entry_day(book.desk)) as tx:
        tx.append(Fact(body, book.desk.ids.new_id()))
    return book.stock()
