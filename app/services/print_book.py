"""A statutory book of a period in words: looking at it and printing it are entries before it is seen (REFERENCE §2.10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.domain.book_layouts import BookLayout
from app.domain.book_papers import BookColumn, BookLine, BookPaper
from app.domain.case_record import CaseRecord, Telling
from app.domain.entries import Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.forms import Book
from app.domain.lives import UNDONE_STATES
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.progress import UNWATCHED, Progress
from app.services.book_files import file_lines
from app.services.book_kiosks import kiosk_lines
from app.services.book_money import closing_lines, taking_lines
from app.services.desk import SEOUL, Desk, entry_day, to_ms
from app.services.free_text import checked
from app.services.our_papers import printed
from app.services.whole_book import stop_unless_whole

LONGEST_DAYS = 366
_BASIS = {"takings": "업무일 기준", "closings": "업무일 기준", "files": "생산연도별", "kiosks": "운영일 기준", "cases": "접수일 기준"}
_DESTROYED = frozenset({"void", "destroyed"})


def books(desk: Desk) -> list[Book]:
    """Every book of the bundle, in its order."""
    return list(desk.catalogue.books.values())


class Wanted(NamedTuple):
    """The book or list of that code, of those days, both included. `own`: of this desk alone. Without a `reason` it is masked."""

    code: str
    first: date
    last: date
    own: bool = False
    reason: str = ""


def print_book(desk: Desk, actor: Actor, wanted: Wanted, progress: Progress = UNWATCHED) -> BookPaper:
    """That book, ready to be drawn; by receipt, the books of money by business day.

    Without a `reason` names, addresses and numbers are masked (가림본); with one they stand in full, whole resident numbers only where
    the statute wants them. Refused `book_unknown`, `book_period_invalid` (more than a year, or it ends before it begins), `not_allowed`,
    `rrn_in_text`, `book_unlisted`. Writer lane: the view is an entry. Stopped before it, nobody has seen anything.
    """
    require(actor.role, "print_book")
    code, first, last, own, reason = wanted
    book, layout = desk.catalogue.books.get(code), desk.catalogue.layouts.books.get(code)
    if book is None or layout is None:
        raise Refused("book_unknown", book=code[:40])
    since, until = period_ms(first, last)
    stop_unless_whole(desk)
    reason = checked(reason)[:200]
    lines = _lines(desk, layout, first, last, since, until, progress, own=own, full=bool(reason))
    log_view(desk, actor, f"대장 출력: {book.name.ko}" + (f" ({reason})" if reason else ""), len(lines))
    ref = f"{code}-{first}-{last}"
    return BookPaper(
        office=desk.office_info(),
        desk=desk.identity.desk if own else "",
        code=code,
        name=book.name.ko,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        basis=_BASIS[layout.of],
        columns=[BookColumn(title=each.title, width=each.width, align=each.align, sum=each.sum) for each in layout.column],
        lines=lines,
        masked=not reason,
        reason=reason,
        clerk=actor.name,
        made_at=desk.clock.now(),
        skipped=desk.store.books.missing_numbers(since, until, own=own) if layout.of == "cases" else [],
        verified=book.columns_verified,
        numbers_in_full=bool(reason) and layout.numbers_in_full,
        reprint=printed(desk, actor, "book", ref, None, reason),
        training=desk.identity.training,
    )


def period_ms(first: date, last: date) -> tuple[int, int]:
    """When those days begin and end in Seoul, in ms. Refused `book_period_invalid`."""
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise Refused("book_period_invalid", days=LONGEST_DAYS)
    return _begins(first), _begins(last + timedelta(days=1))


def _begins(day: date) -> int:
    return to_ms(datetime(day.year, day.month, day.day, tzinfo=SEOUL))


def telling(desk: Desk, *, names: bool, numbers: bool, among_many: bool = False) -> Telling:
    """How this desk tells its cases; sealed numbers are opened one by one, as they are printed. `among_many`: see `Telling`."""

    def unseal(value: bytes, entry_id: UUID, field_id: str) -> str:
        return desk.sealer.unseal(value, entry_id=entry_id, field_id=field_id)

    return Telling(
        catalogue=desk.catalogue,
        unseal=unseal,
        office=desk.identity.office_name,
        names_in_full=names,
        numbers_in_full=numbers,
        among_many=among_many,
    )


def log_view(desk: Desk, actor: Actor, purpose: str, count: int) -> None:
    """So many cases were looked at together; committed before they are shown (ARCHITECTURE A18)."""
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(PersonalDataViewed(purpose=purpose[:200], query="list", count=count), desk.ids.new_id()))


def _lines(
    desk: Desk, layout: BookLayout, first: date, last: date, since: int, until: int, progress: Progress, *, own: bool, full: bool
) -> list[BookLine]:
    match layout.of:
        case "takings":
            return taking_lines(desk, first.isoformat(), last.isoformat(), own=own, progress=progress)
        case "closings":
            return closing_lines(desk, first.isoformat(), last.isoformat(), own=own)
        case "files":
            return file_lines(desk, first.year, last.year, until, own=own)
        case "kiosks":
            return kiosk_lines(desk, first.isoformat(), last.isoformat())
    told = telling(desk, names=full, numbers=full and layout.numbers_in_full, among_many=True)
    lines: list[BookLine] = []
    for record in _records(desk, layout, since, until, own=own):
        progress.step(len(lines))
        lines.append(case_line(told, layout, record))
    return lines


def _records(desk: Desk, layout: BookLayout, since: int, until: int, *, own: bool) -> Iterator[CaseRecord]:
    services = [form.id for form in desk.catalogue.forms.values() if form.book == layout.book or form.life in layout.lives]
    for page in desk.store.books.cases(since, until, services, own=own):
        yield from page


def case_line(told: Telling, layout: BookLayout, record: CaseRecord) -> BookLine:
    """One case as a line of that book; what was undone or destroyed stays a line and says so."""
    state = record.case.state
    return BookLine(
        cells=[told.column(record, column) for column in layout.column],
        sums=[told.number(record, column) for column in layout.column if column.sum],
        undone=told.state(record.case) if state in UNDONE_STATES or state in _DESTROYED else "",
    )
